package journey

import (
	"context"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
)

// The plan: built from the needs that the assessment found, agreed in its two parts, countersigned by another person, printed;
// then the client leaves the voluntary part, and nothing follows.
func TestJourneyPlan(t *testing.T) {
	everywhere(t, true, func(w *walk) { w.planned() })
}

// The same without scripts.
func TestJourneyPlanWithoutScripts(t *testing.T) {
	once(t, "ky", phone, func(w *walk) {
		w.Scripts(false)
		defer w.Scripts(true)
		w.planned()
	})
}

func (w *walk) planned() {
	w.T.Helper()
	c := w.client(w.T, demo.WaitingStory)
	w.needFound(c)
	w.as(demo.OfficerPersona)
	w.see(href(c, "plan"), "plan-none")
	w.shows("plan.none", "plan.needs", "plan.strengths")
	w.Press(`form[action="` + href(c, "plan") + `"] button[type=submit]`)
	w.look("plan-begun")
	w.shows("plan.part.duty", "plan.part.own", "plan.lacks_lead")
	w.builds(c)
	w.agrees(c)
	w.submits(c)
	w.countersigns(c)
	w.prints(c)
	w.leaves(c)
}

// builds makes a goal of the high need and one for the obligations.
func (w *walk) builds(c id.Client) {
	w.T.Helper()
	w.Press(`a[href*="/goals?need=work"]`)
	w.look("plan-goal-new")
	form := `form[action$="/goals"]`
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary a") < 2 {
		w.T.Fatal("an empty goal is taken")
	}
	w.look("plan-goal-refused")
	w.FillIn(form, "words", "Туруктуу жумуш тапкым келет")
	w.FillIn(form, "measure", "Үч ай катары менен айлык алам")
	w.FillIn(form, "target_on", w.day(90))
	w.Press(form + " button[type=submit]")
	w.look("plan-goal")
	w.stepTo("Ишке орноштуруу борборуна катталам")
	w.Has("Туруктуу жумуш тапкым келет")
	w.Press(`a[href*="/goals?obligation="]`)
	w.FillIn(form, "words", "Белгиленген күнү келем")
	w.FillIn(form, "measure", "Бир да жолу калтырбайм")
	w.FillIn(form, "target_on", w.day(60))
	w.Press(form + " button[type=submit]")
	w.stepTo("Күндөрдү телефонго жазам")
	for i, path := range w.links(`a[href*="/gap?"]`) {
		w.Go(path)
		if i == 0 {
			w.look("plan-gap")
		}
		w.Fill("code", "nothing_to_do")
		w.SubmitForm("code")
	}
	form = `form[action$="/notes"]`
	w.FillIn(form, "strengths", "Эжеси колдойт")
	w.FillIn(form, "relapse", "Адегенде эжеме чалам")
	w.Press(form + " button[type=submit]")
	w.Has("Эжеси колдойт")
	w.look("plan-built")
}

// stepTo adds a step on the page of a goal.
func (w *walk) stepTo(what string) {
	w.T.Helper()
	form := `form[action$="/steps"]`
	w.FillIn(form, "what", what)
	w.FillIn(form, "who", "client")
	w.FillIn(form, "by", w.day(14))
	w.Press(form + " button[type=submit]")
	w.Has(what)
}

// agrees records both answers; a no has its reason.
func (w *walk) agrees(c id.Client) {
	w.T.Helper()
	for _, part := range []string{"duty", "own"} {
		w.Press(`a[href$="/agreement/` + part + `"]`)
		w.look("plan-agree-" + part)
		w.Fill("answer", "no")
		w.Fill("language", "ky")
		w.Fill("proof", "signature")
		w.SubmitForm("answer")
		if w.Count(".govuk-error-summary a") == 0 {
			w.T.Error("a no without a reason is taken")
		}
		w.Fill("answer", "yes")
		w.SubmitForm("answer")
		w.shows("plan.answer.yes")
	}
	w.look("plan-agreed")
}

func (w *walk) submits(c id.Client) {
	w.T.Helper()
	w.Press(`form[action$="/submit"] button[type=submit]`)
	w.shows("plan.state.waiting", "plan.waits")
	w.look("plan-waiting")
}

// countersigns: the head finds it on the list, and it is read-only afterwards.
func (w *walk) countersigns(c id.Client) {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see("/day", "day-head-plans")
	w.see("/plans", "plans")
	w.Has("Бактыбек уулу Нурлан")
	w.see(href(c, "plan"), "plan-countersign")
	w.Press(`form[action$="/countersign"] button[type=submit]`)
	w.shows("plan.state.in_force")
	if w.Count(`a[href*="/goals?"]`) > 0 {
		w.T.Error("a plan in force can be changed")
	}
	w.look("plan-in-force")
}

