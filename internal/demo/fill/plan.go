package fill

import (
	"context"
	"fmt"

	"tuzjol/internal/demo"
	"tuzjol/internal/demo/fill/said"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
)

// planned are the clients of the personas' office who have a plan, in the order of the world: most of those of the persona
// officer, and a few of others. Elsewhere there are none, so that a demonstration begins within seconds.
func (d *seeder) planned() []int {
	officer := d.persona(demo.OfficerPersona)
	var out []int
	mine, others := 0, 0
	for i := range d.w.Clients {
		c := &d.w.Clients[i]
		switch {
		case c.Office != demo.HomeOffice || d.lives[i].client == "" || c.Stage != demo.Running && c.Stage != demo.TakenOverKnown:
		case c.Story == demo.WaitingStory || c.Story == demo.CareStory || c.Story == demo.EndsTodayStory || c.Story == demo.RestrictedStory:
		case c.Officer == officer:
			if mine++; mine%4 != 0 && mine <= 16 {
				out = append(out, i)
			}
		case others < 4:
			others++
			out = append(out, i)
		}
	}
	return out
}

// plans are those made in autumn: agreed in both parts and countersigned by the head, the first steps done.
func (d *seeder) plans(ctx context.Context) error {
	d.withPlan = d.planned()
	for n, i := range d.withPlan {
		c, l := &d.w.Clients[i], &d.lives[i]
		if n%5 == 4 {
			continue // begun only later: see plansNow
		}
		p, err := d.makePlan(ctx, c, l, n, true)
		if err != nil {
			return fmt.Errorf("plan %d: %w", n, err)
		}
		if p == "" {
			continue
		}
		if err := d.Plans.Countersign(d.as(ctx, c.Head), d.version(ctx, c, l, p)); err != nil {
			return err
		}
	}
	return nil
}

// plansNow are what waits on the first day: a draft or two, one that the head has to countersign, one client who has left the
// voluntary programme, and progress with a word of recognition.
func (d *seeder) plansNow(ctx context.Context) error {
	left := false
	for n, i := range d.withPlan {
		c, l := &d.w.Clients[i], &d.lives[i]
		if n%5 == 4 {
			if _, err := d.makePlan(ctx, c, l, n, false); err != nil {
				return err
			}
			continue
		}
		if n%5 == 2 && !left {
			var err error
			if left, err = d.leave(ctx, c, l); err != nil {
				return err
			}
		}
		if n%5 < 2 {
			if err := d.advance(ctx, c, l, n); err != nil {
				return err
			}
		}
	}
	c, l, err := d.hero(demo.CareStory)
	if err != nil {
		return err
	}
	_, err = d.makePlan(ctx, c, l, 1, true)
	return err
}

// leave lets a client leave the voluntary programme, without a reason; false for one who takes no part.
func (d *seeder) leave(ctx context.Context, c *demo.Client, l *life) (bool, error) {
	ctx = d.as(ctx, c.Officer)
	v, err := d.Plans.View(ctx, l.client, 0)
	if err != nil || !v.Doc.CanWithdraw() {
		return false, err
	}
	return true, d.Plans.Withdraw(ctx, plansvc.Withdraw{Client: l.client, On: d.day()})
}

func (d *seeder) day() civil.Date { return civil.At(d.clock.Now()).In(d.w.Zone) }

func (d *seeder) version(ctx context.Context, c *demo.Client, l *life, p string) plansvc.Version {
	v, err := d.Plans.Version(d.as(ctx, c.Officer), l.client, p)
	if err != nil {
		return plansvc.Version{}
	}
	return plansvc.Version{Client: l.client, Plan: p, Row: v.Doc.Plan.Row}
}

