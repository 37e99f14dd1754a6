// Package zoneweb shows the zones of an order of monitoring on a map and in a table, and lets them be drawn, checked against everyday
// life, decided on by a second person, freed for a time and ended.
package zoneweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Zones *zonesvc.Service
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
	const of, one = "/clients/{id}/monitoring/orders/{decision}/zones", "/clients/{id}/monitoring/orders/{decision}/zones/{zone}"
	return []httpx.Route{
		route(http.MethodGet, of, access.ReadMonitoring, w.list),
		route(http.MethodGet, of+"/print", access.ReadMonitoring, w.print),
		route(http.MethodGet, of+"/new", access.DrawZones, w.drawForm),
		route(http.MethodPost, of+"/new", access.DrawZones, w.draw),
		route(http.MethodGet, of+"/life", access.DrawZones, w.lifeForm),
		route(http.MethodPost, of+"/life", access.DrawZones, w.addPlace),
		route(http.MethodPost, of+"/life/remove", access.DrawZones, w.removePlace),
		route(http.MethodGet, one, access.ReadMonitoring, w.zone),
		route(http.MethodGet, one+"/change", access.DrawZones, w.changeForm),
		route(http.MethodPost, one+"/change", access.DrawZones, w.change),
		route(http.MethodPost, one+"/confirm", access.DrawZones, w.confirm),
		route(http.MethodPost, one+"/decide", access.ApproveZones, w.decide),
		route(http.MethodPost, one+"/end", access.DrawZones, w.end),
		route(http.MethodPost, one+"/permit", access.DrawZones, w.permit),
		route(http.MethodPost, one+"/withdraw", access.DrawZones, w.withdraw),
		route(http.MethodGet, "/monitoring/zones", access.ApproveZones, w.queue),
	}
}

// frame is what every page carries.
type frame struct {
	w      *Web
	client id.Client
	order  string
	bar    templ.Component
	names  map[string]string
	rules  *rulebook.Rulebook
	today  civil.Date
	now    civil.Instant
}

func (w *Web) frame(q *httpx.Req, refs []string) (frame, error) {
	f := frame{w: w, client: clientOf(q), order: q.PathValue("decision"), rules: w.Zones.Rulebook(), today: w.Zones.Today(), now: w.Zones.Now(), names: map[string]string{}}
	var err error
	if w.Shell != nil && f.client != "" {
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

// above is the page of the order, at one of its zones.
func (f frame) above() string {
	return "/clients/" + string(f.client) + "/monitoring/orders/" + f.order
}

func (f frame) at(path string) string { return f.above() + "/zones" + path }

func (f frame) code(ctx context.Context, list, code string) string {
	if code == "" {
		return ""
	}
	return f.rules.List(list).Name(code, i18n.Lang(ctx))
}

func (f frame) options(ctx context.Context, list string) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(list).On(f.today) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

func options[T ~string](prefix string, codes ...T) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: string(c), Label: ui.M(prefix + string(c))}
	}
	return out
}

func clientOf(q *httpx.Req) id.Client { return id.Client(q.PathValue("id")) }

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// version reads the version that was on the page; an unreadable one is a stale one.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

// metres reads a length; one that cannot be read is told with its field, an empty one is zero.
func metres(p *fault.Problems, q *httpx.Req, name string) float64 {
	s := strings.Map(func(r rune) rune {
		if r == ' ' || r == '\u00a0' {
			return -1
		}
		return r
	}, strings.ReplaceAll(q.Value(name), ",", "."))
	if s == "" {
		return 0
	}
	x, err := strconv.ParseFloat(s, 64)
	if inside := x >= 0 && x <= 1e6; err != nil || !inside { // NaN is not inside
		p.Add(name, "monitoring.zones.metres")
		return 0
	}
	return x
}

// moment reads a day and the time beside it, in the zone of the service; zero when both are empty. At the end of a term a day without a
// time means the whole of it.
func (w *Web) moment(p *fault.Problems, q *httpx.Req, name string, whole bool) civil.Instant {
	if q.Value(name) == "" {
		if q.Value(name+"_time") != "" {
			p.Add(name, "field.required")
		}
		return civil.Instant{}
	}
	d, err := civil.ParseDate(q.Value(name))
	if err != nil {
		p.Add(name, "date.invalid")
		return civil.Instant{}
	}
	if q.Value(name+"_time") == "" {
		if whole {
			d = d.AddDays(1)
		}
		return d.StartIn(w.Zones.Zone())
	}
	t, err := time.Parse("15:04", q.Value(name+"_time"))
	if err != nil {
		p.Add(name+"_time", "monitoring.read.time")
		return civil.Instant{}
	}
	return d.StartIn(w.Zones.Zone()).Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}
