package journey

import (
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/testkit/browser"
)

// Journey 3: a running case is taken over from a paper file and compared by somebody else.
func TestJourney3TakeOver(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.RecordsPersona)
		w.see("/take-over", "take-over")
		w.Choose("court")
		fields := map[string]string{
			"person.surname": "Мамбетова", "person.given": "Жаркынай", "person.patronymic": "Асылбековна", "person.birth": "03.09.1984",
			"number": "УД-31/25", "decided_on": "12.05.2025", "in_force_on": "12.06.2025", "registered_on": "20.06.2025",
			"measures": "community_service", "hours": "240", "hours_done": "84", "warnings": "1",
		}
		if len(fields) > 13 {
			w.T.Errorf("%d fields", len(fields))
		}
		for field, value := range fields {
			w.Fill(field, value)
		}
		w.Upload("photos", w.paper("өкүм.pdf"))
		w.Submit("/take-over")
		if w.Count(".govuk-error-summary a") > 0 {
			w.T.Logf("asked for more: %s", w.Text(".govuk-error-summary"))
			w.look("take-over-more")
			w.Fill("term_months", "24")
			w.Upload("photos", w.paper("өкүм.pdf"))
			w.Submit("/take-over")
		}
		w.look("taken-over")
		w.Go("/register?view=takeover")
		w.Has("Мамбетова Жаркынай")
		w.look("to-compare")
		w.compare()
	})
}

// compare: the tag stands until somebody else has compared the case with the paper.
func (w *walk) compare() {
	w.T.Helper()
	path := browser.Eval[string](w.Page, `[...document.querySelectorAll("main a")].find(a => a.innerText.includes("Мамбетова")).getAttribute("href")`)
	record := path[:len("/clients/")+36]
	w.see(record+"/order", "order-taken-over")
	w.shows("order.taken_over")
	w.Has("84")
	w.see(record+"/documents", "sheets")
	w.Has("өкүм.pdf")
	w.as(demo.HeadPersona)
	w.Go(record + "/order")
	w.Press(`form[action$="/checked"] button[type=submit]`)
	w.look("compared")
	if w.Count(`form[action$="/checked"]`) > 0 {
		w.T.Error("the case still waits to be compared")
	}
	w.see(record, "overview")
	w.HasNot(w.word("casefile.tag.taken_over"))
}
