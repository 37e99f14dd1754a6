package journey

import (
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/browser"
)

// Journey 8: correction with the old value beside it, what was known on a day, and an entry on the wrong client.
func TestJourney8Correction(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.OfficerPersona)
		w.corrected()
		w.rename()
		w.wrongOutcome()
		w.namesakes()
		w.reopened()
	})
}

// corrected: the birth date that was put right in October shows both values, and 3 March shows what was held true then.
func (w *walk) corrected() {
	w.T.Helper()
	c := w.client(w.T, demo.CorrectedStory)
	w.see(href(c, "person"), "person")
	w.Has("12.03.1991")
	w.Has("03.12.1991")
	w.Has(w.code(rulebook.ListCorrectionReasons, "document_differs"))
	w.Go(href(c, "as-of"))
	w.Fill("date", "03.03.2026")
	w.Press(`form[action="` + href(c, "as-of") + `"] button[type=submit]`)
	if w.Text("main del") == "" {
		w.T.Error("nothing differs from what was known on 3 March")
	}
	w.Has("03.12.1991")
	w.Has("12.03.1991")
	w.look("as-of")
}

// rename corrects a name; without a reason it is refused.
func (w *walk) rename() {
	w.T.Helper()
	c := w.client(w.T, demo.EndsTodayStory)
	w.Go(href(c, "person"))
	w.Press(`main a[href*="part=name"][href*="row="]`)
	w.look("edit-name")
	form := `form[action="` + href(c, "person", "edit") + `"]`
	w.FillIn(form, "given", "Даниар")
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Fatal("a correction without a reason is taken")
	}
	w.look("edit-refused")
	w.FillIn(form, "reason", "typing")
	w.Press(form + " button[type=submit]")
	w.Has("Даниар")
	w.Has("Данияр")
	w.Has(w.code(rulebook.ListCorrectionReasons, "typing"))
	w.look("renamed")
}

// wrongOutcome corrects what came of an appointment.
func (w *walk) wrongOutcome() {
	w.T.Helper()
	c := w.client(w.T, demo.CareStory)
	w.Go(href(c, "contacts"))
	was := w.code(rulebook.ListOutcomes, "acceptable_absence")
	at := browser.Eval[string](w.Page, `[...document.querySelectorAll('main details tr, main details li')].find((r) => r.textContent.includes('`+was+`'))?.querySelector('a[href*="/appointments/"]')?.getAttribute('href') ?? ''`)
	w.see(at, "closed")
	w.Has(was)
	form := `form[action="` + at + `/correct"]`
	w.FillIn(form, "outcome", "complied")
	w.FillIn(form, "absence_reason", "")
	w.FillIn(form, "reason", "other")
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Error(`the reason "other" is taken without words`)
	}
	w.FillIn(form, "reason_text", "Кеч болсо да келген экен.")
	w.Press(form + " button[type=submit]")
	w.see(at, "outcome-corrected")
	w.Has(w.code(rulebook.ListOutcomes, "complied"))
	w.Has(was)
	w.Has("Кеч болсо да келген экен.")
}

// namesakes: the entry that was moved stands in the right file and has left no trace in the wrong one.
func (w *walk) namesakes() {
	w.T.Helper()
	const text = "жыгач устаканасы"
	w.see(href(w.client(w.T, demo.MovedStory), "contacts"), "moved-to")
	w.Has(text)
	for _, tab := range []string{"", "contacts", "timeline"} {
		w.Go(href(w.client(w.T, demo.MovedStory+"_from"), tab))
		w.HasNot(text)
	}
}

// reopened: a paper on which an outcome rests turns out to be somebody else's; the outcome is decided again.
func (w *walk) reopened() {
	w.T.Helper()
	c := w.client(w.T, demo.WaitingStory)
	w.upload(c)
	w.Go(href(c, "contacts"))
	at := w.Attr(`main a[href*="/appointments/"]`, "href")
	w.forward(12 * minute)
	w.Go("/day")
	w.forward(12 * minute)
	w.Go(at)
	form := `form[action="` + at + `/outcome"]`
	w.FillIn(form, "outcome", "complied")
	w.Choose("rests")
	w.Press(form + " button[type=submit]")
	w.moveDocument(c)
	w.see("/reopened", "reopened")
	w.Has("Бактыбек уулу Нурлан")
	w.Fill("decision", "undone")
	w.Fill("text", "Документ башка адамдыкы болуп чыкты.")
	w.SubmitForm("decision")
	w.HasNot("Бактыбек уулу Нурлан")
	w.look("decided")
	w.see(href(c, "timeline"), "timeline-reopened")
	w.shows("fact.supervision.reopen_undone")
}

func (w *walk) moveDocument(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "documents"))
	w.Press(`main td a[href*="/documents/"]:not([download]), main th a[href*="/documents/"]:not([download])`)
	w.Press(`main a[href$="/move"]`)
	w.look("move")
	w.Fill("q", "Осмонов Эрмек")
	w.Press(`button[name=step][value=find]`)
	w.look("move-found")
	w.Choose("to")
	w.Fill("reason", "wrong_client")
	w.Press(`button[name=step][value=move]`)
	w.Go(href(c, "documents"))
	w.HasNot("паспорт.pdf")
	w.see(href(w.client(w.T, demo.MovedStory), "documents"), "document-arrived")
	w.Has("паспорт.pdf")
}
