package journey

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/demo"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/testkit/browser"
)

// The term is over: not before, and then from the papers of the record, a certificate of completion is given out.
func TestJourneyCompletion(t *testing.T) {
	tongues(t, false, func(w *walk) {
		c := w.client(w.T, demo.EndsTodayStory)
		lang := map[string]string{"ky": "ky", "ru": "ru", "en": "ru"}[w.lang]
		form := `form[action="` + href(c, "papers") + `"]`
		blank := href(c, "papers", "new") + "?kind=certificate&paper_lang=" + lang
		w.as(demo.OfficerPersona)
		w.Go(blank)
		w.look("certificate-too-early")
		if w.Count(form+" button[type=submit]") != 0 {
			w.send(form)
			if w.Count(".govuk-error-summary") == 0 {
				w.T.Fatal("a certificate is given out before the end")
			}
			w.look("certificate-too-early-refused")
		}
		w.forward(16 * time.Hour)
		if _, err := pick[*ordersvc.Service](w.app.Services()).EndDue(w.app.System(w.T.Context(), "order.end_due")); err != nil {
			w.T.Fatal(err)
		}
		w.as(demo.OfficerPersona) // the file is closed: who gives the paper out is said, and nothing is offered
		w.see(href(c, "papers"), "certificate-not-by-officer")
		w.shows("casefile.paper.file_closed")
		if w.Count(`form[action="`+href(c, "papers", "new")+`"]`) != 0 {
			w.T.Error("a paper is offered that will be refused")
		}
		w.as(demo.HeadPersona)
		w.see(href(c, "papers"), "papers-after-end")
		begin := `form[action="` + href(c, "papers", "new") + `"]`
		w.FillIn(begin, "kind", "certificate")
		w.FillIn(begin, "paper_lang", lang)
		w.send(begin)
		w.look("certificate-form")
		w.send(form)
		if n := w.Count(".govuk-error-summary a"); n > 0 {
			w.T.Fatalf("not given out: %s", w.Text(".govuk-error-summary"))
		}
		w.look("certificate")
		w.shows("casefile.paper.print", "casefile.paper.docx")
		got := browser.Await[string](w.Page, `fetch(location.pathname + "/file/pdf").then(async r => [r.status, (r.headers.get("content-type") || "").split(";")[0], (await r.text()).slice(0, 5)].join(" "))`)
		if got != "200 application/pdf %PDF-" {
			w.T.Errorf("the file answers %q", got)
		}
		key := w.Path()[strings.LastIndex(w.Path(), "/")+1:]
		key, _, _ = strings.Cut(key, "?")
		if text := string(w.member(c, key, "word/document.xml")); !strings.Contains(text, "Жумабаев") || !strings.Contains(text, w.day(-1)) {
			w.T.Errorf("the certificate says %.400s", text)
		}
	})
}
