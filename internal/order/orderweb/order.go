package orderweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

func missing() error { return fault.MissingRecord() }

// orderView is the client's orders; a form that was sent wrongly stands under the order it belongs to.
type orderView struct {
	w      *Web
	client id.Client
	views  []ordersvc.View
	bar    component
	names  map[string]string
	form   ui.Form
	of     string
}

func (w *Web) order(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.orderView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(orderPage(v)), nil
}

func (w *Web) orderView(q *httpx.Req) (orderView, error) {
	v := orderView{w: w, client: clientOf(q)}
	var err error
	if v.views, err = w.Orders.Views(q.Ctx(), v.client); err != nil {
		return v, err
	}
	var refs []string
	for _, x := range v.views {
		for _, c := range x.Changes {
			refs = append(refs, c.By)
		}
	}
	if v.names, err = w.names(q.Ctx(), refs...); err != nil {
		return v, err
	}
	v.bar, err = w.shell(q.Ctx(), v.client, "order")
	return v, err
}

func (v orderView) formOf(part, orderID string) ui.Form {
	if v.of == part+orderID {
		return v.form
	}
	return ui.Form{Prefix: part + orderID + "-", Values: url.Values{}}
}

func (v orderView) at(x ordersvc.View, path string) string {
	return orderHref(v.client) + "/" + x.ID + path
}

func (v orderView) may(ctx context.Context, x ordersvc.View) bool {
	return x.State != order.StateEnded && access.From(ctx).May(access.ManageOrder)
}

// again answers a small form of the order page.
func (w *Web) again(q *httpx.Req, part string, why error) (httpx.Reply, error) {
	if why == nil {
		return httpx.Redirect(orderHref(clientOf(q)) + "?done=saved"), nil
	}
	if !asForm(why) {
		return httpx.Reply{}, why
	}
	v, err := w.orderView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.of = part
	v.form = ui.NewForm(q.Form(), why)
	v.form.Prefix = v.of + "-"
	return httpx.Invalid(orderPage(v)), nil
}

// act runs a step on an order of the client of the address; part and at name its form.
func (w *Web) act(q *httpx.Req, part, at string, r *reader, step func(ctx context.Context, orderID string, version int) error) (httpx.Reply, error) {
	if err := w.owned(q.Ctx(), clientOf(q), q.PathValue("order")); err != nil {
		return httpx.Reply{}, err
	}
	err := r.problems.Err()
	if err == nil {
		err = step(q.Ctx(), q.PathValue("order"), number(q, "version"))
	}
	return w.again(q, part+at, err)
}

func (w *Web) checked(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "checked", q.PathValue("order"), &reader{q: q}, w.Register.CheckTakeOver)
}

func (w *Web) resume(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	to := r.date("to")
	return w.act(q, "resume", q.PathValue("order"), &r, func(ctx context.Context, orderID string, version int) error {
		return w.Orders.Resume(ctx, orderID, version, to)
	})
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	return w.act(q, "withdraw", q.PathValue("change"), &reader{q: q}, func(ctx context.Context, orderID string, version int) error {
		return w.Orders.Withdraw(ctx, orderID, version, q.PathValue("change"), q.Value("reason"))
	})
}

func (w *Web) addObligation(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	since := r.date("since")
	return w.act(q, "add", q.PathValue("order"), &r, func(ctx context.Context, orderID string, version int) error {
		return w.Orders.AddObligation(ctx, orderID, version, order.Obligation{Code: q.Value("code"), Text: q.Value("text")}, since, q.Value("act_number"))
	})
}

func (w *Web) moveObligation(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	on := r.date("on")
	return w.act(q, "duty", q.PathValue("obligation"), &r, func(ctx context.Context, _ string, _ int) error {
		return w.Orders.MoveObligation(ctx, q.PathValue("obligation"), number(q, "obligation_version"), order.ObligationState(q.Value("state")), on, q.Value("act_number"))
	})
}