// makePlan writes a plan; whole ones are agreed in both parts and submitted. Nobody who is not on the register gets one.
func (d *seeder) makePlan(ctx context.Context, c *demo.Client, l *life, n int, whole bool) (string, error) {
	ctx = d.as(ctx, c.Officer)
	v, err := d.Plans.View(ctx, l.client, 0)
	if err != nil || !v.Start.Supervised {
		return "", err
	}
	p, err := d.Plans.Begin(ctx, l.client)
	if err != nil {
		return "", err
	}
	text := inTongue(said.PlanTexts, d.w.Staff[c.Officer].Language)
	if err := d.planGoals(ctx, l, p, n, text, v); err != nil || !whole {
		return p, err
	}
	x := d.version(ctx, c, l, p)
	review := d.day().AddMonths(6)
	if end := v.Start.TermEnd; !end.IsZero() && review.After(end) {
		review = end
	}
	if err := d.Plans.SaveNotes(ctx, plansvc.SaveNotes{
		Client: l.client, Plan: p, Row: x.Row, Strengths: text.Strengths, Relapse: text.Relapse, ReviewOn: review,
	}); err != nil {
		return "", err
	}
	for _, o := range v.Duties[min(1, len(v.Duties)):] {
		if err := d.Plans.StateGap(ctx, plansvc.StateGap{Client: l.client, Plan: p, Kind: plan.GapObligation, Ref: o.ID, Code: "nothing_to_do"}); err != nil {
			return "", err
		}
	}
	for _, need := range v.Needs[min(2, len(v.Needs)):] {
		if need.High() {
			if err := d.Plans.StateGap(ctx, plansvc.StateGap{Client: l.client, Plan: p, Kind: plan.GapNeed, Ref: need.Domain, Code: "not_now"}); err != nil {
				return "", err
			}
		}
	}
	if err := d.answer(ctx, c, l, p); err != nil {
		return "", err
	}
	return p, d.Plans.Submit(ctx, d.version(ctx, c, l, p))
}

// planGoals writes one goal for the obligations and two of the programme.
func (d *seeder) planGoals(ctx context.Context, l *life, p string, n int, text said.Plan, v plansvc.View) error {
	day := d.day()
	add := func(g plansvc.Goal, steps ...string) error {
		g.Client, g.Plan, g.TargetOn = l.client, p, day.AddMonths(3)
		made, err := d.Plans.AddGoal(ctx, g)
		for k, what := range steps {
			if err == nil {
				err = d.Plans.AddStep(ctx, plansvc.Step{
					Client: l.client, Plan: p, Goal: made, What: what, Who: "client", By: day.AddDays(14 * (k + 1)), Milestone: k == 0,
				})
			}
		}
		return err
	}
	if len(v.Duties) > 0 {
		if err := add(plansvc.Goal{
			Part: plan.Duty, Place: plan.Current, Words: text.Duty, Measure: text.DutyMeasure, Obligations: []string{v.Duties[0].ID},
		}, text.DutyStep); err != nil {
			return err
		}
	}
	for k := range 2 {
		t := text.Goals[(n+k)%3]
		g := plansvc.Goal{Part: plan.Own, Place: plan.Current, Words: t.Words, Measure: t.Measure, Strength: t.Strength}
		if k < len(v.Needs) {
			g.Needs = []string{v.Needs[k].Domain}
		}
		if err := add(g, t.Step, t.Next); err != nil {
			return err
		}
	}
	return nil
}

// answer records what the client said to each part.
func (d *seeder) answer(ctx context.Context, c *demo.Client, l *life, p string) error {
	v, err := d.Plans.Version(ctx, l.client, p)
	if err != nil {
		return err
	}
	lang := c.Language
	if lang == "" {
		lang = "ky"
	}
	for _, part := range plan.Parts() {
		if !v.Doc.Has(part, v.Duties) {
			continue
		}
		if err := d.Plans.Agree(ctx, plansvc.Agree{
			Client: l.client, Plan: p, Part: part, Rev: v.Doc.Plan.Rev(part), Answer: plan.Yes, Language: lang, On: d.day(), Proof: "signature",
		}); err != nil {
			return err
		}
	}
	return nil
}

// advance notes that the first step of the programme is done, and that it was seen.
func (d *seeder) advance(ctx context.Context, c *demo.Client, l *life, n int) error {
	ctx = d.as(ctx, c.Officer)
	v, err := d.Plans.View(ctx, l.client, 0)
	if err != nil || v.Doc.Plan.State != plan.InForce {
		return err
	}
	for _, g := range v.Doc.At(plan.Own, plan.Current) {
		if err := d.Plans.NoteProgress(ctx, plansvc.NoteProgress{Client: l.client, Step: g.Steps[0].Step, Kind: plan.StepDone, On: d.day().AddDays(-3)}); err != nil {
			return err
		}
		if n%5 == 0 {
			text := inTongue(said.PlanTexts, d.w.Staff[c.Officer].Language).Recognise
			return d.Plans.NoteProgress(ctx, plansvc.NoteProgress{Client: l.client, Goal: g.Goal, Kind: plan.GoalRecognised, Code: "words", Text: text, On: d.day()})
		}
	}
	return nil
}
