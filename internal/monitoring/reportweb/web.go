// Package reportweb shows the reports of monitoring: figures without a person, on screen, as a file and on paper, and the monthly list of
// orders that must be looked at again.
package reportweb

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/report"
	"tuzjol/internal/monitoring/reportsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Deps are what app binds. Nil functions are left out of the pages.
type Deps struct {
	Service *reportsvc.Service
	// Labels says how lists call clients, within the actor's sight.
	Labels func(ctx context.Context, clients []id.Client) (map[id.Client]string, error)
	// Offices gives the names of the offices in a language.
	Offices func(ctx context.Context, lang string) (map[id.Office]string, error)
}

// Web serves the pages.
type Web struct{ Deps }

// New makes the pages.
func New(d Deps) *Web { return &Web{d} }

const root = "/monitoring/reports"

// Routes lists the pages.
func (w *Web) Routes() []httpx.Route {
	route := func(pattern string, action actor.Action, do httpx.Handler) httpx.Route {
		return httpx.Route{Method: http.MethodGet, Pattern: root + pattern, Action: action, Purpose: "supervision", Do: do}
	}
	return []httpx.Route{
		route("", access.ReadReports, w.figures),
		route("/csv", access.ReadReports, w.csv),
		route("/review", access.ReadMonitoring, w.review),
	}
}

type figuresView struct {
	reportsvc.Figures
	offices map[id.Office]string
	rules   *rulebook.Rulebook
	query   string
	problem bool // the period could not be read
	today   civil.Date
}

// month reads "2026-11"; a month that cannot be read is said, and the running one is shown.
func month(s string, wrong *bool) civil.Date {
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s + "-01")
	if err != nil {
		*wrong = true
	}
	return d
}

func (w *Web) view(q *httpx.Req) (figuresView, error) {
	query := q.Query()
	v := figuresView{query: q.R.URL.RawQuery, rules: w.Service.Rules.At(w.Service.Today()), today: w.Service.Today()}
	f := reportsvc.Filter{From: month(query.Get("from"), &v.problem), Office: id.Office(query.Get("office"))}
	if until := month(query.Get("until"), &v.problem); !until.IsZero() && until != f.From { // a span of months is said, not given
		v.problem = true
	}
	var err error
	if v.Figures, err = w.Service.Figures(q.Ctx(), f); err != nil {
		return v, err
	}
	if w.Offices != nil {
		v.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx()))
	}
	return v, err
}

func (w *Web) figures(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(figuresPage(v)), nil
}

// part is one table of the report.
type part struct {
	key   string // of its title
	table report.Table
	name  func(ctx context.Context, code string) string
}

func (v figuresView) parts() []part {
	say := func(prefix string) func(context.Context, string) string {
		return func(ctx context.Context, code string) string {
			key := prefix + code
			if code == "unknown" {
				key = "monitoring.report.unknown"
			}
			if !i18n.Has(ctx, key) {
				return code
			}
			return i18n.T(ctx, key)
		}
	}
	plain := func(ctx context.Context, code string) string {
		if code == "unknown" {
			return i18n.T(ctx, "monitoring.report.unknown")
		}
		return code
	}
	office := func(ctx context.Context, code string) string {
		if n := v.offices[id.Office(code)]; n != "" {
			return n
		}
		return plain(ctx, code)
	}
	reason := func(ctx context.Context, code string) string {
		if code == "unknown" {
			return plain(ctx, code)
		}
		return v.rules.List(regime.ListUnfit).Name(code, i18n.Lang(ctx))
	}
	return []part{
		{"monitoring.report.installed", v.Installed, say("monitoring.kind.")},
		{"monitoring.report.removed", v.Removed, reason},
		{"monitoring.report.by_office", v.ByOffice, office},
		{"monitoring.report.alerts", v.Alerts, say("monitoring.rule.")},
		{"monitoring.report.models", v.Models, plain},
		{"monitoring.report.false", v.False, say("monitoring.report.false.")},
		{"monitoring.report.sex", v.Sex, say("monitoring.report.sex.")},
		{"monitoring.report.age", v.Age, say("monitoring.report.age.")},
		{"monitoring.report.alert_offices", v.Offices, office},
	}
}

func (p part) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M(p.key), HideCaption: true, Plain: true, Empty: ui.M("monitoring.report.nothing"), Columns: []ui.Column{
		{Label: ui.M("monitoring.report.what")}, {Label: ui.M("monitoring.report.number"), Numeric: true}, {Label: ui.M("monitoring.report.persons"), Numeric: true},
	}}
	for _, r := range p.table.Rows {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Val(p.name(ctx, r.Code)), number(r.N, r.Hidden), number(r.Persons, r.Hidden)}})
	}
	if len(g.Rows) > 0 {
		t := p.table
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Say(ui.M("monitoring.report.total")), number(t.N, t.TotalHidden), number(t.Persons, t.TotalHidden)}})
	}
	return g
}

func number(n int, hidden bool) templ.Component {
	if hidden {
		return ui.Say(ui.M("monitoring.report.hidden"))
	}
	return ui.Num(n)
}

// duration is a span in words: minutes up to two hours, then hours.
func duration(d time.Duration) msg.Message {
	if d < 2*time.Hour {
		return ui.N("monitoring.report.minutes", int(d.Round(time.Minute)/time.Minute))
	}
	return ui.N("monitoring.report.hours", int(d.Round(time.Hour)/time.Hour))
}

