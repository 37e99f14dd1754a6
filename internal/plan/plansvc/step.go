package plansvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// Step is what is typed of a step. Step and Row are empty for a new one.
type Step struct {
	Client    id.Client
	Plan      string
	Goal      string // of a new step
	Step      string
	Row       string
	What      string
	Who       string // code of the list plan_actors
	WhoText   string
	By        civil.Date
	Milestone bool
	Why       Why
}

func (in Step) fill(s plan.Step) plan.Step {
	s.What, s.Who, s.WhoText, s.By, s.Milestone = in.What, in.Who, in.WhoText, in.By, in.Milestone
	return s
}

// AddStep adds a step to a goal of a draft. Needs ManagePlan. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) AddStep(ctx context.Context, in Step) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, err := s.ops.draft(ctx, tx, in.Client, in.Plan)
		if err != nil {
			return step{}, err
		}
		g, ok := d.Goal(in.Goal)
		if !ok {
			return step{}, fault.MissingRecord()
		}
		x := in.fill(plan.Step{Client: in.Client, Plan: in.Plan, Goal: in.Goal, Step: tx.NewID()})
		var problems fault.Problems
		x.Check(&problems, s.ops.today(tx), s.ops.rules(tx))
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		if err := s.ops.rows.InsertStep(ctx, tx, x, tx.Now); err != nil {
			return step{}, err
		}
		return s.ops.told(d, "plan.step_added", ""), s.ops.touch(ctx, tx, d.Plan, g.Part)
	})
}

// ChangeStep changes a step of a draft; the old text stays beside the new one. A step that was agreed before needs a reason.
// Needs ManagePlan. Faults: not_found, forbidden, conflict when it was changed meanwhile, invalid.
func (s *Service) ChangeStep(ctx context.Context, in Step) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, old, g, err := s.ops.draftStep(ctx, tx, in.Client, in.Plan, in.Step, in.Row)
		if err != nil {
			return step{}, err
		}
		x := in.fill(old)
		var problems fault.Problems
		if d.NeedsReason(g) || in.Why.Reason != "" {
			in.Why.Check(&problems, s.ops.rules(tx), s.ops.today(tx), false)
		}
		x.Check(&problems, s.ops.today(tx), s.ops.rules(tx))
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		first, err := planrowsvc.Made(ctx, tx, planrowsvc.Steps, in.Row)
		if err != nil {
			return step{}, err
		}
		if err := s.ops.rows.Replace(ctx, tx, planrowsvc.Steps, in.Client, in.Row, in.Why); err != nil {
			return step{}, err
		}
		if err := s.ops.rows.InsertStep(ctx, tx, x, first); err != nil {
			return step{}, err
		}
		return s.ops.told(d, "plan.step_changed", in.Why.Reason), s.ops.touch(ctx, tx, d.Plan, g.Part)
	})
}

// DropStep takes a step out of a draft.
type DropStep struct {
	Client id.Client
	Plan   string
	Step   string
	Row    string
	Why    Why
}

// DropStep takes a step out of a draft; what was agreed before needs a reason. Needs ManagePlan. Faults: not_found, forbidden,
// conflict, invalid.
func (s *Service) DropStep(ctx context.Context, in DropStep) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		d, _, g, err := s.ops.draftStep(ctx, tx, in.Client, in.Plan, in.Step, in.Row)
		if err != nil {
			return step{}, err
		}
		var problems fault.Problems
		if d.NeedsReason(g) || in.Why.Reason != "" {
			in.Why.Check(&problems, s.ops.rules(tx), s.ops.today(tx), false)
		}
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		if err := s.ops.rows.Replace(ctx, tx, planrowsvc.Steps, in.Client, in.Row, in.Why); err != nil {
			return step{}, err
		}
		return s.ops.told(d, "plan.step_removed", in.Why.Reason), s.ops.touch(ctx, tx, d.Plan, g.Part)
	})
}

func (o *Ops) draftStep(ctx context.Context, tx *db.Tx, client id.Client, planID, stepID, row string) (plan.Doc, plan.Step, plan.Goal, error) {
	d, err := o.draft(ctx, tx, client, planID)
	if err != nil {
		return d, plan.Step{}, plan.Goal{}, err
	}
	x, g, ok := d.Step(stepID)
	if !ok {
		return d, x, g, fault.MissingRecord()
	}
	if x.Row != row {
		return d, x, g, fault.Stale()
	}
	return d, x, g, nil
}