func (w *Web) measures(ctx context.Context, list []order.Measure) string {
	var out []string
	for _, m := range list {
		s := w.name(ctx, rulebook.ListMeasures, m.Code)
		if m.Hours > 0 {
			s += " (" + i18n.N(ctx, "judgment.hours_n", m.Hours) + ")"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

// items are the order in brief.
func (v orderView) items(ctx context.Context, x ordersvc.View) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("common.status"), Value: ui.Beside(ui.Tag(stateKind(x.State), ui.M(x.State.Key())), takenOver(x))},
		{Label: ui.M("order.file_number"), Value: ui.Val(string(x.FileNumber))},
		{Label: ui.M("judgment.court"), Value: ui.Val(v.w.court(ctx, x.Court))},
		{Label: ui.M("judgment.decided_on"), Value: ui.Day(x.DecidedOn)},
		{Label: ui.M("judgment.in_force_on"), Value: ui.Day(x.InForceOn)},
		{Label: ui.M("judgment.kind"), Value: ui.Val(v.w.name(ctx, rulebook.ListClientKinds, x.Kind))},
		{Label: ui.M("judgment.measure"), Value: ui.Val(v.w.measures(ctx, x.Measures()))},
		{Label: ui.M("judgment.article"), Value: ui.Val(x.Article)},
		{Label: ui.M("order.registered_on"), Value: ui.Day(x.RegisteredOn)},
		{Label: ui.M("order.last_day"), Value: lastDay(v, x)},
	}
	if x.HoursOrdered > 0 {
		out = append(out, ui.Item{Label: ui.M("judgment.hours"), Value: ui.Progress(ui.M("order.hours_of", "Done", x.HoursDone, "Ordered", x.HoursOrdered), x.HoursDone, x.HoursOrdered)})
	}
	if x.Warnings > 0 {
		out = append(out, ui.Item{Label: ui.M("order.takeover.warnings"), Value: ui.Num(x.Warnings)})
	}
	if x.EndsGround != "" {
		out = append(out, ui.Item{Label: ui.M("order.ends_ground"), Value: ui.Val(v.w.name(ctx, rulebook.ListEndGrounds, x.EndsGround))},
			ui.Item{Label: ui.M("order.ended_on"), Value: ui.Day(x.EndedOn)})
	}
	return out
}

func stateKind(s order.State) ui.Kind {
	switch s {
	case order.StateRunning, order.StateRegistered:
		return ui.Good
	case order.StateSuspended, order.StatePending:
		return ui.Warn
	case order.StateEnded:
	}
	return ui.Neutral
}

// arithmetic is the table that shows how the last day came about.
func (v orderView) arithmetic(x ordersvc.View) ui.Grid {
	g := ui.Grid{Caption: ui.M("order.arithmetic"), Plain: true, Empty: ui.M("order.arithmetic.none"), Columns: []ui.Column{
		{Label: ui.M("common.what")}, {Label: ui.M("order.days"), Numeric: true}, {Label: ui.M("order.last_day"), Narrow: true},
	}}
	for _, l := range x.Term.Lines {
		moved := component(nil)
		if l.Days != 0 {
			moved = ui.Val(signed(l.Days))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []component{ui.Say(l.Msg), moved, ui.Day(l.Day)}})
	}
	return g
}

func signed(n int) string {
	if n > 0 {
		return "+" + strconv.Itoa(n)
	}
	return "−" + strconv.Itoa(-n)
}

// moves are the states that an obligation may go to.
func moves(from order.ObligationState) []ui.Option {
	var out []ui.Option
	for _, to := range []order.ObligationState{order.ObligationFulfilled, order.ObligationSuspended, order.ObligationInForce, order.ObligationChanged, order.ObligationEnded} {
		if _, ok := from.CanMove(to); ok {
			out = append(out, ui.Option{Value: string(to), Label: ui.M(to.Key())})
		}
	}
	return out
}

func (v orderView) changeWords(ctx context.Context, c ordersvc.StoredChange) string {
	parts := []string{i18n.T(ctx, "order.change."+string(c.Kind))}
	for _, more := range []string{v.w.codeOf(ctx, c), span(ctx, c.From, c.To), termWords(ctx, c), c.Act.Number, day(ctx, c.Act.On), c.Note} {
		if more != "" {
			parts = append(parts, more)
		}
	}
	return strings.Join(parts, " · ")
}

func (w *Web) codeOf(ctx context.Context, c ordersvc.StoredChange) string {
	switch c.Kind {
	case order.ChangeCredit:
		return w.name(ctx, rulebook.ListCreditKinds, c.Code)
	case order.ChangeSuspension:
		return w.name(ctx, rulebook.ListSuspendReasons, c.Code)
	case order.ChangeEnd:
		return w.name(ctx, rulebook.ListEndGrounds, c.Code)
	case order.ChangeJoin:
		return i18n.T(ctx, "order.join."+c.Code)
	case order.ChangeExtension, order.ChangeSet:
	}
	return ""
}

func termWords(ctx context.Context, c ordersvc.StoredChange) string {
	switch {
	case !c.Term.IsZero():
		return i18n.Term(ctx, c.Term)
	case c.Days > 0:
		return i18n.N(ctx, "common.days", c.Days)
	}
	return ""
}

func day(ctx context.Context, d civil.Date) string {
	if d.IsZero() {
		return ""
	}
	return i18n.Date(ctx, d)
}

func span(ctx context.Context, from, to civil.Date) string {
	if from.IsZero() {
		return ""
	}
	return day(ctx, from) + " – " + day(ctx, to)
}
