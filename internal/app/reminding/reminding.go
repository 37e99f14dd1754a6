// Package reminding binds the outbox, reminders and series of appointments to the record.
package reminding

import (
	"context"
	"path/filepath"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/config"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/remindersvc"
	"tuzjol/internal/supervision/seriessvc"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Kit is what messages need of the service, and what comes of it.
type Kit struct {
	DB     *db.DB
	Rules  *rulebook.Set
	Zone   *time.Location
	Seal   *seal.Sealer
	Config config.Config

	Outbox    *notify.Outbox
	Reminders *remindersvc.Service
	Series    *seriessvc.Service

	// Spans are the times of a client's life during which something rests; bound after the life events are made.
	Spans func(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error)
	// Died reports whether a client's death was reported and not refuted; bound like Spans.
	Died func(ctx context.Context, r *db.Reader, client id.Client) (bool, error)

	supervision *supervisionsvc.Service
}

// Bind makes the outbox, into which use cases put words within their own transaction, and the reminders.
func (k *Kit) Bind() *Kit {
	k.Outbox = &notify.Outbox{Seal: k.Seal, Zone: k.Zone, Quiet: func(on civil.Date) notify.Quiet {
		r := k.Rules.At(on)
		return notify.Quiet{From: r.TextOf("reminder.quiet_from", on), To: r.TextOf("reminder.quiet_to", on)}
	}}
	k.Reminders = remindersvc.New(k.DB, remindersvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Outbox: k.Outbox, Reach: k.reach, Held: k.held})
	return k
}

// BindSeries makes the series over the appointments.
func (k *Kit) BindSeries(s *supervisionsvc.Service) {
	k.supervision = s
	k.Series = seriessvc.New(k.DB, seriessvc.Deps{Seal: k.Seal, Rules: k.Rules, Appointments: s})
}

// Changed hears of appointments that were moved, called off, stopped or closed.
func (k *Kit) Changed(ctx context.Context, tx *db.Tx, client id.Client, entry string) error {
	return k.Reminders.Ops().Changed(ctx, tx, client, entry)
}

// Became hears of the version that replaces it and tells the client of a change that a reminder made false.
func (k *Kit) Became(ctx context.Context, tx *db.Tx, a supervision.Appointment) ([]fact.Fact, error) {
	return k.Reminders.Ops().Became(ctx, tx, a)
}

// sender is the gateway that is set up, or the folder in which the operator sees what would be sent.
func (k *Kit) sender() notify.Sender {
	if k.Config.GatewayURL == "" {
		return notify.Files{Folder: filepath.Join(k.Config.Data, "outbox")}
	}
	return notify.Gateway{URL: k.Config.GatewayURL, Token: k.Config.GatewayToken, Reference: k.Config.GatewayReference}
}

// Send sends what waits, before the recurring task comes to it.
func (k *Kit) Send(ctx context.Context) error {
	_, err := k.Outbox.Run(ctx, k.DB, k.DB.Now(), k.sender())
	return err
}

// Schedule names the tasks that make reminders and send what waits.
func (k *Kit) Schedule(jobs *job.Runner) {
	jobs.Schedule(
		job.Sweep{Name: "supervision.remind", Next: job.Every(10 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Reminders.MakeDue(ctx)
			return err
		}},
		job.Sweep{Name: "notify.send", Next: job.Every(time.Minute), Run: func(ctx context.Context, now civil.Instant) error {
			_, err := k.Outbox.Run(ctx, k.DB, now, k.sender())
			return err
		}},
	)
	if k.Config.GatewayReceipts != "" {
		asker := notify.Receipts{URL: k.Config.GatewayReceipts, Token: k.Config.GatewayToken, Reference: k.Config.GatewayReference}
		jobs.Schedule(job.Sweep{Name: "notify.receipts", Next: job.Every(5 * time.Minute), Run: func(ctx context.Context, now civil.Instant) error {
			_, err := k.Outbox.Collect(ctx, k.DB, now, asker)
			return err
		}})
	}
}
