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

// Begin begins a new version of a client's plan: an empty one, or a copy of the one in force with its goals and steps. Nothing
// is taken from the assessment: goals are only suggested. Needs ManagePlan. Faults: not_found, forbidden, conflict when
// somebody is at work on a version already or the client is not supervised.
func (s *Service) Begin(ctx context.Context, client id.Client) (string, error) {
	made := ""
	err := s.write(ctx, func(tx *db.Tx) (st step, err error) {
		st, made, err = s.ops.begin(ctx, tx, client)
		return st, err
	})
	return made, err
}

func (o *Ops) begin(ctx context.Context, tx *db.Tx, client id.Client) (step, string, error) {
	if err := o.guard.Allow(ctx, tx, access.ManagePlan, client); err != nil {
		return step{}, "", err
	}
	list, err := o.rows.Versions(ctx, &tx.Reader, client)
	if err != nil {
		return step{}, "", err
	}
	starts, err := o.Orders.Starts(ctx, &tx.Reader, []id.Client{client})
	if err != nil {
		return step{}, "", err
	}
	if !starts[client].Supervised {
		return step{}, "", fault.New(fault.Conflict, "plan.not_supervised")
	}
	p := plan.Plan{
		ID: tx.NewID(), Client: client, Number: len(list) + 1, State: plan.Draft, BegunAt: tx.Now, BegunBy: tx.Actor.Ref(), DutyRev: 1, OwnRev: 1, Row: 1,
		ReviewOn: plan.ReviewDue(o.rules(tx), o.today(tx)),
	}
	if end := starts[client].TermEnd; !end.IsZero() && p.ReviewOn.After(end) {
		p.ReviewOn = end
	}
	var source plan.Doc
	for _, v := range list {
		switch {
		case v.State.Open():
			return step{}, "", fault.New(fault.Conflict, "plan.begun_already")
		case v.State == plan.InForce:
			if source, _, err = o.rows.Doc(ctx, &tx.Reader, v, civil.Instant{}); err != nil {
				return step{}, "", err
			}
		}
	}
	if p.Assessment, err = o.assessment(ctx, &tx.Reader, client); err != nil {
		return step{}, "", err
	}
	if err := o.insertPlan(ctx, tx, p, source); err != nil {
		return step{}, "", err
	}
	return step{access.ManagePlan, "", []fact.Fact{fact.New("plan.begun", client, "number", strconv.Itoa(p.Number))}}, p.ID, nil
}

// assessment names the assessment whose needs the version is begun from.
func (o *Ops) assessment(ctx context.Context, r *db.Reader, client id.Client) (string, error) {
	list, err := o.needs(ctx, r, client)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Assessment, nil
}

// insertPlan writes a new version and copies planrowsvc.Goals, steps and reasons for none of the one before.
func (o *Ops) insertPlan(ctx context.Context, tx *db.Tx, p plan.Plan, source plan.Doc) error {
	p.BasedOn, p.Strengths, p.Relapse = source.Plan.ID, source.Plan.Strengths, source.Plan.Relapse
	row := db.Row{
		"id": p.ID, "client_id": p.Client, "number": p.Number, "state": string(p.State), "based_on": db.Null(p.BasedOn),
		"assessment_id": db.Null(p.Assessment), "begun_at": p.BegunAt, "begun_by": p.BegunBy, "review_on": p.ReviewOn, "duty_rev": 1, "own_rev": 1, "version": 1,
	}
	if err := o.rows.Sealed(ctx, tx, p.Client, planrowsvc.Plans, p.ID, row, map[string]string{"strengths": p.Strengths, "relapse": p.Relapse}); err != nil {
		return err
	}
	if err := tx.Insert(ctx, planrowsvc.Plans, row); err != nil {
		return err
	}
	for _, g := range source.Goals {
		first, err := planrowsvc.Made(ctx, tx, planrowsvc.Goals, g.Row)
		if err != nil {
			return err
		}
		g.Plan, g.Carried = p.ID, true
		if err := o.rows.InsertGoal(ctx, tx, g, first); err != nil {
			return err
		}
		if err := o.copySteps(ctx, tx, p.ID, g.Steps); err != nil {
			return err
		}
	}
	for _, g := range source.Gaps {
		if err := o.insertGap(ctx, tx, StateGap{Client: p.Client, Plan: p.ID, Kind: g.Kind, Ref: g.Ref, Code: g.Code, Text: g.Text}); err != nil {
			return err
		}
	}
	return nil
}

