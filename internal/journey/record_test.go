package journey

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit/browser"
)

// code is a code's name from the rulebook in the language of the walk.
func (w *walk) code(list, code string) string {
	w.T.Helper()
	item, ok := w.app.Rules.At(w.app.Today()).List(list).Item(code)
	if !ok {
		w.T.Fatalf("no code %s in %s", code, list)
	}
	return item.Label.In(w.lang)
}

// paper writes a small PDF and returns its path.
func (w *walk) paper(name string) string {
	w.T.Helper()
	path := filepath.Join(w.T.TempDir(), name)
	text := "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj " +
		"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.T.Fatal(err)
	}
	return path
}

// Journey 7: the client's record.
func TestJourney7Record(t *testing.T) {
	everywhere(t, true, func(w *walk) {
		w.as(demo.OfficerPersona)
		c := w.client(w.T, demo.WaitingStory)
		w.see(href(c), "overview")
		w.Has("Бактыбек уулу Нурлан")
		w.shows("casefile.overview.order", "casefile.overview.due", "casefile.overview.recent")
		if w.Count(`.tz-tabs a[aria-current]`) != 1 {
			w.T.Error("no tab is current")
		}
		w.tabs(c)
		w.contact(c)
		w.note(c)
		w.meeting(c)
		w.upload(c)
		w.onTimeline(c)
	})
}

// tabs: no tab is dead.
func (w *walk) tabs(c id.Client) {
	w.T.Helper()
	for _, path := range w.links(".tz-tabs a") {
		if status := w.Status(path); status != 200 {
			w.T.Errorf("the tab %s answers %d", path, status)
			continue
		}
		w.look("tab" + strings.TrimPrefix(path, href(c)))
		w.Has("Бактыбек уулу Нурлан")
		if !browser.Eval[bool](w.Page, `(r => r.left >= 0 && r.right <= innerWidth + 1)(document.querySelector('.tz-tabs [aria-current]').getBoundingClientRect())`) {
			w.T.Errorf("the current tab of %s is out of sight", path)
		}
	}
}

// contact logs yesterday's telephone call: both times stand there.
func (w *walk) contact(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "contacts"))
	form := `form[action="` + href(c, "contacts") + `"]`
	w.SubmitForm("with_whom")
	if w.Count(".govuk-error-summary") != 1 {
		w.T.Fatal("an empty contact is taken")
	}
	w.look("contact-refused")
	w.FillIn(form, "kind", "phone_call")
	w.FillIn(form, "date", w.day(-1))
	w.FillIn(form, "time", "16:40")
	w.FillIn(form, "minutes", "12")
	w.FillIn(form, "text", "Жумуш ордун өзгөрткөнүн айтты: Ак-Өргө базары.")
	w.FillIn(form, "source", "phone")
	w.Press(form + " button[type=submit]")
	w.Has("Жумуш ордун өзгөрткөнүн айтты: Ак-Өргө базары.")
	w.Has(w.day(-1) + " 16:40")
	w.Has(w.day(0) + " 08:55")
	w.look("contact-logged")
}

func (w *walk) note(c id.Client) {
	w.T.Helper()
	form := `form[action="` + href(c, "contacts") + `"]`
	w.FillIn(form, "kind", "note")
	w.FillIn(form, "text", "Кийинки жолу маалымкат алып келет.")
	w.Press(form + " button[type=submit]")
	w.Has("Кийинки жолу маалымкат алып келет.")
}

// meeting makes an appointment and, when its time has come, closes it.
func (w *walk) meeting(c id.Client) {
	w.T.Helper()
	form := `form[action="` + href(c, "appointments") + `"]`
	w.FillIn(form, "kind", "office_visit")
	w.FillIn(form, "date", w.day(-3))
	w.FillIn(form, "time", "10:00")
	w.Press(form + " button[type=submit]")
	w.shows("supervision.appointment_past")
	w.look("appointment-past")
	w.FillIn(form, "date", w.day(0))
	w.FillIn(form, "time", "09:05")
	w.FillIn(form, "purpose", "Паспорттун көчүрмөсү")
	if w.Count(form+` [name=anyway]`) > 0 {
		w.FillIn(form, "anyway", "yes")
	}
	w.Press(form + " button[type=submit]")
	if w.Count(form+` [name=anyway]`) > 0 { // another meeting lies near: the officer confirms
		w.look("appointment-hint")
		w.FillIn(form, "anyway", "yes")
		w.Press(form + " button[type=submit]")
	}
	w.Has("Паспорттун көчүрмөсү")
	at := w.Attr(`tr:has(td):has(a[href*="/appointments/"]) a[href*="/appointments/"]`, "href")
	w.see(at, "appointment-before")
	w.forward(11 * minute)
	w.see(at, "appointment")
	outcome := `form[action="` + at + `/outcome"]`
	w.FillIn(outcome, "outcome", "complied")
	w.FillIn(outcome, "text", "Өз убагында келди.")
	w.Press(outcome + " button[type=submit]")
	w.see(at, "appointment-closed")
	w.Has(w.code(rulebook.ListOutcomes, "complied"))
}

func (w *walk) upload(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "documents"))
	form := `form[action="` + href(c, "documents") + `"]`
	w.FillIn(form, "kind", "id_copy")
	w.Upload("file", w.paper("паспорт.pdf"))
	w.Press(form + " button[type=submit]")
	w.Has(w.code(rulebook.ListFileDocuments, "id_copy"))
	w.Has("паспорт.pdf")
	w.look("document-uploaded")
}

func (w *walk) onTimeline(c id.Client) {
	w.T.Helper()
	w.see(href(c, "timeline"), "timeline-after")
	w.Has("Асанова Айгерим")
	for _, want := range []string{
		w.code(rulebook.ListContactKinds, "phone_call"), w.code(rulebook.ListOutcomes, "complied"),
		w.code(rulebook.ListFileDocuments, "id_copy"), w.word("fact.supervision.note_added"), w.day(-1) + " 16:40",
	} {
		w.Has(want)
	}
	w.Has(w.word("ui.recorded", "When", w.day(0)+" 08:55"))
}
