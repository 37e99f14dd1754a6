package journey

import (
	"testing"

	"tuzjol/internal/demo"
)

// A person signs in with password and second factor, and the page they wanted opens.
func TestSignIn(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		a := w.account(w.T, demo.OfficerPersona)
		w.Cookie("tuzjol_lang", w.lang)
		w.Go("/day")
		w.shows("signin.title")
		w.look("signin")
		w.Fill("login", a.Login)
		w.Fill("password", "wrong")
		w.Submit("/signin")
		w.look("signin-wrong")
		w.Fill("login", a.Login)
		w.Fill("password", a.Password)
		w.Submit("/signin")
		w.shows("signin.code_title")
		w.look("code")
		w.Fill("code", totp(w.T, a.TOTPSecret, w.clock.Now()))
		w.Submit("/signin/code")
		if w.Path() != "/day" {
			w.T.Fatalf("signing in leads to %s", w.Path())
		}
		w.shows("casefile.day.title")
		w.look("day")
		w.see("/account", "account")
	})
}

// The start page of the demonstration lets a visitor in as anybody and shows the way.
func TestStartPage(t *testing.T) {
	everywhere(t, false, func(w *walk) {
		w.Cookie("tuzjol_lang", w.lang)
		w.see("/", "start")
		if w.Path() != "/demo" {
			w.T.Fatalf("a visitor begins at %s", w.Path())
		}
		for _, path := range w.links(`main a[href^="/demo/tours/"]`) {
			w.see(path, "tour")
		}
		w.Go("/demo")
		w.Press(`form[action="/demo/enter/officer"] button[type=submit]`)
		if w.Path() != "/day" {
			w.T.Fatalf("entering as an officer leads to %s", w.Path())
		}
		w.shows("casefile.day.title")
	})
}
