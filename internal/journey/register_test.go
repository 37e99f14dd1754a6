package journey

import (
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/browser"
)

// Journey 2: placing on the register.
func TestJourney2Register(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		c := w.client(w.T, demo.LostStory+"_1")
		w.as(demo.OfficerPersona)
		w.see("/register", "worklist")
		w.Has("Кадыров Мирлан")
		w.see(href(c, "registration"), "journey")
		w.Has(w.word("common.to_be_confirmed"))
		w.called(c)
		w.appeared(c)
		w.explained(c)
		w.registered(c, true)
		w.sheets(c)
		w.absconded()
		w.minor()
	})
}

// The main way works without scripts.
func TestJourney2WithoutScripts(t *testing.T) {
	once(t, "ru", phone, func(w *walk) {
		c := w.client(w.T, demo.LostStory+"_1")
		w.as(demo.OfficerPersona)
		w.Scripts(false)
		w.Go(href(c, "registration"))
		w.called(c)
		w.appeared(c)
		w.explained(c)
		w.registered(c, true)
	})
}

func step(c id.Client, name string) string {
	return `form[action="` + href(c, "registration", name) + `"]`
}

func (w *walk) send(form string) {
	w.T.Helper()
	w.Press(form + " button[type=submit]")
}

func (w *walk) called(c id.Client) {
	w.T.Helper()
	form := step(c, "call")
	w.FillIn(form, "on", w.day(0))
	w.FillIn(form, "outcome", "will_come")
	w.send(form)
	w.Has(w.code(rulebook.ListAttemptOutcomes, "will_come"))
	w.look("called")
}

func (w *walk) appeared(c id.Client) {
	w.T.Helper()
	form := step(c, "appear")
	w.FillIn(form, "on", w.day(1))
	w.send(form)
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Error("an appearance tomorrow is taken")
	}
	w.FillIn(form, "on", w.day(0))
	w.send(form)
	w.look("appeared")
}

// explained: the client must have said it in own words.
func (w *walk) explained(c id.Client) {
	w.T.Helper()
	form := step(c, "explain")
	w.FillIn(form, "on", w.day(0))
	w.FillIn(form, "language", "ky")
	w.FillIn(form, "read_aloud", "yes")
	w.FillIn(form, "proof", "signature")
	w.send(form)
	if w.Count(`.govuk-error-summary a[href*="own_words"]`) == 0 {
		w.T.Error("an explanation is taken that nobody understood")
	}
	w.look("explain-refused")
	w.FillIn(form, "own_words", "Айына эки жолу келем, көчсөм айтам, шаардан уруксат менен чыгам.")
	w.send(form)
	w.Has("Айына эки жолу келем")
	w.look("explained")
}

// registered places the client on the register, with an officer or without.
func (w *walk) registered(c id.Client, officer bool) {
	w.T.Helper()
	form := step(c, "register")
	w.FillIn(form, "on", w.day(0))
	if officer && w.Count(form+" [name=officer]") > 0 {
		w.FillIn(form, "officer", string(w.account(w.T, demo.OfficerPersona).ID))
	}
	w.send(form)
	w.Has(w.word("order.journey.done", "Day", w.day(0)))
	w.look("registered")
	w.Go(href(c))
	w.shows("casefile.status.running")
}

// sheets: what is printed, also in the language of a client for whom only a draft exists.
func (w *walk) sheets(c id.Client) {
	w.T.Helper()
	w.see(href(c, "registration", "sheet"), "sheet")
	w.see(href(c, "registration", "conditions"), "conditions")
	w.Press(`main a[lang=uz]`)
	w.look("conditions-uz")
	w.see(href(c, "documents"), "missing-documents")
	w.shows("person.documents.needs")
	w.Has(w.code(rulebook.ListFileDocuments, "id_copy"))
}

// absconded: who does not appear is looked for at home, asked after, searched for.
func (w *walk) absconded() {
	w.T.Helper()
	w.as(demo.DirectorPersona)
	c := w.client(w.T, demo.LostStory+"_2")
	w.see(href(c, "registration"), "not-appeared")
	for _, s := range []struct{ kind, field, value string }{{"home_check", "result", "away"}, {"inquiry", "body", "relatives"}, {"search", "reason", "Үч чакырууга келген жок, үйүндө жок."}} {
		form := step(c, "inquire") + `:has([value="` + s.kind + `"])`
		w.FillIn(form, "on", w.day(0))
		w.FillIn(form, s.field, s.value)
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n > 0 {
			w.T.Fatalf("%s: %s", s.kind, w.Text(".govuk-error-summary"))
		}
	}
	if w.Count(step(c, "found")) != 1 {
		w.T.Error("no search is open")
	}
	w.look("searched")
}

// minor: under 18 the legal representative is present.
func (w *walk) minor() {
	w.T.Helper()
	w.as(demo.RecordsPersona)
	w.Go("/intake/new")
	w.judgment("УД-201/26", "Алымкулов", "Нурсултан", "", "12.04.2010")
	w.Submit("/intake/new")
	w.check()
	w.accept("")
	w.as(demo.OfficerPersona)
	w.Go("/register")
	path := browser.Eval[string](w.Page, `[...document.querySelectorAll("main a")].find(a => a.innerText.includes("Алымкулов")).getAttribute("href")`)
	c := id.Client(path[len("/clients/") : len("/clients/")+36])
	w.see(href(c, "registration"), "minor")
	w.shows("order.explain.minor")
	form := step(c, "appear")
	w.FillIn(form, "on", w.day(0))
	w.send(form)
	form = step(c, "explain")
	w.FillIn(form, "on", w.day(0))
	w.FillIn(form, "language", "ky")
	w.FillIn(form, "own_words", "Мугалимге айтам, апам менен келем.")
	w.FillIn(form, "proof", "signature")
	w.send(form)
	if w.Count(`.govuk-error-summary a[href*="representative"]`) == 0 {
		w.T.Errorf("a minor is told alone: %s", w.Text(".govuk-error-summary"))
	}
	w.FillIn(form, "representative", "Алымкулова Бегайым")
	w.Choose("relation")
	w.send(form)
	w.Has("Алымкулова Бегайым")
}
