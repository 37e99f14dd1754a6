package deskweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/linesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/ui"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// dial is a number as a telephone takes it.
func dial(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
}

func closeHint(v alertView) msg.Message {
	if v.Subject().Endangers() {
		return ui.M("monitoring.desk.stand_down_hint")
	}
	return msg.Message{}
}

// shiftsView lists the shifts with the form to open one.
type shiftsView struct {
	frame
	list []desksvc.Shift
	form ui.Form
}

func (w *Web) shiftsView(q *httpx.Req, f ui.Form) (shiftsView, error) {
	list, err := w.Desk.Shifts(q.Ctx())
	if err != nil {
		return shiftsView{}, err
	}
	var refs []string
	for _, s := range list {
		refs = append(refs, string(s.Account), string(s.Next))
	}
	v := shiftsView{list: list, form: f}
	v.frame, err = w.frame(q.Ctx(), refs, nil)
	return v, err
}

func (w *Web) shifts(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.shiftsView(q, ui.Form{Values: url.Values{"office": {string(access.From(q.Ctx()).Home())}}})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(shiftsPage(v)), nil
}

func (w *Web) openShift(q *httpx.Req) (httpx.Reply, error) {
	err := w.Desk.Open(q.Ctx(), id.Office(q.Value("office")))
	if err == nil {
		return httpx.Redirect(deskPath + "/shifts?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.shiftsView(q, ui.NewForm(q.Form(), err))
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(shiftsPage(v)), nil
}

// mine is the shift that the reader has open.
func (v shiftsView) mine(ctx context.Context) bool {
	for _, s := range v.list {
		if s.Account == access.From(ctx).Account && s.Closed.IsZero() {
			return true
		}
	}
	return false
}

func (v shiftsView) grid() ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.shifts"), HideCaption: true, Empty: ui.M("monitoring.desk.shifts_none"),
		Columns: []ui.Column{{Label: ui.M("monitoring.desk.opened")}, {Label: ui.M("monitoring.office")}, {Label: ui.M("monitoring.desk.who")}, {Label: ui.M("monitoring.state")}, {Label: ui.M("monitoring.desk.next")}},
	}
	for _, s := range v.list {
		g.Rows = append(g.Rows, ui.Row{Off: !s.Closed.IsZero(), Cells: []templ.Component{
			shiftLink(s), ui.Val(v.office(s.Office)), ui.Val(v.who(string(s.Account))), shiftState(s), ui.Val(v.who(string(s.Next))),
		}})
	}
	return g
}

func shiftState(s desksvc.Shift) templ.Component {
	switch {
	case !s.Accepted.IsZero():
		return ui.Tag(ui.Good, ui.M("monitoring.desk.accepted"))
	case !s.Handed.IsZero():
		return ui.Tag(ui.Warn, ui.M("monitoring.desk.handed"))
	}
	return ui.Tag(ui.Info, ui.M("monitoring.desk.sits"))
}

// shiftView is one shift with the alerts that went with it.
type shiftView struct {
	frame
	desksvc.Shift
	list []desksvc.Handed
	next []ui.Option
	form ui.Form
}

func (w *Web) shiftView(q *httpx.Req, f ui.Form) (shiftView, error) {
	x, list, candidates, err := w.Desk.HandedOver(q.Ctx(), q.PathValue("shift"))
	if err != nil {
		return shiftView{}, err
	}
	v := shiftView{Shift: x, list: list, form: f}
	refs, clients := []string{string(x.Account), string(x.Next)}, []id.Client{}
	for _, c := range candidates {
		refs = append(refs, string(c))
	}
	for _, h := range list {
		clients = append(clients, h.Client)
	}
	if v.frame, err = w.frame(q.Ctx(), refs, clients); err != nil {
		return v, err
	}
	for _, c := range candidates {
		v.next = append(v.next, ui.Option{Value: string(c), Text: v.who(string(c))})
	}
	return v, nil
}

