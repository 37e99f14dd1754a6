package journey

import (
	"context"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesscompartmentsvc"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/remindersvc"
	"tuzjol/internal/testkit/browser"
)

// The judgement of violent extremism in its sealed compartment: proposed by one, agreed by another, begun by the assessor let in,
// signed, read by a second reader; the officer of the case finds nothing on any page of the client.
func TestJourneyCompartment(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		c := w.client(w.T, demo.WaitingStory)
		head, second := w.holder(demo.HeadPersona), w.holder(demo.RegionalPersona)
		w.qualify(second)
		// reminders that are due are made now, not by the task of the background between the two looks
		if _, err := pick[*remindersvc.Service](w.app.Services()).MakeDue(w.app.System(context.Background(), "test")); err != nil {
			w.T.Fatal(err)
		}
		w.as(demo.OfficerPersona)
		before := w.everything(c)
		w.propose(c, head, access.PartAssessor)
		w.agreeOpening("assessor")
		made := w.judge(c, head)
		w.letIn(c, second, access.PartReader)
		w.as(demo.RegionalPersona)
		w.see(href(c, "assessment", made, "review"), "second")
		w.send(`form[action="` + href(c, "assessment", made, "read") + `"]`)
		w.look("read")
		w.as(demo.OfficerPersona)
		if after := w.everything(c); after != before {
			w.T.Errorf("the officer's pages differ:\n%s\n%s", before, after)
		}
		if status := w.Status(href(c, "assessment", made)); status != 404 {
			w.T.Errorf("the officer opens the judgement: %d", status)
		}
		w.as(demo.CustodianPersona)
		w.see("/compartments", "board")
		w.Has(w.word("access.compartment.extremism"))
		w.see(href(c, "compartments"), "client")
	})
}

