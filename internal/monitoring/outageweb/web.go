// Package outageweb shows the register of outages of network and power.
package outageweb

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// Deps are what the composition root binds.
type Deps struct {
	Register *outagesvc.Service
	Names    func(ctx context.Context, refs []string) (map[string]string, error)
	Offices  func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Path is where the register stands.
const Path = "/monitoring/outages"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, path string, action actor.Action, handle httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: path, Action: action, Purpose: "supervision", Do: handle}
	}
	return []httpx.Route{
		route(http.MethodGet, Path, access.ReadAlerts, w.list),
		route(http.MethodPost, Path, access.ManageOutages, w.add),
		route(http.MethodPost, Path+"/{row}", access.ManageOutages, w.decide),
	}
}

// view is the register with the forms beside it.
type view struct {
	list    []outagesvc.Outage
	names   map[string]string
	offices map[id.Office]string
	form    ui.Form
	row     string // of the entry that somebody acted on
	act     ui.Form
	manages bool
}

func (w *Web) view(q *httpx.Req) (view, error) {
	v := view{form: ui.Form{}, manages: access.From(q.Ctx()).May(access.ManageOutages)}
	var err error
	if v.list, err = w.Register.List(q.Ctx()); err != nil {
		return v, err
	}
	if v.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx())); err != nil {
		return v, err
	}
	var refs []string
	for _, x := range v.list {
		refs = append(refs, x.MadeBy)
	}
	if w.Names != nil && len(refs) > 0 {
		v.names, err = w.Names(q.Ctx(), refs)
	}
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page(v)), nil
}

func (w *Web) add(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := outage.Entry{What: q.Value("what"), Area: q.Value("area"), Reason: q.Value("reason"), From: w.moment(&p, q, "from").Time(), To: w.moment(&p, q, "until").Time()}
	err := p.Err()
	if err == nil {
		err = w.Register.Add(q.Ctx(), in)
	}
	return w.answer(q, err, func(v *view, form ui.Form) { v.form = form })
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		n = -1
	}
	err = w.Register.Decide(q.Ctx(), outagesvc.Decide{ID: q.PathValue("row"), Version: n, What: q.Value("what"), Reason: q.Value("reason")})
	return w.answer(q, err, func(v *view, form ui.Form) {
		v.row, v.act = q.PathValue("row"), form
		v.act.Prefix = prefix(v.row)
	})
}

// answer goes back to the register, or shows it again with what was typed and what is wrong.
func (w *Web) answer(q *httpx.Req, err error, wrong func(v *view, form ui.Form)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(Path + "?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, fail := w.view(q)
	if fail != nil {
		return httpx.Reply{}, fail
	}
	wrong(&v, ui.NewForm(q.Form(), err))
	return httpx.Invalid(page(v)), nil
}

// moment reads a day and the time beside it, in the zone of the service.
func (w *Web) moment(p *fault.Problems, q *httpx.Req, name string) civil.Instant {
	if q.Value(name) == "" {
		return civil.Instant{}
	}
	d, err := civil.ParseDate(q.Value(name))
	if err != nil {
		p.Add(name, "date.invalid")
		return civil.Instant{}
	}
	at := d.StartIn(w.Register.Zone)
	if q.Value(name+"_time") == "" {
		return at
	}
	t, err := time.Parse("15:04", q.Value(name+"_time"))
	if err != nil {
		p.Add(name+"_time", "monitoring.read.time")
	}
	return at.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}
