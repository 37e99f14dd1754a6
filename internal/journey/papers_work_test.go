package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/testkit/browser"
)

// Papers that are given out from the page they state: both natures of a plan, the social portrait, and the timeline of a period as evidence.
func TestJourneyPapersOfTheWork(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.OfficerPersona)
		c := w.withPlan()
		w.stated(c, "plan", "plan", map[string]string{"ky": "ЖЕКЕ ПЛАН", "ru": "ИНДИВИДУАЛЬНЫЙ ПЛАН"}, nil)
		w.stated(c, "plan", "programme", map[string]string{"ky": "ЖЕКЕ СОЦИАЛДЫК-УКУКТУК ПРОГРАММА", "ru": "ИНДИВИДУАЛЬНАЯ СОЦИАЛЬНО-ПРАВОВАЯ ПРОГРАММА"}, nil)
		w.stated(c, "assessment", "portrait", map[string]string{"ky": "СОЦИАЛДЫК ПОРТРЕТ", "ru": "СОЦИАЛЬНЫЙ ПОРТРЕТ"}, map[string]string{"conclusion": "Жардам уланат"})
		w.evidence(c)
	})
}

// withPlan is a client of the persona officer with a plan in force and an assessment.
func (w *walk) withPlan() id.Client {
	w.T.Helper()
	w.Go("/caseload")
	list := browser.Eval[string](w.Page, `[...new Set([...document.querySelectorAll('main a[href^="/clients/"]')].map((a) => a.getAttribute('href').split('/')[2]))].join(' ')`)
	for c := range strings.FieldsSeq(list) {
		w.Go("/clients/" + c + "/plan")
		if w.Count(`main a[href*="/papers/new?kind=plan&"]`) == 0 {
			continue
		}
		w.Go("/clients/" + c + "/assessment")
		if w.Count(`main a[href^="/clients/`+c+`/assessment/"]`) > 0 {
			return id.Client(c)
		}
	}
	w.T.Fatal("nobody on the caseload has a plan in force")
	return ""
}

// stated follows the link on a page of the client to a paper about its entry and gives it out in both languages.
func (w *walk) stated(c id.Client, page, kind string, titles, typed map[string]string) {
	w.T.Helper()
	for _, lang := range []string{"ky", "ru"} {
		w.Go(href(c, page))
		if one := w.Attr(`main a[href^="`+href(c, "assessment")+`/"]`, "href"); page == "assessment" && one != "" {
			w.Go(one)
		}
		link := w.Attr(`main a[href*="/papers/new?kind=`+kind+`&"]`, "href")
		if link == "" {
			w.T.Fatalf("%s offers no paper %s: %s", w.Path(), kind, w.Text("main"))
		}
		w.Go(link + "&paper_lang=" + lang)
		w.look("stated-" + kind + "-" + lang)
		form := `form[action="` + href(c, "papers") + `"]`
		for name, text := range typed {
			w.FillIn(form, name, text)
		}
		w.Press(form + " button[type=submit]")
		text := w.paperText(c)
		if !strings.Contains(text, titles[lang]) {
			w.T.Errorf("%s in %s does not hold %q", kind, lang, titles[lang])
		}
		for _, words := range typed {
			if !strings.Contains(text, words) {
				w.T.Errorf("%s in %s does not hold what was typed: %q", kind, lang, words)
			}
		}
	}
}

// paperText is the text of the paper on whose page the walk is.
func (w *walk) paperText(c id.Client) string {
	w.T.Helper()
	w.shows("casefile.paper.print", "casefile.paper.docx")
	key, _, _ := strings.Cut(w.Path()[strings.LastIndex(w.Path(), "/")+1:], "?")
	return string(w.member(c, key, "word/document.xml"))
}

// evidence gives out the timeline of one week: nothing from before it stands on the paper, and an impossible period is refused.
func (w *walk) evidence(c id.Client) {
	w.T.Helper()
	w.Go(href(c, "papers", "new") + "?kind=timeline&paper_lang=ru")
	form := `form[action="` + href(c, "papers") + `"]`
	w.FillIn(form, "purpose", "суд")
	w.FillIn(form, "from", w.day(0))
	w.FillIn(form, "until", w.day(-7))
	w.Press(form + " button[type=submit]")
	if w.Count(`.govuk-error-summary a[href="#until"]`) == 0 {
		w.T.Fatal("a period that ends before it begins is taken")
	}
	w.look("evidence-refused")
	w.FillIn(form, "from", w.day(-7))
	w.FillIn(form, "until", w.day(0))
	w.Press(form + " button[type=submit]")
	text := w.paperText(c)
	if !strings.Contains(text, w.day(-7)+" – "+w.day(0)) {
		w.T.Error("the paper does not name its period")
	}
	if registered := "Поставлен на учёт"; strings.Contains(text, registered) {
		w.T.Error("the paper tells of a time before its period")
	}
}
