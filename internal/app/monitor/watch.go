package monitor

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
)

// ZonesOf gives zones of an order for its case, read with the system's rights.
type ZonesOf func(ctx context.Context, r *db.Reader, order string) ([]judge.Zone, error)

// cases composes what the rules need to know of an order: its term, what was worn, outages, and the zones of every part that has some.
type cases struct{ kit *Kit }

// Case implements watchsvc.Cases.
func (x cases) Case(ctx context.Context, r *db.Reader, order string) (judge.Case, error) {
	c, pauses, err := x.kit.Watch.Frame(ctx, r, order)
	if err != nil || c.Start.IsZero() {
		return c, err
	}
	for _, of := range x.kit.ZonesOf {
		zones, err := of(ctx, r, order)
		if err != nil {
			return judge.Case{}, err
		}
		c.Zones = append(c.Zones, watch.Without(zones, pauses)...)
	}
	return c, nil
}

// bindWatch makes the watch over orders.
func (k *Kit) bindWatch() {
	k.Watch = watchsvc.New(k.DB, watchsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Cases: cases{k}, Tracks: tracksvc.Rows{}, System: k.System,
		Outages: func(ctx context.Context, r *db.Reader, client id.Client, from time.Time) ([]judge.Outage, error) {
			return k.Outages.Of(ctx, r, client, from)
		},
		Raised: func(ctx context.Context, tx *db.Tx, changes []watchsvc.Change) error {
			if k.Raised == nil {
				return nil
			}
			return k.Raised(ctx, tx, changes)
		},
		Published: func() {
			if k.Published != nil {
				k.Published()
			}
		},
		Failed: func(order string, err error) {
			if k.Log != nil {
				k.Log.Error("an order of monitoring was not judged", "order", order, "error", err)
			}
		},
	})
	k.bindOutages()
}

// liveWithin is how old a position may be and still be judged before every backlog.
const liveWithin = 5 * time.Minute

// wake tells the watch what was stored. It waits for nothing.
func (k *Kit) wake(group []ingest.Received, of []int, got []track.Verdict) {
	for i, v := range got {
		if v.Outcome == track.Stored {
			k.Watch.Wake(group[of[i]].ReceivedAt.Sub(v.At) <= liveWithin, v.Order)
		}
	}
}

// watchSweeps are the recurring tasks of the watch: each minute time comes.
func (k *Kit) watchSweeps() []job.Sweep {
	return []job.Sweep{
		{Name: "monitoring.watch", Next: job.Every(time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			if _, err := k.Outages.Alive(ctx); err != nil {
				return err
			}
			_, err := k.Watch.Sweep(ctx)
			return err
		}},
		{Name: "monitoring.outages", Next: job.Every(5 * time.Minute), Run: func(ctx context.Context, _ civil.Instant) error {
			_, err := k.Outages.Recognise(ctx)
			return err
		}},
	}
}
