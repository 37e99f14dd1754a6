package plansvc_test

import (
	"context"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/db"
)

// A plan is built, agreed in its two parts, countersigned by another person, and then stays as it is.
func TestPlanLife(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		if v := k.view(c, 0); v.Doc.Plan.ID != "" || v.Card != plan.CardNone || v.Due != k.today().AddDays(25) {
			k.t.Fatalf("before: %+v due %s", v.Doc.Plan, v.Due)
		}
		p := k.built(c)
		_, err := k.s.Begin(k.officer(), c)
		k.want(err, fault.Conflict)
		err = k.s.Submit(k.officer(), k.at(c, p, ""))
		k.want(err, fault.Invalid)
		if got := fields(err); got != "agree-duty agree-own" {
			k.t.Errorf("lacks %q", got)
		}
		k.agreed(c, p, plan.Duty, plan.Yes, "")
		k.agreed(c, p, plan.Own, plan.No, "Убакыт жок")
		must(k.t, k.s.Submit(k.officer(), k.at(c, p, "")))
		_, err = k.s.AddGoal(k.officer(), k.goal(c, p, plan.Own))
		k.want(err, fault.Conflict)
		k.want(k.s.Countersign(k.officer(), k.at(c, p, "")), fault.Forbidden)
		must(k.t, k.s.Return(k.head(), k.at(c, p, "Мөөнөттөр так эмес")))
		must(k.t, k.s.Submit(k.officer(), k.at(c, p, "")))
		must(k.t, k.s.Countersign(k.head(), k.at(c, p, "")))
		v := k.view(c, 0)
		if v.Doc.Plan.State != plan.InForce || v.Doc.Plan.CountersignedBy != "h1" || v.Doc.Plan.Returned != "Мөөнөттөр так эмес" || v.Card != plan.CardInForce {
			k.t.Fatalf("in force: %+v", v.Doc.Plan)
		}
		if v.Doc.Standing(plan.Own) != plan.No {
			k.t.Errorf("own %s", v.Doc.Standing(plan.Own))
		}
		g := v.Doc.Goals[0]
		k.want(k.s.PlaceGoal(k.officer(), plansvc.PlaceGoal{Client: c, Plan: p, Goal: g.Goal, Row: g.Row, Place: plan.Removed, Reason: "mistake"}), fault.Conflict)
		for _, f := range k.book.Timeline(c) {
			for _, value := range f.Data {
				if strings.Contains(value, "жумуш") || strings.Contains(value, "Мөөнөт") {
					k.t.Error("a fact carries personal text")
				}
			}
		}
		if k.facts(c, "plan.own_no") != 1 || k.facts(c, "plan.duty_yes") != 1 || k.facts(c, "plan.countersigned") != 1 {
			k.t.Errorf("timeline %+v", k.book.Timeline(c))
		}
	})
}

// Four eyes: nobody who prepared, submitted, explained or recorded may countersign, whatever the post, by a direct call.
func TestFourEyes(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		p := k.built(c)
		// the head explains the voluntary part, the officer records the other
		k.agreed(c, p, plan.Duty, plan.Yes, "")
		v := k.view(c, 0)
		must(k.t, k.s.Agree(k.officer(), plansvc.Agree{
			Client: c, Plan: p, Part: plan.Own, Rev: v.Doc.Plan.OwnRev, Answer: plan.Yes, ExplainedBy: "h1", Language: "ru", On: k.today(), Proof: "spoken",
		}))
		must(k.t, k.s.Submit(k.as("h2", access.Head, osh), k.at(c, p, "")))
		for who, ctx := range map[string]context.Context{
			"officer without the right": k.officer(), "explained": k.head(), "submitted": k.as("h2", access.Head, osh), "begun, with a head's post": k.as("o1", access.Head, osh),
		} {
			if err := k.s.Countersign(ctx, k.at(c, p, "")); !fault.Is(err, fault.Forbidden) {
				k.t.Errorf("%s: %v", who, err)
			}
		}
		k.want(k.s.Countersign(k.as("h9", access.Head, bishkek), k.at(c, p, "")), fault.NotFound)
		must(k.t, k.s.Countersign(k.as("h3", access.Head, osh), k.at(c, p, "")))
	})
}

