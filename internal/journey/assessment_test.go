package journey

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/testkit/browser"
)

// A risk-and-needs assessment: begun by the officer, one domain a page, reviewed, signed with a level other than proposed, which
// the head countersigns; printed in both languages, and for a court without the level.
func TestJourneyAssessment(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		c := w.client(w.T, demo.CorrectedStory)
		w.as(demo.OfficerPersona)
		a := w.beginAssessment(c)
		w.look("domain-first")
		w.savesItself()
		w.fillAssessment(a, true)
		w.sign(c, a)
		w.countersign(c, a)
	})
}

// The same without scripts: every page has its button, and nothing is lost.
func TestJourneyAssessmentWithoutScripts(t *testing.T) {
	once(t, "ru", phone, func(w *walk) {
		c := w.client(w.T, demo.CorrectedStory)
		w.as(demo.OfficerPersona)
		w.Scripts(false)
		a := w.beginAssessment(c)
		w.fillAssessment(a, false)
		w.sign(c, a)
	})
}

func (w *walk) beginAssessment(c id.Client) string {
	w.T.Helper()
	w.see(href(c, "assessment"), "assessment-list")
	form := `form:has(input[name=instrument][value=kg-rna])`
	browser.Eval[bool](w.Page, `(document.querySelector('`+form+`').closest('details').open = true)`)
	w.FillIn(form, "cause", "first")
	w.Press(form + ` button[type=submit]`)
	parts := strings.Split(w.Path(), "/")
	if len(parts) < 6 || parts[5] != "criminal_history" {
		w.T.Fatalf("the assessment did not begin: %s", w.Path())
	}
	w.shows("assessment.page_evidence")
	return parts[4]
}

// savesItself: an answer is kept as soon as it is given, and the page says when.
func (w *walk) savesItself() {
	w.T.Helper()
	w.FillIn("main", "began_young", "first")
	for range 50 {
		if text := w.Text("#saved"); strings.ContainsAny(text, "0123456789") {
			w.look("domain-saved")
			w.Go(w.Path())
			if w.Count(`input[name=began_young][value=first]:checked`) != 1 {
				w.T.Error("the answer was not kept")
			}
			return
		}
		time.Sleep(100 * time.Millisecond) //nolint:forbidigo // a browser is awaited
	}
	w.T.Errorf("the page does not say that it saved: %q", w.Text("#saved"))
}

// fillPage answers whatever stands on the page and is not answered yet.
const fillPage = `(function(){
 const want = {work_need: 'some', occupation: 'seasonal'};
 const groups = new Set([...document.querySelectorAll('main form[method=post] input[type=radio]')].map(e => e.name));
 for (const name of groups) {
  const all = [...document.querySelectorAll('input[name="'+name+'"]')];
  if (all.some(e => e.checked)) continue;
  const by = v => all.find(e => e.value === v);
  (by(want[name]) || by('none') || by('0') || all[0]).checked = true;
 }
 for (const t of document.querySelectorAll('main form[method=post] textarea')) {
  if (t.value || t.closest('details:not([open])') || (t.name.startsWith('evidence-') && !t.name.endsWith('_need'))) continue;
  t.value = 'Бала-чакасы менен турат, жардамга муктаж';
 }
 for (const t of document.querySelectorAll('main form[method=post] input[type=text]')) {
  if (t.value) continue;
  const box = document.querySelector('input[name="unknown-'+t.name+'"]');
  if (box) box.checked = true;
 }
 return true;
})()`

func (w *walk) fillAssessment(a string, looks bool) {
	w.T.Helper()
	for range 40 {
		if strings.Contains(w.Path(), "/review") {
			return
		}
		page := w.Path()
		browser.Eval[bool](w.Page, fillPage)
		if looks && (strings.Contains(page, "/work") || strings.Contains(page, "/flags") || strings.Contains(page, "/responsivity")) {
			w.look("domain-" + strings.Trim(page[strings.LastIndex(page, "/"):], "/"))
		}
		w.Press(`button[name=page-go][value=next]`)
		if w.Count(".govuk-error-summary") > 0 {
			w.look("domain-errors")
			w.T.Fatalf("%s: %s", page, w.Text(".govuk-error-summary"))
		}
	}
	w.T.Fatalf("the pages of %s never end: %s", a, w.Path())
}

func (w *walk) sign(c id.Client, a string) {
	w.T.Helper()
	w.look("review")
	w.shows("assessment.not_alone", "assessment.proposal.trial")
	form := `form[action$="/sign"]`
	w.FillIn(form, "level", "medium")
	w.FillIn(form, "reason", "circumstances")
	w.Press(form + ` button[type=submit]`)
	if w.Count(".govuk-error-summary a") == 0 {
		w.T.Fatalf("an override without words was taken: %s", w.Path())
	}
	w.look("review-errors")
	w.FillIn(form, "level", "medium")
	w.FillIn(form, "reason", "circumstances")
	w.FillIn(form, "text", "Жумушунан айрылды")
	w.Press(form + ` button[type=submit]`)
	if w.Count(".govuk-error-summary") > 0 {
		w.T.Fatalf("not signed: %s", w.Text(".govuk-error-summary"))
	}
	w.see(href(c, "assessment", a), "signed")
	w.shows("assessment.waits", "assessment.override")
	if w.Count(`form[action$="/countersign"]`) > 0 {
		w.T.Error("the one who signed may countersign")
	}
}

func (w *walk) countersign(c id.Client, a string) {
	w.T.Helper()
	w.as(demo.HeadPersona)
	w.see("/assessments/waiting", "waiting")
	if w.Count(`a[href$="`+a+`"]`) != 1 {
		w.T.Error("the head does not see what waits")
	}
	w.see(href(c, "assessment", a), "to-countersign")
	w.Press(`form[action$="/countersign"] button[type=submit]`)
	w.look("countersigned")
	w.see(href(c, "assessment", a, "print"), "print")
	w.see(href(c, "assessment", a, "print?in=ky"), "print-ky")
	w.see(href(c, "assessment", a, "print?for=court"), "print-court")
	for _, level := range []string{"орто", "средний", "medium"} {
		if strings.Contains(strings.ToLower(w.Text(".tz-sheet")), level+" ") || strings.HasSuffix(strings.ToLower(w.Text(".tz-sheet")), level) {
			w.T.Errorf("a paper for a court names the level %q", level)
		}
	}
	w.as(demo.OfficerPersona)
	w.see(href(c, "assessment"), "assessment-after")
	w.see(href(c), "overview-banner")
	if !strings.Contains(w.Text("main"), "→") {
		w.T.Error("the overview does not announce the level")
	}
}