func (w *Web) shift(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.shiftView(q, ui.Form{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(shiftPage(v)), nil
}

func (w *Web) hand(q *httpx.Req) (httpx.Reply, error) {
	return w.shiftDone(q, w.Desk.Hand(q.Ctx(), desksvc.HandOver{Shift: q.PathValue("shift"), Version: version(q), Next: id.Account(q.Value("next")), Words: q.Value("words")}))
}

func (w *Web) accept(q *httpx.Req) (httpx.Reply, error) {
	return w.shiftDone(q, w.Desk.Accept(q.Ctx(), q.PathValue("shift"), version(q)))
}

func (w *Web) shiftDone(q *httpx.Req, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect(deskPath + "/shifts/" + q.PathValue("shift") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.shiftView(q, ui.NewForm(q.Form(), err))
	if e != nil {
		return httpx.Reply{}, e
	}
	r := httpx.Invalid(shiftPage(v))
	if fault.Is(err, fault.Conflict) {
		r = r.Status(409)
	}
	return r, nil
}

func (v shiftView) mayHand(ctx context.Context) bool {
	return duty(ctx) && v.Closed.IsZero() && v.Account == access.From(ctx).Account
}

func (v shiftView) mayAccept(ctx context.Context) bool {
	return duty(ctx) && v.Closed.IsZero() && v.Next == access.From(ctx).Account
}

func (v shiftView) items() []ui.Item {
	return []ui.Item{
		{Label: ui.M("monitoring.office"), Value: ui.Val(v.office(v.Office))},
		{Label: ui.M("monitoring.desk.who"), Value: ui.Val(v.who(string(v.Account)))},
		{Label: ui.M("monitoring.desk.opened"), Value: ui.Moment(v.Opened)},
		{Label: ui.M("monitoring.desk.next"), Value: ui.Val(v.who(string(v.Next)))},
		{Label: ui.M("monitoring.desk.handed_at"), Value: ui.Moment(v.Handed)},
		{Label: ui.M("monitoring.desk.accepted_at"), Value: ui.Moment(v.Accepted)},
		{Label: ui.M("monitoring.desk.hand_words_label"), Value: ui.Val(v.Words)},
	}
}

func (v shiftView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.handed_list"), HideCaption: true, Empty: ui.M("monitoring.desk.handed_none"),
		Columns: []ui.Column{{Label: ui.M("monitoring.client")}, {Label: ui.M("monitoring.desk.what")}, {Label: ui.M("monitoring.desk.severity")}, {Label: ui.M("monitoring.desk.raised")}, {Label: ui.M("monitoring.state")}},
	}
	for _, h := range v.list {
		a := desksvc.Alert{ID: h.Alert, Client: h.Client, Rule: h.Rule, State: h.State, Severity: h.Severity, Drill: h.Drill}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/monitoring/alerts/"+h.Alert, v.client(ctx, a)), ui.Say(ruleName(a)), ui.Tag(tone(h.Severity), severityName(h.Severity)), ui.Moment(h.RaisedAt), stateTag(a),
		}})
	}
	return g
}

// drillsView lists the drills with what was measured.
type drillsView struct {
	frame
	list []desksvc.Alert
	form ui.Form
}

func (w *Web) drillsView(q *httpx.Req, f ui.Form) (drillsView, error) {
	list, err := w.Desk.Drills(q.Ctx())
	if err != nil {
		return drillsView{}, err
	}
	v := drillsView{list: list, form: f}
	var refs []string
	for _, a := range list {
		refs = append(refs, a.TakenBy)
	}
	v.frame, err = w.frame(q.Ctx(), refs, nil)
	return v, err
}

func (w *Web) drills(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.drillsView(q, ui.Form{Values: url.Values{"office": {string(access.From(q.Ctx()).Home())}}})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(drillsPage(v)), nil
}

