package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
)

// The record of a visit: short form, blocks that the kind of visit opens, a condition that nobody checked, work on a need, a correction, the print.
func TestJourneyVisit(t *testing.T) {
	everywhere(t, true, func(w *walk) { w.visited() })
}

// The same without scripts.
func TestJourneyVisitWithoutScripts(t *testing.T) {
	once(t, "ky", phone, func(w *walk) {
		w.Scripts(false)
		defer w.Scripts(true)
		w.visited()
	})
}

func (w *walk) visited() {
	w.T.Helper()
	c := w.client(w.T, demo.WaitingStory)
	w.as(demo.OfficerPersona)
	w.Go(href(c, "contacts"))
	w.Press(`a[href="` + href(c, "visits", "new") + `"]`)
	w.look("visit-new")
	w.shows("visit.frame", "visit.conditions_lead")
	form := `form[action="` + href(c, "visits") + `"]`
	w.FillIn(form, "kind", "home_visit")
	w.FillIn(form, "date", w.day(1))
	w.FillIn(form, "time", "08:10")
	w.FillIn(form, "until", "08:40")
	w.FillIn(form, "text", "Үйүнө бардым, иш жөнүндө сүйлөштүк")
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary a") < 2 {
		w.T.Fatal("a visit of tomorrow without an identity check is taken")
	}
	w.look("visit-refused")
	if w.Count("#block-home") != 1 {
		w.T.Error("a home visit does not open the block of the home")
	}
	w.FillIn(form, "date", w.day(0))
	w.FillIn(form, "identity", "known")
	w.FillIn(form, "partners", "self_government")
	w.FillIn(form, "a_need", "work")
	w.FillIn(form, "a_client_words", "Туруктуу иш тапкым келет")
	w.FillIn(form, "step_what_1", "Ишке орноштуруу борборуна барат")
	if w.Count(form+` input[value="not_checked"]:checked`) == 0 {
		w.T.Error("no condition begins as not checked")
	}
	w.Press(form + " button[type=submit]")
	w.Has("Туруктуу иш тапкым келет")
	w.shows("visit.substantive", "visit.in_time", "visit.condition.not_checked")
	w.look("visit")
	at := strings.SplitN(w.Path(), "?", 2)[0]
	w.visitFixed(at)
	w.see(at+"/print", "visit-print")
	w.visitShown(c, at)
}

// visitFixed corrects the words of the client; the old ones stay.
func (w *walk) visitFixed(at string) {
	w.T.Helper()
	w.see(at+"/correct", "visit-correct")
	form := `form[action="` + at + `/correct"]`
	w.FillIn(form, "a_client_words", "Иш тапсам, калганы оңой")
	w.Press(form + " button[type=submit]")
	if w.Count(".govuk-error-summary") != 1 {
		w.T.Fatal("a correction without a reason is taken")
	}
	w.FillIn(form, "reason", "typing")
	w.Press(form + " button[type=submit]")
	w.Has("Иш тапсам, калганы оңой")
	w.Has("Туруктуу иш тапкым келет")
	w.look("visit-corrected")
}

// visitShown: the contacts lead to the record, the timeline tells of it.
func (w *walk) visitShown(c id.Client, at string) {
	w.T.Helper()
	w.see(href(c, "contacts"), "visit-contacts")
	if w.Count(`a[href="`+at+`"]`) != 1 {
		w.T.Error("the contact does not lead to its visit")
	}
	w.see(href(c, "timeline"), "visit-timeline")
	w.Has(w.word("fact.supervision.visit_recorded", "kind", w.code("contact_kinds", "home_visit")))
}
