package watchsvc

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/forgetsvc"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
)

// Replay asks for the alerts of one client, or of everybody, to be judged again from what was stored.
type Replay struct {
	Client  id.Client // empty = everybody
	From    civil.Instant
	Until   civil.Instant
	Purpose string // why; it stands in the record and in the client's access log
}

// Replayed is one order judged again.
type Replayed struct {
	Client id.Client
	Order  string
	Inputs int
	Alerts []evaluator.Alert // raised within the time asked for, as the replay gives them
	Differ []string          // what the store says otherwise, in words for an auditor; empty = the same
	// Gone is what retention destroyed; then only what began from Since on can be judged again. Unproven counts the alerts of the time asked for
	// that began before, and stand with their explanations only.
	Gone     []track.Destroyed
	Since    civil.Instant
	Unproven int
	Emptied  map[int]int // stored alerts whose explanations retention has destroyed, by certificate; what is left of them is compared all the same
	Untold   int         // stored alerts that cannot be told any more: what they rested on was forgotten when a protected person withdrew
}

// Replay judges everything stored of orders again, by the rules, thresholds and cases as recorded, and compares the alerts raised within a
// time with those in the store. It is a purposeful read of positions and leaves an entry for each client. It tells no place. It is a task of
// the service itself. Faults: forbidden, invalid.
func (s *Service) Replay(ctx context.Context, in Replay, each func(Replayed) error) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	var p fault.Problems
	if in.Purpose == "" {
		p.Add("purpose", "field.required")
	}
	if !in.Until.IsZero() && !in.From.Before(in.Until) {
		p.Add("until", "monitoring.read.order")
	}
	if err := p.Err(); err != nil {
		return err
	}
	type row struct {
		Order  string
		Client id.Client
	}
	var list []row
	if err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		list, err = db.All[row](ctx, r, `select w.monitoring_id, c.client_id from monitoring_watch w join monitoring_order c on c.id = w.monitoring_id
			where (c.client_id = $1 or $1 = '') and {visible c.client_id} order by c.client_id, w.monitoring_id`, in.Client)
		return err
	}); err != nil {
		return err
	}
	for _, x := range list {
		var out Replayed
		err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
			if out, err = s.replay(ctx, &tx.Reader, x.Client, x.Order, in); err != nil {
				return err
			}
			return tx.Record(ctx, access.ReadPositions, in.Purpose, fact.New("monitoring.alerts_replayed", x.Client, "monitoring", x.Order, "purpose", in.Purpose))
		})
		if err != nil {
			return fmt.Errorf("order %s: %w", x.Order, err)
		}
		if err := each(out); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) replay(ctx context.Context, r *db.Reader, client id.Client, order string, in Replay) (Replayed, error) {
	out := Replayed{Client: client, Order: order}
	last, err := db.One[int64](ctx, r, `select arrival from monitoring_watch where monitoring_id = $1`, order)
	if err != nil {
		return out, err
	}
	inputs, err := s.everything(ctx, r, order, last)
	if err != nil {
		return out, err
	}
	told, alerts, err := watch.Replay(inputs, func(at time.Time) (*judge.Settings, error) { return s.settings(civil.At(at)) })
	if err != nil {
		return out, err
	}
	out.Inputs = len(inputs)
	within := func(a evaluator.Alert) bool {
		at := civil.At(a.RaisedAt)
		return !at.Before(in.From) && (in.Until.IsZero() || at.Before(in.Until))
	}
	for _, a := range alerts {
		if within(a) {
			out.Alerts = append(out.Alerts, a)
		}
	}
	stored, err := s.alerts(ctx, r, client, order, time.Unix(0, 0))
	if err != nil {
		return out, err
	}
	stored = slices.DeleteFunc(stored, func(a evaluator.Alert) bool { return !within(a) })
	if err := s.provable(ctx, r, order, &out, &stored); err != nil {
		return out, err
	}
	out.Differ = watch.Differ(stored, out.Alerts)
	steps, err := s.steps(ctx, r, order)
	if err != nil {
		return out, err
	}
	out.Differ = append(out.Differ, watch.DifferSteps(steps, told, out.Alerts)...)
	if out.Emptied, err = emptied(ctx, r, order, in); err != nil {
		return out, err
	}
	out.Untold, err = forgetsvc.Gone(ctx, r, order, in.From, in.Until)
	return out, err
}

// emptied counts the alerts of the time asked for whose explanations retention has destroyed.
func emptied(ctx context.Context, r *db.Reader, order string, in Replay) (map[int]int, error) {
	type row struct {
		Certificate int
		Raised      civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.certificate, c.raised_at from monitoring_alert c where c.monitoring_id = $1 and c.drill = $2 and c.certificate is not null
		and c.raised_at >= $3 and {visible c.client_id}`, order, false, in.From)
	out := map[int]int{}
	for _, x := range rows {
		if in.Until.IsZero() || x.Raised.Before(in.Until) {
			out[x.Certificate]++
		}
	}
	return out, err
}

// provable leaves of the stored alerts and of those of the replay what the positions that are left can prove.
func (s *Service) provable(ctx context.Context, r *db.Reader, order string, out *Replayed, stored *[]evaluator.Alert) (err error) {
	if out.Gone, err = s.Tracks.Destroyed(ctx, r, order, 0, math.MaxInt64); err != nil || len(out.Gone) == 0 {
		return err
	}
	for _, g := range out.Gone {
		if g.Until.After(out.Since) {
			out.Since = g.Until
		}
	}
	*stored, out.Alerts, out.Unproven = watch.Provable(*stored, out.Alerts, out.Since.Time())
	return nil
}

// everything reads all inputs of an order up to the one judged last.
func (s *Service) everything(ctx context.Context, r *db.Reader, order string, last int64) ([]judge.Input, error) {
	wear, err := devices(ctx, r, []any{order})
	list := wear[order]
	if err != nil {
		return nil, err
	}
	out, err := s.stored(ctx, r, order, 0, last+1)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(out, func(in judge.Input) bool { return in.Kind == judge.Change }) { // the first case is still to come in its turn
		first, err := db.One[int64](ctx, r, `select arrival from monitoring_input where monitoring_id = $1 and kind = 'case' order by arrival limit 1`, order)
		if err != nil {
			return nil, err
		}
		begin, err := s.stored(ctx, r, order, first-1, first+1)
		if err != nil {
			return nil, err
		}
		out = append(out, begin...)
	}
	waits, err := s.Tracks.Waiting(ctx, r, []string{order}, 100_000)
	waiting := waits[order]
	if err != nil {
		return nil, err
	}
	for _, w := range list {
		end := s.db.Now().Time().Add(24 * time.Hour)
		if !w.Until.IsZero() {
			end = w.Until.Add(24 * time.Hour)
		}
		rows, err := s.Tracks.Read(ctx, r, s.Tracks.Days(w.Number, w.Short, w.From.Add(-24*time.Hour), end))
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			if !slices.ContainsFunc(waiting, func(t track.Stretch) bool {
				return row.Arrival >= t.Batch && row.Arrival <= t.Last && t.Fitting == row.Fitting
			}) {
				out = append(out, watch.Own(row, list))
			}
		}
	}
	return out, nil
}

func (s *Service) steps(ctx context.Context, r *db.Reader, order string) ([]watch.Step, error) {
	return db.All[watch.Step](ctx, r, `select c.alert_id, c.what, c.cause, c.at from monitoring_alert_change c join monitoring_alert a on a.id = c.alert_id
		where a.monitoring_id = $1 and a.drill = $2 and {visible c.client_id} order by c.alert_id, c.number`, order, false)
}