// holder is the account of a persona.
func (w *walk) holder(p demo.Persona) id.Account {
	w.T.Helper()
	var out id.Account
	ctx := w.app.System(context.Background(), "test")
	if err := w.app.DB.Read(ctx, func(r *db.Reader) (err error) {
		out, err = db.One[id.Account](ctx, r.System(), `select id from signin_account where login = $1`, w.account(w.T, p).Login)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return out
}

func (w *walk) qualify(account id.Account) {
	w.T.Helper()
	q := org.Qualification{Account: account, Code: "veo_assessor", Valid: civil.Since(w.app.Today().AddDays(-100)), Source: "test"}
	if err := pick[*orgsvc.Service](w.app.Services()).GrantQualification(w.app.System(context.Background(), "test"), q); err != nil {
		w.T.Fatal(err)
	}
}

// everything is what the officer reads of the client, without what a clock or the reading itself changes.
func (w *walk) everything(c id.Client) string {
	w.T.Helper()
	var out strings.Builder
	for _, path := range []string{href(c), href(c, "timeline"), href(c, "assessment"), href(c, "access-log") + "?kind=write", "/notices"} {
		if status := w.Status(path); status != 200 {
			w.T.Fatalf("%s answers %d", path, status)
		}
		out.WriteString(path + "\n" + w.Text("main") + "\n")
	}
	return out.String()
}

// propose sends the form of the client's page, first with everything missing.
func (w *walk) propose(c id.Client, who id.Account, part string) {
	w.T.Helper()
	w.as(demo.CustodianPersona)
	w.see(href(c, "compartments"), "before")
	form := `form[action="` + href(c, "compartments") + `"]`
	w.FillIn(form, "text", "Көз салуу үчүн баалоо керек")
	w.send(form)
	if w.Count(".govuk-error-summary") != 1 {
		w.T.Fatal("an empty proposal is taken")
	}
	w.look("refused")
	if got := browser.Eval[string](w.Page, `document.querySelector('`+form+` [name=text]').value`); got != "Көз салуу үчүн баалоо керек" {
		w.T.Errorf("what was typed is lost: %q", got)
	}
	w.FillIn(form, "compartment", string(access.Extremism))
	w.FillIn(form, "account", string(who))
	w.FillIn(form, "part", part)
	w.FillIn(form, "reason", "assessment")
	w.FillIn(form, "until", w.day(90))
	w.send(form)
	w.shows("access.compartment.own")
	w.look("proposed")
}

// agreeOpening is the second person's yes on the board.
func (w *walk) agreeOpening(name string) {
	w.T.Helper()
	w.as(demo.DirectorPersona)
	w.see("/compartments", "waiting-"+name)
	const form = `form[action^="/compartments/proposals/"]`
	w.FillIn(form, "decision", "approve")
	w.send(form)
	w.shows("access.compartment.none_waiting", "access.compartment.still")
	w.look("agreed-" + name)
}

// judge begins and signs in the browser; the pages between are answered as the forms would.
func (w *walk) judge(c id.Client, who id.Account) string {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see(href(c, "assessment"), "offer")
	form := `form[action="` + href(c, "assessment") + `"]:has(input[value="kg-extremism"])`
	w.FillIn(form, "cause", "first")
	browser.Eval[bool](w.Page, `(document.querySelectorAll('details').forEach(d => d.open = true), true)`)
	w.send(form)
	w.look("begun")
	made := strings.Split(w.Path(), "/")[4]
	ctx := w.acting(who)
	svc := pick[*assessmentsvc.Service](w.app.Services())
	sheet, err := svc.Sheet(ctx, c, made)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, p := range sheet.Instrument.Domains {
		in := assessmentsvc.Save{Client: c, Assessment: made, Domain: p.ID, Version: sheet.Versions[p.ID], Answers: map[string]string{}, Evidence: map[string]string{}}
		for _, it := range sheet.Instrument.ItemsOf(p.ID) {
			in.Answers[it.ID], in.Evidence[it.ID] = w.answered(sheet, it), "Маектешүүдө айтылды, иштеги кагаздар менен салыштырылды"
		}
		if _, err := svc.Save(ctx, in); err != nil {
			w.T.Fatalf("page %s: %v", p.ID, err)
		}
	}
	w.see(href(c, "assessment", made, "review"), "review")
	w.send(`form[action="` + href(c, "assessment", made, "sign") + `"]`)
	w.look("signed")
	return made
}

func (w *walk) answered(sheet assessmentsvc.Sheet, it assessment.Item) string {
	if opts := sheet.Instrument.OptionsOf(it); len(opts) > 0 {
		return opts[0].Code
	}
	switch it.Kind {
	case assessment.ItemDate:
		return w.app.Today().AddDays(170).String()
	case assessment.ItemText:
		return "Текшерилди, иште кагаздары бар"
	}
	return assessment.NotKnownAnswer
}

// acting is a member of staff outside the browser.
func (w *walk) acting(account id.Account) context.Context {
	w.T.Helper()
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account, Display: "test"})
	ctx = actor.WithRequest(ctx, actor.Request{Route: "test", Purpose: "test"})
	var rights access.Rights
	if err := w.app.DB.Read(ctx, func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, account, w.app.DB.Now(), w.app.Zone)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return accesssvc.Context(ctx, rights)
}

// letIn opens the compartment to somebody else without the browser.
func (w *walk) letIn(c id.Client, who id.Account, part string) {
	w.T.Helper()
	svc := pick[*accesscompartmentsvc.Service](w.app.Services())
	p, err := svc.Propose(w.acting(w.holder(demo.CustodianPersona)), accesscompartmentsvc.Propose{
		Client: c, Compartment: access.Extremism, Part: part, Account: who, Reason: "second_reading", Text: "Экинчи окурман керек", Until: w.app.Today().AddDays(60),
	})
	if err == nil {
		err = svc.Decide(w.acting(w.holder(demo.DirectorPersona)), accesscompartmentsvc.Decide{ID: p, Version: 1, Approve: true})
	}
	if err != nil {
		w.T.Fatal(err)
	}
}
