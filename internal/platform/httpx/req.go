package httpx

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Req is one request as handlers see it: the form is parsed, the session known, the language chosen.
type Req struct {
	R       *http.Request
	W       http.ResponseWriter // for cookies and headers only; answers are returned
	Key     string              // submission key; empty when none was sent
	Lang    string
	IsHTMX  bool
	Session Session
	Route   Route

	ctx   context.Context
	form  url.Values
	files map[string][]*File
	big   map[string]bool
	draft url.Values
	clean []func()
}

// Ctx carries actor, request description, language and the sight of the reader.
func (q *Req) Ctx() context.Context { return q.ctx }

// SetCtx replaces the context for what follows in this request.
func (q *Req) SetCtx(ctx context.Context) { q.ctx = ctx }

// Account is who is signed in; empty on public pages before signing in.
func (q *Req) Account() id.Account {
	if q.Session.live() {
		return q.Session.Account
	}
	return ""
}

// PathValue is the value of a {name} in the route's pattern.
func (q *Req) PathValue(name string) string { return q.R.PathValue(name) }

// Query is the query of the URL; it never holds personal data.
func (q *Req) Query() url.Values { return q.R.URL.Query() }

// Form is what was typed and sent; never nil. Fields that begin with an underscore are ours.
func (q *Req) Form() url.Values { return q.form }

// Value is one field without surrounding blanks.
func (q *Req) Value(name string) string { return strings.TrimSpace(q.form.Get(name)) }

// Draft is what was typed before the session ended, for handlers of GET pages that restore it themselves; nil for none.
func (q *Req) Draft() url.Values { return q.draft }

// SetCookie adds a cookie to the answer.
func (q *Req) SetCookie(c *http.Cookie) { http.SetCookie(q.W, c) }

// File is the file of a form field: nil when none was chosen; an invalid fault on that field when it is too large.
func (q *Req) File(name string) (*File, error) {
	if q.big[name] {
		var p fault.Problems
		p.Add(name, "httpx.file_too_large", "Megabytes", q.Route.MaxFile>>20)
		return nil, p.Err()
	}
	if fs := q.files[name]; len(fs) > 0 {
		return fs[0], nil
	}
	return nil, nil //nolint:nilnil // no file is an ordinary answer
}

// Files are all files of a field that takes several.
func (q *Req) Files(name string) ([]*File, error) {
	if _, err := q.File(name); err != nil {
		return nil, err
	}
	return q.files[name], nil
}

// BodyTooLarge reports whether a file was refused for its size; the fields sent before it are kept.
func (q *Req) BodyTooLarge() bool { return len(q.big) > 0 }

func (q *Req) close() {
	for _, f := range q.clean {
		f()
	}
}

// isAPI tells machines from pages: they get problem+json and no redirects.
func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// Local returns target when it is a path of this service, else fallback: no open redirects.
func Local(target, fallback string) string {
	u, err := url.Parse(target)
	if err != nil || u.IsAbs() || u.Host != "" || u.User != nil || !strings.HasPrefix(u.Path, "/") ||
		strings.HasPrefix(target, "//") || strings.ContainsAny(target, "\\\r\n\t") {
		return fallback
	}
	return target
}
