package journey

import (
	"context"
	"strings"
	"testing"

	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook/rulebooksvc"
	"tuzjol/internal/testkit/browser"
)

// Journey 12: the table of standards is changed by two persons who have seen its effect; a head gives a case with capacity
// before and after in sight and is refused what an officer may not hold; an opportunity is put off and another taken.
func TestJourney12Load(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.standards()
		w.capacity()
		w.opportunity()
	})
}

// standards: the programme lead looks at the draft, mistypes, corrects, sees the effect; the director puts it in force.
func (w *walk) standards() {
	w.T.Helper()
	const base = "/rulebook/standards"
	w.as(demo.ProgrammePersona)
	w.see(base, "standards")
	w.shows("rulebook.standard.state.draft", "rulebook.standard.now")
	draft := w.Attr(`main a[href^="`+base+`/0"]`, "href")
	w.see(draft, "draft")
	w.shows("rulebook.standard.second_needed")
	w.see(draft+"/edit", "edit")
	form := `form[action="` + draft + `/edit"]`
	w.FillIn(form, "r1_usual_office", "many")
	w.FillIn(form, "r2_level", "")
	w.send(form)
	if w.Count(".govuk-error-summary a") < 2 {
		w.T.Errorf("a word for a number and a level without a package are not both named: %s", w.Text("main"))
	}
	w.look("edit-refused")
	w.see(draft+"/edit", "edit-again")
	w.FillIn(form, "r1_usual_office", "1,5")
	w.send(form)
	w.look("effect")
	w.shows("rulebook.standard.by_level", "rulebook.standard.by_office")
	w.Go(w.Attr(`main a[href*="/preview?office="]`, "href"))
	w.shows("rulebook.standard.by_officer")
	w.look("effect-office")

	w.as(demo.DirectorPersona)
	w.see(draft, "draft-director")
	form = `form[action="` + draft + `/force"]`
	w.FillIn(form, "from", w.day(-1))
	w.send(form)
	w.look("force-refused")
	w.FillIn(form, "from", w.day(0))
	w.send(form)
	w.shows("rulebook.standard.state.in_force")
	w.look("in-force")
	w.see(base, "counting")
	svc := pick[*rulebooksvc.Service](w.app.Services())
	system := w.app.System(context.Background(), "standards.recount")
	all, err := svc.Tables(system)
	if err == nil {
		err = svc.Recount(system, all.Recount.ID)
	}
	if err != nil {
		w.T.Fatal(err)
	}
	w.see(base+"/compare?a=kg-2026.1&b="+strings.TrimPrefix(draft, base+"/"), "side-by-side")
	w.shows("rulebook.standard.differs")
}

// capacity: the board, and a high-level case that not everybody may hold.
func (w *walk) capacity() {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see("/office?sort=-points", "load")
	w.shows("org.board.load", "org.board.mix")
	c := w.anyone(`c.level = 'high' and c.officer_id is not null and c.restricted = false and c.office_id = '` + string(demo.HomeOffice) + `'`)
	w.see(href(c, "allocation"), "capacity")
	w.shows("org.allocate.capacity")
	refused := strings.SplitN(w.word("org.allocate.unqualified", "Rule", "", "Needs", ""), ":", 2)[0]
	w.Has(refused)
	offered := browser.Eval[int](w.Page, `document.querySelectorAll('form[action="`+href(c, "allocation")+`"] [name=account] option:not([value=""])').length`)
	if all := browser.Eval[int](w.Page, `[...document.querySelectorAll('main table')].pop().querySelectorAll('tbody tr').length`); offered >= all-1 {
		w.T.Errorf("%d of %d are offered a high-level case", offered, all)
	}
}

// anyone finds a client by the card.
func (w *walk) anyone(cond string) id.Client {
	w.T.Helper()
	var c id.Client
	err := w.app.DB.Read(w.app.System(context.Background(), "test"), func(r *db.Reader) (err error) {
		c, err = db.One[id.Client](context.Background(), r, `select c.client_id from casefile_card c where c.order_status = 'running' and `+cond+` order by c.client_id limit 1`)
		return err
	})
	if err != nil {
		w.T.Fatalf("%s: %v", cond, err)
	}
	return c
}

// opportunity: the head puts one off with a reason and a day, and takes another.
func (w *walk) opportunity() {
	w.T.Helper()
	if err := pick[*opportunitysvc.Service](w.app.Services()).Sweep(w.app.System(context.Background(), "assessment.opportunities")); err != nil {
		w.T.Fatal(err)
	}
	w.as(demo.HeadPersona)
	w.see("/opportunities?kind=recognition", "opportunities")
	links := browser.Eval[[]string](w.Page, `[...document.querySelectorAll('main table th a')].map(a => a.getAttribute('href'))`)
	if len(links) < 2 {
		w.T.Fatalf("the demonstration has no two opportunities: %v", links)
	}
	first, second := strings.Split(links[0], "#")[0], strings.Split(links[1], "#")[0]
	w.see(first, "opportunity")
	not := `#recognition form:has([name=answer][value=not_now])`
	browser.Eval[bool](w.Page, `document.querySelectorAll('#recognition details').forEach(d => d.open = true) || true`)
	w.FillIn(not, "reason", "check_facts")
	w.FillIn(not, "until", w.day(4000))
	w.send(not)
	w.look("opportunity-refused")
	w.FillIn(not, "until", w.day(20))
	w.send(not)
	w.shows("assessment.opportunity.answer.not_now")
	w.Has(w.code("not_now_reasons", "check_facts"))
	w.look("opportunity-not-now")

	w.see(second, "opportunity-second")
	yes := `#recognition form:has([name=answer][value=accepted])`
	browser.Eval[bool](w.Page, `document.querySelectorAll('#recognition details').forEach(d => d.open = true) || true`)
	w.FillIn(yes, "text", "OK")
	w.send(yes)
	w.shows("assessment.opportunity.answer.accepted")
	w.look("opportunity-accepted")
}
