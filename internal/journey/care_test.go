package journey

import (
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/browser"
)

// A danger becomes a task of the same day and is answered; at six months nothing significant has changed; two assessments stand
// side by side; heads are asked, not told.
func TestJourneyCareAroundAnAssessment(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.as(demo.OfficerPersona)
		c := w.client(w.T, demo.WaitingStory)
		w.danger(c)
		w.flagAnswered(c)
		w.changed(w.assessed(alone))
		w.compared(w.assessed("exists " + replaced))
		w.lists()
		w.asked()
		w.noSignificantChange(w.assessed(alone))
	})
}

// Clients with one assessment only, or with an earlier one.
const (
	replaced = `(select 1 from assessment_assessment p where p.client_id = c.client_id and p.state = 'replaced')`
	alone    = "not exists " + replaced
)

// assessed finds the client of the officer whose assessment in force runs out first among those.
func (w *walk) assessed(cond string) id.Client {
	w.T.Helper()
	var c id.Client
	ctx := w.app.System(w.T.Context(), "test")
	err := w.app.DB.Read(ctx, func(r *db.Reader) (err error) {
		c, err = db.One[id.Client](ctx, r.System(), `select c.client_id from assessment_assessment c where c.assessor_id = $1 and c.instrument_use = 'assessment'
			and c.state = 'in_force' and `+cond+` order by c.valid_until, c.id limit 1`, w.account(w.T, demo.OfficerPersona).ID)
		return err
	})
	if err != nil {
		w.T.Fatalf("no client with %s: %v", cond, err)
	}
	return c
}

// danger opens a flag by hand after a contact.
func (w *walk) danger(c id.Client) {
	w.T.Helper()
	w.see(href(c, "flags"), "flags-empty")
	w.shows("assessment.flags.empty")
	form := `form[action="` + href(c, "flags") + `"]`
	w.send(form)
	if n := w.Count(".govuk-error-summary a"); n != 2 {
		w.T.Errorf("%d problems of an empty form: %s", n, w.Text(".govuk-error-summary"))
	}
	w.look("flag-refused")
	w.FillIn(form, "flag", "suicide")
	w.FillIn(form, "note", "Телефондо жашагым келбейт деди.")
	w.send(form)
	w.Has("Телефондо жашагым келбейт деди.")
	w.shows("assessment.flags.state.open", "assessment.flags.from_hand")
	w.look("flag-open")
	w.see("/day", "day-with-flag")
	if w.Count(`a[href="/flags?scope=mine"]`) == 0 {
		w.T.Error("the day does not speak of the danger")
	}
	w.see("/flags", "flags")
	w.see(href(c), "overview-with-flag")
	w.shows("casefile.field.flags")
}

// answered: not without an action, not without words; the answer is corrected afterwards and the old one stays.
func (w *walk) flagAnswered(c id.Client) {
	w.T.Helper()
	w.Go("/flags?scope=mine")
	w.Press(`main table a[href*="` + href(c, "flags") + `/"]`)
	form := `form[action$="/close"]`
	w.send(form)
	if n := w.Count(".govuk-error-summary a"); n != 2 {
		w.T.Errorf("%d problems of an empty answer", n)
	}
	w.look("answer-refused")
	w.FillIn(form, "action", "talked_today")
	w.FillIn(form, "text", "Эжесиники барды, дарыгерге бирге барабыз.")
	w.send(form)
	w.Has(w.code(rulebook.ListFlagActions, "talked_today"))
	w.Has("Эжесиники барды")
	w.look("flag-answered")
	form = `form[action$="/correct"]`
	w.unfold(form)
	w.FillIn(form, "action", "crisis_service")
	w.FillIn(form, "reason", "typing")
	w.send(form)
	w.Has(w.code(rulebook.ListFlagActions, "crisis_service"))
	w.shows("assessment.flags.history")
	w.look("flag-corrected")
	w.Go("/flags?scope=mine")
	if w.Count(`main table a[href*="`+href(c, "flags")+`/"]`) != 0 {
		w.T.Error("an answered flag is still on the worklist")
	}
}

