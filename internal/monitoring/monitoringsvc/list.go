package monitoringsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Limit bounds a list.
const Limit = 200

// What a list of orders shows.
const (
	DueReview   = "review"   // to be looked at again soon, or late
	DueApproval = "approval" // waits for the second person
	DueEnd      = "end"      // an earlier end is proposed
	DueAll      = "all"      // every order that is not over
)

// OfClient lists the orders of one client, the latest first. Needs ReadMonitoring. Faults: not_found, forbidden.
func (s *Service) OfClient(ctx context.Context, client id.Client) ([]regime.Order, error) {
	var out []regime.Order
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		var err error
		out, err = db.All[regime.Order](ctx, r, `select `+orderColumns+` from monitoring_order c where c.client_id = $1 and {visible c.client_id}
			order by c.made_at desc, c.id`, client)
		return err
	})
	return out, err
}

// Whole is one order with its versions and history.
type Whole struct {
	regime.Order
	Versions []regime.Version
	History  []regime.Step
	Orders   []Choice // of the record, for linking
	Goals    []Choice
}

// Terms are those of the version that waits, else of the one in force, else the last.
func (w Whole) Terms() regime.Terms {
	for _, n := range []int{w.Waiting, w.InForce} {
		if v := find(w.Versions, n); n > 0 {
			return v.Terms
		}
	}
	if len(w.Versions) > 0 {
		return w.Versions[0].Terms
	}
	return regime.Terms{}
}

// Order reads one order of a client with everything that happened to it. Needs ReadMonitoring. Faults: not_found, forbidden.
func (s *Service) Order(ctx context.Context, client id.Client, order string) (Whole, error) {
	var out Whole
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		var err error
		if out.Order, err = s.ops.order(ctx, r, client, order); err != nil {
			return err
		}
		if out.Versions, err = s.ops.versions(ctx, r, client, order); err != nil {
			return err
		}
		if out.History, err = s.ops.history(ctx, r, client, order); err != nil {
			return err
		}
		out.Orders, out.Goals, err = s.ops.links(ctx, r, client)
		return err
	})
	return out, err
}

// Links lists what an order of monitoring of this client may be linked to. Needs ReadMonitoring. Faults: not_found, forbidden.
func (s *Service) Links(ctx context.Context, client id.Client) (courts, goals []Choice, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		var err error
		courts, goals, err = s.ops.links(ctx, r, client)
		return err
	})
	return courts, goals, err
}

func (o *Ops) links(ctx context.Context, r *db.Reader, client id.Client) (courts, goals []Choice, err error) {
	if o.Record == nil {
		return nil, nil, nil
	}
	if courts, err = o.Record.Orders(ctx, r, client); err != nil {
		return nil, nil, err
	}
	goals, err = o.Record.Goals(ctx, r, client)
	return courts, goals, err
}

// Due lists the orders in the actor's sight that something is owed of, the most urgent first; more says that there are others beyond
// Limit. Needs ReadMonitoring.
func (s *Service) Due(ctx context.Context, what string) (list []regime.Order, more bool, err error) {
	if err := s.ops.guard.Permit(ctx, access.ReadMonitoring); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := due(what, s, b)
		var err error
		list, err = db.All[regime.Order](ctx, r, `select `+orderColumns+` from monitoring_order c where {visible c.client_id}`+cond+
			` order by c.review_on, c.id limit `+b.Bind(Limit+1), b.Args()...)
		if more = len(list) > Limit; more {
			list = list[:Limit]
		}
		for _, x := range list {
			db.Shown(ctx, x.Client)
		}
		return err
	})
	return list, more, err
}

func due(what string, s *Service, b *db.Binder) string {
	if what == DueApproval {
		return " and c.waiting > 0 and c.state <> 'ended'"
	}
	live := " and c.state in ('approved','suspended') and c.ends_at > " + b.Bind(s.Now().String())
	switch what {
	case DueEnd:
		return live + " and c.end_proposed_at is not null"
	case DueAll:
		return live
	}
	warn := s.Rulebook().Int(regime.RuleReviewWarn, s.Today(), 0)
	return live + " and c.review_on <= " + b.Bind(s.Today().AddDays(warn).String())
}
