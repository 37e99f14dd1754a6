// Package signinweb holds the pages of signing in, resuming, proving the second factor again, and of the reader's own
// account; and binds sessions and drafts to the edge.
package signinweb

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinsvc"
)

// Web serves the pages. Plain is for the demonstration over plain http: the cookie is then neither __Host- nor Secure.
type Web struct {
	Service *signinsvc.Service
	Plain   bool
	Home    string // where signing in leads without a page to return to; "/" when empty
}

const purpose actor.Purpose = "account"

// Routes are the pages of this package. What is Public answers before signing in.
func (w *Web) Routes() []httpx.Route {
	open := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Purpose: purpose, Public: true, Do: do}
	}
	own := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: access.UseService, Purpose: purpose, Do: do}
	}
	admin := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: access.ManageAccounts, Purpose: purpose, Do: do}
	}
	return []httpx.Route{
		open("GET", "/signin", w.signInPage), open("POST", "/signin", w.signIn),
		open("GET", "/signin/code", w.codePage), open("POST", "/signin/code", w.code),
		open("GET", "/signin/resume", w.resumePage), open("POST", "/signin/resume", w.resume),
		open("GET", "/signin/enrol", w.enrolPage), open("POST", "/signin/enrol", w.enrol),
		open("GET", "/signin/enrol/qr.png", w.qr), open("POST", "/signin/enrol/sheet", w.sheet),
		open("GET", "/signin/first", w.firstPage), open("POST", "/signin/first", w.first),
		open("GET", "/signin/token", w.tokenPage), open("POST", "/signin/token", w.token),
		own("GET", "/signin/step-up", w.stepUpPage), own("POST", "/signin/step-up", w.stepUp),
		own("GET", "/alive", func(*httpx.Req) (httpx.Reply, error) { return httpx.NoContent(), nil }),
		open("POST", "/signout", w.signOut),
		own("GET", "/account", w.account),
		own("POST", "/account/sessions/{id}/end", w.endSession),
		own("GET", "/account/password", w.passwordPage), own("POST", "/account/password", w.password),
		own("GET", "/account/factor", w.factorPage), own("POST", "/account/factor", w.factor),
		own("GET", "/account/factor/qr.png", w.qr), own("POST", "/account/sheet", w.sheet),
		own("GET", "/account/tokens", w.tokensPage), own("POST", "/account/tokens", w.newToken),
		own("POST", "/account/tokens/{id}/end", w.endToken),
		own("POST", "/account/drafts/{id}/drop", w.dropDraft),
		admin("GET", "/accounts/{id}", w.adminPage),
		admin("POST", "/accounts/{id}/token", w.adminToken),
		admin("POST", "/accounts/{id}/end", w.adminEnd),
		admin("POST", "/accounts/{id}/disable", w.adminDisable),
	}
}

// Session is the hook of httpx.Options: it tells whose cookie or token a request carries and puts actor and session in the
// context. app wraps it to add rights and sight.
func (w *Web) Session(ctx context.Context, r *http.Request) (context.Context, httpx.Session, error) {
	var s signin.Session
	var state signin.State
	var err error
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		s, state, err = w.Service.AuthenticateToken(ctx, strings.TrimSpace(token))
	} else {
		s, state, err = w.Service.Authenticate(ctx, w.cookieOf(r))
	}
	if err != nil {
		return ctx, httpx.Session{}, err
	}
	out := httpx.Session{Account: s.Account, Lang: s.Language, Token: s.Token}
	switch state {
	case signin.Live:
		return signin.With(actor.With(ctx, s.Actor()), s), out, nil
	case signin.Locked:
		out.Locked = true
		return ctx, out, nil
	case signin.Over:
		if s.Account != "" && !s.Token && s.Stage == signin.StageFull && !s.Disabled {
			out.Ended = true
			return ctx, out, nil
		}
	}
	return ctx, httpx.Session{}, nil
}

// SaveDraft and LoadDraft are the hooks of httpx.Options.
func (w *Web) SaveDraft(ctx context.Context, account id.Account, d httpx.Draft) (string, error) {
	return w.Service.SaveDraft(ctx, account, d.Path, d.Values)
}

// LoadDraft is the hook of httpx.Options.
func (w *Web) LoadDraft(ctx context.Context, account id.Account, draft string) (httpx.Draft, error) {
	path, values, err := w.Service.LoadDraft(ctx, account, draft)
	return httpx.Draft{Path: path, Values: values}, err
}

func (w *Web) cookieName() string {
	if w.Plain {
		return "tuzjol"
	}
	return "__Host-tuzjol"
}

func (w *Web) cookieOf(r *http.Request) string {
	c, err := r.Cookie(w.cookieName())
	if err != nil {
		return ""
	}
	return c.Value
}

// keep sends the cookie of a step or session; an empty value takes it away.
func (w *Web) keep(q *httpx.Req, value string) {
	c := &http.Cookie{Name: w.cookieName(), Value: value, Path: "/", Secure: !w.Plain, HttpOnly: true, SameSite: http.SameSiteLaxMode}
	if value == "" {
		c.MaxAge = -1
	}
	q.SetCookie(c)
}

func from(q *httpx.Req) signinsvc.From {
	return signinsvc.From{Address: actor.RequestFrom(q.Ctx()).Address, Agent: q.R.UserAgent()}
}

// back is the page to return to after a step.
func (w *Web) back(q *httpx.Req) string {
	home := w.Home
	if home == "" {
		home = "/"
	}
	target := q.Form().Get("return")
	if target == "" {
		target = q.Query().Get("return")
	}
	return httpx.Local(target, home)
}

// onward is a step's address that remembers where to return.
func (w *Web) onward(q *httpx.Req, path string) string {
	return path + "?return=" + url.QueryEscape(w.back(q))
}

// again shows the form once more with what is wrong; other faults go on to the edge.
func again(q *httpx.Req, err error, page func(ui.Form) templ.Component) (httpx.Reply, error) {
	switch fault.KindOf(err) {
	case fault.Invalid:
		return httpx.Invalid(page(ui.NewForm(q.Form(), err))), nil
	case fault.TooMany:
		return httpx.Invalid(page(ui.NewForm(q.Form(), err))).Status(http.StatusTooManyRequests), nil
	}
	return httpx.Reply{}, err
}