// An agreement is to one text: a change makes it stale, and an answer to a text that was changed meanwhile is not taken.
func TestAgreedAgain(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		p := k.built(c)
		k.agreed(c, p, plan.Duty, plan.Yes, "")
		k.agreed(c, p, plan.Own, plan.Yes, "")
		seen := k.view(c, 0).Doc.Plan.OwnRev
		v := k.view(c, 0)
		own := v.Doc.At(plan.Own, plan.Current)[0]
		in := k.goal(c, p, plan.Own)
		in.Goal, in.Row, in.Words = own.Goal, own.Row, "Ширетүүчү болуп иштегим келет"
		err := k.s.ChangeGoal(k.officer(), in)
		k.want(err, fault.Invalid)
		if fields(err) != "reason" {
			k.t.Errorf("fields %q", fields(err))
		}
		in.Why = plansvc.Why{Reason: "typing"}
		must(k.t, k.s.ChangeGoal(k.officer(), in))
		k.want(k.s.ChangeGoal(k.officer(), in), fault.Conflict)
		v = k.view(c, 0)
		if v.Doc.Standing(plan.Own) != plan.Stale || v.Doc.Standing(plan.Duty) != plan.Yes {
			k.t.Errorf("own %s duty %s", v.Doc.Standing(plan.Own), v.Doc.Standing(plan.Duty))
		}
		if old := v.Older.Goals[own.Goal]; len(old) != 1 || old[0].Words != "Туруктуу жумуш тапкым келет" || old[0].Reason != "typing" {
			k.t.Errorf("older %+v", old)
		}
		if err := k.s.Submit(k.officer(), k.at(c, p, "")); fields(err) != "agree-own" {
			k.t.Errorf("lacks %q", fields(err))
		}
		k.want(k.s.Agree(k.officer(), plansvc.Agree{Client: c, Plan: p, Part: plan.Own, Rev: seen, Answer: plan.Yes, Language: "ky", On: k.today(), Proof: "spoken"}), fault.Conflict)
		err = k.s.Agree(k.officer(), plansvc.Agree{Client: c, Plan: p, Part: plan.Own, Rev: v.Doc.Plan.OwnRev, Answer: plan.Unable, On: k.today().AddDays(1)})
		if got := fields(err); got != "why language on" {
			k.t.Errorf("fields %q", got)
		}
	})
}

// Needs are suggested and never added; a high need and an obligation without a goal ask for a reason, and three goals are enough.
func TestNeedsAndRoom(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		ctx := k.officer()
		p, err := k.s.Begin(ctx, c)
		must(k.t, err)
		v := k.view(c, 0)
		if len(v.Doc.Goals) != 0 || v.Needs[0].Domain != "work" || v.Doc.Plan.Assessment != "rna-1" {
			k.t.Fatalf("begun with %+v, needs %+v", v.Doc.Goals, v.Needs)
		}
		if got := problemFields(v.Lacks); got != "need-work obligation-ob-report relapse agree-duty" {
			k.t.Errorf("lacks %q", got)
		}
		err = k.s.StateGap(ctx, plansvc.StateGap{Client: c, Plan: p, Kind: plan.GapNeed, Ref: "work", Code: "other"})
		if fields(err) != "text" {
			k.t.Errorf("fields %q", fields(err))
		}
		must(k.t, k.s.StateGap(ctx, plansvc.StateGap{Client: c, Plan: p, Kind: plan.GapNeed, Ref: "work", Code: "not_now"}))
		must(k.t, k.s.StateGap(ctx, plansvc.StateGap{Client: c, Plan: p, Kind: plan.GapObligation, Ref: "ob-report", Code: "nothing_to_do"}))
		k.want(k.s.StateGap(ctx, plansvc.StateGap{Client: c, Plan: p, Kind: plan.GapObligation, Ref: "ob-unknown", Code: "met"}), fault.Invalid)
		for range 3 {
			_, err = k.s.AddGoal(ctx, k.goal(c, p, plan.Own))
			must(k.t, err)
		}
		_, err = k.s.AddGoal(ctx, k.goal(c, p, plan.Own))
		if fields(err) != "place" {
			k.t.Errorf("a fourth goal: %v", err)
		}
		in := k.goal(c, p, plan.Own)
		in.Place = plan.Future
		_, err = k.s.AddGoal(ctx, in)
		must(k.t, err)
		bad := plansvc.Goal{Client: c, Plan: p, Part: plan.Own, Obligations: []string{"ob-report"}, Needs: []string{"astrology"}}
		_, err = k.s.AddGoal(ctx, bad)
		if got := fields(err); got != "place words measure target_on needs obligations" {
			k.t.Errorf("fields %q", got)
		}
		_, err = k.s.AddGoal(k.as("o2", access.Officer, osh), k.goal(c, p, plan.Own))
		k.want(err, fault.Forbidden)
	})
}

func problemFields(p fault.Problems) string {
	var out []string
	for _, x := range p {
		out = append(out, x.Field)
	}
	return strings.Join(out, " ")
}

