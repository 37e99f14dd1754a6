package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/testkit/browser"
)

// Journey 6: the caseload.
func TestJourney6Caseload(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.as(demo.OfficerPersona)
		w.see("/caseload", "caseload")
		mine := w.Count("main table tbody tr")
		if mine < 20 {
			w.T.Fatalf("%d rows", mine)
		}
		w.cards()
		w.Fill("due", "outcome")
		w.Press("form[action='/caseload'] button[type=submit]")
		if !strings.Contains(w.Path(), "due=outcome") {
			w.T.Errorf("the filter is not in the address: %s", w.Path())
		}
		owing := w.Count("main table tbody tr")
		if owing == 0 || owing >= mine {
			w.T.Errorf("%d of %d owe an outcome", owing, mine)
		}
		w.shows("casefile.outcome_owed")
		w.look("filtered")
		w.sorted()
		w.pages()
		w.see("/caseload/print", "print")
		w.csv()
	})
}

// cards: on a phone each row is a card that names its values.
func (w *walk) cards() {
	w.T.Helper()
	shown := browser.Eval[string](w.Page, `getComputedStyle(document.querySelector("main table tbody tr")).display`)
	if phone := w.Width < 600; phone == (shown == "table-row") {
		w.T.Errorf("at %d px a row is %q", w.Width, shown)
	}
}

// sorted: the order stands in the address and turns round; Kyrgyz letters have their places.
func (w *walk) sorted() {
	w.T.Helper()
	names := func() []string {
		return browser.Eval[[]string](w.Page, `[...document.querySelectorAll("main table tbody th a")].map(e=>e.innerText)`)
	}
	w.Go("/caseload?scope=mine&sort=name")
	up := names()
	w.Go("/caseload?scope=mine&sort=-name")
	down := names()
	if len(up) == 0 || up[0] != down[len(down)-1] || up[0] == down[0] {
		w.T.Errorf("sorting by name gives %v and %v", up[:1], down[:1])
	}
}

// pages follow one another and repeat nobody.
func (w *walk) pages() {
	w.T.Helper()
	w.as(demo.DirectorPersona)
	w.see("/caseload?scope=office&status=any", "office")
	seen := map[string]bool{}
	for range 10 {
		for _, h := range w.links("main table tbody th a") {
			if seen[h] {
				w.T.Errorf("%s stands on two pages", h)
			}
			seen[h] = true
		}
		next := w.Attr(`a[rel=next]`, "href")
		if next == "" {
			break
		}
		w.Go(next)
	}
	if len(seen) < clients-5 {
		w.T.Errorf("the pages hold %d people", len(seen))
	}
	w.as(demo.OfficerPersona)
}

// csv gives the file; when the second factor was given long ago it asks for it again.
func (w *walk) csv() {
	w.T.Helper()
	w.Go("/caseload")
	path := w.Attr(`a[href^="/caseload/export"]`, "href")
	if path == "" {
		w.T.Fatal("no export")
	}
	w.Go("/day")
	got := browser.Await[string](w.Page, `fetch("`+path+`").then(r=>r.text().then(t=>r.status+" "+r.headers.get("content-type")+" "+t))`)
	if !strings.HasPrefix(got, "200 text/csv") || !strings.Contains(got, "Бактыбек уулу Нурлан") {
		w.T.Errorf("the export is %.200q", got)
	}
	w.forward(11 * minute)
	w.Go(path)
	w.shows("signin.step_up_title")
	w.look("step-up")
}
