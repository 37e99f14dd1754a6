package httpx

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
)

// endpoint runs one route: session, admission, form, key, handler, read entry, answer - in this order for all of them.
type endpoint struct {
	router *Router
	route  Route
}

// ServeHTTP answers one request.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if rp, ok := r.Context().Value(replayKey{}).(*replay); ok {
		e.replayed(rp, r)
		return
	}
	q := &Req{R: r, W: w, Route: e.route, IsHTMX: r.Header.Get("Hx-Request") != "", form: url.Values{}}
	if e.route.MaxFile == 0 {
		q.Route.MaxFile = e.router.opt.MaxFile
	}
	noteRoute(r.Context(), e.route.Pattern)
	defer q.close()
	defer e.recovered(q)
	if err := e.identifyReader(q); err != nil { //nolint:contextcheck // the context travels in Req
		e.fail(q, err)
		return
	}
	reply, err := e.answer(q) //nolint:contextcheck // the context travels in Req
	if err != nil {
		e.fail(q, err)
		return
	}
	e.finish(q, reply) //nolint:contextcheck // the context travels in Req
}

// identifyReader puts actor, request description and language in the context.
func (e *endpoint) identifyReader(q *Req) error {
	opt := &e.router.opt
	ctx := actor.WithRequest(q.R.Context(), actor.Request{
		ID: requestID(q.R.Context()), Route: e.route.Method + " " + e.route.Pattern,
		Address: e.router.address(q.R), Purpose: e.route.Purpose,
	})
	q.ctx = ctx
	if opt.Session != nil {
		next, s, err := opt.Session(ctx, q.R)
		if err != nil {
			e.chooseLanguage(q)
			return err
		}
		q.ctx, q.Session = next, s
	}
	e.chooseLanguage(q)
	q.ctx = context.WithValue(q.ctx, bindingKey{}, binding{router: e.router, account: string(q.Session.Account)})
	return e.router.rate.Allow(opt.Clock(), string(q.Account()), e.router.address(q.R))
}

// answer decides who may come in, reads the form and runs the handler.
func (e *endpoint) answer(q *Req) (Reply, error) {
	opt := &e.router.opt
	unsafe := !safe(q.R.Method)
	if !e.route.Public && q.Session.Account == "" {
		return Reply{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
	}
	if unsafe {
		if err := e.readBody(q); err != nil {
			return Reply{}, err
		}
		if err := e.checkKey(q); err != nil {
			return Reply{}, err
		}
	}
	if !e.route.Public {
		if !q.Session.live() {
			return Reply{}, fault.New(fault.Unauthenticated, "fault.unauthenticated")
		}
		if opt.Admit != nil {
			if err := opt.Admit(q.ctx, q); err != nil {
				return Reply{}, err
			}
		}
		budget := e.route.Method + " " + e.route.Pattern + " " + string(q.Account())
		if err := e.router.rate.Take(opt.Clock(), budget, e.route.PerHour, time.Hour); err != nil {
			return Reply{}, err
		}
	}
	if q.Key != "" {
		q.clean = append(q.clean, e.router.rate.Single(q.Key)) // until the answer is kept for its repeat
	}
	if !unsafe && q.Query().Get("draft") != "" && q.Account() != "" {
		if reply, ok := e.restore(q); ok {
			return reply, nil
		}
	}
	return e.do(q)
}

// do runs the handler and recognises a repeated submission.
func (e *endpoint) do(q *Req) (Reply, error) {
	reply, err := e.route.Do(q)
	if err == nil {
		return reply, nil
	}
	if e.router.opt.Repeated != nil {
		if status, location, ok := e.router.opt.Repeated(err); ok {
			if location != "" {
				return Reply{status: status, location: location}, nil
			}
			return Reply{}, fault.New(repeated, "httpx.already_saved")
		}
	}
	return Reply{}, err
}

// finish renders, logs the read, keeps the answer for repeats, and sends.
func (e *endpoint) finish(q *Req, reply Reply) {
	opt := &e.router.opt
	if err := reply.remote(); err != nil {
		e.fail(q, err)
		return
	}
	if q.BodyTooLarge() && reply.status == http.StatusUnprocessableEntity {
		reply.status = http.StatusRequestEntityTooLarge
	}
	if first := reply.location + reply.made; first != "" && !safe(q.R.Method) && q.Key != "" && opt.Remember != nil {
		ctx := context.WithoutCancel(q.ctx)
		if err := opt.Remember(ctx, reply.status, first); err != nil {
			opt.Log.WarnContext(ctx, "answer of a submission not kept", "error", err)
		}
	}
	if reply.component != nil && opt.Frame != nil {
		ctx, err := opt.Frame(q.ctx, q)
		if err != nil {
			e.fail(q, err)
			return
		}
		q.ctx = ctx
	}
	if err := reply.render(q); err != nil {
		e.fail(q, err)
		return
	}
	if err := e.logRead(q, reply.status); err != nil {
		e.sendFault(q, fault.Wrap(err, fault.Unavailable, "fault.unavailable"))
		return
	}
	e.deliver(q, reply)
}

// logRead writes the read entry of the request, before its first byte; the hook leaves it out after a write, which has left
// its own.
func (e *endpoint) logRead(q *Req, status int) error {
	if e.route.Public || q.Account() == "" || e.router.opt.LogRead == nil {
		return nil
	}
	return e.router.opt.LogRead(q.ctx, q, status)
}

func (e *endpoint) deliver(q *Req, reply Reply) {
	noteDeadline(q.W, len(reply.body))
	if q.BodyTooLarge() {
		http.NewResponseController(q.W).EnableFullDuplex() //nolint:errcheck,gosec // tests have no connection
	}
	if err := reply.send(q.W, q); err != nil {
		e.router.opt.Log.InfoContext(q.ctx, "answer not sent whole", "route", e.route.Pattern, "error", err)
		if e.route.Stream {
			panic(http.ErrAbortHandler) // the reader must not take half a file for a whole one
		}
	}
	if q.BodyTooLarge() {
		drain(q.W, q.R)
	}
}

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// address is the peer, or what a trusted proxy says it is.
func (r *Router) address(req *http.Request) string {
	host := hostOf(req.RemoteAddr)
	if !r.opt.Limit.trusted(host) {
		return host
	}
	chain := strings.Split(req.Header.Get("X-Forwarded-For"), ",")
	if last := strings.TrimSpace(chain[len(chain)-1]); last != "" {
		return last
	}
	return host
}
