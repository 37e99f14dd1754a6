package orderregistersvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// Register places a client on the register.
type Register struct {
	Order   string
	Version int
	On      civil.Date
	Officer id.Account // empty: the head allocates later
}

// Register places a client on the register: the client has come and the conditions are explained. Missing documents hold
// nobody up; they become a debt. Needs access.RegisterClient. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Register(ctx context.Context, in Register) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.register(ctx, tx, in) })
}

func (o *Ops) register(ctx context.Context, tx *db.Tx, in Register) (step, error) {
	x, err := o.awaited(ctx, tx, in.Order)
	if err != nil {
		return step{}, err
	}
	if x.Version != in.Version {
		return step{}, fault.Stale()
	}
	explained, err := o.explanation(ctx, &tx.Reader, x)
	if err != nil {
		return step{}, err
	}
	if err := registrable(x, explained, in.On, o.Today(tx)).Err(); err != nil {
		return step{}, err
	}
	x.RegisteredOn = in.On
	t, _, err := o.Term(ctx, &tx.Reader, x, o.Today(tx))
	if err != nil {
		return step{}, err
	}
	if !t.End.IsZero() && t.End.Before(o.Today(tx)) {
		var p fault.Problems
		p.Add("on", "order.term_is_over", "End", t.End)
		return step{}, p.Err()
	}
	if err := tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{
		"registered_on": in.On, "registered_by": tx.Actor.Ref(),
		"term_start": t.Start, "term_end": t.End, "status": ordersvc.Running(t, o.Today(tx)),
	}); err != nil {
		return step{}, err
	}
	if in.Officer != "" && o.Allocation != nil {
		if err := o.Allocation.Assign(ctx, tx, x.Client, in.Officer, "first"); err != nil {
			return step{}, err
		}
	}
	late := 0
	if !x.RegisterDue.IsZero() {
		late = max(0, x.RegisterDue.DaysUntil(in.On))
	}
	return step{access.RegisterClient, "", []fact.Fact{o.On(fact.New("order.registered", x.Client, "order", x.ID, "due", x.RegisterDue.String(),
		"late", strconv.Itoa(late), "end", t.End.String()), in.On, tx)}}, nil
}

// registrable says what still stands in the way.
func registrable(x ordersvc.Order, explained StoredExplanation, on, today civil.Date) fault.Problems {
	var p fault.Problems
	switch {
	case on.IsZero():
		p.Add("on", "field.required")
	case on.After(today):
		p.Add("on", "date.future")
	case on.Before(x.InForceOn):
		p.Add("on", "order.before_force", "Day", x.InForceOn)
	case !x.AppearedOn.IsZero() && on.Before(x.AppearedOn):
		p.Add("on", "date.order", "From", x.AppearedOn, "To", on)
	}
	if x.AppearedOn.IsZero() {
		p.Add("", "order.not_appeared")
	}
	if explained.ID == "" {
		p.Add("", "order.not_explained")
	}
	return p
}

// CheckTakeOver notes that another person compared a case taken over with its paper; the mark goes. Needs
// access.RegisterClient. Faults: not_found, forbidden (the one who took it over), conflict.
func (s *Service) CheckTakeOver(ctx context.Context, orderID string, version int) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.Begin(ctx, tx, access.RegisterClient, orderID, version)
		if err != nil {
			return step{}, err
		}
		if !x.Unchecked() {
			return step{}, fault.New(fault.Conflict, "order.nothing_to_check")
		}
		if x.TakeoverBy == tx.Actor.Ref() {
			return step{}, fault.New(fault.Forbidden, "order.check_by_another")
		}
		return step{access.RegisterClient, "takeover", []fact.Fact{fact.New("order.takeover_checked", x.Client, "order", x.ID)}},
			tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{"takeover_checked_at": tx.Now, "takeover_checked_by": tx.Actor.Ref()})
	})
}
