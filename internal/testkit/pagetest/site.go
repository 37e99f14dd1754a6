// Package pagetest serves the pages of one capability to a test, without a browser and without the rest of the service.
package pagetest

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/locale"
)

// Site answers requests of one reader at a time.
type Site struct {
	T    testing.TB
	HTTP http.Handler
	Lang string // of the next request
}

// New serves routes; reader says who reads and puts their rights into the context.
func New(t testing.TB, d *db.DB, reader func(context.Context) (context.Context, id.Account), routes ...httpx.Route) *Site {
	t.Helper()
	words, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{T: t, Lang: "ru"}
	router := httpx.New(httpx.Options{
		Secret: bytes.Repeat([]byte("k"), 32),
		Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
			ctx, account := reader(ctx)
			return ctx, httpx.Session{Account: account, Token: true, Lang: s.Lang}, nil
		},
		Language: func(ctx context.Context, lang string) context.Context {
			return i18n.WithCatalogue(ctx, words, lang, zone)
		},
		Repeated: func(err error) (int, string, bool) {
			var r *db.Repeated
			if errors.As(err, &r) {
				return r.Status, r.Location, true
			}
			return 0, "", false
		},
		Remember: d.Remember,
	})
	router.Add(routes...)
	s.HTTP = router.Handler()
	return s
}

// Get reads a page in one language.
func (s *Site) Get(path, lang string) (int, string) {
	s.T.Helper()
	return s.Do(httptest.NewRequest(http.MethodGet, path, nil), lang)
}

// Post sends a form in Russian; pairs are name, value.
func (s *Site) Post(path string, pairs ...string) (int, string) {
	s.T.Helper()
	return s.Do(Form(path, pairs...), "ru")
}

// Form is the request of a form; pairs are name, value.
func Form(path string, pairs ...string) *http.Request {
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

// Do sends a request and fails the test on any text without a translation. Of a redirection the body is the address.
func (s *Site) Do(r *http.Request, lang string) (int, string) {
	s.T.Helper()
	s.Lang = lang
	w := httptest.NewRecorder()
	s.HTTP.ServeHTTP(w, r)
	body := w.Body.String()
	if i := strings.Index(body, "⟦"); i >= 0 {
		s.T.Errorf("%s %s (%s): text without a translation: %.80s", r.Method, r.URL.Path, lang, body[i:])
	}
	if w.Code == http.StatusSeeOther {
		body = w.Header().Get("Location")
	}
	return w.Code, body
}

// Wants fails the test for each part that a page lacks.
func (s *Site) Wants(body string, parts ...string) {
	s.T.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			s.T.Errorf("page lacks %q", p)
		}
	}
}
