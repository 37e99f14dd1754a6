package plansvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// View is what the page of a plan shows.
type View struct {
	Doc      plan.Doc // of the version asked for; empty without any plan
	Older    planrowsvc.Older
	Versions []plan.Plan // the latest first
	Needs    []plan.Need
	Duties   []plan.Obligation
	Start    plan.Start
	Due      civil.Date // of the first plan
	Limit    int        // of current goals
	Card     string     // state as lists show it
	Lacks    fault.Problems
}

// InForce finds the version in force.
func (v View) InForce() (plan.Plan, bool) {
	return v.find(func(s plan.State) bool { return s == plan.InForce })
}

// Open finds the version that somebody is at work on.
func (v View) Open() (plan.Plan, bool) { return v.find(plan.State.Open) }

func (v View) find(ok func(plan.State) bool) (plan.Plan, bool) {
	for _, p := range v.Versions {
		if ok(p.State) {
			return p, true
		}
	}
	return plan.Plan{}, false
}

// choose picks the version of a number; 0 the one in force, else the open one, else the latest.
func (v View) choose(number int) (plan.Plan, bool) {
	for _, p := range v.Versions {
		if p.Number == number {
			return p, true
		}
	}
	if number != 0 {
		return plan.Plan{}, false
	}
	if p, ok := v.InForce(); ok {
		return p, true
	}
	if p, ok := v.Open(); ok {
		return p, true
	}
	if len(v.Versions) > 0 {
		return v.Versions[0], true
	}
	return plan.Plan{}, false
}

// View reads a version of a client's plan by its number; 0 chooses. Needs ReadPlan. Fault: not_found.
func (s *Service) View(ctx context.Context, client id.Client, number int) (View, error) {
	return s.view(ctx, client, func(v View) (plan.Plan, bool) { return v.choose(number) })
}

// Version reads a version of a client's plan by its identifier. Needs ReadPlan. Fault: not_found.
func (s *Service) Version(ctx context.Context, client id.Client, planID string) (View, error) {
	v, err := s.view(ctx, client, func(v View) (plan.Plan, bool) {
		for _, p := range v.Versions {
			if p.ID == planID {
				return p, true
			}
		}
		return plan.Plan{}, false
	})
	if err == nil && v.Doc.Plan.ID == "" { // a client without any plan has no version of one
		return View{}, fault.MissingRecord()
	}
	return v, err
}

func (s *Service) view(ctx context.Context, client id.Client, choose func(View) (plan.Plan, bool)) (View, error) {
	out := View{}
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.around(ctx, r, client)
		if err != nil {
			return err
		}
		p, ok := choose(out)
		if !ok {
			if len(out.Versions) == 0 {
				p.Client = client
				out.Doc.Plan = p
				return nil
			}
			return fault.MissingRecord()
		}
		if out.Doc, out.Older, err = s.ops.rows.Doc(ctx, r, p, civil.Instant{}); err != nil {
			return err
		}
		out.Doc.Lacks(&out.Lacks, s.Today(), out.Needs, out.Duties, out.Limit)
		return nil
	})
	return out, err
}

// around reads what stands around the versions of a plan.
func (o *Ops) around(ctx context.Context, r *db.Reader, client id.Client) (View, error) {
	today := o.now().In(o.Zone)
	rules := o.Rules.At(today)
	out := View{Limit: plan.ActiveGoals(rules, today)}
	list, err := o.rows.Versions(ctx, r, client)
	if err != nil {
		return out, err
	}
	for _, p := range list {
		out.Versions = append([]plan.Plan{p}, out.Versions...)
	}
	starts, err := o.Orders.Starts(ctx, r, []id.Client{client})
	if err != nil {
		return out, err
	}
	out.Start = starts[client]
	out.Due = out.Start.Due(rules, today)
	out.Card, _ = plan.Card(list, out.Start, rules, today)
	if out.Duties, err = o.Orders.Obligations(ctx, r, client); err != nil {
		return out, err
	}
	out.Needs, err = o.needs(ctx, r, client)
	return out, err
}

// read runs fn on one client's data within the actor's sight.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadPlan) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if err := planrowsvc.InSight(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

// Compare sets two versions of a client's plan side by side; from and to are their numbers. Needs ReadPlan. Fault: not_found.
func (s *Service) Compare(ctx context.Context, client id.Client, from, to int) (plan.Diff, error) {
	var out plan.Diff
	err := s.read(ctx, client, func(r *db.Reader) error {
		list, err := s.ops.rows.Versions(ctx, r, client)
		if err != nil {
			return err
		}
		var docs [2]plan.Doc
		for i, n := range []int{from, to} {
			if n < 1 || n > len(list) {
				return fault.MissingRecord()
			}
			if docs[i], _, err = s.ops.rows.Doc(ctx, r, list[n-1], civil.Instant{}); err != nil {
				return err
			}
		}
		out = plan.Compare(docs[0], docs[1])
		return nil
	})
	return out, err
}

// KnownAt answers which plan the service held to be in force, or in preparation, at an instant; ok is false for none. Needs
// ReadPlan. Fault: not_found.
func (s *Service) KnownAt(ctx context.Context, client id.Client, at civil.Instant) (d plan.Doc, ok bool, err error) {
	err = s.read(ctx, client, func(r *db.Reader) error {
		list, err := s.ops.rows.Versions(ctx, r, client)
		if err != nil {
			return err
		}
		p, found := plan.At(list, at)
		if ok = found; !found {
			return nil
		}
		d, _, err = s.ops.rows.Doc(ctx, r, p, at)
		return err
	})
	return d, ok, err
}
