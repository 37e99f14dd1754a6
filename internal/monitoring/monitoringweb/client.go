package monitoringweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// clientView is the tab of a client: orders and what is worn.
type clientView struct {
	frame
	orders []regime.Order
	worn   []regime.Fitting
	alerts templ.Component // nil for whoever may not read them
	form   ui.Form         // of taking a device off
}

func (w *Web) clientView(q *httpx.Req) (clientView, error) {
	var v clientView
	var err error
	if v.orders, err = w.Orders.OfClient(q.Ctx(), clientOf(q)); err != nil {
		return v, err
	}
	if v.worn, err = w.Devices.Worn(q.Ctx(), clientOf(q)); err != nil {
		return v, err
	}
	if w.Alerts != nil && access.From(q.Ctx()).May(access.ReadAlerts) {
		skip, _ := strconv.Atoi(q.Query().Get("alerts")) //nolint:errcheck // what is no number begins with the newest
		if v.alerts, err = w.Alerts(q.Ctx(), clientOf(q), skip); err != nil {
			return v, err
		}
	}
	var refs []string
	for _, f := range v.worn {
		refs = append(refs, f.FittedBy, f.UnfittedBy)
	}
	v.frame, err = w.frame(q, refs)
	v.form = ui.Form{Prefix: "u-", Values: url.Values{}}
	return v, err
}

func (w *Web) ofClient(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.clientView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(clientPage(v)), nil
}

func phase(o regime.Order, now civil.Instant) templ.Component {
	p := o.Phase(now)
	kind := map[regime.Phase]ui.Kind{
		regime.PhaseDrafted: ui.Warn, regime.PhaseReturned: ui.Bad, regime.PhaseWaiting: ui.Info, regime.PhaseRunning: ui.Good, regime.PhaseSuspended: ui.Warn,
		regime.PhaseEnded: ui.Neutral,
	}[p]
	return ui.Tag(kind, ui.M("monitoring.phase."+string(p)))
}

func (v clientView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.orders"), HideCaption: true, Empty: ui.M("monitoring.none"), Columns: v.orderColumns(false)}
	for _, o := range v.orders {
		g.Rows = append(g.Rows, v.orderRow(ctx, o))
	}
	return g
}

func (f frame) orderColumns(withClient bool) []ui.Column {
	cols := []ui.Column{
		{Label: ui.M("monitoring.regime")},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.level")},
		{Label: ui.M("monitoring.from"), Narrow: true},
		{Label: ui.M("monitoring.until"), Narrow: true},
		{Label: ui.M("monitoring.review_on"), Narrow: true},
	}
	if withClient {
		cols = append([]ui.Column{{Label: ui.M("monitoring.client")}}, cols...)
	}
	return cols
}

func (f frame) orderRow(ctx context.Context, o regime.Order) ui.Row {
	zone := f.w.Orders.Zone()
	row := ui.Row{ID: "m-" + o.ID, Off: o.Phase(f.now) == regime.PhaseEnded, Cells: []templ.Component{
		ui.LinkTo("/clients/"+string(o.Client)+"/monitoring/orders/"+o.ID, f.regimeName(ctx, o.Kind)),
		phase(o, f.now), ui.Say(ui.M("monitoring.level." + string(o.Level))), ui.Day(o.Begins.In(zone)), ui.Day(o.Ends.Add(-1).In(zone)), ui.Day(o.ReviewOn),
	}}
	if o.Live(f.now) && o.ReviewOn.Before(f.today) {
		row.Tone = ui.Bad
	}
	return row
}

// wornGrid shows what the client wears and wore.
func (v clientView) wornGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.worn"), HideCaption: true, Empty: ui.M("monitoring.worn_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.device")},
		{Label: ui.M("monitoring.kind")},
		{Label: ui.M("monitoring.fitted_at"), Narrow: true},
		{Label: ui.M("monitoring.unfitted_at"), Narrow: true},
		{Label: ui.M("common.reason")},
	}}
	for _, x := range v.worn {
		g.Rows = append(g.Rows, ui.Row{ID: "w-" + x.ID, Off: !x.Until.IsZero(), Cells: []templ.Component{
			ui.LinkTo("/monitoring/devices/"+x.Device, x.Model+" · "+x.Ident), ui.Say(ui.M("monitoring.kind." + string(x.Kind))),
			ui.Lines(ui.Moment(x.From), ui.Val(v.who(x.FittedBy))), off(v, x), why(v.code(ctx, regime.ListUnfit, x.Reason), x.Words),
		}})
	}
	return g
}

// why is a reason with the words beside it, if there are any.
func why(reason, words string) templ.Component {
	if words == "" {
		return ui.Val(reason)
	}
	return ui.Lines(ui.Val(reason), ui.Val(words))
}

func off(v clientView, x regime.Fitting) templ.Component {
	if x.Until.IsZero() {
		return ui.Tag(ui.Good, ui.M("monitoring.worn_now"))
	}
	return ui.Lines(ui.Moment(x.Until), ui.Val(v.who(x.UnfittedBy)))
}

