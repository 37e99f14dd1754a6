package journey

import (
	"context"
	"strings"
	"testing"

	"tuzjol/internal/assessment/opportunity"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/browser"
)

// From an opportunity to the act that ends an order: the officer accepts it and proposes the submission that stands prepared, the head
// agrees and it gets its number, the court's answer is recorded, and the act that ends the order has the court's paper filled in. Fewer
// contacts lead to the proposal of an exemption with its reason and basis.
func TestJourneyEarlyEnd(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		if err := pick[*opportunitysvc.Service](w.app.Services()).Sweep(w.app.System(context.Background(), "assessment.opportunities")); err != nil {
			w.T.Fatal(err)
		}
		w.as(demo.OfficerPersona)
		page := w.acceptOpportunity("early_end")
		w.shows("done.opportunity_early_end")
		w.look("prepared")
		form := `form[action="` + page + `/early-end"]`
		if ground := browser.Eval[string](w.Page, `document.querySelector('`+form+` [name=ground]').value`); ground == "" {
			w.T.Error("the grounds are not filled in")
		}
		if lines := browser.Eval[string](w.Page, `document.querySelector('`+form+` [name=chronology]').value`); strings.Count(lines, "\n") < 1 {
			w.T.Errorf("the chronology is not filled in: %q", lines)
		}
		w.send(form)
		if w.Count(".govuk-error-summary") == 0 {
			w.T.Error("a submission without the client's view is taken")
		}
		w.look("refused")
		w.FillIn(form, "account", "Милдеттеримди аткардым, жумушумду улантам.")
		w.send(form)
		one, _, _ := strings.Cut(w.Path(), "?")
		w.look("proposed")
		w.see(page+"/opportunities", "led")
		w.shows("assessment.opportunity.led.early_end")

		w.as(demo.HeadPersona)
		w.see("/early-ends", "list")
		w.see(one, "to-decide")
		w.FillIn(`form[action="`+one+`/decide"]`, "agree", "yes")
		w.send(`form[action="` + one + `/decide"]`)
		w.shows("earlyend.state.submitted", "earlyend.paper")
		w.look("submitted")

		w.as(demo.OfficerPersona)
		w.see(one, "with-the-court")
		answer := `form[action="` + one + `/answer"]`
		w.FillIn(answer, "result", "granted")
		w.FillIn(answer, "on", w.day(0))
		w.send(answer)
		w.shows("earlyend.number_required")
		w.FillIn(answer, "number", "УД-77/26")
		w.FillIn(answer, "court", "Биринчи май райондук соту")
		w.send(answer)
		w.shows("earlyend.head_ends")
		w.look("granted")

		w.as(demo.HeadPersona)
		w.see(one, "granted-head")
		w.Go(browser.Eval[string](w.Page, `document.querySelector('main a[href*="/end?from="]').getAttribute('href')`))
		w.look("end-prefilled")
		if ground := browser.Eval[string](w.Page, `document.querySelector('[name=ground]:checked').value`); ground != "early_end" {
			w.T.Errorf("the ground is %q", ground)
		}
		if number := browser.Eval[string](w.Page, `document.querySelector('[name=document]').value`); number != "УД-77/26" {
			w.T.Errorf("the court's act is %q", number)
		}
	})
}

// Fewer contacts: the accepted opportunity leads to an exemption that another person approves.
func TestJourneyFewerContacts(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		page := href(w.acceptedFewer())
		w.as(demo.OfficerPersona)
		w.see(page+"/opportunities", "decided")
		w.Go(browser.Eval[string](w.Page, `document.querySelector('main a[href*="/exemptions?from="]').getAttribute('href')`))
		w.look("prepared")
		form := `form[action="` + page + `/exemptions"]`
		if kind := browser.Eval[string](w.Page, `document.querySelector('`+form+` [name=kind]').value`); kind != "progress" {
			w.T.Errorf("the reason is %q", kind)
		}
		w.send(form)
		if w.Count(".govuk-error-summary") == 0 {
			w.T.Error("what is asked instead is not asked for, though the table sets no share")
		}
		w.FillIn(form, "visits", "1")
		w.send(form)
		one, _, _ := strings.Cut(w.Path(), "?")
		w.shows("contactstd.basis")
		w.look("proposed")
		w.as(demo.HeadPersona)
		w.see(one, "to-decide")
		w.FillIn(`form[action="`+one+`/decide"]`, "agree", "yes")
		w.send(`form[action="` + one + `/decide"]`)
		w.shows("contactstd.state.approved")
		w.see(page+"/opportunities", "led")
		w.shows("assessment.opportunity.led.fewer_contacts")
	})
}

// acceptedFewer is a client of the officer of whom fewer contacts were accepted: the decision as it is kept, because nobody of the
// demonstration is at the lowest level for long enough.
func (w *walk) acceptedFewer() id.Client {
	w.T.Helper()
	c := w.client(w.T, demo.CareStory)
	ctx := w.app.System(context.Background(), "test")
	if err := w.app.DB.Write(ctx, func(tx *db.Tx) error {
		made := tx.NewID()
		if err := tx.Insert(ctx, "assessment_chance", db.Row{
			"id": made, "client_id": c, "kind": string(opportunity.FewerContacts), "answer": opportunity.ChanceAccepted, "level_to": nil, "reason": nil, "reason_text": nil,
			"reasons": `[{"code":"kept","a":4,"b":3}]`, "until": w.app.Today().AddMonths(3), "decided_at": tx.Now, "decided_by": string(w.holder(demo.OfficerPersona)), "fact_id": made,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}); err != nil {
		w.T.Fatal(err)
	}
	return c
}

// acceptOpportunity accepts the first opportunity of a kind in the list and gives the client's page.
func (w *walk) acceptOpportunity(kind string) string {
	w.T.Helper()
	w.see("/opportunities?kind="+kind, "opportunities")
	links := browser.Eval[[]string](w.Page, `[...document.querySelectorAll('main table th a')].map(a => a.getAttribute('href'))`)
	if len(links) == 0 {
		w.T.Fatalf("the demonstration has no opportunity %s", kind)
	}
	at := strings.Split(links[0], "#")[0]
	w.see(at, "opportunity")
	form := `#` + kind + ` form:has([name=answer][value=accepted])`
	browser.Eval[bool](w.Page, `document.querySelectorAll('#`+kind+` details').forEach(d => d.open = true) || true`)
	w.FillIn(form, "text", "OK")
	w.send(form)
	return strings.TrimSuffix(at, "/opportunities")
}
