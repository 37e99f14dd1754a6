package httpx

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"runtime"
	"strings"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
)

// repeated is the kind of the page that says "already saved"; it never leaves this package.
const repeated fault.Kind = "repeated"

// FaultView is what an error page may show: never a cause, a stack, SQL or a path.
type FaultView struct {
	Status    int
	Kind      fault.Kind
	Msg       msg.Message
	Problems  []fault.Problem
	RequestID string
}

// Status is the one table from kinds to HTTP.
func Status(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.Conflict:
		return http.StatusConflict
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.StepUp:
		return http.StatusForbidden
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case repeated:
		return http.StatusOK
	}
	return http.StatusInternalServerError
}

// fail answers with the page of a fault; a missing session or second factor leads to sign-in and back.
func (e *endpoint) fail(q *Req, err error) {
	f := e.public(q, err)
	if !isAPI(q.R) {
		switch f.Kind {
		case fault.Unauthenticated:
			path := "/signin"
			if q.Session.Locked {
				path = "/signin/resume"
			}
			e.detour(q, path)
			return
		case fault.StepUp:
			e.detour(q, "/signin/step-up")
			return
		}
	}
	if logErr := e.logRead(q, Status(f.Kind)); logErr != nil {
		f = fault.Wrap(logErr, fault.Unavailable, "fault.unavailable")
	}
	e.sendFault(q, f)
}

// public turns any error into a fault that may be shown: a refusal about a person reads as absence.
func (e *endpoint) public(q *Req, err error) *fault.Fault {
	log := e.router.opt.Log
	f := fault.As(err)
	switch {
	case f == nil:
		log.ErrorContext(q.ctx, "request failed", "request", requestID(q.ctx), "route", e.route.Pattern, "error", err)
		return fault.Wrap(err, fault.Internal, "fault.internal", "ID", requestID(q.ctx))
	case f.Kind == fault.Internal, f.Kind == fault.Unavailable:
		log.ErrorContext(q.ctx, "request failed", "request", requestID(q.ctx), "route", e.route.Pattern, "error", err)
		return fault.Wrap(err, f.Kind, "fault."+string(f.Kind), "ID", requestID(q.ctx))
	case f.Kind == fault.Forbidden && e.route.About():
		return fault.MissingRecord()
	}
	return f
}

func (e *endpoint) sendFault(q *Req, f *fault.Fault) {
	view := FaultView{Status: Status(f.Kind), Kind: f.Kind, Msg: f.Msg, Problems: f.Problems, RequestID: requestID(q.ctx)}
	if f.Kind == fault.TooMany {
		q.W.Header().Set("Retry-After", "60")
	}
	if isAPI(q.R) {
		if f.Kind == fault.Unauthenticated {
			q.W.Header().Set("WWW-Authenticate", "Bearer")
		}
		e.deliver(q, Problem(view))
		return
	}
	reply := Reply{status: view.Status}
	if e.router.opt.RenderFault != nil {
		if opt := e.router.opt; opt.Frame != nil {
			if ctx, err := opt.Frame(q.ctx, q); err == nil {
				q.ctx = ctx
			}
		}
		reply.component = e.router.opt.RenderFault(q.ctx, view)
	}
	if reply.component == nil || reply.render(q) != nil {
		reply = bare(view)
	}
	e.deliver(q, reply)
}

// bare is the answer when not even the error page can be made.
func bare(v FaultView) Reply {
	return Reply{
		status: v.Status, mediaType: "text/plain; charset=utf-8", inline: true,
		body: []byte(http.StatusText(v.Status) + "\n" + v.RequestID + "\n"),
	}
}

// problemDetails is the form of RFC 9457; it names fields and message keys and never echoes a value.
type problemDetails struct {
	Type     string       `json:"type"`
	Title    string       `json:"title"`
	Status   int          `json:"status"`
	Code     string       `json:"code"`
	Instance string       `json:"instance,omitempty"`
	Errors   []fieldIssue `json:"errors,omitempty"`
}

type fieldIssue struct {
	Field string `json:"field"`
	Code  string `json:"code"`
}

// Problem is the answer of the API to a fault.
func Problem(v FaultView) Reply {
	p := problemDetails{Type: "about:blank", Title: http.StatusText(v.Status), Status: v.Status, Code: v.Msg.Key}
	if v.RequestID != "" {
		p.Instance = "urn:uuid:" + v.RequestID
	}
	for _, issue := range v.Problems {
		p.Errors = append(p.Errors, fieldIssue{Field: issue.Field, Code: issue.Msg.Key})
	}
	b, err := json.Marshal(p)
	if err != nil {
		return bare(v)
	}
	return Reply{status: v.Status, mediaType: "application/problem+json", body: b, inline: true}
}

// detour sends the reader to sign in and back to the same page, with what was typed kept as a draft.
func (e *endpoint) detour(q *Req, path string) {
	back := backTo(q)
	if !safe(q.R.Method) {
		if draft, err := e.keep(q); err != nil {
			e.router.opt.Log.ErrorContext(q.ctx, "draft not kept", "request", requestID(q.ctx), "error", err)
		} else if draft != "" {
			back = withQuery(back, "draft", draft)
		}
	}
	target := path + "?return=" + url.QueryEscape(back)
	if q.IsHTMX {
		q.W.Header().Set("HX-Redirect", target)
		e.deliver(q, Reply{status: http.StatusOK, mediaType: "text/html; charset=utf-8"})
		return
	}
	e.deliver(q, Reply{status: http.StatusSeeOther, location: target})
}

// recovered turns a panic into the generic page; the log gets where it happened and never a value.
func (e *endpoint) recovered(q *Req) {
	p := recover()
	if p == nil {
		return
	}
	if err, ok := p.(error); ok && errors.Is(err, http.ErrAbortHandler) {
		panic(p)
	}
	if q.ctx == nil {
		q.ctx = q.R.Context()
	}
	e.router.opt.Log.ErrorContext(q.ctx, "panic", "request", requestID(q.ctx), "route", e.route.Pattern, "what", panicText(p), "stack", frames())
	e.sendFault(q, fault.New(fault.Internal, "fault.internal", "ID", requestID(q.ctx)))
}

func panicText(p any) string {
	if err, ok := p.(runtime.Error); ok {
		return err.Error()
	}
	return "panic of the program's own"
}

// frames lists function names only: argument values could be personal.
func frames() string {
	pc := make([]uintptr, 24)
	it := runtime.CallersFrames(pc[:runtime.Callers(4, pc)])
	var b strings.Builder
	for {
		f, more := it.Next()
		b.WriteString(f.Function + "; ")
		if !more {
			return b.String()
		}
	}
}
