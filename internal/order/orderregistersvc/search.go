package orderregistersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// Inquire records what was done when the client did not appear: a home check, an inquiry with another body, or the opening
// of a search. A search needs a home check and an inquiry before it. Needs access.RegisterClient. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) Inquire(ctx context.Context, orderID string, in order.Inquiry) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.inquire(ctx, tx, orderID, in) })
}

func (o *Ops) inquire(ctx context.Context, tx *db.Tx, orderID string, in order.Inquiry) (step, error) {
	x, err := o.awaited(ctx, tx, orderID)
	if err != nil {
		return step{}, err
	}
	rb := o.RulesOf(x, o.Today(tx))
	problems := in.Check(rb, o.Today(tx))
	if in.Kind == order.Search {
		before, err := o.inquiries(ctx, &tx.Reader, x)
		if err != nil {
			return step{}, err
		}
		for _, kind := range []string{order.HomeCheck, order.Enquiry} {
			if !hasKind(before, kind) {
				problems.Add("kind", "order.search_needs."+kind)
			}
		}
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	row := tx.NewID()
	reason, err := o.Sealed(ctx, tx, x.Client, "order_inquiry", "reason", row, in.Reason)
	if err != nil {
		return step{}, err
	}
	if item, ok := rb.List(order.ListHomeCheckResults).Item(in.Result); ok {
		in.Found = item.Is("found")
	}
	if err := tx.Insert(ctx, "order_inquiry", db.Row{
		"id": row, "client_id": x.Client, "order_id": x.ID, "kind": in.Kind, "made_on": in.On,
		"body": db.Null(in.Body), "result": db.Null(in.Result), "found": in.Found, "reason": reason, "made_by": tx.Actor.Ref(),
		"recorded_at": tx.Now,
	}); err != nil {
		return step{}, err
	}
	return step{access.RegisterClient, in.Kind, []fact.Fact{o.On(inquiryFact(x, in), in.On, tx)}}, nil
}

func inquiryFact(x ordersvc.Order, in order.Inquiry) fact.Fact {
	switch in.Kind {
	case order.HomeCheck:
		return fact.New("order.home_checked", x.Client, "order", x.ID, "result", in.Result)
	case order.Enquiry:
		return fact.New("order.inquired", x.Client, "order", x.ID, "body", in.Body)
	}
	return fact.New("order.search_opened", x.Client, "order", x.ID)
}

func hasKind(all []order.Inquiry, kind string) bool {
	for _, i := range all {
		if i.Kind == kind {
			return true
		}
	}
	return false
}

// CloseSearch ends the search of an order on the day the client was found. Needs access.RegisterClient. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) CloseSearch(ctx context.Context, orderID string, day civil.Date) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.awaited(ctx, tx, orderID)
		if err != nil {
			return step{}, err
		}
		var p fault.Problems
		if day.IsZero() {
			p.Add("on", "field.required")
		} else if day.After(s.ops.Today(tx)) {
			p.Add("on", "date.future")
		}
		if err := p.Err(); err != nil {
			return step{}, err
		}
		open, err := db.All[string](ctx, tx, `select c.id from order_inquiry c where c.order_id = $1 and c.kind = 'search' and c.ended_on is null
			and {visible c.client_id}`, x.ID)
		if err != nil {
			return step{}, err
		}
		if len(open) == 0 {
			return step{}, fault.New(fault.Conflict, "order.no_search")
		}
		for _, row := range open {
			if err := tx.Update(ctx, "order_inquiry", row, db.Row{"ended_on": day}); err != nil {
				return step{}, err
			}
		}
		return step{access.RegisterClient, "", []fact.Fact{s.ops.On(fact.New("order.search_closed", x.Client, "order", x.ID), day, tx)}}, nil
	})
}

// inquiries reads what was done to find the client, the oldest first; reasons stay sealed.
func (o *Ops) inquiries(ctx context.Context, r *db.Reader, x ordersvc.Order) ([]order.Inquiry, error) {
	type row struct {
		Kind         string
		On           civil.Date
		Body, Result string
		Found        bool
		EndedOn      civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.kind, c.made_on, c.body, c.result, c.found, c.ended_on from order_inquiry c
		where c.order_id = $1 and {visible c.client_id} order by c.recorded_at, c.id`, x.ID)
	out := make([]order.Inquiry, len(rows))
	for i, q := range rows {
		out[i] = order.Inquiry{Kind: q.Kind, On: q.On, Body: q.Body, Result: q.Result, Found: q.Found, EndedOn: q.EndedOn}
	}
	return out, err
}

// attempts reads the calls, the oldest first; notes stay sealed.
func (o *Ops) attempts(ctx context.Context, r *db.Reader, x ordersvc.Order) ([]order.Attempt, error) {
	type row struct {
		On               civil.Date
		Channel, Outcome string
	}
	rows, err := db.All[row](ctx, r, `select c.made_on, c.channel, c.outcome from order_attempt c where c.order_id = $1
		and {visible c.client_id} order by c.recorded_at, c.id`, x.ID)
	out := make([]order.Attempt, len(rows))
	for i, a := range rows {
		out[i] = order.Attempt{On: a.On, Channel: a.Channel, Outcome: a.Outcome}
	}
	return out, err
}
