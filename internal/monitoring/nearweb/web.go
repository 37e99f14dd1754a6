// Package nearweb shows the question who was near a place at a time: asking, the second person's decision, the frozen result, and the
// report that goes to whoever asked in a case.
package nearweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *nearsvc.Service
	// Names gives the display names of the accounts that rows name.
	Names func(ctx context.Context, refs []string) (map[string]string, error)
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(method, pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: method, Pattern: pattern, Action: action, Purpose: "near", Do: do}
	}
	const all, one = "/monitoring/near", "/monitoring/near/{near}"
	return []httpx.Route{
		route(http.MethodGet, all, access.AskNear, w.list),
		route(http.MethodGet, all+"/new", access.AskNear, w.newForm),
		route(http.MethodPost, all+"/new", access.AskNear, w.ask),
		route(http.MethodGet, one, access.AskNear, w.show),
		route(http.MethodPost, one+"/decide", access.ApproveNear, w.decide),
		route(http.MethodPost, one+"/run", access.AskNear, w.run),
		route(http.MethodGet, one+"/report", access.AskNear, w.report),
	}
}

// frame is what every page carries.
type frame struct {
	w       *Web
	rules   *rulebook.Rulebook
	limits  near.Limits
	today   civil.Date
	now     civil.Instant
	names   map[string]string
	offices map[id.Office]string
	labels  map[id.Client]string
}

func (w *Web) frame(q *httpx.Req, refs []string, clients []id.Client) (frame, error) {
	f := frame{w: w, rules: w.Service.Rulebook(), limits: w.Service.Limits(), today: w.Service.Today(), now: w.Service.Now(), names: map[string]string{}}
	var err error
	if w.Offices != nil {
		if f.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx())); err != nil {
			return f, err
		}
	}
	refs = slices.DeleteFunc(refs, func(s string) bool { return s == "" })
	if w.Names != nil && len(refs) > 0 {
		if f.names, err = w.Names(q.Ctx(), refs); err != nil {
			return f, err
		}
	}
	if w.Labels != nil && len(clients) > 0 {
		f.labels, err = w.Labels(q.Ctx(), clients)
	}
	return f, err
}

func (f frame) who(ref string) string {
	if n := f.names[ref]; n != "" {
		return n
	}
	return ref
}

func (f frame) basis(ctx context.Context, code string) string {
	return f.rules.List(near.ListBasis).Name(code, i18n.Lang(ctx))
}

func (f frame) office(o id.Office) string {
	if n := f.offices[o]; n != "" {
		return n
	}
	return string(o)
}

func (f frame) label(c id.Client) string {
	if n := f.labels[c]; n != "" {
		return n
	}
	return string(c)
}

func (f frame) officeOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, o := range access.From(ctx).Offices {
		out = append(out, ui.Option{Value: string(o), Text: f.office(o)})
	}
	return out
}

func (f frame) bases(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, i := range f.rules.List(near.ListBasis).On(f.today) {
		out = append(out, ui.Option{Value: i.Code, Text: i.Label.In(i18n.Lang(ctx))})
	}
	return out
}

// listView is the list of requests.
type listView struct {
	frame
	list []near.Request
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	list, err := w.Service.List(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	var refs []string
	for _, x := range list {
		refs = append(refs, x.AskedBy)
	}
	v := listView{list: list}
	if v.frame, err = w.frame(q, refs, nil); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("near.list"), Empty: ui.M("near.none"), Columns: []ui.Column{
		{Label: ui.M("near.number")}, {Label: ui.M("near.window_label")}, {Label: ui.M("near.basis")}, {Label: ui.M("near.asked_by")}, {Label: ui.M("near.asked_at"), Narrow: true}, {Label: ui.M("near.state")},
	}}
	for _, x := range v.list {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/monitoring/near/"+x.ID, "№ "+strconv.Itoa(x.Number)), ui.Val(i18n.Instant(ctx, x.From) + " – " + i18n.Instant(ctx, x.Until)), ui.Val(v.basis(ctx, x.Basis)),
			ui.Val(v.who(x.AskedBy)), ui.Moment(x.AskedAt), v.state(x),
		}, Off: x.State == near.Refused})
	}
	return g
}

func (f frame) state(x near.Request) templ.Component {
	if x.Expired(f.limits, f.now) {
		return ui.Tag(ui.Neutral, ui.M("near.state.expired"))
	}
	kind := map[near.State]ui.Kind{near.Asked: ui.Warn, near.Approved: ui.Info, near.Refused: ui.Neutral, near.Done: ui.Good}[x.State]
	return ui.Tag(kind, ui.M("near.state."+string(x.State)))
}

// newView is the form of a request.
type newView struct {
	frame
	form ui.Form
}

func (w *Web) newForm(q *httpx.Req) (httpx.Reply, error) {
	f, err := w.frame(q, nil, nil)
	if err != nil {
		return httpx.Reply{}, err
	}
	day := i18n.Date(q.Ctx(), f.today)
	return httpx.Page(newPage(newView{f, ui.Form{Values: url.Values{"from": {day}, "until": {day}, "radius": {"200"}}}})), nil
}

func (w *Web) ask(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := near.Request{Office: id.Office(q.Value("office")), Basis: q.Value("basis"), Case: q.Value("case_number"), Words: q.Value("words")}
	if offices := access.From(q.Ctx()).Offices; in.Office == "" && len(offices) > 0 {
		in.Office = offices[0]
	}
	lat, okLat := near.Degrees(q.Value("lat"))
	lon, okLon := near.Degrees(q.Value("lon"))
	if okLat && okLon {
		in.Place = zone.Point{Lat: lat, Lon: lon}
	} else {
		if !okLat {
			p.Add("lat", "near.lat")
		}
		if !okLon {
			p.Add("lon", "near.lon")
		}
	}
	in.Radius, _ = strconv.Atoi(q.Value("radius")) //nolint:errcheck // 0 is refused with its field
	in.From, in.Until = w.moment(&p, q, "from"), w.moment(&p, q, "until")
	request, err := "", p.Err()
	if err != nil { // everything that is wrong at once, and nothing written
		all := near.Check(in, w.Service.Limits(), w.Service.Rulebook().List(near.ListBasis).Holds(in.Basis, w.Service.Today()), w.Service.Now())
		err = join(p, all)
	} else {
		request, err = w.Service.Ask(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/monitoring/near/" + request + "?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) {
		return httpx.Reply{}, err
	}
	f, e := w.frame(q, nil, nil)
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(newPage(newView{f, ui.NewForm(q.Form(), err)})), nil
}

func join(p, more fault.Problems) error {
	seen := map[string]bool{}
	for _, x := range p {
		seen[x.Field] = true
	}
	for _, x := range more {
		if !seen[x.Field] {
			p = append(p, x)
		}
	}
	return p.Err()
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
	t, err := time.Parse("15:04", q.Value(name+"_time"))
	if err != nil {
		p.Add(name+"_time", "monitoring.read.time")
		return civil.Instant{}
	}
	return d.StartIn(w.Service.Zone).Add(time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute)
}
