package monitor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/app/care"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
	"tuzjol/jurisdiction/kg"
)

// VictimTexts reads the texts for protected persons, the Department's own folder after the shipped ones.
func VictimTexts(own string) (victim.Texts, error) {
	if own == "" {
		return kg.VictimTexts()
	}
	return kg.VictimTexts([]fs.FS{os.DirFS(own)}...)
}

func (k *Kit) bindVictims(tell care.Answering) {
	k.ZonesOf = append(k.ZonesOf, func(ctx context.Context, r *db.Reader, order string) ([]judge.Zone, error) {
		return k.Victims.Ops().Zones(ctx, r, order)
	})
	k.Victims = victimsvc.New(k.DB, victimsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Texts: k.Texts, Outbox: k.Outbox, Line: k.Line, Changed: k.Watch.Changed,
		Tell: func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
			to, err := tell.Named(ctx, tx.System(), client)
			if err == nil && to != "" {
				err = tell.Account(ctx, tx, to, n)
			}
			return errors.Join(err, tell.Head(ctx, tx, client, n))
		},
	})
}

// victimSweep ends, renews and forgets what concerns protected persons.
func (k *Kit) victimSweep() job.Sweep {
	return job.Sweep{Name: "monitoring.victims", Next: job.Every(10 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
		_, err := k.Victims.Sweep(ctx)
		return err
	}}
}
