package monitoringsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Draft asks for an order of monitoring. Nothing is collected before a second person has approved it.
type Draft struct {
	Client id.Client
	Regime regime.Kind
	Terms  regime.Terms
}

// Draft writes down an order of monitoring with the decision on file and returns its identifier. Needs DraftMonitoring. Faults:
// not_found, forbidden, invalid.
func (s *Service) Draft(ctx context.Context, in Draft) (string, error) {
	order := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		made, st, err := s.ops.draft(ctx, tx, in)
		order = made
		return st, err
	})
	return order, err
}

func (o *Ops) draft(ctx context.Context, tx *db.Tx, in Draft) (string, step, error) {
	if err := o.guard.Allow(ctx, tx, access.DraftMonitoring, in.Client); err != nil {
		return "", step{}, err
	}
	in.Terms.Reason = ""
	if err := o.check(ctx, tx, in.Client, in.Regime, in.Terms, true); err != nil {
		return "", step{}, err
	}
	x := regime.Order{ID: tx.NewID(), Client: in.Client, Kind: in.Regime, State: regime.Drafted}
	if err := tx.Insert(ctx, orders, db.Row{
		"id": x.ID, "client_id": x.Client, "regime": x.Kind, "state": x.State, "level": in.Terms.Level,
		"begins_at": in.Terms.From.StartIn(o.Zone), "ends_at": in.Terms.Until.AddDays(1).StartIn(o.Zone), "review_on": in.Terms.ReviewOn,
		"in_force": 0, "waiting": 1, "refused_by_occupant": false, "occupants_agreed": false, "made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
	}); err != nil {
		return "", step{}, err
	}
	if err := o.putVersion(ctx, tx, x, 1, in.Terms); err != nil {
		return "", step{}, err
	}
	return x.ID, step{action: access.DraftMonitoring, facts: facts(tx, "monitoring.order_drafted", x, "level", string(in.Terms.Level))}, nil
}

// check says everything that is wrong with terms, links to the record included.
func (o *Ops) check(ctx context.Context, tx *db.Tx, client id.Client, kind regime.Kind, t regime.Terms, first bool) error {
	p := t.Check(kind, first, o.rules(tx), o.today(tx))
	known := func(field, link string, list func(context.Context, *db.Reader, id.Client) ([]Choice, error)) error {
		if link == "" {
			return nil
		}
		all, err := list(ctx, &tx.Reader, client)
		if err == nil && !slices.ContainsFunc(all, func(c Choice) bool { return c.ID == link }) {
			p.Add(field, "field.unknown")
		}
		return err
	}
	if o.Record != nil {
		if err := known("order", t.Order, o.Record.Orders); err != nil {
			return err
		}
		if err := known("goal", t.Goal, o.Record.Goals); err != nil {
			return err
		}
	}
	return p.Err()
}

// Vary asks for a change of an order, or puts a draft that was sent back anew. Version is the one that was on the page.
type Vary struct {
	Client  id.Client
	Order   string
	Version int
	Terms   regime.Terms
}

// Vary writes the next version of an order; until a second person approves it the version in force holds. Needs DraftMonitoring.
// Faults: not_found, forbidden, conflict when a version waits already, when the order has ended or the page was stale, invalid.
func (s *Service) Vary(ctx context.Context, in Vary) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.vary(ctx, tx, in) })
}

func (o *Ops) vary(ctx context.Context, tx *db.Tx, in Vary) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.DraftMonitoring, in.Client); err != nil {
		return step{}, err
	}
	x, err := o.order(ctx, &tx.Reader, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	switch {
	case x.Row != in.Version:
		return step{}, fault.Stale()
	case x.Waiting > 0:
		return step{}, fault.New(fault.Conflict, "monitoring.waits_already")
	case x.InForce > 0 && !x.Live(tx.Now):
		return step{}, fault.New(fault.Conflict, "monitoring.ended_already")
	}
	if err := o.check(ctx, tx, in.Client, x.Kind, in.Terms, x.InForce == 0); err != nil {
		return step{}, err
	}
	list, err := o.versions(ctx, &tx.Reader, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	next := list[0].Number + 1
	if err := o.putVersion(ctx, tx, x, next, in.Terms); err != nil {
		return step{}, err
	}
	row := db.Row{"waiting": next}
	if x.State == regime.Returned {
		row["state"] = regime.Drafted
	}
	if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, row); err != nil {
		return step{}, err
	}
	return step{action: access.DraftMonitoring, facts: facts(tx, "monitoring.order_varied", x, "reason", in.Terms.Reason)}, nil
}

// facts makes the one fact of a use case about an order.
func facts(tx *db.Tx, kind string, x regime.Order, pairs ...string) []fact.Fact {
	f := fact.New(kind, x.Client, append([]string{"monitoring", x.ID, "regime", string(x.Kind)}, pairs...)...)
	f.ID = tx.NewID()
	return []fact.Fact{f}
}
