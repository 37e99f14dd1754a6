package plansvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// Goal is what is typed of a goal. Goal and Row are empty for a new one; Why is asked for when the goal was agreed before.
type Goal struct {
	Client      id.Client
	Plan        string
	Goal        string
	Row         string
	Part        plan.Part // of a new goal; it never changes
	Place       plan.Place
	Words       string
	Measure     string
	Strength    string
	TargetOn    civil.Date
	Needs       []string
	Obligations []string
	Why         Why
}

func (in Goal) fill(g plan.Goal) plan.Goal {
	g.Place, g.Words, g.Measure, g.Strength = in.Place, in.Words, in.Measure, in.Strength
	g.TargetOn, g.Needs, g.Obligations = in.TargetOn, in.Needs, in.Obligations
	return g
}

// AddGoal adds a goal to a draft and returns its identifier. Needs ManagePlan. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) AddGoal(ctx context.Context, in Goal) (string, error) {
	made := ""
	err := s.write(ctx, func(tx *db.Tx) (st step, err error) {
		st, made, err = s.ops.addGoal(ctx, tx, in)
		return st, err
	})
	return made, err
}

func (o *Ops) addGoal(ctx context.Context, tx *db.Tx, in Goal) (step, string, error) {
	d, err := o.draft(ctx, tx, in.Client, in.Plan)
	if err != nil {
		return step{}, "", err
	}
	g := in.fill(plan.Goal{Client: in.Client, Plan: in.Plan, Goal: tx.NewID(), Part: in.Part})
	if err := o.checkGoal(ctx, tx, d, g, nil); err != nil {
		return step{}, "", err
	}
	if err := o.rows.InsertGoal(ctx, tx, g, tx.Now); err != nil {
		return step{}, "", err
	}
	return o.told(d, "plan.goal_added", ""), g.Goal, o.touch(ctx, tx, d.Plan, g.Part)
}

// checkGoal sees that a goal is whole and that there is room for it.
func (o *Ops) checkGoal(ctx context.Context, tx *db.Tx, d plan.Doc, g plan.Goal, problems fault.Problems) error {
	needs, err := o.needs(ctx, &tx.Reader, g.Client)
	if err != nil {
		return err
	}
	duties, err := o.Orders.Obligations(ctx, &tx.Reader, g.Client)
	if err != nil {
		return err
	}
	g.Check(&problems, o.today(tx), needs, duties)
	if g.Place == plan.Current && d.PlaceOf(g) != plan.Achieved {
		d.Room(&problems, g.Goal, plan.ActiveGoals(o.rules(tx), o.today(tx)))
	}
	return problems.Err()
}

// ChangeGoal changes the text of a goal in a draft; the old text stays beside the new one. A goal that was agreed before needs
// a reason. Needs ManagePlan. Faults: not_found, forbidden, conflict when it was changed meanwhile, invalid.
func (s *Service) ChangeGoal(ctx context.Context, in Goal) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.changeGoal(ctx, tx, in) })
}

func (o *Ops) changeGoal(ctx context.Context, tx *db.Tx, in Goal) (step, error) {
	d, old, err := o.draftGoal(ctx, tx, in.Client, in.Plan, in.Goal, in.Row)
	if err != nil {
		return step{}, err
	}
	if old.Place == plan.Removed {
		return step{}, fault.New(fault.Conflict, "plan.goal_removed")
	}
	g := in.fill(old)
	var problems fault.Problems
	if d.NeedsReason(old) || in.Why.Reason != "" {
		in.Why.Check(&problems, o.rules(tx), o.today(tx), false)
	}
	if err := o.checkGoal(ctx, tx, d, g, problems); err != nil {
		return step{}, err
	}
	if err := o.nextGoal(ctx, tx, d, g, in.Row, in.Why); err != nil {
		return step{}, err
	}
	return o.told(d, "plan.goal_changed", in.Why.Reason), nil
}

// PlaceGoal moves a goal within a draft: to the current ones, to the future ones, out of the plan with a reason, or back.
type PlaceGoal struct {
	Client id.Client
	Plan   string
	Goal   string
	Row    string
	Place  plan.Place
	Reason string // of a removal: code of the list plan_remove_reasons
	Text   string
}

// PlaceGoal moves a goal. Needs ManagePlan. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) PlaceGoal(ctx context.Context, in PlaceGoal) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.placeGoal(ctx, tx, in) })
}

func (o *Ops) placeGoal(ctx context.Context, tx *db.Tx, in PlaceGoal) (step, error) {
	d, g, err := o.draftGoal(ctx, tx, in.Client, in.Plan, in.Goal, in.Row)
	if err != nil {
		return step{}, err
	}
	kind, was := "plan.goal_moved", g.Place
	var problems fault.Problems
	switch in.Place {
	case plan.Removed:
		kind = "plan.goal_removed"
		plan.CheckCode(&problems, "remove_reason", "remove_text", in.Reason, in.Text, o.rules(tx).List(plan.ListRemove), o.today(tx))
	case plan.Current:
		d.Room(&problems, g.Goal, plan.ActiveGoals(o.rules(tx), o.today(tx)))
	case plan.Future:
	default:
		problems.Add("place", "field.choose")
	}
	if was == plan.Removed {
		kind = "plan.goal_readded"
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	g.Place, g.RemoveReason, g.RemoveText = in.Place, "", ""
	if in.Place == plan.Removed {
		g.RemoveReason, g.RemoveText = in.Reason, in.Text
	}
	if err := o.nextGoal(ctx, tx, d, g, in.Row, Why{}); err != nil {
		return step{}, err
	}
	return o.told(d, kind, g.RemoveReason), nil
}

// draftGoal reads a goal of a draft; row is the version that was on the page.
func (o *Ops) draftGoal(ctx context.Context, tx *db.Tx, client id.Client, planID, goal, row string) (plan.Doc, plan.Goal, error) {
	d, err := o.draft(ctx, tx, client, planID)
	if err != nil {
		return d, plan.Goal{}, err
	}
	g, ok := d.Goal(goal)
	if !ok {
		return d, g, fault.MissingRecord()
	}
	if g.Row != row {
		return d, g, fault.Stale()
	}
	return d, g, nil
}

func (o *Ops) nextGoal(ctx context.Context, tx *db.Tx, d plan.Doc, g plan.Goal, row string, why Why) error {
	first, err := planrowsvc.Made(ctx, tx, planrowsvc.Goals, row)
	if err != nil {
		return err
	}
	if err := o.rows.Replace(ctx, tx, planrowsvc.Goals, g.Client, row, why); err != nil {
		return err
	}
	if err := o.rows.InsertGoal(ctx, tx, g, first); err != nil {
		return err
	}
	return o.touch(ctx, tx, d.Plan, g.Part)
}

// told is the fact about a version of the plan.
func (o *Ops) told(d plan.Doc, kind, reason string) step {
	return step{access.ManagePlan, reason, []fact.Fact{fact.New(kind, d.Plan.Client, "number", strconv.Itoa(d.Plan.Number))}}
}
