package plansvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/db"
)

// A new version carries goals and progress, stands beside the old one, and takes its place when it is countersigned.
func TestVersions(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		first := k.signed(c)
		ctx := k.officer()
		d := k.view(c, 0).Doc
		own := d.At(plan.Own, plan.Current)[0]
		must(k.t, k.s.NoteProgress(ctx, plansvc.NoteProgress{Client: c, Step: own.Steps[0].Step, Kind: plan.StepDone, Text: "Барды"}))
		if k.facts(c, "plan.milestone_reached") != 1 {
			k.t.Error("a milestone leaves no fact of its own")
		}
		k.clock.Advance(48 * time.Hour)
		known := k.d.Now()
		k.clock.Advance(48 * time.Hour)
		second, err := k.s.Begin(ctx, c)
		must(k.t, err)
		v := k.view(c, 2)
		if v.Doc.Plan.ID != second || v.Doc.Plan.BasedOn != first || len(v.Doc.Goals) != 2 || v.Doc.Standing(plan.Own) != plan.None {
			k.t.Fatalf("second %+v", v.Doc.Plan)
		}
		if _, state := v.Doc.StepState(own.Steps[0].Step); state != plan.StepDone {
			k.t.Errorf("progress is lost: %s", state)
		}
		g := v.Doc.At(plan.Own, plan.Current)[0]
		must(k.t, k.s.PlaceGoal(ctx, plansvc.PlaceGoal{Client: c, Plan: second, Goal: g.Goal, Row: g.Row, Place: plan.Removed, Reason: "client_asked"}))
		in := k.goal(c, second, plan.Own)
		in.Words = "Балдарым менен көбүрөөк убакыт өткөргүм келет"
		added, err := k.s.AddGoal(ctx, in)
		must(k.t, err)
		must(k.t, k.s.AddStep(ctx, plansvc.Step{Client: c, Plan: second, Goal: added, What: "Жекшемби күнү сейилдөө", Who: "family", WhoText: "аялы", By: k.today().AddDays(7)}))
		diff, err := k.s.Compare(ctx, c, 1, 2)
		must(k.t, err)
		changes := map[string]plan.Change{}
		for _, x := range diff.Goals {
			changes[x.New.Goal] = x.Change
		}
		if changes[added] != plan.Added || changes[g.Goal] != plan.Altered || len(changes) != 3 {
			k.t.Errorf("changes %v", changes)
		}
		_, err = k.s.Compare(ctx, c, 1, 3)
		k.want(err, fault.NotFound)
		k.agreed(c, second, plan.Duty, plan.Yes, "")
		k.agreed(c, second, plan.Own, plan.Unable, "ооруканада")
		must(k.t, k.s.Submit(ctx, k.at(c, second, "")))
		must(k.t, k.s.Countersign(k.head(), k.at(c, second, "")))
		v = k.view(c, 0)
		if v.Doc.Plan.ID != second || v.Versions[1].State != plan.Replaced {
			k.t.Errorf("in force %d, the first %s", v.Doc.Plan.Number, v.Versions[1].State)
		}
		then, ok, err := k.s.KnownAt(ctx, c, known)
		must(k.t, err)
		if !ok || then.Plan.ID != first || then.Plan.State != plan.InForce || len(then.Goals) != 2 {
			k.t.Errorf("then: %v %+v", ok, then.Plan)
		}
		// the removed goal is taken up again in a third version
		third, err := k.s.Begin(ctx, c)
		must(k.t, err)
		gone := k.view(c, 3).Doc.At("", plan.Removed)[0]
		must(k.t, k.s.PlaceGoal(ctx, plansvc.PlaceGoal{Client: c, Plan: third, Goal: gone.Goal, Row: gone.Row, Place: plan.Future}))
		if k.facts(c, "plan.goal_readded") != 1 {
			k.t.Error("taken up again without a fact")
		}
		k.want(k.s.Drop(ctx, k.at(c, third, "")), fault.Invalid)
		must(k.t, k.s.Drop(ctx, k.at(c, third, "Азыр керек эмес")))
		if v = k.view(c, 0); v.Doc.Plan.ID != second {
			k.t.Errorf("after dropping the third, %d is in force", v.Doc.Plan.Number)
		}
	})
}

