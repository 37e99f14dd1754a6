package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/browser"
)

// Journey 9: heads allocate, cover, decide conflicts, accept transfers; where there is no second pair of eyes the
// interregional department decides.
func TestJourney9Heads(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.unallocated()
		w.allocate()
		w.absence()
		w.conflict()
		w.transfer()
		w.smallOffice()
	})
}

// unallocated: a client is placed on the register and no officer is named.
func (w *walk) unallocated() {
	w.T.Helper()
	c := w.client(w.T, demo.LostStory+"_1")
	w.as(demo.OfficerPersona)
	w.Go(href(c, "registration"))
	form := step(c, "appear")
	w.FillIn(form, "on", w.day(0))
	w.send(form)
	w.look("appeared")
	w.explained(c)
	w.registered(c, false)
}

// allocate gives the client to an officer, from the list of those without one, and then to another with a reason.
func (w *walk) allocate() {
	w.T.Helper()
	c := w.client(w.T, demo.LostStory+"_1")
	w.as(demo.HeadPersona)
	w.see("/office", "board")
	w.Has("Асанова Айгерим")
	w.see("/office/unallocated", "unallocated")
	w.Has("Кадыров Мирлан")
	form := `form[action="/office/unallocated"]`
	w.FillIn(form, "client", string(c))
	w.FillIn(form, "account", string(w.account(w.T, demo.OfficerPersona).ID))
	w.FillIn(form, "reason", "first")
	w.FillIn(form, "note", "Башка эч ким бош эмес")
	w.send(form)
	w.look("allocated")
	w.HasNot("Кадыров Мирлан")
	w.see(href(c, "allocation"), "allocation")
	w.Has("Асанова Айгерим")
	form = `form[action="` + href(c, "allocation") + `"]`
	w.FillIn(form, "account", w.other(form))
	w.FillIn(form, "reason", "workload")
	w.send(form)
	if n := w.Count(`.govuk-error-summary a[href*="confirm_absent"]`); n > 0 {
		w.FillIn(form, "confirm_absent", "yes")
		w.send(form)
	}
	w.Go(href(c, "allocation"))
	w.Has(w.code(rulebook.ListAllocateReasons, "workload"))
	w.look("re-allocated")
}

// other is an officer of a list who is not the persona.
func (w *walk) other(form string) string {
	w.T.Helper()
	me := string(w.account(w.T, demo.OfficerPersona).ID)
	all := browser.Eval[[]string](w.Page, `[...document.querySelectorAll('`+form+` [name=account] option')].map(o => o.value)`)
	for _, v := range all {
		if v != "" && v != me {
			return v
		}
	}
	w.T.Fatalf("nobody else in %v", all)
	return ""
}

// absence: the colleague on leave is there, with cover; the head adds one and ends it.
func (w *walk) absence() {
	w.T.Helper()
	w.see("/office/absences", "absences")
	w.Has("Асанова Айгерим")
	form := `form[action="/office/absences"]`
	w.FillIn(form, "account", string(w.account(w.T, demo.OfficerPersona).ID))
	w.FillIn(form, "from", w.day(7))
	w.FillIn(form, "to", w.day(3))
	w.FillIn(form, "reason", "sick")
	w.send(form)
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Error("an absence that ends before it begins is taken")
	}
	w.look("absence-refused")
	w.FillIn(form, "to", w.day(9))
	w.send(form)
	w.Has(w.code("cover_reasons", "sick"))
}

// conflict: an officer declares kinship; the head shuts the officer out and gives the case to another.
func (w *walk) conflict() {
	w.T.Helper()
	c := w.client(w.T, demo.CareStory)
	w.as(demo.OfficerPersona)
	w.see(href(c, "allocation"), "allocation-officer")
	form := `form[action="` + href(c, "conflict") + `"]`
	w.FillIn(form, "reason", "relative")
	w.FillIn(form, "note", "Эжемдин кызы.")
	w.send(form)
	w.as(demo.HeadPersona)
	w.see("/office/conflicts", "conflicts")
	w.Has("Токтосун кызы Айнура")
	w.Fill("decision", "exclude")
	w.Fill("route", "officer")
	w.Choose("to_officer")
	w.SubmitForm("decision")
	w.look("conflict-decided")
	w.as(demo.OfficerPersona)
	if status := w.Status(href(c)); status != 404 {
		w.T.Errorf("the officer who is excluded reads the record: %d", status)
	}
}

// transfer goes to another office and is accepted there.
func (w *walk) transfer() {
	w.T.Helper()
	c := w.client(w.T, demo.MovedStory)
	w.Go(href(c, "allocation"))
	form := `form[action="` + href(c, "transfer") + `"]`
	w.FillIn(form, "to", string(demo.NextOffice))
	w.FillIn(form, "reason", "moved")
	w.send(form)
	w.look("transfer-asked")
	w.as(demo.RegionalPersona)
	w.see("/office/transfers", "transfers")
	w.Has("Осмонов Эрмек")
	w.Fill("state", "accepted")
	w.Fill("text", "Кабыл алдык.")
	w.SubmitForm("state")
	w.look("transfer-accepted")
	w.see(href(c, "allocation"), "transferred")
}

// smallOffice: the interregional department sees what an office with one person cannot decide.
func (w *walk) smallOffice() {
	w.T.Helper()
	w.see("/office/conflicts", "conflicts-region")
	w.see("/office/approvals", "approvals")
	w.see("/office", "board-region")
	if w.Width > 600 && !strings.Contains(w.Text("header"), w.account(w.T, demo.RegionalPersona).Display) {
		w.T.Error("the header does not say who is signed in")
	}
}
