package plansvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// Version names a version of a client's plan as it was on the page; Text is the reason where one is asked for.
type Version struct {
	Client id.Client
	Plan   string
	Row    int
	Text   string
}

// Submit gives a draft to the person who countersigns. Every high need and every obligation has a goal or a reason for none,
// and both parts have the client's answer to the text as it stands. Needs ManagePlan. Faults: not_found, forbidden, conflict,
// invalid with everything that is lacking.
func (s *Service) Submit(ctx context.Context, in Version) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, err := s.ops.draft(ctx, tx, in.Client, in.Plan)
		if err != nil {
			return step{}, err
		}
		if d.Plan.Row != in.Row {
			return step{}, fault.Stale()
		}
		if err := s.ops.lacks(ctx, &tx.Reader, d); err != nil {
			return step{}, err
		}
		return s.ops.told(d, "plan.submitted", ""), tx.UpdateVersion(ctx, planrowsvc.Plans, in.Plan, in.Row, db.Row{
			"state": string(plan.Waiting), "submitted_at": tx.Now, "submitted_by": tx.Actor.Ref(),
		})
	})
}

// lacks is the fault with everything that a version lacks.
func (o *Ops) lacks(ctx context.Context, r *db.Reader, d plan.Doc) error {
	needs, err := o.needs(ctx, r, d.Plan.Client)
	if err != nil {
		return err
	}
	duties, err := o.Orders.Obligations(ctx, r, d.Plan.Client)
	if err != nil {
		return err
	}
	today := o.now().In(o.Zone)
	var problems fault.Problems
	d.Lacks(&problems, today, needs, duties, plan.ActiveGoals(o.Rules.At(today), today))
	return problems.Err()
}

// TakeBack makes a submitted version a draft again before somebody has countersigned. Needs ManagePlan. Faults: not_found,
// forbidden, conflict.
func (s *Service) TakeBack(ctx context.Context, in Version) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, err := s.ops.waiting(ctx, tx, access.ManagePlan, in)
		if err != nil {
			return step{}, err
		}
		return s.ops.told(d, "plan.taken_back", ""), tx.UpdateVersion(ctx, planrowsvc.Plans, in.Plan, in.Row, db.Row{"state": string(plan.Draft)})
	})
}

// Return gives a submitted version back to those who prepared it, with a reason in words. Needs CountersignPlan. Faults:
// not_found, forbidden, conflict, invalid.
func (s *Service) Return(ctx context.Context, in Version) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, err := s.ops.waiting(ctx, tx, access.CountersignPlan, in)
		if err != nil {
			return step{}, err
		}
		var problems fault.Problems
		if in.Text == "" {
			problems.Add("text", "field.required")
		}
		person.CheckLine(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		set := db.Row{"state": string(plan.Draft), "returned_at": tx.Now, "returned_by": tx.Actor.Ref()}
		if err := s.ops.rows.Sealed(ctx, tx, in.Client, planrowsvc.Plans, in.Plan, set, map[string]string{"returned": in.Text}); err != nil {
			return step{}, err
		}
		st := s.ops.told(d, "plan.returned", "")
		st.action = access.CountersignPlan
		return st, tx.UpdateVersion(ctx, planrowsvc.Plans, in.Plan, in.Row, set)
	})
}

// waiting reads a submitted version and sees to right and version of the row.
func (o *Ops) waiting(ctx context.Context, tx *db.Tx, action actor.Action, in Version) (plan.Doc, error) {
	if err := o.guard.Allow(ctx, tx, action, in.Client); err != nil {
		return plan.Doc{}, err
	}
	d, err := o.rows.Version(ctx, &tx.Reader, in.Client, in.Plan)
	switch {
	case err != nil:
		return d, err
	case d.Plan.Row != in.Row:
		return d, fault.Stale()
	case d.Plan.State != plan.Waiting:
		return d, fault.New(fault.Conflict, "plan.not_waiting")
	}
	return d, nil
}

// Countersign puts a version in force; the one before is replaced by it. Whoever prepared the version, submitted it, explained
// it to the client or recorded the answer may not. Needs CountersignPlan. Faults: not_found, forbidden, conflict.
func (s *Service) Countersign(ctx context.Context, in Version) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.countersign(ctx, tx, in) })
}

func (o *Ops) countersign(ctx context.Context, tx *db.Tx, in Version) (step, error) {
	d, err := o.waiting(ctx, tx, access.CountersignPlan, in)
	if err != nil {
		return step{}, err
	}
	if err := d.CanCountersign(tx.Actor.Ref()); err != nil {
		return step{}, err
	}
	list, err := o.rows.Versions(ctx, &tx.Reader, in.Client)
	if err != nil {
		return step{}, err
	}
	for _, p := range list {
		if p.State == plan.InForce {
			if err := tx.UpdateVersion(ctx, planrowsvc.Plans, p.ID, p.Row, db.Row{
				"state": string(plan.Replaced), "ended_at": tx.Now, "ended_by": tx.Actor.Ref(),
			}); err != nil {
				return step{}, err
			}
		}
	}
	st := o.told(d, "plan.countersigned", "")
	st.action = access.CountersignPlan
	return st, tx.UpdateVersion(ctx, planrowsvc.Plans, in.Plan, in.Row, db.Row{
		"state": string(plan.InForce), "countersigned_at": tx.Now, "countersigned_by": tx.Actor.Ref(),
	})
}

// Drop gives a draft up with a reason in words; the version in force, if any, stays. Needs ManagePlan. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) Drop(ctx context.Context, in Version) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, err := s.ops.draft(ctx, tx, in.Client, in.Plan)
		if err != nil {
			return step{}, err
		}
		if d.Plan.Row != in.Row {
			return step{}, fault.Stale()
		}
		var problems fault.Problems
		if in.Text == "" {
			problems.Add("text", "field.required")
		}
		person.CheckLine(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		set := db.Row{"state": string(plan.Dropped), "ended_at": tx.Now, "ended_by": tx.Actor.Ref()}
		if err := s.ops.rows.Sealed(ctx, tx, in.Client, planrowsvc.Plans, in.Plan, set, map[string]string{"ended": in.Text}); err != nil {
			return step{}, err
		}
		return s.ops.told(d, "plan.dropped", ""), tx.UpdateVersion(ctx, planrowsvc.Plans, in.Plan, in.Row, set)
	})
}

// End closes every open version of a client's plan and the one in force, because the supervision ended. The caller has asked
// the guard, and records the facts.
func (o *Ops) End(ctx context.Context, tx *db.Tx, client id.Client) ([]fact.Fact, error) {
	type row struct {
		ID              string
		Number, Version int
	}
	rows, err := db.All[row](ctx, tx.System(), `select c.id, c.number, c.version from plan_plan c where c.client_id = $1
		and c.state in ('draft', 'waiting', 'in_force') and {visible c.client_id} order by c.number`, client)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, x := range rows {
		if err := tx.UpdateVersion(ctx, planrowsvc.Plans, x.ID, x.Version, db.Row{"state": string(plan.Ended), "ended_at": tx.Now, "ended_by": tx.Actor.Ref()}); err != nil {
			return nil, err
		}
		facts = append(facts, fact.New("plan.ended", client, "number", strconv.Itoa(x.Number)).From("system"))
	}
	return facts, nil
}
