// Package portalweb is the client's own pages: signing in with a code word and a one-time code, what comes next, obligations, plan,
// papers, requests, complaints, who looked at the record, and remote check-in. It is served on a host of its own; no page of the
// staff is there, and none of these is among the pages of the staff.
package portalweb

import (
	"context"
	"net/http"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/portal"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/portalsvc"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds.
type Deps struct {
	Portal   *portalsvc.Service
	Requests *requestsvc.Service
	Checkins *checkinsvc.Service
	// As puts a client who is signed in into the context, with the sight of the own record.
	As func(ctx context.Context, client id.Client, now civil.Instant) context.Context
	// Looked lists who looked at the record after an entry; confirm says that the rules of what is shown are to be confirmed.
	Looked func(ctx context.Context, client id.Client, after id.Entry) (looks []portal.Look, next id.Entry, confirm bool, err error)
	// Prompts are check-ins at random moments; nil where there are none.
	Prompts Prompts
	Rules   *rulebook.Set
	Zone    *time.Location
	Plain   bool                        // cookies over plain http: the demonstration and tests
	Demo    func(attempt string) string // the code that no message brings, in the demonstration; nil elsewhere
	// Mine reads what the pages tell from the record, within the client's own sight.
	Mine func(ctx context.Context, client id.Client) (portal.Mine, error)
	// Hotline is the telephone of the service for clients; "" while nobody has settled it.
	Hotline func() string
	// Audio is the address of the spoken form of a page in a language; "" where nobody recorded one.
	Audio func(lang, page string) string
	// Listen opens a recording.
	Listen func(lang, name string) ([]byte, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const purpose actor.Purpose = "own_record"

// Routes are the pages of the client's host. Public ones answer before signing in.
func (w *Web) Routes() []httpx.Route {
	open := func(method, pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Purpose: purpose, Public: true, Do: do}
	}
	get := func(pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: pattern, Action: access.ReadSelf, Purpose: purpose, Person: true, Do: do}
	}
	post := func(pattern string, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodPost, Pattern: pattern, Action: access.ActSelf, Purpose: purpose, Person: true, Do: do}
	}
	return []httpx.Route{
		open(http.MethodGet, "/{$}", w.front),
		open(http.MethodGet, "/signin", w.signInPage), open(http.MethodPost, "/signin", w.signIn),
		open(http.MethodGet, "/code", w.codePage), open(http.MethodPost, "/code", w.code),
		open(http.MethodPost, "/signout", w.signOut), open(http.MethodGet, "/help", w.help),
		open(http.MethodGet, "/audio/{lang}/{name}", w.listen),
		get("/home", w.home), get("/duties", w.duties), get("/plan", w.plan), get("/looked", w.looked),
		get("/papers", w.papers), get("/papers/{document}", w.paper), post("/papers/{document}", w.confirm), get("/papers/{document}/file", w.paperFile),
		get("/ask", w.askPage), post("/ask", w.ask), get("/ask/{entry}", w.asked),
		get("/complaint", w.complaintPage), post("/complaint", w.complain), get("/complaint/{entry}", w.complained),
		get("/checkin", w.checkin), get("/checkin/{entry}/{step}", w.step), post("/checkin/{entry}/{step}", w.answer),
		get("/prompt", w.prompt), post("/prompt/{prompt}", w.answerPrompt),
	}
}

// Session is the hook of httpx.Options: whose cookie a request carries. The account of the session is the access, so that form
// keys and limits are tied to it; the client stands in the context alone.
func (w *Web) Session(ctx context.Context, r *http.Request) (context.Context, httpx.Session, error) {
	ctx, _ = db.WithSubjects(ctx)
	s, err := w.Portal.Session(ctx, cookie(r, w.cookieName("me")))
	if err != nil || s.Client == "" {
		return ctx, httpx.Session{}, err
	}
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Client, Name: s.Access, Display: "portal"})
	return w.As(ctx, s.Client, w.Portal.Now()), httpx.Session{Account: id.Account(s.Access)}, nil
}

func (w *Web) cookieName(what string) string {
	if w.Plain {
		return "tuzjol_" + what
	}
	return "__Host-tuzjol_" + what
}

func cookie(r *http.Request, name string) string {
	c, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return c.Value
}

func (w *Web) keep(q *httpx.Req, what, value string) { w.keepFor(q, what, value, 0) }

// keepFor is keep for longer than the browser is open.
func (w *Web) keepFor(q *httpx.Req, what, value string, span time.Duration) {
	c := &http.Cookie{
		Name: w.cookieName(what), Value: value, Path: "/", Secure: !w.Plain, HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(span.Seconds()),
	}
	if value == "" {
		c.MaxAge = -1
	}
	q.SetCookie(c)
}

func self(q *httpx.Req) id.Client { return access.Self(q.Ctx()) }

func (w *Web) today() civil.Date { return w.Portal.Today() }

func (w *Web) rules() *rulebook.Rulebook { return w.Rules.At(w.today()) }

// mediaPolicy lets pages with a recording play it; everything else is as on every page.
const mediaPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; " +
	"connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'; report-uri /csp-report"

func (w *Web) show(c httpx.Component) httpx.Reply {
	return httpx.Page(c).Header("Content-Security-Policy", mediaPolicy)
}
