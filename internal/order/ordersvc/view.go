package ordersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Needed are the papers that the file of an order must hold, by the day it took force.
func (o *Ops) Needed(x Order, b order.Brief) []rulebook.Item {
	rb := o.Rules.For(x.Rulebook, x.InForceOn)
	return order.FileDocuments(rb, x.Kind, x.Measures(), order.MinorOn(b.Birth, x.InForceOn), civil.DateOf(x.OpenedAt.Time().In(o.Zone)))
}

// View is one order with its term, changes and obligations.
type View struct {
	Order
	FileNumber order.FileNumber
	Term       order.TermResult
	Changes    []StoredChange
	Duties     []Obligation
	Near       order.Nearness
	Rules      *rulebook.Rulebook
}

// Views shows the orders of a client with their arithmetic, the latest first. Needs access.ReadClient. Faults: not_found.
func (s *Service) Views(ctx context.Context, client id.Client) ([]View, error) {
	if !access.From(ctx).May(access.ReadClient) {
		return nil, fault.MissingRecord()
	}
	var out []View
	err := s.db.Read(ctx, func(r *db.Reader) error {
		all, err := Of(ctx, r, []id.Client{client})
		if err != nil {
			return err
		}
		files, err := s.ops.FileNumbers(ctx, r, []id.Client{client})
		if err != nil {
			return err
		}
		for _, x := range all[client] {
			v, err := s.ops.view(ctx, r, x, s.Today())
			if err != nil {
				return err
			}
			v.FileNumber = files[client]
			out = append([]View{v}, out...)
		}
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fault.MissingRecord()
	}
	if err == nil {
		db.Shown(ctx, client)
	}
	return out, err
}

func (o *Ops) view(ctx context.Context, r *db.Reader, x Order, today civil.Date) (View, error) {
	v := View{Order: x, Rules: o.RulesOf(x, today)}
	var err error
	if v.Term, v.Changes, err = o.Term(ctx, r, x, today); err != nil {
		return View{}, err
	}
	v.Near = order.Near(x.TermEnd, today, order.Windows(v.Rules, today))
	v.Duties, err = o.Obligations(ctx, r, x)
	return v, err
}
