package journey

import (
	"testing"

	"tuzjol/internal/demo"
)

// Contact standards: what is asked of a mother and why; an exemption proposed, refused to its own proposer, approved by the head;
// the number falls; a confirmation of a seasonal absence; the list of contacts due and the form that a due line leads to.
func TestJourneyContactStandards(t *testing.T) {
	everywhere(t, true, func(w *walk) { w.exempted() })
}

// The same without scripts.
func TestJourneyContactStandardsWithoutScripts(t *testing.T) {
	once(t, "ky", phone, func(w *walk) {
		w.Scripts(false)
		defer w.Scripts(true)
		w.exempted()
	})
}

func (w *walk) exempted() {
	w.T.Helper()
	c := w.client(w.T, demo.CareStory)
	w.as(demo.OfficerPersona)
	w.see(href(c, "standards"), "standards")
	w.shows("contactstd.why_title", "contactstd.home_not_set", "common.to_be_confirmed", "contactstd.no_exemptions")
	before := w.office()
	if before == "" {
		w.T.Fatal("nothing is asked for of a client at work")
	}

	w.Press(`a[href$="/exemptions"]`)
	w.look("exemption-new")
	w.SubmitForm("kind")
	if w.Count(".govuk-error-summary a") < 3 {
		w.T.Fatal("an empty exemption is taken")
	}
	w.look("exemption-refused")
	w.Fill("kind", "care")
	w.Fill("from", w.day(1-w.app.Today().Day()))
	w.Fill("until", w.day(60))
	w.Fill("note", "Эки баласы бар, бири оорукчан")
	w.Fill("visits", "0")
	w.SubmitForm("kind")
	w.shows("contactstd.state.proposed")
	w.look("exemption-proposed")
	page := w.Path()

	w.see(href(c, "standards"), "standards-proposed")
	if got := w.office(); got != before {
		w.T.Errorf("before approval: %q, not %q", got, before)
	}

	w.as(demo.HeadPersona)
	w.see("/exemptions", "exemptions")
	w.Press(`a[href*="/exemptions/"]`)
	w.look("exemption-decide")
	w.Fill("agree", "yes")
	w.SubmitForm("agree")
	w.shows("contactstd.state.approved")
	w.look("exemption-approved")

	w.as(demo.OfficerPersona)
	w.see(href(c, "standards"), "standards-exempted")
	if got := w.office(); got == before {
		w.T.Errorf("approved, and still %q", got)
	}
	w.see(page, "exemption")
	w.shows("contactstd.state.approved", "contactstd.end")
	w.see(href(c, "timeline"), "timeline-exempted")
	w.see("/contacts-due", "contacts-due-late")
	w.see("/contacts-due?what=short&scope=mine", "contacts-due")
	w.Press(`a[href*="plan_kind="]`)
	if got := w.Attr("#plan-date", "value"); got == "" {
		w.T.Error("the form of the appointment is not filled in")
	}
	w.look("appointment-offered")
}

// office is the line of visits to the office on the page of standards; empty when none is asked for.
func (w *walk) office() string {
	w.T.Helper()
	if w.Count("#need-office") == 0 {
		return ""
	}
	return w.Text("#need-office")
}
