package crisisweb

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/crisis"
	"tuzjol/internal/supervision/crisissvc"
)

// clientView is the dangers of one client with the form that raises one by hand.
type clientView struct {
	frame
	list []crisis.Task
	form ui.Form
}

func (w *Web) clientView(q *httpx.Req) (clientView, error) {
	list, err := w.Service.OfClient(q.Ctx(), clientOf(q))
	if err != nil {
		return clientView{}, err
	}
	var refs []string
	for _, t := range list {
		refs = append(refs, string(t.Assigned))
	}
	v := clientView{list: list}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) ofClient(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.clientView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(clientPage(v)), nil
}

func (w *Web) raise(q *httpx.Req) (httpx.Reply, error) {
	task, err := w.Service.RaiseByHand(q.Ctx(), crisissvc.RaiseByHand{Client: clientOf(q), Kind: q.Value("kind"), Words: q.Value("words")})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/crises/" + task + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.clientView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(clientPage(v)), nil
}

// taskView is one danger: what was seen, what to do, what was done.
type taskView struct {
	frame
	task    crisis.Task
	history []crisis.Step
	takers  []ui.Option
	answer  ui.Form
	take    ui.Form
	close   ui.Form
}

func (w *Web) taskView(q *httpx.Req) (taskView, error) {
	t, history, err := w.Service.Task(q.Ctx(), clientOf(q), q.PathValue("crisis"))
	if err != nil {
		return taskView{}, err
	}
	v := taskView{task: t, history: history, answer: ui.Form{Prefix: "a-", Values: url.Values{}}, take: ui.Form{Prefix: "t-", Values: url.Values{}}, close: ui.Form{Prefix: "c-", Values: url.Values{}}}
	refs := []string{string(t.Assigned), t.OpenedBy}
	for _, s := range history {
		refs = append(refs, s.By, string(s.To))
	}
	if w.Takers != nil && t.State != crisis.Closed {
		if v.takers, err = w.Takers(q.Ctx(), t.Client); err != nil {
			return v, err
		}
		v.takers = slices.DeleteFunc(v.takers, func(o ui.Option) bool { return o.Value == string(t.Assigned) })
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) task(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.taskView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(taskPage(v)), nil
}

func (w *Web) answer(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Answer(q.Ctx(), crisissvc.Answer{
		Client: clientOf(q), Task: q.PathValue("crisis"), Version: version(q), Action: q.Value("action"), Text: q.Value("text"), Corrects: q.Value("corrects"),
	})
	return w.done(q, err, func(v *taskView) *ui.Form { return &v.answer })
}

func (w *Web) takeOver(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.TakeOver(q.Ctx(), crisissvc.TakeOver{
		Client: clientOf(q), Task: q.PathValue("crisis"), Version: version(q), To: id.Account(q.Value("to")), Text: q.Value("text"),
	})
	return w.done(q, err, func(v *taskView) *ui.Form { return &v.take })
}

func (w *Web) close(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Close(q.Ctx(), crisissvc.Close{
		Client: clientOf(q), Task: q.PathValue("crisis"), Version: version(q), Reason: q.Value("reason"), Text: q.Value("text"),
	})
	return w.done(q, err, func(v *taskView) *ui.Form { return &v.close })
}

func (w *Web) done(q *httpx.Req, err error, form func(*taskView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/crises/" + q.PathValue("crisis") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.taskView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	return httpx.Invalid(taskPage(v)), nil
}

func (v taskView) items() []ui.Item {
	t := v.task
	items := []ui.Item{
		{Label: ui.M("crisis.words"), Value: ui.Val(t.Words)},
		{Label: ui.M("crisis.from"), Value: v.from()},
		{Label: ui.M("crisis.opened"), Value: ui.Lines(ui.Moment(t.OpenedAt), ui.Val(v.who(t.OpenedBy)))},
		{Label: ui.M("crisis.due"), Value: v.due()},
		{Label: ui.M("crisis.assigned"), Value: v.assigned(t)},
		{Label: ui.M("crisis.state"), Value: state(t, t.Late(v.w.Service.Now()))},
	}
	if !t.EscalatedAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("crisis.escalated"), Value: ui.Moment(t.EscalatedAt)})
	}
	return items
}

// due is the clock with the standing of its rule.
func (v taskView) due() templ.Component {
	rule, ok := v.rules.Lookup(crisis.RuleAnswer, v.w.Service.Today())
	if ok && rule.Status != rulebook.Sourced {
		return ui.Lines(ui.Moment(v.task.DueAt), ui.ToBeConfirmed(""))
	}
	return ui.Moment(v.task.DueAt)
}

// from says what spoke of the danger.
func (v taskView) from() templ.Component {
	label := ui.M("crisis.source." + v.task.Source)
	if v.task.Entry != "" && (v.task.Source == "contact" || v.task.Source == "note") {
		return ui.Link(v.at("/entries/"+v.task.Entry), label)
	}
	return ui.Say(label)
}

func (v taskView) row() string { return strconv.Itoa(v.task.Row) }

// events are what happened, the latest first; an answer that was put right is marked.
func (v taskView) events(ctx context.Context) []ui.Event {
	wrong := map[string]bool{}
	for _, s := range v.history {
		wrong[s.Corrects] = true
	}
	var out []ui.Event
	for _, s := range slices.Backward(v.history) {
		list := rulebook.ListFlagActions
		if s.What == crisis.StepClosed {
			list = crisis.ListCloseReasons
		}
		what := v.code(ctx, list, s.Code)
		if s.To != "" {
			what = v.who(string(s.To))
		}
		out = append(out, ui.Event{
			ID: "s-" + s.ID, Occurred: s.At, Who: v.who(s.By), Title: ui.M("crisis.step."+s.What, "What", what), Text: s.Text, Replaced: wrong[s.ID],
		})
	}
	return out
}

// answers offers the earlier answers that may have to be put right.
func (v taskView) answers(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, s := range v.history {
		if s.What == crisis.StepAnswer || s.What == crisis.StepCorrect {
			out = append(out, ui.Option{Value: s.ID, Text: v.code(ctx, rulebook.ListFlagActions, s.Code)})
		}
	}
	return out
}

// Banner stands above the client's pages while a danger is not closed; nil for whoever may not act on it.
func (w *Web) Banner(ctx context.Context, client id.Client) (templ.Component, error) {
	n, err := w.Service.Waiting(ctx, client)
	if err != nil || n == 0 {
		return nil, err
	}
	return banner("/clients/"+string(client)+"/crises", n), nil
}
