// Package httpx turns handlers that return an error into pages that cannot leak, double or lose what was typed: one
// router with request identifiers, headers, form keys, submission keys, drafts, buffered answers and problem+json.
package httpx

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/compress"
	"tuzjol/internal/platform/rate"
)

// Component is what a page is made of; every templ component is one.
type Component interface {
	Render(ctx context.Context, w io.Writer) error
}

// Handler answers one request. A returned fault becomes the status and page of its kind.
type Handler func(q *Req) (Reply, error)

// Route is one row of the routing table; the access matrix reads the same rows.
type Route struct {
	Method  string
	Pattern string // of net/http's ServeMux, without the method
	Action  actor.Action
	Purpose actor.Purpose
	Public  bool  // answers before signing in
	Stream  bool  // a download that is not buffered: its subjects must be known before the first byte
	Person  bool  // about one person: forbidden reads as not found; set by itself for /clients/{...}
	MaxFile int64 // bytes a file of the form may have; 0 means Options.MaxFile
	PerHour int   // how often one account may use the route, for exports and searches; 0 is no limit
	Do      Handler
}

// About reports whether the route is about one person, so that refusals must not betray that the person exists.
func (r Route) About() bool { return r.Person || strings.Contains(r.Pattern, "/clients/{") }

// Session is what the cookie or token of a request stands for.
type Session struct {
	Account id.Account // empty: nobody
	Ended   bool       // the session is over; Account is kept only so that what was typed can be kept for it
	Locked  bool       // idle: the same person resumes on the same page
	Token   bool       // an API token: no cookie, so no form key is needed
	Lang    string     // the account's preferred language; may be empty
}

func (s Session) live() bool { return s.Account != "" && !s.Ended && !s.Locked }

// Draft is a submission that could not be taken because the session was over.
type Draft struct {
	Path   string // of the refused POST
	Values url.Values
}

// Options are the hooks that app binds; nil hooks are skipped. Secret is required.
type Options struct {
	Log    *slog.Logger
	Secret []byte // keys the form keys; at least 32 random bytes, the same on every node
	TLS    bool   // answers carry HSTS

	Session  func(ctx context.Context, r *http.Request) (context.Context, Session, error)
	Admit    func(ctx context.Context, q *Req) error
	LogRead  func(ctx context.Context, q *Req, status int) error // before the first byte; a failure answers 503
	Frame    func(ctx context.Context, q *Req) (context.Context, error)
	Language func(ctx context.Context, lang string) context.Context

	RenderFault func(ctx context.Context, f FaultView) Component

	// Repeated recognises the answer of db.Write to a submission key that it has already seen.
	Repeated func(err error) (status int, location string, ok bool)
	// Remember keeps the answer that a repeat of this submission gets; the key is in the request of ctx.
	Remember func(ctx context.Context, status int, location string) error

	SaveDraft func(ctx context.Context, account id.Account, d Draft) (string, error)
	LoadDraft func(ctx context.Context, account id.Account, draft string) (Draft, error)
	// Replay marks a context in which db.Write only says "restored draft", so that a form shows itself again as typed.
	Replay func(ctx context.Context) context.Context

	Healthy func(ctx context.Context) error
	Ready   func(ctx context.Context) error
	Observe func(route, method string, status int, took time.Duration)

	Clock     func() time.Time // of the machine, never the service's: only tests of limits replace it
	MaxFile   int64            // default 20 MB
	Limit     Limits           // zero fields mean no limit
	Languages []string
}

// Router holds the routes and everything that happens around a handler.
type Router struct {
	opt        Options
	mux        *http.ServeMux
	posts      *http.ServeMux // the POST routes alone, to find the handler of a draft
	routes     []Route
	rate       *rate.Limiter
	violations atomic.Int64
	draining   atomic.Bool
}

// New makes a router.
func New(opt Options) *Router {
	if opt.MaxFile == 0 {
		opt.MaxFile = 20 << 20
	}
	if opt.Clock == nil {
		opt.Clock = time.Now
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	if len(opt.Languages) == 0 {
		opt.Languages = []string{"ky", "ru", "en"}
	}
	r := &Router{opt: opt, mux: http.NewServeMux(), posts: http.NewServeMux(), rate: rate.New(opt.Limit.AccountPerMinute, opt.Limit.AddressPerMinute)}
	r.mux.HandleFunc("POST /csp-report", r.cspReport)
	r.mux.HandleFunc("GET /healthz", r.probe(opt.Healthy))
	r.mux.HandleFunc("GET /readyz", r.probe(r.ready))
	r.mux.HandleFunc("/", r.unknown)
	return r
}

// Add registers routes; two equal patterns are a mistake that stops the start.
func (r *Router) Add(routes ...Route) {
	for _, route := range routes {
		h := &endpoint{router: r, route: route}
		r.mux.Handle(route.Method+" "+route.Pattern, h)
		if route.Method == http.MethodPost {
			r.posts.Handle(route.Pattern, h)
		}
		r.routes = append(r.routes, route)
	}
}

// Routes returns the table, for the access matrix and the crawl of headers.
func (r *Router) Routes() []Route { return append([]Route(nil), r.routes...) }

// Violations counts reported breaches of the content security policy since the start.
func (r *Router) Violations() int64 { return r.violations.Load() }

// Drain makes /readyz say no, so that a balancer sends nothing new.
func (r *Router) Drain() { r.draining.Store(true) }

// Handler is the whole chain: identifier, recovery, headers, cross-origin check, compression, routes.
func (r *Router) Handler() http.Handler {
	cross := http.NewCrossOriginProtection()
	cross.AddInsecureBypassPattern("POST /csp-report")
	cross.SetDenyHandler(http.HandlerFunc(r.crossOrigin))
	return r.identify(r.secure(compress.Handler(cross.Handler(r.mux))))
}
