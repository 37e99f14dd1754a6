package ordersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// The action that sweeps leave in the record.
const sweepAction actor.Action = "order.sweep"

// EndDue ends the orders whose last day has passed, and starts those whose first day has come. It acts on days in rows, so
// that it may run at any time and as often as one likes. For a job with the system's rights. Returns how many it moved.
func (s *Service) EndDue(ctx context.Context) (int, error) {
	today := s.Today()
	ended, err := s.each(ctx, `select c.id from order_order c where c.status in ('registered','running') and c.term_end < $1
		and {visible c.client_id} order by c.term_end, c.id limit 500`, today, func(tx *db.Tx, x Order) (step, error) {
		if !x.State.Live() || x.State == order.StateSuspended || x.TermEnd.IsZero() || !x.TermEnd.Before(today) {
			return step{}, nil
		}
		return s.ops.close(ctx, tx, x, "served", x.TermEnd, order.Consequence{}, sweepAction)
	})
	if err != nil {
		return ended, err
	}
	started, err := s.each(ctx, `select c.id from order_order c where c.status = 'registered' and c.term_start <= $1
		and {visible c.client_id} order by c.term_start, c.id limit 500`, today, func(tx *db.Tx, x Order) (step, error) {
		if x.State != order.StateRegistered || x.TermStart.IsZero() || x.TermStart.After(today) {
			return step{}, nil
		}
		return step{sweepAction, "started", []fact.Fact{s.ops.On(fact.New("order.started", x.Client, "order", x.ID), x.TermStart, tx)}},
			tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{"status": order.StateRunning})
	})
	return ended + started, err
}

// each runs a step over the orders that a query finds, one transaction an order.
func (s *Service) each(ctx context.Context, query string, today civil.Date, do func(tx *db.Tx, x Order) (step, error)) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var found []string
	if err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		found, err = db.All[string](ctx, r.System(), query, today)
		return err
	}); err != nil {
		return 0, err
	}
	moved := 0
	for _, row := range found {
		did := false
		err := s.write(ctx, func(tx *db.Tx) (step, error) {
			x, err := Load(ctx, tx.System(), row)
			if err != nil {
				return step{}, err
			}
			st, err := do(tx, x)
			did = st.action != ""
			return st, err
		})
		if err != nil {
			return moved, err
		}
		if did {
			moved++
		}
	}
	return moved, nil
}

// level is one rung of telling that a judgment in force has not led to a registration.
type level struct {
	on, told string // columns
	role     string
	up       int // offices above the file's
}

func levels() []level {
	return []level{
		{"escalate_head_on", "told_head_at", string(access.Head), 0},
		{"escalate_region_on", "told_region_at", string(access.Regional), 1},
		{"escalate_nation_on", "told_nation_at", string(access.Director), 2},
	}
}

// Escalate tells the head, then the interregional department, then headquarters, of judgments in force without a
// registration. Each is told once. For a job with the system's rights. Returns how many notices it sent.
func (s *Service) Escalate(ctx context.Context) (int, error) {
	sent := 0
	for _, l := range levels() {
		n, err := s.each(ctx, `select c.id from order_order c where c.status = 'pending' and c.`+l.on+` <= $1 and c.`+l.told+` is null
			and {visible c.client_id} order by c.register_due, c.id limit 500`, s.Today(), func(tx *db.Tx, x Order) (step, error) {
			return s.ops.tell(ctx, tx, x, l)
		})
		sent += n
		if err != nil {
			return sent, err
		}
	}
	return sent, nil
}

func (o *Ops) tell(ctx context.Context, tx *db.Tx, x Order, l level) (step, error) {
	told, err := db.One[civil.Instant](ctx, tx.System(), `select c.`+l.told+` from order_order c where c.id = $1 and {visible c.client_id}`, x.ID)
	if err != nil || !told.IsZero() || x.State != order.StatePending {
		return step{}, err
	}
	office := x.Office
	for range l.up {
		unit, err := o.Offices.Unit(ctx, tx.System(), office)
		if err != nil {
			return step{}, err
		}
		if unit.Parent == "" {
			break
		}
		office = unit.Parent
	}
	if l.up == 2 {
		office = access.TopOffice
	}
	if err := o.Notify.Tell(ctx, tx, order.Notice{
		Office: office, Kind: "order.registration_overdue", Client: x.Client, Role: l.role,
		Data: map[string]string{"due": x.RegisterDue.String(), "office": string(x.Office)},
	}); err != nil {
		return step{}, err
	}
	return step{sweepAction, l.role, []fact.Fact{fact.New("order.escalated", x.Client, "order", x.ID, "level", l.role)}},
		tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{l.told: tx.Now})
}
