// Package monitoringweb shows electronic monitoring: the orders of a client with what happened under them, the second person's
// approval, devices and their custody, and the reading of positions for a reason.
package monitoringweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Orders  *monitoringsvc.Service
	Devices *devicesvc.Service
	Tracks  *tracksvc.Service
	// Shell is the identity bar and the tabs above a client's page.
	Shell func(ctx context.Context, client id.Client, tab string) (templ.Component, error)
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
	// Papers offers the documents of a client's file.
	Papers func(ctx context.Context, client id.Client) ([]ui.Option, error)
	// OrderLinks and DueLinks lead to the other rooms of monitoring: from an order, and from what needs a decision.
	OrderLinks func(ctx context.Context, client id.Client, order string) []Link
	DueLinks   func(ctx context.Context) []Link
	// Alerts is the part of a client's tab that lists the alerts, from a place on, for whoever may read them; nil for others.
	Alerts func(ctx context.Context, client id.Client, skip int) (templ.Component, error)
	// ZonesThen draws the zones of an order as they were within a window, for the map of a reading. Never those of protected persons:
	// nothing of a client's record may tell where one is.
	ZonesThen func(ctx context.Context, client id.Client, order string, from, until civil.Instant) ([]mapui.Feature, error)
}

// Link leads to a page of another room.
type Link struct {
	Href  string
	Label msg.Message
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Tab is the name of the tab of a client's record.
const Tab = "monitoring"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "supervision", Do: do}
	}
	const of, dev = "/clients/{id}/monitoring", "/monitoring/devices"
	return []httpx.Route{
		route(http.MethodGet, of, access.ReadMonitoring, w.ofClient),
		route(http.MethodGet, of+"/new", access.DraftMonitoring, w.draftForm),
		route(http.MethodPost, of+"/new", access.DraftMonitoring, w.draft),
		route(http.MethodGet, of+"/positions", access.ReadPositions, w.readForm),
		route(http.MethodPost, of+"/positions", access.ReadPositions, w.read),
		route(http.MethodGet, of+"/positions/{read}", access.ReadPositions, w.replay),
		route(http.MethodGet, of+"/positions/{read}/points", access.ReadPositions, w.points),
		route(http.MethodPost, of+"/positions/{read}/export", access.ExportPositions, w.export),
		route(http.MethodPost, of+"/unfit", access.FitDevice, w.unfit),
		route(http.MethodGet, of+"/orders/{decision}", access.ReadMonitoring, w.order),
		route(http.MethodGet, of+"/orders/{decision}/vary", access.DraftMonitoring, w.varyForm),
		route(http.MethodPost, of+"/orders/{decision}/vary", access.DraftMonitoring, w.vary),
		route(http.MethodPost, of+"/orders/{decision}/decide", access.ApproveMonitoring, w.decide),
		route(http.MethodPost, of+"/orders/{decision}/note", access.DraftMonitoring, w.note),
		route(http.MethodPost, of+"/orders/{decision}/stop", access.ApproveMonitoring, w.stop),
		route(http.MethodPost, of+"/orders/{decision}/fit", access.FitDevice, w.fit),
		route(http.MethodGet, "/monitoring", access.ReadMonitoring, w.due),
		route(http.MethodGet, dev, access.ReadDevices, w.devices),
		route(http.MethodGet, dev+"/csv", access.ReadDevices, w.csv),
		route(http.MethodGet, dev+"/new", access.ManageDevices, w.addForm),
		route(http.MethodPost, dev+"/new", access.ManageDevices, w.add),
		route(http.MethodGet, dev+"/{device}", access.ReadDevices, w.device),
		route(http.MethodPost, dev+"/{device}/move", access.ManageDevices, w.move),
		route(http.MethodGet, "/monitoring/quarantine", access.SeeQuarantine, w.quarantine),
	}
}

// frame is what every page carries.
type frame struct {
	w       *Web
	client  id.Client
	bar     templ.Component
	names   map[string]string
	offices map[id.Office]string
	rules   *rulebook.Rulebook
	today   civil.Date
	now     civil.Instant
}

func (w *Web) frame(q *httpx.Req, refs []string) (frame, error) {
	f := frame{w: w, client: clientOf(q), rules: w.Orders.Rulebook(), today: w.Orders.Today(), now: w.Orders.Now(), names: map[string]string{}}
	var err error
	if w.Shell != nil && f.client != "" {
		if f.bar, err = w.Shell(q.Ctx(), f.client, Tab); err != nil {
			return f, err
		}
	}
	if w.Offices != nil {
		if f.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx())); err != nil {
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

func (f frame) at(path string) string { return "/clients/" + string(f.client) + "/monitoring" + path }

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

// office is the name of an office.
func (f frame) office(o id.Office) string {
	if n := f.offices[o]; n != "" {
		return n
	}
	return string(o)
}

// officeOptions offers the offices in the reader's reach.
func (f frame) officeOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, o := range access.From(ctx).Offices {
		if n := f.offices[o]; n != "" {
			out = append(out, ui.Option{Value: string(o), Text: n})
		}
	}
	return out
}

// regimeName is the name of a regime in the words of the law, from the rulebook.
func (f frame) regimeName(ctx context.Context, k regime.Kind) string {
	return f.code(ctx, regime.ListRegimes, string(k))
}

// unsure marks what no act says.
func (f frame) unsure(list string) templ.Component {
	if f.rules.List(list).Status == rulebook.Sourced {
		return nil
	}
	return ui.ToBeConfirmed("")
}

func options[T ~string](prefix string, codes ...T) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: string(c), Label: ui.M(prefix + string(c))}
	}
	return out
}

func choices(list []monitoringsvc.Choice) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, c := range list {
		out[i] = ui.Option{Value: c.ID, Text: c.Text}
	}
	return out
}

func clientOf(q *httpx.Req) id.Client {
	return id.Client(q.PathValue("id"))
}

func asForm(err error) bool { return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) }

// version reads the version that was on the page; an unreadable one is a stale one.
func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

// day reads a day; one that cannot be read is told with its field.
func day(p *fault.Problems, q *httpx.Req, name string) civil.Date {
	if q.Value(name) == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(q.Value(name))
	if err != nil {
		p.Add(name, "date.invalid")
	}
	return d
}

// moment reads a day and the time beside it, in the zone of the service.
func (w *Web) moment(p *fault.Problems, q *httpx.Req, name string) civil.Instant {
	d := day(p, q, name)
	if d.IsZero() {
		return civil.Instant{}
	}
	t, err := time.Parse("15:04", q.Value(name+"_time"))
	if q.Value(name+"_time") != "" && err != nil {
		p.Add(name+"_time", "monitoring.read.time")
	}
	at := d.StartIn(w.Orders.Zone())
	if err == nil {
		at = at.Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
	}
	return at
}

// join puts what could not be read before what the use case found.
func join(p fault.Problems, err error) error {
	if len(p) == 0 {
		return err
	}
	if f := fault.As(err); f != nil && f.Kind == fault.Invalid {
		seen := map[string]bool{}
		for _, x := range p {
			seen[x.Field] = true
		}
		for _, x := range f.Problems {
			if !seen[x.Field] {
				p = append(p, x)
			}
		}
	}
	return p.Err()
}