// on lists what is worn now.
func (v clientView) on() []regime.Fitting {
	var out []regime.Fitting
	for _, f := range v.worn {
		if f.Until.IsZero() {
			out = append(out, f)
		}
	}
	return out
}

// draftView is the form of an order, or of its next version.
type draftView struct {
	frame
	form   ui.Form
	courts []ui.Option
	goals  []ui.Option
	order  *regime.Order // nil for a new one
}

func (w *Web) draftView(q *httpx.Req, order string) (draftView, error) {
	var v draftView
	courts, goals, err := w.Orders.Links(q.Ctx(), clientOf(q))
	if err != nil {
		return v, err
	}
	v.courts, v.goals, v.form = choices(courts), choices(goals), ui.Form{Values: url.Values{}}
	if order != "" {
		x, err := w.Orders.Order(q.Ctx(), clientOf(q), order)
		if err != nil {
			return v, err
		}
		v.order = &x.Order
		v.form.Values = values(q.Ctx(), x.Terms())
	}
	v.frame, err = w.frame(q, nil)
	return v, err
}

// values are the terms as the form shows them; the reason is of the new version.
func values(ctx context.Context, t regime.Terms) url.Values {
	day := func(d civil.Date) []string { return []string{i18n.Date(ctx, d)} }
	return url.Values{
		"act": {t.Act}, "number": {t.ActNumber}, "authority": {t.Authority}, "body": {t.Body}, "decided_on": day(t.DecidedOn), "order": {t.Order},
		"from": day(t.From), "until": day(t.Until), "level": {string(t.Level)}, "purpose": {t.Purpose}, "goal": {t.Goal},
		"review_on": day(t.ReviewOn), "words": {t.Words},
	}
}

func (w *Web) draftForm(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.draftView(q, "")
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(draftPage(v)), nil
}

func terms(p *fault.Problems, q *httpx.Req) regime.Terms {
	return regime.Terms{
		Act: q.Value("act"), ActNumber: q.Value("number"), Authority: q.Value("authority"), Body: q.Value("body"), DecidedOn: day(p, q, "decided_on"),
		Order: q.Value("order"), From: day(p, q, "from"), Until: day(p, q, "until"), Level: regime.Level(q.Value("level")), Purpose: q.Value("purpose"),
		Goal: q.Value("goal"), ReviewOn: day(p, q, "review_on"), Words: q.Value("words"), Reason: q.Value("reason"),
	}
}

func (w *Web) draft(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	t := terms(&p, q)
	order, err := w.Orders.Draft(q.Ctx(), monitoringsvc.Draft{Client: clientOf(q), Regime: regime.Kind(q.Value("regime")), Terms: t})
	if err = join(p, err); err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring/orders/" + order + "?done=saved"), nil
	}
	return w.again(q, "", err)
}

func (w *Web) again(q *httpx.Req, order string, err error) (httpx.Reply, error) {
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.draftView(q, order)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(draftPage(v)), nil
}

func (w *Web) varyForm(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.draftView(q, q.PathValue("decision"))
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(draftPage(v)), nil
}

func (w *Web) vary(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	t := terms(&p, q)
	err := join(p, w.Orders.Vary(q.Ctx(), monitoringsvc.Vary{Client: clientOf(q), Order: q.PathValue("decision"), Version: version(q), Terms: t}))
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring/orders/" + q.PathValue("decision") + "?done=saved"), nil
	}
	return w.again(q, q.PathValue("decision"), err)
}

func (v draftView) action() string {
	if v.order == nil {
		return v.at("/new")
	}
	return v.at("/orders/" + v.order.ID + "/vary")
}

func (v draftView) back() string {
	if v.order == nil {
		return v.at("")
	}
	return v.at("/orders/" + v.order.ID)
}

func (v draftView) needsReason() bool { return v.order != nil && v.order.InForce > 0 }

// regimes offers the regimes with who may order each, as the rulebook has it.
func (v draftView) regimes(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, k := range regime.Kinds() {
		out = append(out, ui.Option{Value: string(k), Text: v.regimeName(ctx, k), Hint: ui.M("monitoring.regime." + string(k) + ".hint")})
	}
	return out
}

// ruleNote says a value of the rulebook with its standing.
func (f frame) ruleNote(key, rule string) templ.Component {
	r, ok := f.rules.Lookup(rule, f.today)
	if !ok || !r.Value.Set {
		return nil
	}
	say := ui.Say(ui.M(key, "Days", r.Value.Int))
	if r.Status == rulebook.Sourced {
		return say
	}
	return ui.Lines(say, ui.ToBeConfirmed(""))
}

func draftTitle(v draftView) msg.Message {
	if v.order == nil {
		return ui.M("monitoring.new")
	}
	return ui.M("monitoring.vary")
}

func rowOf(v draftView) string { return strconv.Itoa(v.order.Row) }

func levels() []ui.Option {
	out := options("monitoring.level.", regime.Levels()...)
	for i, l := range regime.Levels() {
		out[i].Hint = ui.M("monitoring.level." + string(l) + ".hint")
	}
	return out
}