// A wrong note is taken back with a reason and stays to be seen; an achieved goal leaves room and is worked on again with words.
func TestProgress(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		ctx := k.officer()
		k.signed(c)
		own := k.view(c, 0).Doc.At(plan.Own, plan.Current)[0]
		note := func(in plansvc.NoteProgress) error {
			in.Client = c
			return k.s.NoteProgress(ctx, in)
		}
		err := note(plansvc.NoteProgress{Step: own.Steps[0].Step, Kind: plan.StepNotDone, On: k.today().AddDays(1)})
		if fields(err) != "code on" {
			k.t.Errorf("fields %q", fields(err))
		}
		must(k.t, note(plansvc.NoteProgress{Step: own.Steps[0].Step, Kind: plan.StepNotDone, Code: "documents"}))
		must(k.t, note(plansvc.NoteProgress{Step: own.Steps[0].Step, Kind: plan.StepDone}))
		p, state := k.view(c, 0).Doc.StepState(own.Steps[0].Step)
		if state != plan.StepDone {
			k.t.Fatalf("state %s", state)
		}
		k.want(k.s.CorrectProgress(ctx, plansvc.CorrectProgress{Client: c, Progress: p.Row}), fault.Invalid)
		must(k.t, k.s.CorrectProgress(ctx, plansvc.CorrectProgress{Client: c, Progress: p.Row, Why: plansvc.Why{Reason: "typing"}}))
		k.want(k.s.CorrectProgress(ctx, plansvc.CorrectProgress{Client: c, Progress: p.Row, Why: plansvc.Why{Reason: "typing"}}), fault.Conflict)
		d := k.view(c, 0).Doc
		if _, state = d.StepState(own.Steps[0].Step); state != plan.StepNotDone || len(d.Progress) != 2 {
			k.t.Errorf("after the correction: %s, %d notes", state, len(d.Progress))
		}
		must(k.t, note(plansvc.NoteProgress{Goal: own.Goal, Kind: plan.GoalAchieved}))
		must(k.t, note(plansvc.NoteProgress{Goal: own.Goal, Kind: plan.GoalRecognised, Code: "letter"}))
		k.want(note(plansvc.NoteProgress{Goal: own.Goal, Kind: plan.GoalAchieved}), fault.Conflict)
		if d = k.view(c, 0).Doc; len(d.At(plan.Own, plan.Achieved)) != 1 {
			k.t.Error("not achieved")
		}
		k.want(note(plansvc.NoteProgress{Goal: own.Goal, Kind: plan.GoalReopened}), fault.Invalid)
		must(k.t, note(plansvc.NoteProgress{Goal: own.Goal, Kind: plan.GoalReopened, Text: "Жумуштан чыкты"}))
		if d = k.view(c, 0).Doc; len(d.At(plan.Own, plan.Current)) != 1 {
			k.t.Error("not worked on again")
		}
		k.want(note(plansvc.NoteProgress{Goal: "nothing", Kind: plan.GoalAchieved}), fault.NotFound)
	})
}

// The list is paged by key, filtered, and holds nobody out of sight; the end of the supervision closes every version.
func TestListAndEnd(t *testing.T) {
	each(t, func(k *kit) {
		a, b := k.client(), k.client()
		pa := k.built(a)
		k.agreed(a, pa, plan.Duty, plan.Yes, "")
		k.agreed(a, pa, plan.Own, plan.Yes, "")
		must(k.t, k.s.Submit(k.officer(), k.at(a, pa, "")))
		k.signed(b)
		for state, want := range map[string]string{"": pa, "draft": "", "review": ""} {
			l, err := k.s.Plans(k.head(), plansvc.Filter{State: state, Office: osh, Page: page.Request{Size: 1}})
			must(k.t, err)
			got := ""
			if len(l.Lines) > 0 {
				got = l.Lines[0].Plan
			}
			if got != want || l.Next.ID != "" {
				k.t.Errorf("%q: %q, want %q", state, got, want)
			}
		}
		k.clock.Advance(160 * 24 * time.Hour)
		if l, err := k.s.Plans(k.head(), plansvc.Filter{State: "review"}); err != nil || len(l.Lines) != 1 || l.Lines[0].Client != b {
			k.t.Errorf("review: %+v %v", l, err)
		}
		if l, err := k.s.Plans(k.as("h9", access.Head, bishkek), plansvc.Filter{}); err != nil || len(l.Lines) != 0 {
			k.t.Errorf("another office sees %+v %v", l, err)
		}
		_, err := k.s.Plans(k.as("an", access.Analyst, osh), plansvc.Filter{})
		k.want(err, fault.Forbidden)
		must(k.t, k.d.Write(k.head(), func(tx *db.Tx) error {
			facts, err := k.s.Ops().End(k.head(), tx, b)
			if err != nil || len(facts) != 1 {
				k.t.Errorf("end: %v %v", facts, err)
			}
			return tx.Record(k.head(), access.EndSupervision, "", facts...)
		}))
		if v := k.view(b, 0); v.Doc.Plan.State != plan.Ended {
			k.t.Errorf("state %s", v.Doc.Plan.State)
		}
		k.case_.start.Supervised = false
		_, err = k.s.Begin(k.officer(), b)
		k.want(err, fault.Conflict)
	})
}

// An answer written down wrongly is taken back with a reason: the part is as before it, the mistake stays to be seen.
func TestAWrongAnswerIsTakenBack(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		p := k.built(c)
		k.agreed(c, p, plan.Own, plan.No, "Убактысы жок")
		wrong, _ := k.view(c, 0).Doc.Last(plan.Own)
		back := func(why person.Why) error {
			return k.s.CorrectAnswer(k.officer(), plansvc.CorrectAnswer{Client: c, Answer: wrong.Row, Why: why})
		}
		k.want(back(person.Why{}), fault.Invalid)
		must(k.t, back(person.Why{Reason: "typing", Text: "Макул болгон"}))
		d := k.view(c, 0).Doc
		if d.Standing(plan.Own) != plan.None || len(d.Agreements) != 1 || d.Agreements[0].ReasonText != "Макул болгон" || d.Agreements[0].Why != "Убактысы жок" {
			k.t.Errorf("after it %q %+v", d.Standing(plan.Own), d.Agreements)
		}
		k.want(back(person.Why{Reason: "typing"}), fault.Conflict)
		k.want(k.s.CorrectAnswer(k.officer(), plansvc.CorrectAnswer{Client: c, Answer: "nobody", Why: person.Why{Reason: "typing"}}), fault.NotFound)
		if n := k.facts(c, "plan.answer_corrected"); n != 1 {
			k.t.Errorf("%d facts", n)
		}
	})
}