// Leaving the voluntary programme needs no reason, changes nothing that lists count, and can be undone by joining again.
func TestWithdrawal(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		p := k.signed(c)
		before := k.card(c)
		must(k.t, k.s.Withdraw(k.officer(), plansvc.Withdraw{Client: c, On: k.today()}))
		v := k.view(c, 0)
		if v.Doc.Standing(plan.Own) != plan.Withdrawn || v.Doc.Standing(plan.Duty) != plan.Yes || v.Doc.Plan.State != plan.InForce {
			k.t.Errorf("after: %s %s %s", v.Doc.Standing(plan.Own), v.Doc.Standing(plan.Duty), v.Doc.Plan.State)
		}
		if after := k.card(c); after["plan_state"] != before["plan_state"] || after["plan_due"] != before["plan_due"] {
			k.t.Errorf("the card changed: %v, was %v", after, before)
		}
		k.want(k.s.Withdraw(k.officer(), plansvc.Withdraw{Client: c, On: k.today()}), fault.Conflict)
		own := v.Doc.At(plan.Own, plan.Current)[0]
		k.want(k.s.NoteProgress(k.officer(), plansvc.NoteProgress{Client: c, Step: own.Steps[0].Step, Kind: plan.StepNotDone, Code: "choice"}), fault.Conflict)
		must(k.t, k.s.NoteProgress(k.officer(), plansvc.NoteProgress{Client: c, Step: own.Steps[0].Step, Kind: plan.StepDone}))
		k.agreed(c, p, plan.Own, plan.Yes, "")
		if v := k.view(c, 0); v.Doc.Standing(plan.Own) != plan.Yes || len(v.Doc.Agreements) != 4 {
			k.t.Errorf("joined again: %s, %d answers", v.Doc.Standing(plan.Own), len(v.Doc.Agreements))
		}
		if k.facts(c, "plan.own_withdrawn") != 1 {
			k.t.Error("no fact of the withdrawal")
		}
	})
}

func (k *kit) card(c id.Client) db.Row {
	k.t.Helper()
	var out map[id.Client]db.Row
	must(k.t, k.d.Read(db.WithSight(context.Background(), db.Everyone{}), func(r *db.Reader) (err error) {
		out, err = k.s.Ops().CardPart(context.Background(), r, []id.Client{c})
		return err
	}))
	return out[c]
}

// Enforcement rests on obligations that bind, and on nothing that stands in a plan.
func TestEnforceable(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client()
		k.signed(c)
		d := k.view(c, 0).Doc
		own, duty := d.At(plan.Own, plan.Current)[0], d.At(plan.Duty, plan.Current)[0]
		must(k.t, k.s.NoteProgress(k.officer(), plansvc.NoteProgress{Client: c, Step: own.Steps[0].Step, Kind: plan.StepNotDone, Code: "illness"}))
		note, _ := k.view(c, 0).Doc.StepState(own.Steps[0].Step)
		for _, x := range []struct{ basis, key string }{
			{"obligation:ob-report", ""},
			{"ob-report", ""},
			{"obligation:ob-old", "plan.basis_not_in_force"},
			{"step:" + own.Steps[0].Step, "plan.basis_voluntary"},
			{"goal:" + own.Goal, "plan.basis_voluntary"},
			{own.Steps[0].Step, "plan.basis_voluntary"},
			{own.Steps[0].Row, "plan.basis_voluntary"},
			{own.Row, "plan.basis_voluntary"},
			{"obligation:" + own.Steps[0].Step, "plan.basis_voluntary"},
			{"obligation:" + own.Goal, "plan.basis_voluntary"},
			{note.Row, "plan.basis_voluntary"},
			{"step:" + duty.Steps[0].Step, "plan.basis_plan"},
			{duty.Goal, "plan.basis_plan"},
			{"step:0190a0a0-0000-7000-8000-00000000ff", "plan.basis_plan"},
			{"obligation:unknown", "plan.basis_unknown"},
			{"warning:ob-report", "plan.basis_unknown"},
			{"unknown", "plan.basis_unknown"},
			{"obligation:", "plan.basis_unknown"},
			{"", "plan.basis_unknown"},
		} {
			basis, key := x.basis, x.key
			var err error
			must(k.t, k.d.Read(k.officer(), func(r *db.Reader) error {
				err = k.s.Ops().Enforceable(k.officer(), r, c, basis)
				return nil
			}))
			got := ""
			if f := fault.As(err); f != nil {
				got = f.Problems[0].Msg.Key
			}
			if got != key {
				k.t.Errorf("%q: %q, want %q", basis, got, key)
			}
		}
		must(k.t, k.d.Read(k.officer(), func(r *db.Reader) error {
			if err := k.s.Ops().NotVoluntary(k.officer(), r, []string{"contact", "", duty.Goal}); err != nil {
				k.t.Errorf("evidence: %v", err)
			}
			k.want(k.s.Ops().NotVoluntary(k.officer(), r, []string{"contact", own.Steps[0].Step}), fault.Invalid)
			return nil
		}))
	})
}