func (w *Web) drill(q *httpx.Req) (httpx.Reply, error) {
	key, err := w.Desk.Drill(q.Ctx(), id.Office(q.Value("office")), q.Value("scenario"))
	if err == nil {
		return httpx.Redirect("/monitoring/alerts/" + key), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.drillsView(q, ui.NewForm(q.Form(), err))
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(drillsPage(v)), nil
}

func scenarioOptions() []ui.Option {
	var out []ui.Option
	for _, s := range []string{"entry", "tamper", "silent"} {
		out = append(out, ui.Option{Value: s, Label: ui.M("monitoring.scenario." + s)})
	}
	return out
}

func (v drillsView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.drills"), HideCaption: true, Empty: ui.M("monitoring.desk.drills_none"),
		Columns: []ui.Column{
			{Label: ui.M("monitoring.desk.raised")},
			{Label: ui.M("monitoring.desk.what")},
			{Label: ui.M("monitoring.office")},
			{Label: ui.M("monitoring.desk.taken_by")},
			{Label: ui.M("monitoring.desk.taken_after"), Narrow: true},
			{Label: ui.M("monitoring.desk.resolved_after"), Narrow: true},
			{Label: ui.M("monitoring.state"), Narrow: true},
		},
	}
	for _, a := range v.list {
		whole := ""
		if a.State == alert.Resolved {
			whole = i18n.T(ctx, "monitoring.why.seconds", "Seconds", seconds(a.RaisedAt, a.ResolvedAt))
		}
		taken := ""
		if !a.TakenAt.IsZero() {
			taken = i18n.T(ctx, "monitoring.why.seconds", "Seconds", seconds(a.RaisedAt, a.TakenAt))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/monitoring/alerts/"+a.ID, i18n.Instant(ctx, a.RaisedAt)), ui.Say(ruleName(a)), ui.Val(v.office(a.Office)), ui.Val(v.who(a.TakenBy)),
			ui.Val(taken), ui.Val(whole), stateTag(a),
		}})
	}
	return g
}

// linesView lists the lines to the police.
type linesView struct {
	frame
	list []linesvc.Line
	form ui.Form
}

func (w *Web) linesView(q *httpx.Req, f ui.Form) (linesView, error) {
	list, err := w.Lines.List(q.Ctx())
	if err != nil {
		return linesView{}, err
	}
	v := linesView{list: list, form: f}
	var refs []string
	for _, l := range list {
		refs = append(refs, l.RecordedBy)
	}
	v.frame, err = w.frame(q.Ctx(), refs, nil)
	return v, err
}

func (w *Web) lines(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.linesView(q, ui.Form{Values: url.Values{"office": {string(access.From(q.Ctx()).Home())}}})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(linesPage(v)), nil
}

func (w *Web) addLine(q *httpx.Req) (httpx.Reply, error) {
	err := w.Lines.Add(q.Ctx(), linesvc.Line{Office: id.Office(q.Value("office")), Way: notify.Channel(q.Value("way")), Lang: q.Value("lang"), Address: q.Value("address")})
	if err == nil {
		return httpx.Redirect(deskPath + "/lines?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.linesView(q, ui.NewForm(q.Form(), err))
	if e != nil {
		return httpx.Reply{}, e
	}
	return httpx.Invalid(linesPage(v)), nil
}

func (w *Web) endLine(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Lines.End(q.Ctx(), q.PathValue("line")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect(deskPath + "/lines?done=saved"), nil
}

func (v linesView) grid() ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.lines"), HideCaption: true, Empty: ui.M("monitoring.desk.lines_none"),
		Columns: []ui.Column{{Label: ui.M("monitoring.office")}, {Label: ui.M("monitoring.desk.way")}, {Label: ui.M("monitoring.desk.address")}, {Label: ui.M("monitoring.desk.lang")}, {Label: ui.M("monitoring.desk.act"), HideLabel: true}},
	}
	for _, l := range v.list {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Val(v.office(l.Office)), ui.Say(ui.M("monitoring.told_way." + string(l.Way))), ui.Val(l.Address), ui.Val(i18n.LanguageName(l.Lang)), lineEnd(l)}})
	}
	return g
}

func languages() []ui.Option {
	var out []ui.Option
	for _, l := range i18n.Languages() {
		out = append(out, ui.Option{Value: l, Text: i18n.LanguageName(l)})
	}
	return out
}
