package orderweb

import (
	"context"
	"net/url"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// changeView is the form of a change, or of the end, of one order.
type changeView struct {
	known  bool // the form begins with what the record says of the end
	w      *Web
	client id.Client
	x      ordersvc.View
	bar    component
	form   ui.Form
}

func (w *Web) changeView(q *httpx.Req) (changeView, error) {
	v := changeView{w: w, client: clientOf(q)}
	views, err := w.Orders.Views(q.Ctx(), v.client)
	if err != nil {
		return v, err
	}
	for _, x := range views {
		if x.ID == q.PathValue("order") {
			v.x = x
		}
	}
	if v.x.ID == "" {
		return v, missing()
	}
	v.form.Values = url.Values{}
	v.bar, err = w.shell(q.Ctx(), v.client, "order")
	return v, err
}

func (v changeView) at(path string) string { return orderHref(v.client) + "/" + v.x.ID + path }

func (w *Web) changePage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.changeView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(changePage(v)), nil
}

func (w *Web) change(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.changeView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	r := reader{q: q}
	e := order.Entry{
		Kind: order.ChangeKind(q.Value("kind")), Note: q.Value("note"),
		Act: order.Act{Court: q.Value("act_court"), Number: q.Value("act_number"), On: r.date("act_on")},
	}
	switch e.Kind {
	case order.ChangeCredit:
		e.Code, e.Days = q.Value("credit_code"), r.number("days")
	case order.ChangeSuspension:
		e.Code, e.From, e.To = q.Value("code"), r.date("from"), r.date("to")
	case order.ChangeExtension, order.ChangeSet:
		e.Term = civil.Term{Years: r.number("term_years"), Months: r.number("term_months"), Days: r.number("term_days")}.Normal()
	case order.ChangeJoin:
		e.Code, e.To = q.Value("join"), r.date("other_to")
		e.Term = civil.Term{Years: r.number("term_years"), Months: r.number("term_months"), Days: r.number("term_days")}.Normal()
	case order.ChangeEnd:
	}
	if err = r.problems.Err(); err == nil {
		err = w.Orders.Change(q.Ctx(), ordersvc.Change{Order: v.x.ID, Version: number(q, "version"), Entry: e})
	}
	if err == nil {
		return httpx.Redirect(orderHref(v.client) + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(changePage(v)), nil
}

func (w *Web) endPage(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.changeView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	v.form.Values.Set("on", i18n.Date(q.Ctx(), w.today()))
	if from := q.Query().Get("from"); from != "" && w.Granted != nil {
		if err := w.granted(q, v, from); err != nil {
			return httpx.Reply{}, err
		}
	}
	if w.Ending != nil && v.x.State != order.StateEnded {
		e, ok, err := w.Ending(q.Ctx(), v.client)
		if err != nil {
			return httpx.Reply{}, err
		}
		if ok {
			v.known = true
			v.form.Values.Set("ground", e.Ground)
			v.form.Values.Set("on", i18n.Date(q.Ctx(), e.On))
			v.form.Values.Set("document", e.Number)
		}
	}
	return httpx.Page(endPage(v)), nil
}

// granted fills the form with what the court granted.
func (w *Web) granted(q *httpx.Req, v changeView, from string) error {
	in, ok, err := w.Granted(q.Ctx(), v.client, v.x.ID, from)
	if err != nil || !ok {
		return err
	}
	for name, value := range map[string]string{
		"ground": in.Ground, "on": i18n.Date(q.Ctx(), in.On), "act_court": in.Act.Court, "document": in.Act.Number, "act_on": i18n.Date(q.Ctx(), in.Act.On), "note": in.Note,
	} {
		v.form.Values.Set(name, value)
	}
	return nil
}

func (w *Web) end(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.changeView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	r := reader{q: q}
	in := ordersvc.End{
		Order: v.x.ID, Version: number(q, "version"), Ground: q.Value("ground"), On: r.date("on"), Note: q.Value("note"),
		Act: order.Act{Court: q.Value("act_court"), Number: q.Value("document"), On: r.date("act_on")},
	}
	if err = r.problems.Err(); err == nil {
		err = w.Orders.End(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect(w.afterEnding(q)), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(endPage(v)), nil
}

// afterEnding leads back to the order, or to the caseload when the record is out of sight now.
func (w *Web) afterEnding(q *httpx.Req) string {
	if _, err := w.Orders.Orders(q.Ctx(), clientOf(q)); err != nil {
		return "/endings?done=saved"
	}
	return orderHref(clientOf(q)) + "?done=saved"
}

// grounds are those that may be entered: of an order that has ended, only the acts that reach back over it.
func (v changeView) grounds(ctx context.Context) []ui.Option {
	all := v.w.codes(ctx, rulebook.ListEndGrounds)
	if v.x.State != order.StateEnded {
		return all
	}
	return slices.DeleteFunc(all, func(o ui.Option) bool {
		c, _ := order.ConsequenceOf(v.w.rules(), o.Value)
		return !c.HidesRecord && !c.Rehabilitates
	})
}

func endLink(x ordersvc.View) msg.Message {
	if x.State == order.StateEnded {
		return ui.M("order.end.after_link")
	}
	return ui.M("order.end.link")
}

func endTitle(x ordersvc.View) msg.Message {
	if x.State == order.StateEnded {
		return ui.M("order.end.after_title")
	}
	return ui.M("order.end.title")
}

func joins() []ui.Option {
	var out []ui.Option
	for _, j := range order.Joins() {
		out = append(out, ui.Option{Value: string(j), Label: ui.M("order.join." + string(j))})
	}
	return out
}

func changeKinds() []ui.Option {
	var out []ui.Option
	for _, k := range order.ChangeKinds() {
		out = append(out, ui.Option{Value: string(k), Label: ui.M("order.change." + string(k)), Hint: ui.M("order.change_hint." + string(k))})
	}
	return out
}
