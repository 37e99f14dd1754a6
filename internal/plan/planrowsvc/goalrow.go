package planrowsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

type goalRow struct {
	Head                     head
	Plan, Goal               string
	Part                     plan.Part
	Place                    plan.Place
	Words, Measure, Strength []byte
	TargetOn                 civil.Date
	Needs, Obligations       string
	RemoveReason             string
	RemoveText               []byte
	Carried                  bool
}

func (o Rows) goalsOf(ctx context.Context, r *db.Reader, p plan.Plan) ([]plan.Goal, error) {
	rows, err := db.All[goalRow](ctx, r, `select `+headCols+`, c.plan_id, c.goal_id, c.part, c.place, c.words, c.measure, c.strength, c.target_on,
		c.needs, c.obligations, c.remove_reason, c.remove_text, c.carried from plan_goal c where c.plan_id = $1 and c.client_id = $2
		and {visible c.client_id} order by c.made_at, c.goal_id, c.recorded_at, c.id`, p.ID, p.Client)
	if err != nil {
		return nil, err
	}
	var sealed seal.Batch
	out := make([]plan.Goal, len(rows))
	for i, x := range rows {
		h := x.Head
		out[i] = plan.Goal{
			Version: h.version(), Client: h.Client, Plan: x.Plan, Goal: x.Goal, Part: x.Part, Place: x.Place, TargetOn: x.TargetOn,
			Needs: unwords(x.Needs), Obligations: unwords(x.Obligations), RemoveReason: x.RemoveReason, Carried: x.Carried,
		}
		sealed.Into(h.Client, Goals, "reason_text", h.Row, h.ReasonText, &out[i].ReasonText)
		sealed.Into(h.Client, Goals, "words", h.Row, x.Words, &out[i].Words)
		sealed.Into(h.Client, Goals, "measure", h.Row, x.Measure, &out[i].Measure)
		sealed.Into(h.Client, Goals, "strength", h.Row, x.Strength, &out[i].Strength)
		sealed.Into(h.Client, Goals, "remove_text", h.Row, x.RemoveText, &out[i].RemoveText)
	}
	return out, sealed.Open(ctx, o.Seal, r)
}

// InsertGoal writes a version of a goal; made is when the goal was first written into this version of the plan.
func (o Rows) InsertGoal(ctx context.Context, tx *db.Tx, g plan.Goal, made civil.Instant) error {
	key := tx.NewID()
	row := db.Row{
		"id": key, "client_id": g.Client, "plan_id": g.Plan, "goal_id": g.Goal, "part": string(g.Part), "place": string(g.Place), "target_on": g.TargetOn,
		"needs": words(g.Needs), "obligations": words(g.Obligations), "remove_reason": db.Null(g.RemoveReason), "carried": g.Carried,
		"made_at": made, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.Sealed(ctx, tx, g.Client, Goals, key, row, map[string]string{
		"words": g.Words, "measure": g.Measure, "strength": g.Strength, "remove_text": g.RemoveText,
	}); err != nil {
		return err
	}
	return tx.Insert(ctx, Goals, row)
}

type stepRow struct {
	Head               head
	Plan, Goal, Step   string
	What               []byte
	Who                string
	WhoText            []byte
	By                 civil.Date
	Milestone, Carried bool
}

func (o Rows) stepsOf(ctx context.Context, r *db.Reader, p plan.Plan) ([]plan.Step, error) {
	rows, err := db.All[stepRow](ctx, r, `select `+headCols+`, c.plan_id, c.goal_id, c.step_id, c.what, c.who, c.who_text, c.by_on, c.milestone, c.carried
		from plan_step c where c.plan_id = $1 and c.client_id = $2 and {visible c.client_id} order by c.made_at, c.step_id, c.recorded_at, c.id`, p.ID, p.Client)
	if err != nil {
		return nil, err
	}
	var sealed seal.Batch
	out := make([]plan.Step, len(rows))
	for i, x := range rows {
		h := x.Head
		out[i] = plan.Step{
			Version: h.version(), Client: h.Client, Plan: x.Plan, Goal: x.Goal, Step: x.Step, Who: x.Who, By: x.By,
			Milestone: x.Milestone, Carried: x.Carried,
		}
		sealed.Into(h.Client, Steps, "reason_text", h.Row, h.ReasonText, &out[i].ReasonText)
		sealed.Into(h.Client, Steps, "what", h.Row, x.What, &out[i].What)
		sealed.Into(h.Client, Steps, "who_text", h.Row, x.WhoText, &out[i].WhoText)
	}
	return out, sealed.Open(ctx, o.Seal, r)
}

// InsertStep writes a version of a step; made is when the step was first written into this version of the plan.
func (o Rows) InsertStep(ctx context.Context, tx *db.Tx, s plan.Step, made civil.Instant) error {
	key := tx.NewID()
	row := db.Row{
		"id": key, "client_id": s.Client, "plan_id": s.Plan, "goal_id": s.Goal, "step_id": s.Step, "who": s.Who, "by_on": s.By,
		"milestone": s.Milestone, "carried": s.Carried, "made_at": made, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.Sealed(ctx, tx, s.Client, Steps, key, row, map[string]string{"what": s.What, "who_text": s.WhoText}); err != nil {
		return err
	}
	return tx.Insert(ctx, Steps, row)
}

// Made is when a goal or step was first written into its version of the plan, so that an edit keeps its place on the page.
func Made(ctx context.Context, tx *db.Tx, table, row string) (civil.Instant, error) {
	old, err := tx.Load(ctx, table, row)
	if err != nil {
		return civil.Instant{}, err
	}
	text, _ := old["made_at"].(string)
	return civil.ParseInstant(text)
}