// prints: each part has a sheet of its own in two languages with lines to sign.
func (w *walk) prints(c id.Client) {
	w.T.Helper()
	w.as(demo.OfficerPersona)
	for _, part := range []string{"duty", "own"} {
		w.see(href(c, "plan"), "plan")
		w.Press(`a[href$="/print/` + part + `"]`)
		w.look("plan-print-" + part)
		if w.Count(".tz-sign li") != 3 || w.Count(`.tz-sheet [lang=ky]`) == 0 || w.Count(`.tz-sheet [lang=ru]`) == 0 {
			w.T.Errorf("the sheet of %s is not in two languages with lines to sign", part)
		}
		w.Has("Бактыбек уулу Нурлан")
	}
	w.Has("Туруктуу жумуш тапкым келет")
}

// leaves notes a step, then the client leaves the programme: nothing else changes.
func (w *walk) leaves(c id.Client) {
	w.T.Helper()
	w.see(href(c, "plan"), "plan-progress")
	w.Press(`a[href*="/plan/progress?step="]`)
	w.Fill("kind", "done")
	w.look("plan-note")
	w.SubmitForm("kind")
	w.shows("plan.progress.done")
	w.Press(`a[href$="/plan/withdraw"]`)
	w.look("plan-withdraw")
	w.Press(`form[action$="/withdraw"] button[type=submit]`)
	w.shows("plan.answer.withdrawn", "plan.withdrawn_now", "plan.state.in_force")
	w.look("plan-withdrawn")
	w.see(href(c, "plan/versions"), "plan-versions")
	w.see(href(c, "timeline"), "plan-timeline")
	w.Has(w.word("fact.plan.own_withdrawn", "number", "1"))
}

// worker is the context of a persona for what a journey needs beforehand and does not show.
func (w *walk) worker(p demo.Persona, role access.Role) context.Context {
	who := w.account(w.T, p)
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: who.ID, Display: who.Display})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "test", Purpose: "supervision"})
	return accesssvc.Context(ctx, access.Rights{Account: who.ID, System: true, Posts: []access.Post{{Role: role, Office: who.Office}}, Now: w.app.DB.Now()})
}

// needFound puts an assessment in force that found one high need: work.
func (w *walk) needFound(c id.Client) {
	w.T.Helper()
	officer, head := w.worker(demo.OfficerPersona, access.Officer), w.worker(demo.HeadPersona, access.Head)
	must := func(err error) {
		w.T.Helper()
		if err != nil {
			w.T.Fatalf("assessment: %v", err)
		}
	}
	must(w.qualifyForPlan())
	s := pick[*assessmentsvc.Service](w.app.Services())
	a, err := s.Begin(officer, assessmentsvc.Begin{Client: c, Instrument: "kg-rna", Cause: "first"})
	must(err)
	sheet, err := s.Sheet(officer, c, a)
	must(err)
	for range 2 { // answers may bring questions
		for _, d := range sheet.Instrument.Domains {
			now, err := s.Sheet(officer, c, a)
			must(err)
			in := assessmentsvc.Save{Client: c, Assessment: a, Domain: d.ID, Version: now.Versions[d.ID], Answers: map[string]string{}, Evidence: map[string]string{}, Partly: true}
			for _, it := range sheet.Instrument.Items {
				if it.Domain == d.ID {
					in.Answers[it.ID], in.Evidence[it.ID] = answerTo(d, it), "айтып берди"
				}
			}
			_, err = s.Save(officer, in)
			must(err)
		}
	}
	sheet, err = s.Sheet(officer, c, a)
	must(err)
	must(s.Sign(officer, assessmentsvc.Sign{Client: c, Assessment: a, Version: sheet.Row, Level: assessment.Medium, Reason: "professional", Text: "Жумуш маселеси"}))
	if sheet, err = s.Sheet(head, c, a); err == nil && sheet.State == assessment.Signed {
		must(s.Countersign(head, assessmentsvc.Second{Client: c, Assessment: a, Version: sheet.Row}))
	}
}

func answerTo(d assessment.Domain, it assessment.Item) string {
	switch {
	case it.ID == d.Rating && d.ID == "work":
		return "high"
	case it.ID == d.Rating:
		return "none"
	case it.Kind == assessment.ItemText:
		return "Курулушта иштеген"
	}
	return assessment.NotKnownAnswer
}

// qualifyForPlan gives the persona officer what the instrument asks of an assessor.
func (w *walk) qualifyForPlan() error {
	return pick[*orgsvc.Service](w.app.Services()).GrantQualification(w.app.System(context.Background(), "test"), org.Qualification{
		Account: w.account(w.T, demo.OfficerPersona).ID, Code: "rna_assessor", Valid: civil.Since(w.app.Today().AddDays(-30)), Source: "test",
	})
}
