package deskweb

import (
	"context"
	"fmt"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// group is what one client has on the desk: the gravest alert stands for the rest.
type group struct {
	key   string
	alert alert.Group
	rows  []desksvc.Row
}

func (g group) top() desksvc.Row { return g.rows[0] }

// deskView is the queue under a filter.
type deskView struct {
	frame
	filter  desksvc.Filter
	query   url.Values
	groups  []group
	rows    []desksvc.Row
	more    bool
	figures desksvc.Figures
	seated  []desksvc.Shift
}

func filterOf(q *httpx.Req) (desksvc.Filter, url.Values) {
	in, keep := q.Query(), url.Values{}
	for _, name := range []string{"severity", "office", "mine", "state"} {
		if v := in.Get(name); v != "" {
			keep.Set(name, v)
		}
	}
	skip, _ := strconv.Atoi(in.Get("skip")) //nolint:errcheck // what is no number begins with the gravest
	if skip > 0 {
		keep.Set("skip", strconv.Itoa(skip))
	}
	return desksvc.Filter{Skip: max(skip, 0), Severity: in.Get("severity"), Office: id.Office(in.Get("office")), Mine: in.Get("mine") != "", State: in.Get("state")}, keep
}

func (w *Web) deskView(q *httpx.Req) (deskView, error) {
	ctx := q.Ctx()
	v := deskView{}
	v.filter, v.query = filterOf(q)
	var err error
	if v.rows, v.more, v.figures, err = w.Desk.Queue(ctx, v.filter); err != nil {
		return v, err
	}
	shifts, err := w.Desk.Shifts(ctx)
	if err != nil {
		return v, err
	}
	var refs []string
	var clients []id.Client
	for _, s := range shifts {
		if s.Closed.IsZero() {
			v.seated, refs = append(v.seated, s), append(refs, string(s.Account))
		}
	}
	for _, r := range v.rows {
		refs, clients = append(refs, r.TakenBy, r.ResolvedBy), append(clients, r.Client)
	}
	v.groups = grouped(v.rows)
	v.frame, err = w.frame(ctx, refs, clients)
	return v, err
}

// grouped puts the alerts of one client into one line; each drill is a line of its own.
func grouped(rows []desksvc.Row) []group {
	waiting, by := make([]alert.Waiting, len(rows)), map[string]desksvc.Row{}
	for i, r := range rows {
		by[r.ID] = r
		waiting[i] = alert.Waiting{ID: r.ID, Client: r.Client, Subject: r.Subject(), RaisedAt: r.RaisedAt.Time()}
		if r.Drill {
			waiting[i].Client = id.Client("drill-" + r.ID)
		}
	}
	var out []group
	for _, g := range alert.Desk(waiting) {
		x := group{key: "g-" + string(g.Client), alert: g}
		for _, a := range g.Alerts {
			x.rows = append(x.rows, by[a.ID])
		}
		out = append(out, x)
	}
	return out
}

// desk shows the queue; part=queue gives the queue alone, for a page that is open already.
func (w *Web) desk(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.deskView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	if q.Query().Get("part") == "queue" {
		return httpx.Page(queue(v)), nil
	}
	return httpx.Page(deskPage(v)), nil
}

func (v deskView) form() ui.Form { return ui.Form{Values: v.query} }

func (v deskView) href(more ...string) string {
	all := url.Values{}
	for name, values := range v.query {
		all[name] = values
	}
	for i := 0; i+1 < len(more); i += 2 {
		all.Set(more[i], more[i+1])
	}
	if len(all) == 0 {
		return deskPath
	}
	return deskPath + "?" + all.Encode()
}

func tone(s alert.Severity) ui.Kind {
	switch s {
	case alert.Critical:
		return ui.Bad
	case alert.High:
		return ui.Warn
	case alert.Medium, alert.Low:
	}
	return ui.Neutral
}

func severities() []ui.Option {
	var out []ui.Option
	for _, s := range []alert.Severity{alert.Critical, alert.High, alert.Medium, alert.Low} {
		out = append(out, ui.Option{Value: s.Code(), Label: severityName(s)})
	}
	return out
}

func severityName(s alert.Severity) msg.Message { return ui.M("monitoring.severity." + s.Code()) }

func ruleName(a desksvc.Alert) msg.Message {
	if a.Kind.Victim() && a.Rule != "" {
		return ui.M("monitoring.rule.victim_zone." + string(a.Rule))
	}
	return ui.M("monitoring.rule." + string(a.Rule))
}

func stateTag(a desksvc.Alert) templ.Component {
	kind := ui.Neutral
	switch a.State {
	case alert.Raised, alert.Seen:
		kind = ui.Warn
	case alert.Taken, alert.Contacted:
		kind = ui.Info
	case alert.Resolved:
		kind = ui.Good
	}
	return ui.Tag(kind, ui.M("monitoring.alert_state."+string(a.State)))
}

// clock is an age as hours and minutes: it needs no language.
func clock(now, since civil.Instant) string {
	d := now.Time().Sub(since.Time())
	if d < 0 {
		d = 0
	}
	return fmt.Sprintf("%d:%02d", int(d.Hours()), int(d.Minutes())%60)
}

func (v deskView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.queue"), HideCaption: true, Empty: ui.M("monitoring.desk.empty"),
		Columns: []ui.Column{
			{Label: ui.M("monitoring.client")},
			{Label: ui.M("monitoring.desk.what")},
			{Label: ui.M("monitoring.desk.severity"), Narrow: true},
			{Label: ui.M("monitoring.desk.age"), Narrow: true},
			{Label: ui.M("monitoring.state"), Narrow: true},
			{Label: ui.M("monitoring.desk.taken_by"), Sparse: true},
			{Label: ui.M("monitoring.desk.act"), HideLabel: true},
		},
	}
	for _, x := range v.groups {
		top := x.top()
		row := ui.Row{ID: x.key, Tone: tone(x.alert.Severity), Cells: []templ.Component{
			ui.LinkTo("/monitoring/alerts/"+top.ID, v.client(ctx, top.Alert)), whatCell(v, x), ui.Tag(tone(x.alert.Severity), severityName(x.alert.Severity)),
			age(civil.At(x.alert.Since), v.now), stateTag(top.Alert), ui.Val(v.who(top.TakenBy)), takeCell(v, top),
		}}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v deskView) rate(ctx context.Context) string {
	if v.figures.Closed == 0 {
		return i18n.T(ctx, "monitoring.desk.rate_none")
	}
	return i18n.T(ctx, "monitoring.desk.rate", "Share", i18n.Percent(ctx, float64(v.figures.Failed)/float64(v.figures.Closed), 0),
		"False", v.figures.Failed, "Closed", v.figures.Closed, "Days", desksvc.FigureDays)
}

// csv gives the closed alerts without any person.
func (w *Web) csv(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	f, _ := filterOf(q)
	f.State = desksvc.ShowClosed
	list, _, _, err := w.Desk.Queue(ctx, f)
	if err != nil {
		return httpx.Reply{}, err
	}
	v, err := w.frame(ctx, nil, nil)
	if err != nil {
		return httpx.Reply{}, err
	}
	rows := [][]string{{}}
	for _, key := range []string{
		"monitoring.desk.number", "monitoring.desk.rule", "monitoring.desk.severity", "monitoring.regime", "monitoring.office", "monitoring.model.label", "monitoring.desk.raised",
		"monitoring.desk.taken_after", "monitoring.desk.resolved_after", "common.reason", "monitoring.desk.false_alarm", "monitoring.desk.drill",
	} {
		rows[0] = append(rows[0], i18n.T(ctx, key))
	}
	for _, a := range list {
		rows = append(rows, []string{
			desksvc.Number(a.ID), i18n.Msg(ctx, ruleName(a.Alert)), i18n.Msg(ctx, severityName(a.Severity)), v.code(ctx, "monitoring_regimes", string(a.Regime)), v.office(a.Office),
			a.Model, i18n.Instant(ctx, a.RaisedAt), seconds(a.RaisedAt, a.TakenAt), seconds(a.RaisedAt, a.ResolvedAt), v.code(ctx, desksvc.ListClose, a.Reason), yes(ctx, a.FalseAlarm), yes(ctx, a.Drill),
		})
	}
	return httpx.CSV("alerts.csv", rows), nil
}

func seconds(from, to civil.Instant) string {
	if to.IsZero() {
		return ""
	}
	return strconv.Itoa(int(to.Time().Sub(from.Time()).Seconds()))
}

func yes(ctx context.Context, b bool) string {
	if b {
		return i18n.T(ctx, "common.yes")
	}
	return i18n.T(ctx, "common.no")
}

// mayTake reports whether the line offers to take its alert.
func mayTake(ctx context.Context, r desksvc.Row) bool {
	return access.From(ctx).May(access.WorkAlerts) && (r.State == alert.Raised || r.State == alert.Seen)
}

// pages lead to the alerts beyond those that are shown, so that none is out of reach, and back to the gravest.
func (v deskView) pages() ui.Paging {
	out := ui.Paging{}
	if v.filter.Skip > 0 {
		first := url.Values{}
		for name, values := range v.query {
			if name != "skip" {
				first[name] = values
			}
		}
		out.First = deskPath + "?" + first.Encode()
	}
	if v.more {
		out.Next = v.href("skip", strconv.Itoa(v.filter.Skip+desksvc.Limit))
	}
	return out
}

// filtered reports whether the reader narrowed the list: then the filter stands open.
func (v deskView) filtered() bool {
	for name := range v.query {
		if name != "skip" {
			return true
		}
	}
	return false
}
