package journey

import (
	"strings"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/testkit/browser"
)

// Every place of every persona's menu, and every tab of a client's record, opens without a fault of looks.
func TestEveryPage(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		seen := map[string]bool{}
		for _, p := range demo.Personas() {
			w.as(p)
			w.Go("/")
			for _, path := range w.links("header a") {
				w.open(seen, path, string(p))
			}
		}
		w.as(demo.OfficerPersona)
		w.Go(href(w.client(w.T, demo.CareStory)))
		for _, path := range w.links(".tz-tabs a") {
			w.open(seen, path, "tab")
		}
	})
}

// links are the addresses of the service that elements lead to.
func (w *walk) links(css string) []string {
	w.T.Helper()
	all := browser.Eval[[]string](w.Page, `[...document.querySelectorAll(`+"`"+css+"`"+`)].map(a => a.getAttribute('href') || '').filter(h => h.startsWith('/'))`)
	out := []string{}
	for _, h := range all {
		if !strings.Contains(h, "lang=") && h != "/" {
			out = append(out, h)
		}
	}
	return out
}

// open looks at a page once.
func (w *walk) open(seen map[string]bool, path, who string) {
	w.T.Helper()
	if seen[path] {
		return
	}
	seen[path] = true
	if status := w.Status(path); status != 200 {
		w.T.Errorf("%s: %s answers %d", who, path, status)
		return
	}
	name := path
	if i := strings.Index(path, "/clients/"); i == 0 {
		name = "client" + strings.TrimPrefix(path, href(w.client(w.T, demo.CareStory)))
	}
	w.look(name)
}
