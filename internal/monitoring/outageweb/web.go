// Package outageweb shows the register of outages of network and power: by village and operator, entered, corrected, read from lists.
package outageweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
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
	"tuzjol/internal/rulebook"
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
		return httpx.Route{Method: method, Pattern: Path + path, Action: action, Purpose: "supervision", Do: handle}
	}
	return []httpx.Route{
		route(http.MethodGet, "", access.ReadAlerts, w.list),
		route(http.MethodPost, "", access.ManageOutages, w.add),
		route(http.MethodGet, "/csv", access.ReadAlerts, w.csv),
		route(http.MethodPost, "/import", access.ManageOutages, w.load),
		route(http.MethodGet, "/{row}", access.ReadAlerts, w.one),
		route(http.MethodPost, "/{row}", access.ManageOutages, w.decide),
		route(http.MethodPost, "/{row}/correct", access.ManageOutages, w.correct),
	}
}

// common is what the pages share.
type common struct {
	names     map[string]string
	offices   map[id.Office]string
	operators rulebook.List
	manages   bool
}

func (w *Web) common(q *httpx.Req, refs ...string) (common, error) {
	c := common{operators: w.Register.Operators(), manages: access.From(q.Ctx()).May(access.ManageOutages)}
	var err error
	if c.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx())); err != nil {
		return c, err
	}
	if w.Names != nil && len(refs) > 0 {
		c.names, err = w.Names(q.Ctx(), refs)
	}
	return c, err
}

// view is the register with the forms beside it.
type view struct {
	common
	list   []outagesvc.Outage
	more   bool
	filter ui.Form
	query  string
	form   ui.Form // a new entry
	file   ui.Form // a list
	read   *counts // of the list that was just read
	now    civil.Instant
}

func filterOf(v url.Values) outagesvc.Filter {
	return outagesvc.Filter{
		What: v.Get("what"), Area: v.Get("area"), Operator: v.Get("operator"), Source: v.Get("source"), State: v.Get("state"), Time: v.Get("time"),
		Words: strings.TrimSpace(v.Get("words")),
	}
}

func (w *Web) view(q *httpx.Req) (view, error) {
	at := q.Query()
	v := view{filter: ui.Form{Values: at, Prefix: "f-"}, read: countsOf(at), now: w.Register.Now()}
	at.Del("entered")
	at.Del("rows")
	v.query = at.Encode()
	var err error
	if v.list, v.more, err = w.Register.List(q.Ctx(), filterOf(at)); err != nil {
		return v, err
	}
	var refs []string
	for _, x := range v.list {
		refs = append(refs, x.MadeBy)
	}
	v.common, err = w.common(q, refs...)
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page(v)), nil
}

// csv gives the register as it is filtered; its first columns may be read again as a list.
func (w *Web) csv(q *httpx.Req) (httpx.Reply, error) {
	list, _, err := w.Register.List(q.Ctx(), filterOf(q.Query()))
	if err != nil {
		return httpx.Reply{}, err
	}
	moment := func(at civil.Instant) string {
		if at.IsZero() {
			return ""
		}
		return at.Time().In(w.Register.Zone).Format("2006-01-02 15:04")
	}
	rows := [][]string{append(outage.Columns(), "state", "source", "silent", "devices", "reason")}
	for _, x := range list {
		rows = append(rows, []string{
			x.What, x.Place.Area, x.Place.Village, x.Place.Operator, moment(x.From), moment(x.Until), x.Note, x.State, x.Source, strconv.Itoa(x.Silent),
			strconv.Itoa(x.Devices), x.Reason,
		})
	}
	return httpx.CSV("outages.csv", rows), nil
}

func (w *Web) entry(p *fault.Problems, q *httpx.Req) outage.Entry {
	return outage.Entry{
		What: q.Value("what"), Area: q.Value("area"), Village: q.Value("village"), Operator: q.Value("operator"), Source: q.Value("source"), Note: q.Value("note"),
		From: w.moment(p, q, "from").Time(), To: w.moment(p, q, "until").Time(),
	}
}

func (w *Web) add(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := w.entry(&p, q)
	err := p.Err()
	if err == nil {
		err = w.Register.Add(q.Ctx(), in)
	}
	return w.answer(q, err, func(v *view, form ui.Form) { v.form = form })
}

// load reads a list of announced outages, and says how many of its rows were entered.
func (w *Web) load(q *httpx.Req) (httpx.Reply, error) {
	c, err := w.loaded(q)
	if err == nil {
		return httpx.Redirect(Path + "?" + c.query()), nil
	}
	return w.answer(q, err, func(v *view, form ui.Form) { v.file = form })
}

func (w *Web) loaded(q *httpx.Req) (counts, error) {
	f, err := q.File("file")
	if err != nil {
		return counts{}, err
	}
	if f == nil {
		var p fault.Problems
		p.Add("file", "field.required")
		return counts{}, p.Err()
	}
	in, err := f.Open()
	if err != nil {
		return counts{}, err
	}
	defer in.Close() //nolint:errcheck // read only
	rows, err := outage.ReadList(in, w.Register.Zone)
	if err != nil {
		return counts{}, err
	}
	entered, err := w.Register.Import(q.Ctx(), rows)
	return counts{entered: entered, rows: len(rows)}, err
}

// answer goes back to the register, or shows it again with what was typed and what is wrong.
func (w *Web) answer(q *httpx.Req, err error, wrong func(v *view, form ui.Form)) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(Path + "?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) {
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
