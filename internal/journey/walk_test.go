package journey

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"tuzjol/internal/demo"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/browser"
)

// walk is one journey of one person-like visitor: a browser before a service of its own.
type walk struct {
	*browser.Page
	*service
	lang   string
	engine string
}

type size struct {
	name          string
	width, height int
}

var (
	desk  = size{"desk", 1440, 900}
	phone = size{"phone", 390, 844}
)

// need skips the test unless a browser is asked for. Journeys know nothing of one another, so they go side by side, as many as
// the machine has processors.
func need(t *testing.T) {
	t.Helper()
	if os.Getenv("TUZJOL_BROWSER") == "" {
		testkit.SkipOrFail(t, "chromium", "set TUZJOL_BROWSER=1 (make browser)")
	}
	if _, going := abreast.LoadOrStore(t, true); !going {
		t.Parallel()
	}
}

// abreast are the tests that said already that they go side by side.
var abreast sync.Map

// sizes are the sizes at which a journey is walked in one of the languages: both where every combination is asked for
// (TUZJOL_JOURNEYS=all, as make acceptance does), else one, which changes from language to language and from journey to journey, so
// that over all journeys each language is seen at both.
func sizes(journey string, lang int) []size {
	if os.Getenv("TUZJOL_JOURNEYS") == "all" {
		return []size{desk, phone}
	}
	if (len(journey)+lang)%2 == 0 {
		return []size{desk}
	}
	return []size{phone}
}

// everywhere walks the journey in each language, at a desk or on a phone or both, and once on PostgreSQL when asked.
func everywhere(t *testing.T, postgres bool, journey func(w *walk)) {
	t.Helper()
	need(t)
	tab := browser.Open(t, "", desk.width, desk.height)
	for n, lang := range []string{"ky", "ru", "en"} {
		for _, s := range sizes(t.Name(), n) {
			t.Run(lang+"/"+s.name, func(t *testing.T) { stroll(t, tab, "sqlite", lang, s, journey) })
		}
	}
	if postgres {
		t.Run("postgres", func(t *testing.T) { stroll(t, tab, "postgres", "ky", desk, journey) })
	}
}

// once walks something in one language at one size.
func once(t *testing.T, lang string, s size, journey func(w *walk)) {
	t.Helper()
	need(t)
	stroll(t, browser.Open(t, "", s.width, s.height), "sqlite", lang, s, journey)
}

func stroll(t *testing.T, tab *browser.Page, engine, lang string, s size, journey func(w *walk)) {
	t.Helper()
	svc := open(t, engine)
	w := &walk{Page: tab.On(t, svc.base, s.width, s.height), service: svc, lang: lang, engine: engine}
	journey(w)
	if n := svc.router.Violations(); n != 0 {
		t.Errorf("%d breaches of the content security policy", n)
	}
}

// as enters as a persona without a password, as the start page of the demonstration lets one.
func (w *walk) as(p demo.Persona) {
	w.T.Helper()
	s := pick[*signinsvc.Service](w.app.Services())
	ctx := actor.WithRequest(w.app.System(context.Background(), "test"), actor.Request{Route: "test", Purpose: "account"})
	in, err := s.Enter(ctx, w.account(w.T, p).Login, signinsvc.From{Address: "127.0.0.1"})
	if err != nil {
		w.T.Fatal(err)
	}
	w.Cookie("tuzjol", in.Cookie)
	w.Cookie("tuzjol_lang", w.lang)
}

// see opens an address, which must answer, in the language of the walk, and looks at the page.
func (w *walk) see(path, name string) {
	w.T.Helper()
	if status := w.Status(path); status != 200 {
		w.Shot(name)
		w.T.Fatalf("%s answers %d:\n%.600s", path, status, w.Text("main"))
	}
	w.look(name)
}

// look judges the page that is open.
func (w *walk) look(name string) {
	w.T.Helper()
	if got := w.Lang(); got != w.lang {
		w.T.Errorf("%s (%s) is in %q, not %q", w.Path(), name, got, w.lang)
	}
	w.Look(w.lang + "-" + name)
}

// word is a text of the service in the language of the walk.
func (w *walk) word(key string, args ...any) string {
	return i18n.T(i18n.WithCatalogue(context.Background(), w.app.Words, w.lang, w.app.Zone), key, args...)
}

// shows asserts that the page shows texts of the service.
func (w *walk) shows(keys ...string) {
	w.T.Helper()
	for _, k := range keys {
		want := w.word(k)
		if strings.Contains(want, "⟦") {
			w.T.Fatalf("no text %s", k)
		}
		w.Has(want)
	}
}

// href is an address below a client's record.
func href(c id.Client, parts ...string) string {
	return "/clients/" + string(c) + strings.Join(append([]string{""}, parts...), "/")
}

// day is a date as the service writes it, so many days from today.
func (w *walk) day(offset int) string {
	d := w.app.Today().AddDays(offset)
	return fmt.Sprintf("%02d.%02d.%04d", d.Day(), d.Month(), d.Year())
}