// until is the last day of the assessment in force.
func (w *walk) until(c id.Client) civil.Date {
	w.T.Helper()
	var d civil.Date
	ctx := w.app.System(w.T.Context(), "test")
	if err := w.app.DB.Read(ctx, func(r *db.Reader) (err error) {
		d, err = db.One[civil.Date](ctx, r.System(), `select valid_until from assessment_assessment where client_id = $1 and state = 'in_force'`, c)
		return err
	}); err != nil {
		w.T.Fatal(err)
	}
	return d
}

// unfold opens what holds a form.
func (w *walk) unfold(form string) {
	w.T.Helper()
	browser.Eval[bool](w.Page, "(document.querySelector('"+form+"').closest('details').open = true)")
}

// noSignificantChange: refused early; said with a reason in the last weeks of the six months.
func (w *walk) noSignificantChange(c id.Client) {
	w.T.Helper()
	w.as(demo.OfficerPersona)
	w.see(href(c, "validity"), "validity-early")
	if w.Count(`form[action="`+href(c, "validity", "confirm")+`"]`) != 0 {
		w.T.Error("it may be confirmed months before it runs out")
	}
	w.forward(time.Duration(w.app.Today().DaysUntil(w.until(c))-5) * 24 * time.Hour)
	w.as(demo.OfficerPersona)
	w.see(href(c, "validity"), "validity-expired")
	form := `form[action="` + href(c, "validity", "confirm") + `"]`
	w.send(form)
	if n := w.Count(".govuk-error-summary a"); n != 2 {
		w.T.Errorf("%d problems of an empty confirmation: %s", n, w.Text("main"))
	}
	w.look("confirm-refused")
	w.FillIn(form, "reason", "stable")
	w.FillIn(form, "text", "Жумушунда, үйүндө өзгөрүү жок; келүүлөрдү калтырган жок.")
	w.send(form)
	w.shows("assessment.confirm.earlier")
	w.Has("Жумушунда, үйүндө өзгөрүү жок")
	if w.Count(form) != 0 {
		w.T.Error("it may be confirmed again at once")
	}
	w.look("confirmed")
}

// changed notes a significant change and settles it with a reason.
func (w *walk) changed(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "validity"))
	form := `form[action="` + href(c, "validity", "changes") + `"]`
	w.FillIn(form, "kind", "other")
	w.FillIn(form, "occurred_on", w.day(1))
	w.send(form)
	if n := w.Count(".govuk-error-summary a"); n != 2 {
		w.T.Errorf("%d problems of a change tomorrow without words", n)
	}
	w.look("change-refused")
	w.FillIn(form, "kind", "work")
	w.FillIn(form, "occurred_on", w.day(0))
	w.FillIn(form, "note", "Цех жабылды.")
	w.send(form)
	w.Has("Цех жабылды.")
	w.shows("assessment.why.change")
	w.look("change-noted")
	w.unfold(`form[action*="/validity/changes/"]`)
	w.FillIn(`form[action*="/validity/changes/"]`, "text", "Ошол эле ишканада башка цехте иштейт.")
	w.send(`form[action*="/validity/changes/"]`)
	w.Has("Ошол эле ишканада башка цехте иштейт.")
	w.shows("assessment.change.none", "assessment.change.settled")
	w.look("change-settled")
}

func (w *walk) compared(c id.Client) {
	w.T.Helper()
	w.see(href(c, "compare"), "compare")
	if w.Count("main figure svg rect") == 0 || w.Count("main table") < 2 {
		w.T.Errorf("no picture or no tables: %s", w.Text("main"))
	}
	w.shows("assessment.compare.ratings", "assessment.compare.changed")
	w.Press(`main form[role=search] button[type=submit]`)
	w.shows("assessment.compare.ratings")
	w.see(href(c, "assessment"), "assessment-panel")
	w.shows("assessment.care.panel")
}

// lists: the caseload by level and by assessment.
func (w *walk) lists() {
	w.T.Helper()
	w.see("/caseload?scope=mine&sort=level", "caseload-by-level")
	w.shows("casefile.col.level", "casefile.col.assessment")
	w.see("/caseload?scope=mine&rna=valid&level=low", "caseload-filtered")
	w.see("/caseload?scope=mine&due=assess_late&sort=assess", "caseload-late")
}

func (w *walk) asked() {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see("/assessments/quality", "quality")
	w.shows("assessment.quality.alike", "assessment.quality.departures")
	w.see("/flags?state=all", "flags-head")
}
