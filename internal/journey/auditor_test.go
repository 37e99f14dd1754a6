package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
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
		w.auditor()
	})
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
