package journey

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/testkit/browser"
)

// Journey 10: restricted people are absent without right; the auditor follows the record and verifies it.
func TestJourney10Restricted(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c := w.client(w.T, demo.RestrictedStory)
		w.as(demo.OfficerPersona)
		w.find("Абдылдаев", "")
		if status := w.Status(href(c)); status != 404 {
			w.T.Errorf("a restricted record answers %d", status)
		}
		w.HasNot("Абдылдаев")
		w.look("absent")
		w.as(demo.HeadPersona)
		w.see(href(c), "restricted-for-head")
		w.shows("casefile.tag.restricted")
		file := browser.Eval[string](w.Page, `document.body.innerText.match(/\d{5}-\d{2}-\d{6}/)[0]`)
		w.breakGlass(c, file)
		w.restrict()
		w.auditor()
	})
}

// breakGlass: nobody and a restricted person answer alike until number and birth date are exact; the use is reviewed by
// somebody else and ends by itself.
func (w *walk) breakGlass(c id.Client, file string) {
	w.T.Helper()
	w.as(demo.OfficerPersona)
	w.see("/break-glass", "glass")
	w.Fill("file", "11202-26-000000")
	w.Fill("birth", "22.10.1990")
	w.Fill("reason", "danger")
	w.Fill("text", "Кардар эшиктин алдында, абалы оор.")
	w.Submit("/break-glass")
	w.shows("access.glass.nothing")
	w.look("glass-nothing")
	w.Fill("file", file)
	w.Submit("/break-glass")
	w.look("glass-broken")
	w.see(href(c), "glass-open")
	w.Has("Абдылдаев")
	w.as(demo.HeadPersona)
	w.see("/break-glass/reviews", "reviews")
	w.Has("Асанова Айгерим")
	w.Choose("finding")
	w.Fill("text", "Негиздүү.")
	w.SubmitForm("finding")
	w.look("reviewed")
	w.forward(26 * time.Hour)
	w.as(demo.OfficerPersona)
	if status := w.Status(href(c)); status != 404 {
		w.T.Errorf("the glass stays broken: %d", status)
	}
}

// restrict makes a client absent for the officer who has the case.
func (w *walk) restrict() {
	w.T.Helper()
	c := w.client(w.T, demo.CorrectedStory)
	w.as(demo.HeadPersona)
	w.see(href(c, "restriction"), "restriction")
	form := `form[action="` + href(c, "restriction") + `"]`
	w.FillIn(form, "reason", "staff_relative")
	w.send(form)
	w.look("restricted")
	w.see(href(c), "restricted-record")
	w.shows("casefile.tag.restricted")
}

func (w *walk) auditor() {
	w.T.Helper()
	w.as(demo.AuditorPersona)
	w.see("/audit", "audit")
	w.HasNot("Абдылдаев")
	w.see("/audit?client="+string(w.client(w.T, demo.RestrictedStory)), "audit-of-client")
	if n := w.Count("main tbody tr"); n < 5 {
		w.T.Errorf("%d entries on the client", n)
	}
	w.Has("Сапаров Нурбек") // who has just read the record
	w.Press("main tbody th a")
	w.look("entry")
	w.see("/audit/verify", "verify")
	w.Press(`form[action="/audit/verify"] button[type=submit]`)
	w.look("verified")
	note := browser.Await[string](w.Page, `fetch("/audit/checkpoint").then(r => r.text().then(t => r.status + " " + t))`)
	if !strings.HasPrefix(note, "200 ") || !strings.Contains(note, "— ") {
		w.T.Errorf("the checkpoint is %.200q", note)
	}
	w.see("/audit/print", "audit-print")
	if status := w.Status(href(w.client(w.T, demo.WaitingStory))); status != 404 {
		w.T.Errorf("the auditor reads case content: %d", status)
	}
}
