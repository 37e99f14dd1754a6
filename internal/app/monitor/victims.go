package monitor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/care"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/forgetsvc"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimsumsvc"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/monitoring/victimweb"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/ui"
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
	k.Sums = victimsumsvc.New(k.DB, k.Seal)
	forget := forgetsvc.Ops{Seal: k.Seal, Sums: k.Sums.Withdrawn, Ended: func(ctx context.Context, tx *db.Tx, order string, alerts []string) error {
		changes := make([]watchsvc.Change, len(alerts))
		for i, a := range alerts {
			changes[i] = watchsvc.Change{Alert: a, Order: order, What: evaluator.Ended, At: tx.Now}
		}
		if k.Raised == nil {
			return nil
		}
		return k.Raised(ctx, tx, changes)
	}}
	k.Victims = victimsvc.New(k.DB, victimsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Texts: k.Texts, Outbox: k.Outbox, Line: k.Line, Changed: k.Watch.Changed,
		Forget: forget.Forget, Age: forget.Age, Sums: k.Sums.Aged,
		HandUnit: func(ctx context.Context, tx *db.Tx, ident string) (bool, error) {
			return k.Devices.HandUnit(ctx, tx, ident)
		},
		UnitBack: func(ctx context.Context, tx *db.Tx, token string, state regime.DeviceState) error {
			return k.Devices.UnitBack(ctx, tx, token, state)
		},
		Life: func(ctx context.Context, r *db.Reader, client id.Client) ([]everyday.Place, error) {
			return k.Zones.Ops().Life(ctx, r, client)
		},
		Tell: func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
			to, err := tell.Named(ctx, tx.System(), client)
			if err == nil && to != "" {
				err = tell.Account(ctx, tx, to, n)
			}
			if n.Kind == victim.NoticeWithdrew {
				err = errors.Join(err, k.tellDuty(ctx, tx, client, n))
			}
			return errors.Join(err, tell.Head(ctx, tx, client, n))
		},
	})
}

// peer gives a fix of a protected person's device to the watch, and to the hash of her hour.
func (k *Kit) peer(ctx context.Context, tx *db.Tx, order, zone string, fix monitoring.Fix) error {
	if err := k.Watch.Peer(ctx, tx, order, zone, fix); err != nil {
		return err
	}
	return k.Sums.Add(ctx, tx, order, zone, fix)
}

// tellDuty puts a notice before the duty operators of a client's office who may see the client and read of protected persons: what protects
// her is less from now on.
func (k *Kit) tellDuty(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error {
	office, err := (accesssvc.Ops{}).OfficeOf(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	list, err := seats{k}.Duty(ctx, tx.System(), office)
	if err != nil {
		return err
	}
	for _, who := range list {
		rights, err := accesssvc.Load(ctx, &tx.Reader, who, tx.Now, k.Zone)
		if err != nil {
			return err
		}
		if rights.Reach(access.ReadVictims) == access.None {
			continue
		}
		b := &db.Binder{}
		seen, err := db.One[int](ctx, tx.System(), `select count(*) from access_client c where c.client_id = `+b.Bind(client)+` and `+(accesssvc.Sight{Rights: rights}).Predicate("c.client_id", b), b.Args()...)
		if err != nil {
			return err
		}
		if seen > 0 {
			if err := k.Org.Ops().NotifyAccount(ctx, tx, who, n); err != nil {
				return err
			}
		}
	}
	return nil
}

// victimSweep ends, renews and forgets what concerns protected persons.
func (k *Kit) victimSweep() job.Sweep {
	return job.Sweep{Name: "monitoring.victims", Next: job.Every(10 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
		_, err := k.Victims.Sweep(ctx)
		return err
	}}
}

// VictimRoutes makes the pages of protected persons; they take no shell of a client.
func (k *Kit) VictimRoutes(
	names func(ctx context.Context, refs []string) (map[string]string, error), labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error),
) []httpx.Route {
	return victimweb.New(victimweb.Deps{Victims: k.Victims, Names: names, Labels: labels}).Routes()
}

// victimLinks lead from an order to the protected persons, for whoever may read of them; it stands there whether there are any or not.
func (k *Kit) victimLinks(ctx context.Context, order string) []monitoringweb.Link {
	if !access.From(ctx).May(access.ReadVictims) {
		return nil
	}
	return []monitoringweb.Link{{Href: victimweb.At + "?order=" + order, Label: ui.M("monitoring.victim.of_order")}}
}