func (o *Ops) copySteps(ctx context.Context, tx *db.Tx, planID string, list []plan.Step) error {
	for _, s := range list {
		first, err := planrowsvc.Made(ctx, tx, planrowsvc.Steps, s.Row)
		if err != nil {
			return err
		}
		s.Plan, s.Carried = planID, true
		if err := o.rows.InsertStep(ctx, tx, s, first); err != nil {
			return err
		}
	}
	return nil
}

// draft reads a version to be changed and sees to right and state.
func (o *Ops) draft(ctx context.Context, tx *db.Tx, client id.Client, planID string) (plan.Doc, error) {
	if err := o.guard.Allow(ctx, tx, access.ManagePlan, client); err != nil {
		return plan.Doc{}, err
	}
	d, err := o.rows.Version(ctx, &tx.Reader, client, planID)
	if err != nil {
		return d, err
	}
	return d, d.Plan.Changeable()
}

// touch counts a change to the text of a part: what was agreed before must be agreed again.
func (o *Ops) touch(ctx context.Context, tx *db.Tx, p plan.Plan, part plan.Part) error {
	set := db.Row{"own_rev": p.OwnRev + 1}
	if part == plan.Duty {
		set = db.Row{"duty_rev": p.DutyRev + 1}
	}
	return tx.UpdateVersion(ctx, planrowsvc.Plans, p.ID, p.Row, set)
}

// SaveNotes changes what stands in the plan beside its goals. Row is the version of the plan that was on the page.
type SaveNotes struct {
	Client    id.Client
	Plan      string
	Row       int
	Strengths string
	Relapse   string
	ReviewOn  civil.Date
}

// SaveNotes saves strengths, what to do when things go wrong, and the day of the review. Needs ManagePlan. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) SaveNotes(ctx context.Context, in SaveNotes) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.saveNotes(ctx, tx, in) })
}

func (o *Ops) saveNotes(ctx context.Context, tx *db.Tx, in SaveNotes) (step, error) {
	d, err := o.draft(ctx, tx, in.Client, in.Plan)
	if err != nil {
		return step{}, err
	}
	if d.Plan.Strengths == in.Strengths && d.Plan.Relapse == in.Relapse && d.Plan.ReviewOn == in.ReviewOn {
		return step{action: access.ManagePlan}, nil
	}
	if d.Plan.Row != in.Row {
		return step{}, fault.Stale()
	}
	var problems fault.Problems
	next := d.Plan
	next.Strengths, next.Relapse, next.ReviewOn = in.Strengths, in.Relapse, in.ReviewOn
	next.CheckNotes(&problems, o.today(tx))
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	set := db.Row{"review_on": in.ReviewOn}
	if d.Plan.Strengths != in.Strengths || d.Plan.Relapse != in.Relapse {
		set["own_rev"] = d.Plan.OwnRev + 1 // both stand on the sheet of the voluntary part
	}
	if err := o.rows.Sealed(ctx, tx, in.Client, planrowsvc.Plans, in.Plan, set, map[string]string{"strengths": in.Strengths, "relapse": in.Relapse}); err != nil {
		return step{}, err
	}
	f := fact.New("plan.notes_saved", in.Client, "number", strconv.Itoa(d.Plan.Number))
	return step{access.ManagePlan, "", []fact.Fact{f}}, tx.UpdateVersion(ctx, planrowsvc.Plans, in.Plan, in.Row, set)
}
