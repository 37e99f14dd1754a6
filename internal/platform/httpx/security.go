package httpx

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// contentPolicy lets pages load only what the service itself serves; nothing inline runs.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; frame-ancestors 'none'; " +
	"base-uri 'none'; report-uri /csp-report"

// secure sets the headers that every answer carries, of whatever route and status.
func (r *Router) secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Frame-Options", "DENY")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=()")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		if r.opt.TLS {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, req)
	})
}

// trace is what the outermost layer learns about a request on its way.
type trace struct {
	id    string
	route string
}

type traceKey struct{}

func requestID(ctx context.Context) string {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		return t.id
	}
	return ""
}

func noteRoute(ctx context.Context, pattern string) {
	if t, ok := ctx.Value(traceKey{}).(*trace); ok {
		t.route = pattern
	}
}

// identify gives the request its identifier, counts it, and is the last net under a panic.
func (r *Router) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		began := time.Now()
		t := &trace{id: id.New(began)}
		rec := &recorder{ResponseWriter: w}
		rec.Header().Set("X-Request-Id", t.id)
		defer func() { //nolint:contextcheck // the context travels in the request
			p := recover()
			if p != nil && p != http.ErrAbortHandler { //nolint:errorlint // a sentinel by contract of net/http
				r.opt.Log.ErrorContext(req.Context(), "panic", "request", t.id, "what", panicText(p), "stack", frames())
				if rec.status == 0 {
					http.Error(rec, http.StatusText(http.StatusInternalServerError)+"\n"+t.id, http.StatusInternalServerError)
				}
			}
			took := time.Since(began)
			r.opt.Log.InfoContext(req.Context(), "request", "request", t.id, "method", req.Method, "route", t.route,
				"status", rec.status, "ms", took.Milliseconds(), "bytes", rec.bytes)
			if r.opt.Observe != nil {
				r.opt.Observe(t.route, req.Method, rec.status, took)
			}
			if p == http.ErrAbortHandler { //nolint:errorlint // a sentinel by contract of net/http
				panic(p)
			}
		}()
		next.ServeHTTP(rec, req.WithContext(context.WithValue(req.Context(), traceKey{}, t)))
	})
}

type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(code int) {
	if r.status == 0 {
		r.status = code
	}
	r.ResponseWriter.WriteHeader(code)
}

func (r *recorder) Write(p []byte) (int, error) {
	if r.status == 0 {
		r.status = http.StatusOK
	}
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }

// cspReport counts violations; of the report only the directive is logged, as the rest may name a person's page.
func (r *Router) cspReport(w http.ResponseWriter, req *http.Request) {
	noteRoute(req.Context(), "/csp-report")
	var report struct {
		Body struct {
			Directive string `json:"effective-directive"`
			Violated  string `json:"violated-directive"`
		} `json:"csp-report"`
	}
	b, err := io.ReadAll(io.LimitReader(req.Body, 16<<10))
	if err == nil && json.Unmarshal(b, &report) == nil {
		r.violations.Add(1)
		directive := report.Body.Directive
		if directive == "" {
			directive = report.Body.Violated
		}
		r.opt.Log.WarnContext(req.Context(), "content policy violated", "directive", directive[:min(len(directive), 40)])
	}
	w.WriteHeader(http.StatusNoContent)
}

// crossOrigin answers a request that another site made the browser send.
func (r *Router) crossOrigin(w http.ResponseWriter, req *http.Request) {
	r.outside(w, req, fault.New(fault.Forbidden, "httpx.cross_origin")) //nolint:contextcheck // the context travels in Req
}

// unknown answers what no route matches; a page sent with an outdated draft link ends here too.
func (r *Router) unknown(w http.ResponseWriter, req *http.Request) {
	if page := r.above(req); page != "" {
		http.Redirect(w, req, page, http.StatusSeeOther)
		return
	}
	r.outside(w, req, fault.MissingRecord()) //nolint:contextcheck // the context travels in Req
}

// outside shows a fault without a route: the session is still read, so that the page has its language and frame.
func (r *Router) outside(w http.ResponseWriter, req *http.Request, f *fault.Fault) {
	e := &endpoint{router: r, route: Route{Method: req.Method, Pattern: "(none)", Public: true}}
	q := &Req{R: req, W: w, Route: e.route, IsHTMX: req.Header.Get("Hx-Request") != ""}
	defer e.recovered(q)
	if err := e.identifyReader(q); err != nil {
		f = fault.As(e.public(q, err))
	}
	e.sendFault(q, f)
}

// probe answers balancers and supervisors.
func (r *Router) probe(check func(context.Context) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		noteRoute(req.Context(), req.URL.Path)
		ctx, cancel := context.WithTimeout(req.Context(), 3*time.Second)
		defer cancel()
		if check != nil {
			if err := check(ctx); err != nil {
				r.opt.Log.WarnContext(ctx, "probe failed", "probe", req.URL.Path, "error", err)
				http.Error(w, "unavailable", http.StatusServiceUnavailable)
				return
			}
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusOK)
		io.WriteString(w, "ok\n") //nolint:errcheck // nobody left to tell
	}
}

func (r *Router) ready(ctx context.Context) error {
	if r.draining.Load() {
		return fault.New(fault.Unavailable, "fault.unavailable")
	}
	if r.opt.Ready != nil {
		return r.opt.Ready(ctx)
	}
	return nil
}
