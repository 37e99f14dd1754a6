// Package promptweb shows staff the check-ins at random moments: the plan under an order of monitoring, what was asked and answered, and two
// photographs side by side for the person who compares.
package promptweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/monitoring/promptsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *promptsvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	const of = "/clients/{id}/monitoring/prompts"
	return []httpx.Route{
		route(http.MethodGet, "/monitoring/prompts", access.WorkAlerts, w.queue),
		route(http.MethodGet, of, access.ReadMonitoring, w.ofClient),
		route(http.MethodPost, of, access.DraftMonitoring, w.set),
		route(http.MethodPost, of+"/end", access.DraftMonitoring, w.end),
		route(http.MethodGet, of+"/{prompt}", access.ReadMonitoring, w.compare),
		route(http.MethodPost, of+"/{prompt}", access.WorkAlerts, w.decide),
		route(http.MethodGet, of+"/{prompt}/photo", access.ReadMonitoring, w.photo),
		route(http.MethodGet, of+"/{prompt}/reference", access.ReadMonitoring, w.reference),
	}
}

// frame is what every page of a client carries.
type frame struct {
	client id.Client
	bar    templ.Component
	names  map[string]string
}

func (w *Web) frame(q *httpx.Req, refs ...string) (frame, error) {
	f := frame{client: id.Client(q.PathValue("id")), names: map[string]string{}}
	var err error
	if w.Shell != nil {
		if f.bar, err = w.Shell(q.Ctx(), f.client, "monitoring"); err != nil {
			return f, err
		}
	}
	refs = slices.DeleteFunc(refs, func(s string) bool { return s == "" })
	if w.Names != nil && len(refs) > 0 {
		f.names, err = w.Names(q.Ctx(), refs)
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) at(path string) string {
	return "/clients/" + string(f.client) + "/monitoring/prompts" + path
}

// planView is a client's check-ins.
type planView struct {
	frame
	promptsvc.View
	limits prompt.Limits
	form   ui.Form
}

func (w *Web) planView(q *httpx.Req) (planView, error) {
	v := planView{limits: w.Service.Limits()}
	var err error
	if v.View, err = w.Service.Of(q.Ctx(), id.Client(q.PathValue("id"))); err != nil {
		return v, err
	}
	var refs []string
	for _, p := range v.Past {
		refs = append(refs, p.StartedBy, p.EndedBy)
	}
	for _, p := range v.List {
		refs = append(refs, p.DecidedBy)
	}
	v.form = ui.Form{Values: url.Values{"per_day": {strconv.Itoa(v.limits.PerDay)}, "from": {"9"}, "until": {"20"}}}
	if p := v.Plan; p != nil {
		refs = append(refs, p.StartedBy)
		v.form.Values = url.Values{"per_day": {strconv.Itoa(p.PerDay)}, "from": {strconv.Itoa(p.From)}, "until": {strconv.Itoa(p.Until)}, "order": {p.Order}, "step": {"set"}}
		if p.Place {
			v.form.Values.Set("place", "yes")
		}
	}
	v.frame, err = w.frame(q, refs...)
	return v, err
}

func (w *Web) ofClient(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.planView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(planPage(v)), nil
}

// whole reads a whole number; what is none is out of every bound.
func whole(q *httpx.Req, name string) int {
	n, err := strconv.Atoi(q.Value(name))
	if err != nil {
		return -1
	}
	return n
}

func (w *Web) set(q *httpx.Req) (httpx.Reply, error) {
	in := promptsvc.Set{
		Client: id.Client(q.PathValue("id")), Order: q.Value("order"), PerDay: whole(q, "per_day"), From: whole(q, "from"), Until: whole(q, "until"),
		Place: q.Value("place") == "yes", Reason: q.Value("reason"), Step: q.Value("step"),
	}
	var err error
	if in.Reference, err = photograph(q, "reference"); err == nil {
		err = w.Service.Set(q.Ctx(), in)
	}
	return w.answer(q, err)
}

func (w *Web) end(q *httpx.Req) (httpx.Reply, error) {
	return w.answer(q, w.Service.End(q.Ctx(), promptsvc.End{Client: id.Client(q.PathValue("id")), Version: whole(q, "version"), Reason: q.Value("end_reason")}))
}

func (w *Web) answer(q *httpx.Req, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + q.PathValue("id") + "/monitoring/prompts?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.planView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(planPage(v)), nil
}

func asForm(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) || fault.Is(err, fault.TooLarge)
}

// photograph is the picture of a field; what a camera wrote into it about the place is taken out here.
func photograph(q *httpx.Req, field string) (*blob.File, error) {
	f, err := q.File(field)
	if err != nil || f == nil {
		return nil, err
	}
	data, err := f.Bytes()
	if err != nil {
		return nil, err
	}
	out, err := blob.Accept(field, f.Name, data, blob.DefaultLimits())
	if err != nil {
		return nil, err
	}
	if out.Kind != blob.JPEG && out.Kind != blob.PNG {
		var p fault.Problems
		p.Add(field, "checkin.photo_kind")
		return nil, p.Err()
	}
	return &out, nil
}

func (v planView) orders(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, o := range v.Orders {
		if o.Sheet {
			out = append(out, ui.Option{Value: o.ID, Text: i18n.T(ctx, "monitoring.prompt.order_of", "Kind", v.regimeName(ctx, o.Kind))})
		}
	}
	return out
}

func (v planView) regimeName(ctx context.Context, k regime.Kind) string {
	return i18n.T(ctx, "monitoring.regime."+string(k)+".hint")
}

func hours(from, until int) []ui.Option {
	var out []ui.Option
	for h := from; h <= until; h++ {
		out = append(out, ui.Option{Value: strconv.Itoa(h), Text: strconv.Itoa(h) + ":00"})
	}
	return out
}

func numbers(from, until int) []ui.Option {
	var out []ui.Option
	for n := from; n <= until; n++ {
		out = append(out, ui.Option{Value: strconv.Itoa(n), Text: strconv.Itoa(n)})
	}
	return out
}

func steps() []ui.Option {
	var out []ui.Option
	for _, s := range []string{"set", "down", "up"} {
		out = append(out, ui.Option{Value: s, Label: ui.M("monitoring.prompt.step." + s)})
	}
	return out
}