type spanRow struct {
	key string
	s   reportsvc.Spans
}

func (v figuresView) spans() []spanRow {
	return []spanRow{{"monitoring.report.to_taken", v.Taken}, {"monitoring.report.to_resolved", v.Resolved}, {"monitoring.report.whole", v.Whole}}
}

func (v figuresView) times() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.report.times"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("monitoring.report.what")}, {Label: ui.M("monitoring.report.p50"), Numeric: true}, {Label: ui.M("monitoring.report.p90"), Numeric: true},
	}}
	for _, x := range v.spans() {
		half, most := ui.Say(ui.M("monitoring.report.hidden")), ui.Say(ui.M("monitoring.report.hidden"))
		switch {
		case x.s.None:
			half, most = ui.None(), ui.None()
		case x.s.Shown:
			half, most = ui.Say(duration(x.s.P50)), ui.Say(duration(x.s.P90))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Say(ui.M(x.key)), half, most}})
	}
	return g
}

// rate is the share of false alarms in per cent; false where it is not shown.
func (v figuresView) rate() (int, bool) {
	yes := 0
	for _, r := range v.False.Rows {
		if r.Hidden {
			return 0, false
		}
		if r.Code == "yes" {
			yes = r.N
		}
	}
	if v.False.TotalHidden || v.False.N == 0 {
		return 0, false
	}
	return (100*yes + v.False.N/2) / v.False.N, true
}

func (v figuresView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{
		"from": {v.Filter.From.String()[:7]}, "office": {string(v.Filter.Office)},
	}}
}

// months offers the last two years.
func (v figuresView) months() []ui.Option {
	var out []ui.Option
	for i := range 24 {
		m := v.today.AddDays(1 - v.today.Day()).AddMonths(-i).String()[:7]
		out = append(out, ui.Option{Value: m, Text: m[5:] + "." + m[:4]})
	}
	return out
}

func (v figuresView) reach(ctx context.Context) []ui.Option {
	rights := access.From(ctx)
	var out []ui.Option
	for _, o := range rights.Offices {
		if n := v.offices[o]; n != "" {
			out = append(out, ui.Option{Value: string(o), Text: n})
		}
	}
	return out
}

func (w *Web) csv(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx := q.Ctx()
	num := func(n int, hidden bool) string {
		if hidden {
			return i18n.T(ctx, "monitoring.report.hidden")
		}
		return i18n.Number(ctx, n)
	}
	rows := [][]string{{i18n.T(ctx, "monitoring.report.table"), i18n.T(ctx, "monitoring.report.what"), i18n.T(ctx, "monitoring.report.number"), i18n.T(ctx, "monitoring.report.persons")}}
	if v.Held {
		rows = append(rows, []string{i18n.T(ctx, "monitoring.report.held")})
		return httpx.CSV("monitoring.csv", rows), nil
	}
	for _, p := range v.parts() {
		title := i18n.T(ctx, p.key)
		for _, r := range p.table.Rows {
			rows = append(rows, []string{title, p.name(ctx, r.Code), num(r.N, r.Hidden), num(r.Persons, r.Hidden)})
		}
	}
	for _, x := range v.spans() {
		for _, y := range []struct {
			key string
			d   time.Duration
		}{{"monitoring.report.p50", x.s.P50}, {"monitoring.report.p90", x.s.P90}} {
			rows = append(rows, []string{i18n.T(ctx, "monitoring.report.times"), i18n.T(ctx, x.key) + ", " + i18n.T(ctx, y.key), num(int(y.d/time.Minute), !x.s.Shown), ""})
		}
	}
	return httpx.CSV("monitoring.csv", rows), nil
}

type reviewView struct {
	list   []reportsvc.Standing
	labels map[id.Client]string
	rules  *rulebook.Rulebook
	today  civil.Date
}

func (w *Web) review(q *httpx.Req) (httpx.Reply, error) {
	v := reviewView{labels: map[id.Client]string{}, today: w.Service.Today(), rules: w.Service.Rules.At(w.Service.Today())}
	var err error
	if v.list, err = w.Service.Review(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	for _, x := range v.list {
		clients = append(clients, x.Client)
	}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(reviewPage(v)), nil
}

func (v reviewView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.report.review"), HideCaption: true, Empty: ui.M("monitoring.due_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.client")},
		{Label: ui.M("monitoring.regime")},
		{Label: ui.M("monitoring.level")},
		{Label: ui.M("monitoring.report.days"), Numeric: true},
		{Label: ui.M("monitoring.review_on"), Narrow: true},
		{Label: ui.M("monitoring.report.alerts30"), Numeric: true},
		{Label: ui.M("monitoring.report.worn")},
	}}
	for _, x := range v.list {
		worn := ui.Say(ui.M("monitoring.report.worn.no"))
		if x.Device {
			worn = ui.Say(ui.M("monitoring.report.worn.yes"))
		}
		row := ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(x.Client)+"/monitoring/orders/"+x.Order, v.labels[x.Client]), ui.Val(v.rules.List(regime.ListRegimes).Name(string(x.Kind), i18n.Lang(ctx))),
			ui.Say(ui.M("monitoring.level." + string(x.Level))), ui.Num(max(0, x.Begins.In(i18n.Zone(ctx)).DaysUntil(v.today))), ui.Day(x.ReviewOn), ui.Num(x.Alerts), worn,
		}}
		if x.ReviewOn.Before(v.today) {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
