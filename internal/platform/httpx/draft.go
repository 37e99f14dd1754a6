package httpx

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// replay runs the POST handler of a draft again, without effect, to show its form as it was typed.
type replay struct {
	q     *Req
	form  url.Values
	reply Reply
	err   error
	ran   bool
}

type replayKey struct{}

// keep saves what was typed; files and secrets are not kept. It returns "" when there is nothing to keep.
func (e *endpoint) keep(q *Req) (string, error) {
	if e.router.opt.SaveDraft == nil || q.Session.Account == "" || e.route.Public {
		return "", nil
	}
	values := url.Values{}
	for name, v := range q.form {
		if !strings.HasPrefix(name, "_") && !secretField(name) {
			values[name] = v
		}
	}
	if len(values) == 0 {
		return "", nil
	}
	return e.router.opt.SaveDraft(q.ctx, q.Session.Account, Draft{Path: q.R.URL.RequestURI(), Values: values})
}

func secretField(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "password") || strings.Contains(name, "secret") || strings.Contains(name, "otp") || name == "code"
}

// restore shows the page of a draft: the POST handler it was meant for runs in a context in which nothing is written and
// answers with its own form. When that form cannot be had, the page's own handler runs and finds the values in Req.Draft.
func (e *endpoint) restore(q *Req) (Reply, bool) {
	opt := &e.router.opt
	if opt.LoadDraft == nil {
		return Reply{}, false
	}
	d, err := opt.LoadDraft(q.ctx, q.Account(), q.Query().Get("draft"))
	if err != nil || d.Values == nil {
		return Reply{}, false
	}
	q.draft = d.Values
	target, err := url.Parse(d.Path)
	if err != nil || opt.Replay == nil || Local(d.Path, "") == "" {
		return Reply{}, false
	}
	rp := &replay{q: q, form: d.Values}
	inner := q.R.Clone(context.WithValue(opt.Replay(q.ctx), replayKey{}, rp))
	inner.Method, inner.URL, inner.RequestURI = http.MethodPost, target, d.Path
	inner.Body, inner.ContentLength = http.NoBody, 0
	e.router.posts.ServeHTTP(discard{header: http.Header{}}, inner)
	if !rp.ran || rp.err != nil || rp.reply.component == nil || rp.reply.status != http.StatusUnprocessableEntity {
		return Reply{}, false
	}
	return rp.reply.Status(http.StatusOK), true
}

// replayed is the inner half of restore: the same rights are checked as for the submission itself.
func (e *endpoint) replayed(rp *replay, r *http.Request) {
	outer := rp.q
	q := &Req{R: r, W: discard{header: http.Header{}}, Lang: outer.Lang, Session: outer.Session, Route: e.route, ctx: r.Context(), form: rp.form}
	if e.route.Public {
		return
	}
	if admit := e.router.opt.Admit; admit != nil {
		if rp.err = admit(q.ctx, q); rp.err != nil { //nolint:contextcheck // the context travels in Req
			return
		}
	}
	rp.reply, rp.err = e.route.Do(q)
	rp.ran = true
}

// discard is where an answer goes that is only looked at.
type discard struct{ header http.Header }

func (d discard) Header() http.Header         { return d.header }
func (d discard) Write(p []byte) (int, error) { return len(p), nil }
func (d discard) WriteHeader(int)             {}

// backTo is the page to return to: the one asked for, or the one that held the form.
func backTo(q *Req) string {
	if safe(q.R.Method) {
		return q.R.URL.RequestURI()
	}
	if ref, err := url.Parse(q.R.Referer()); err == nil && ref.Host == q.R.Host && ref.Path != "" {
		values := ref.Query()
		values.Del("draft")
		return Local((&url.URL{Path: ref.Path, RawQuery: values.Encode()}).String(), "/")
	}
	return "/" // every page restores a draft
}

func withQuery(target, name, value string) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	values := u.Query()
	values.Set(name, value)
	u.RawQuery = values.Encode()
	return u.String()
}
