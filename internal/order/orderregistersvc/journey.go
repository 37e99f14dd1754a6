package orderregistersvc

import (
	"context"
	"errors"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Journey is the way of one client to the register as it stands.
type Journey struct {
	Order       ordersvc.Order
	Brief       order.Brief
	FileNumber  order.FileNumber
	Office      order.Unit
	ByDistrict  id.Office // office of the present address; another than the file's means a transfer is due
	Steps       []order.Step
	Due         order.Due
	Attempts    []order.Attempt
	Inquiries   []order.Inquiry
	Explanation StoredExplanation
	Obligations []ordersvc.Obligation
	Needed      []rulebook.Item
	Missing     []rulebook.Item
	Minor       bool
	Rules       *rulebook.Rulebook
}

// Journey shows how far a client has come on the way to the register: of the order that waits, else of the latest. Needs
// access.ReadClient. Faults: not_found.
func (s *Service) Journey(ctx context.Context, client id.Client) (Journey, error) {
	if !access.From(ctx).May(access.ReadClient) {
		return Journey{}, fault.MissingRecord()
	}
	var out Journey
	err := s.db.Read(ctx, func(r *db.Reader) error {
		all, err := ordersvc.Of(ctx, r, []id.Client{client})
		if err != nil {
			return err
		}
		x, ok := waiting(all[client])
		if !ok {
			return fault.MissingRecord()
		}
		db.Shown(ctx, client)
		out, err = s.ops.journey(ctx, r, x, s.Today())
		return err
	})
	return out, err
}

func waiting(all []ordersvc.Order) (ordersvc.Order, bool) {
	for _, x := range all {
		if x.State == order.StatePending {
			return x, true
		}
	}
	x, _, ok := ordersvc.Speaking(all)
	return x, ok
}

func (o *Ops) journey(ctx context.Context, r *db.Reader, x ordersvc.Order, today civil.Date) (Journey, error) {
	rb := o.RulesOf(x, today)
	j := Journey{Order: x, Rules: rb, Due: order.RegistrationDueOn(rb, x.InForceOn)}
	var err error
	keep := func(e error) {
		err = errors.Join(err, e)
	}
	var e error
	j.Brief, e = o.Brief(ctx, r, x.Client)
	keep(e)
	j.Attempts, e = o.attempts(ctx, r, x)
	keep(e)
	j.Inquiries, e = o.inquiries(ctx, r, x)
	keep(e)
	j.Explanation, e = o.explanation(ctx, r, x)
	keep(e)
	j.Obligations, e = o.Obligations(ctx, r, x)
	keep(e)
	j.Office, e = o.Offices.Unit(ctx, r, x.Office)
	keep(e)
	files, e := o.FileNumbers(ctx, r, []id.Client{x.Client})
	keep(e)
	held, e := o.Held(ctx, r, []id.Client{x.Client})
	keep(e)
	if err != nil {
		return Journey{}, err
	}
	district, err := o.District(ctx, r, x)
	if err != nil {
		return Journey{}, err
	}
	if district != "" {
		if j.ByDistrict, err = o.Offices.ByDistrict(ctx, r, district); err != nil && !fault.Is(err, fault.NotFound) {
			return Journey{}, err
		}
	}
	j.FileNumber, j.Minor = files[x.Client], order.MinorOn(j.Brief.Birth, today)
	j.Needed = o.Needed(x, j.Brief)
	j.Missing = order.Missing(j.Needed, held[x.Client])
	j.Steps = order.Journey(rb, order.Progress{
		State: x.State, InForce: x.InForceOn, Due: x.RegisterDue, Attempts: j.Attempts, AppearedOn: x.AppearedOn,
		ExplainedOn: j.Explanation.On, Missing: len(j.Missing), Inquiries: j.Inquiries, Registered: x.RegisteredOn,
	}, today)
	return j, nil
}
