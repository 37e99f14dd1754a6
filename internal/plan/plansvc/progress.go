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

// NoteProgress notes what came of a goal or, when Step is given, of a step of the plan in force.
type NoteProgress struct {
	Client id.Client
	Goal   string
	Step   string
	Kind   plan.ProgressKind
	Code   string
	Text   string
	On     civil.Date // today when zero
}

// NoteProgress notes progress; the plan itself stays as it was agreed. Needs ManagePlan. Faults: not_found, forbidden,
// conflict, invalid.
func (s *Service) NoteProgress(ctx context.Context, in NoteProgress) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		st, _, err := s.ops.noteProgress(ctx, tx, in)
		return st, err
	})
}

func (o *Ops) noteProgress(ctx context.Context, tx *db.Tx, in NoteProgress) (step, string, error) {
	if err := o.guard.Allow(ctx, tx, access.ManagePlan, in.Client); err != nil {
		return step{}, "", err
	}
	d, err := o.rows.InForce(ctx, &tx.Reader, in.Client)
	if err != nil {
		return step{}, "", err
	}
	g, ok := d.Goal(in.Goal)
	var s plan.Step
	if in.Step != "" {
		s, g, ok = d.Step(in.Step)
	}
	if !ok {
		return step{}, "", fault.MissingRecord()
	}
	if in.On.IsZero() {
		in.On = o.today(tx)
	}
	p := plan.Progress{Client: in.Client, Goal: g.Goal, Step: in.Step, Kind: in.Kind, Code: in.Code, Text: in.Text, On: in.On}
	var problems fault.Problems
	p.Check(&problems, o.today(tx), o.rules(tx))
	if err := problems.Err(); err != nil {
		return step{}, "", err
	}
	if err := d.May(p, g); err != nil {
		return step{}, "", err
	}
	key := tx.NewID()
	row := db.Row{
		"id": key, "client_id": in.Client, "goal_id": g.Goal, "step_id": db.Null(in.Step), "kind": string(in.Kind), "code": db.Null(in.Code),
		"happened_on": in.On, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.rows.Sealed(ctx, tx, in.Client, planrowsvc.Progress, key, row, map[string]string{"body": in.Text}); err != nil {
		return step{}, "", err
	}
	kind := "plan.progress_" + string(in.Kind)
	if in.Kind == plan.StepDone && s.Milestone {
		kind = "plan.milestone_reached"
	}
	f := fact.New(kind, in.Client, "number", strconv.Itoa(d.Plan.Number)).At(in.On.StartIn(o.Zone))
	return step{access.ManagePlan, in.Code, []fact.Fact{f}}, key, tx.Insert(ctx, planrowsvc.Progress, row)
}
