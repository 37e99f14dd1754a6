// Package deskweb shows the duty desk: the queue of alerts as it stands, one alert with all that is known and done, shifts and their
// hand-over, drills, and the lines to the police.
package deskweb

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/live"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Phone is one number of a client with what must be known before it is dialled.
type Phone struct {
	Number, Safe string
	Shared       bool
}

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Desk *desksvc.Service
	// Lines are the ways to the police.
	Lines *linesvc.Service
	Hub   *live.Hub
	// Fresh reads again who asks and what they may see; false when the session is over. An open desk asks before each event.
	Fresh func(q *httpx.Req) (context.Context, bool)
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Phones gives the numbers of a client within the actor's sight.
	Phones func(ctx context.Context, client id.Client) ([]Phone, error)
	// Place gives where an alert happened, as far as the reader may know.
	Place func(ctx context.Context, a desksvc.Whole) (Where, error)
	// Spots gives where the wearers of open alerts are, as far as the reader may know.
	Spots func(ctx context.Context, alerts []desksvc.Alert) (map[id.Client]Fix, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const deskPath, alertPath = "/monitoring/desk", "/monitoring/alerts/{alert}"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	watch := route(http.MethodGet, deskPath+"/live", access.ReadAlerts, w.live)
	watch.Stream = true
	list := []httpx.Route{
		route(http.MethodGet, deskPath, access.ReadAlerts, w.desk), watch,
		route(http.MethodGet, deskPath+"/map", access.ReadAlerts, w.mapOf), route(http.MethodGet, deskPath+"/places", access.ReadAlerts, w.places),
		route(http.MethodGet, deskPath+"/csv", access.ReadAlerts, w.csv),
		route(http.MethodGet, deskPath+"/shifts", access.ReadAlerts, w.shifts),
		route(http.MethodPost, deskPath+"/shifts", access.WorkAlerts, w.openShift),
		route(http.MethodGet, deskPath+"/shifts/{shift}", access.ReadAlerts, w.shift),
		route(http.MethodPost, deskPath+"/shifts/{shift}/hand", access.WorkAlerts, w.hand),
		route(http.MethodPost, deskPath+"/shifts/{shift}/accept", access.WorkAlerts, w.accept),
		route(http.MethodGet, deskPath+"/drills", access.RunDrill, w.drills),
		route(http.MethodPost, deskPath+"/drills", access.RunDrill, w.drill),
		route(http.MethodGet, deskPath+"/lines", access.ReadAlerts, w.lines),
		route(http.MethodPost, deskPath+"/lines", access.ApproveMonitoring, w.addLine),
		route(http.MethodPost, deskPath+"/lines/{line}/end", access.ApproveMonitoring, w.endLine),
	}
	alert := route(http.MethodGet, alertPath, access.ReadAlerts, w.alert)
	act := route(http.MethodPost, alertPath+"/act", access.WorkAlerts, w.act)
	alert.Person, act.Person = true, true
	return append(list, alert, act)
}

// frame is what every page carries.
type frame struct {
	w       *Web
	names   map[string]string
	labels  map[id.Client]string
	offices map[id.Office]string
	rules   *rulebook.Rulebook
	today   civil.Date
	now     civil.Instant
}

func (w *Web) frame(ctx context.Context, refs []string, clients []id.Client) (frame, error) {
	f := frame{w: w, rules: w.Desk.Rulebook(), today: w.Desk.Today(), now: w.Desk.Now()}
	var err error
	if w.Offices != nil {
		if f.offices, err = w.Offices(ctx, i18n.Lang(ctx)); err != nil {
			return f, err
		}
	}
	if clients = slices.DeleteFunc(clients, func(c id.Client) bool { return c == "" }); w.Labels != nil && len(clients) > 0 {
		if f.labels, err = w.Labels(ctx, clients); err != nil {
			return f, err
		}
	}
	if refs = slices.DeleteFunc(refs, func(s string) bool { return s == "" }); w.Names != nil && len(refs) > 0 {
		f.names, err = w.Names(ctx, refs)
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

// client is how a list calls the client of an alert; a drill has none.
func (f frame) client(ctx context.Context, a desksvc.Alert) string {
	switch {
	case a.Drill:
		return i18n.T(ctx, "monitoring.desk.nobody")
	case f.labels[a.Client] != "":
		return f.labels[a.Client]
	}
	return string(a.Client)
}

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

func (f frame) office(o id.Office) string {
	if n := f.offices[o]; n != "" {
		return n
	}
	return string(o)
}

func (f frame) officeOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, o := range access.From(ctx).Offices {
		if n := f.offices[o]; n != "" {
			out = append(out, ui.Option{Value: string(o), Text: n})
		}
	}
	return out
}

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// duty reports whether the reader may sit at the desk of a whole office.
func duty(ctx context.Context) bool {
	return access.From(ctx).Reach(access.WorkAlerts) == access.InSite
}
