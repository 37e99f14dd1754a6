package orderweb

import (
	"context"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderregistersvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type journeyView struct {
	w        *Web
	j        orderregistersvc.Journey
	bar      component
	officers []ui.Option
	forms    map[string]ui.Form
	failed   ui.Form
}

func (w *Web) journey(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.journeyView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(journeyPage(v)), nil
}

func (w *Web) journeyView(q *httpx.Req) (journeyView, error) {
	ctx := q.Ctx()
	v := journeyView{w: w, forms: map[string]ui.Form{}}
	var err error
	if v.j, err = w.Register.Journey(ctx, clientOf(q)); err != nil {
		return v, err
	}
	if v.bar, err = w.shell(ctx, v.client(), "registration"); err != nil {
		return v, err
	}
	if w.Officers != nil && access.From(ctx).May(access.Allocate) {
		if v.officers, err = w.Officers(ctx, v.j.Order.Office); err != nil {
			return v, err
		}
	}
	today := i18n.Date(ctx, w.today())
	v.forms["call"] = ui.Form{Prefix: "call-", Values: url.Values{"on": {today}, "channel": {"phone"}}}
	v.forms["appear"] = ui.Form{Prefix: "appear-", Values: url.Values{"on": {today}}}
	v.forms["explain"] = ui.Form{Prefix: "explain-", Values: url.Values{"on": {today}, "language": {v.j.Brief.Language}, "proof": {"signature"}}}
	v.forms["register"] = ui.Form{Prefix: "register-", Values: url.Values{"on": {today}}}
	v.forms["found"] = ui.Form{Prefix: "found-", Values: url.Values{"on": {today}}}
	for _, kind := range []string{order.HomeCheck, order.Enquiry, order.Search} {
		v.forms[kind] = ui.Form{Prefix: kind + "-", Values: url.Values{"on": {today}}}
	}
	return v, nil
}

func (v journeyView) client() id.Client { return v.j.Order.Client }

func (v journeyView) at(path string) string { return journeyHref(v.client()) + path }

func (v journeyView) pending() bool { return v.j.Order.State == order.StatePending }

// next tells what to do now.
func (v journeyView) steps() []ui.Step {
	out := make([]ui.Step, 0, len(v.j.Steps))
	for _, s := range v.j.Steps {
		out = append(out, ui.Step{Label: ui.M("order.step." + s.Name), Done: s.Done, Current: s.Next, Href: "#step-" + s.Name})
	}
	return out
}

func (v journeyView) step(name string) order.Step {
	for _, s := range v.j.Steps {
		if s.Name == name {
			return s
		}
	}
	return order.Step{}
}

func (v journeyView) has(name string) bool { return v.step(name).Name != "" }

// searching reports whether a search is open.
func (v journeyView) searching() bool {
	for _, i := range v.j.Inquiries {
		if i.Kind == order.Search && i.EndedOn.IsZero() {
			return true
		}
	}
	return false
}

// shown answers a step: back to the journey, or its page again with what is wrong in the form.
func (w *Web) shown(q *httpx.Req, form string, why error) (httpx.Reply, error) {
	if why == nil {
		return httpx.Redirect(journeyHref(clientOf(q))), nil
	}
	if !asForm(why) {
		return httpx.Reply{}, why
	}
	v, err := w.journeyView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	f := ui.NewForm(q.Form(), why)
	f.Prefix = v.forms[form].Prefix
	v.forms[form], v.failed = f, f
	return httpx.Invalid(journeyPage(v)), nil
}

// owned sees that the order of a form is the client's of the address; else the page does not exist.
func (w *Web) owned(ctx context.Context, client id.Client, orderID string) error {
	all, err := w.Orders.Orders(ctx, client)
	if err != nil {
		return err
	}
	for _, x := range all {
		if x.ID == orderID {
			return nil
		}
	}
	return missing()
}

func (w *Web) call(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	in := order.Attempt{On: r.date("on"), Channel: q.Value("channel"), Outcome: q.Value("outcome"), Note: q.Value("note")}
	return w.do(q, "call", &r, func(ctx context.Context, orderID string) error { return w.Register.Attempt(ctx, orderID, in) })
}

// do runs a step of the journey on the client's order, unless a value could not be read.
func (w *Web) do(q *httpx.Req, form string, r *reader, step func(ctx context.Context, orderID string) error) (httpx.Reply, error) {
	if err := w.owned(q.Ctx(), clientOf(q), q.Value("order")); err != nil {
		return httpx.Reply{}, err
	}
	err := r.problems.Err()
	if err == nil {
		err = step(q.Ctx(), q.Value("order"))
	}
	return w.shown(q, form, err)
}

func (w *Web) appear(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	on := r.date("on")
	return w.do(q, "appear", &r, func(ctx context.Context, orderID string) error {
		return w.Register.Appeared(ctx, orderID, number(q, "version"), on)
	})
}

func (w *Web) explain(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	in := order.Explanation{
		On: r.date("on"), Language: q.Value("language"), Interpreter: q.Value("interpreter"), ReadAloud: q.Value("read_aloud") == "yes",
		OwnWords: q.Value("own_words"), Proof: q.Value("proof"), Witness: q.Value("witness"), Note: q.Value("note"),
		Representative: q.Value("representative"), Relation: q.Value("relation"),
	}
	return w.do(q, "explain", &r, func(ctx context.Context, orderID string) error { return w.Register.Explain(ctx, orderID, in) })
}

func (w *Web) inquire(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	in := order.Inquiry{Kind: q.Value("kind"), On: r.date("on"), Body: q.Value("body"), Result: q.Value("result"), Reason: q.Value("reason")}
	return w.do(q, in.Kind, &r, func(ctx context.Context, orderID string) error { return w.Register.Inquire(ctx, orderID, in) })
}

func (w *Web) found(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	on := r.date("on")
	return w.do(q, "found", &r, func(ctx context.Context, orderID string) error { return w.Register.CloseSearch(ctx, orderID, on) })
}

func (w *Web) register(q *httpx.Req) (httpx.Reply, error) {
	r := reader{q: q}
	in := orderregistersvc.Register{Order: q.Value("order"), Version: number(q, "version"), On: r.date("on"), Officer: id.Account(q.Value("officer"))}
	return w.do(q, "register", &r, func(ctx context.Context, _ string) error { return w.Register.Register(ctx, in) })
}

// summary is what the page says above the steps.
func (v journeyView) summary(ctx context.Context) []ui.Item {
	x := v.j.Order
	return []ui.Item{
		{Label: ui.M("order.file_number"), Value: ui.Val(string(v.j.FileNumber))},
		{Label: ui.M("judgment.number"), Value: ui.Val(x.Number + " · " + v.w.court(ctx, x.Court))},
		{Label: ui.M("judgment.measure"), Value: ui.Val(v.w.measures(ctx, x.Measures()))},
		{Label: ui.M("judgment.in_force_on"), Value: ui.Day(x.InForceOn)},
		{Label: ui.M("order.register_due"), Value: journeyDue(v)},
		{Label: ui.M("common.office"), Value: officeCell(v)},
	}
}

func channels() []ui.Option {
	var out []ui.Option
	for _, c := range order.AttemptChannels() {
		out = append(out, ui.Option{Value: c, Label: ui.M("order.channel." + c)})
	}
	return out
}

// overdue counts the days since the registration was due.
func (v journeyView) overdue() int {
	if !v.pending() || v.j.Order.RegisterDue.IsZero() {
		return 0
	}
	return max(0, v.j.Order.RegisterDue.DaysUntil(v.w.today()))
}
