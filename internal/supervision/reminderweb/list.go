package reminderweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/remindersvc"
)

type message = msg.Message

func itoa(n int) string { return strconv.Itoa(n) }

type listView struct {
	remindersvc.List
	filter  remindersvc.Filter
	labels  map[id.Client]string
	offices []ui.Option
	paging  ui.Paging
	now     civil.Instant
	form    ui.Form // a decision that came back
	failed  string  // its message
}

// all stands in the address for every state: without a state the page shows what must be decided.
const all = "all"

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	query := q.Query()
	v, err := w.listView(q.Ctx(), q.R.URL, query)
	return httpx.Page(listPage(v)), err
}

func (w *Web) listView(ctx context.Context, at *url.URL, query url.Values) (listView, error) {
	v := listView{now: w.Service.Now(), filter: remindersvc.Filter{
		State: query.Get("state"), Channel: notify.Channel(query.Get("channel")), Office: id.Office(query.Get("office")), Page: page.Request{After: page.Decode(query.Get("after"))},
	}}
	asked := v.filter
	switch v.filter.State {
	case "":
		v.filter.State, asked.State = remindersvc.OpenState, remindersvc.OpenState
	case all:
		asked.State = ""
	}
	var err error
	if v.List, err = w.Service.Messages(ctx, asked); err != nil {
		return v, err
	}
	if v.labels, err = w.labels(ctx, v.clients()); err != nil {
		return v, err
	}
	if w.Offices != nil {
		if v.offices, err = w.Offices(ctx); err != nil {
			return v, err
		}
	}
	if v.Next.ID != "" {
		v.paging.Next = ui.Address(at, "after", v.Next.Encode())
	}
	if query.Get("after") != "" {
		v.paging.First = ui.Address(at, "after", "")
	}
	return v, nil
}

func (w *Web) labels(ctx context.Context, clients []id.Client) (map[id.Client]string, error) {
	if w.Labels == nil || len(clients) == 0 {
		return map[id.Client]string{}, nil
	}
	return w.Labels(ctx, clients)
}

func (v listView) clients() []id.Client {
	var out []id.Client
	for _, l := range v.Lines {
		out = append(out, l.Client)
	}
	return out
}

func (v listView) filterForm() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"state": {v.filter.State}, "channel": {string(v.filter.Channel)}, "office": {string(v.filter.Office)}}}
}

func (v listView) clear() string {
	if v.filter.State == remindersvc.OpenState && v.filter.Channel == "" && v.filter.Office == "" {
		return ""
	}
	return "/messages"
}

// of is the form of a message: the one that came back, or a fresh one.
func (v listView) of(l remindersvc.Line) ui.Form {
	if l.ID == v.failed {
		return v.form
	}
	return ui.Form{Prefix: "d-" + l.ID + "-"}
}

func stateOptions() []ui.Option {
	out := []ui.Option{{Value: remindersvc.OpenState, Label: ui.M("reminder.list.open")}, {Value: all, Label: ui.M("common.all")}}
	for _, s := range notify.States() {
		out = append(out, ui.Option{Value: string(s), Label: ui.M("notify.state." + string(s))})
	}
	return out
}

func channelOptions() []ui.Option {
	var out []ui.Option
	for _, c := range []notify.Channel{notify.SMS, notify.Email, notify.Slip} {
		out = append(out, ui.Option{Value: string(c), Label: channel(c)})
	}
	return out
}

func decisionOptions() []ui.Option {
	var out []ui.Option
	for _, d := range notify.Decisions() {
		out = append(out, ui.Option{Value: string(d), Label: ui.M("notify.decision." + string(d))})
	}
	return out
}

func (v listView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("reminder.list.title"), HideCaption: true, Empty: ui.M("reminder.list.empty"), Columns: []ui.Column{
		{Label: ui.M("reminder.client")},
		{Label: ui.M("common.when")},
		{Label: ui.M("reminder.way")},
		{Label: ui.M("reminder.words")},
		{Label: ui.M("common.status")},
	}}
	for _, l := range v.Lines {
		cell := state(l)
		if l.Open(v.now) {
			cell = ui.Lines(state(l), decideForm(v, l))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "m-" + l.ID, Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(l.Client)+"/messages", v.labels[l.Client]), ui.Moment(when(l)), ui.Say(channel(l.Channel)), words(l), cell,
		}})
	}
	return g
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	version, _ := strconv.Atoi(q.Value("version")) //nolint:errcheck // what is no number is no version
	err := w.Service.Decide(q.Ctx(), remindersvc.Decide{
		Message: q.PathValue("row"), Version: version, Decision: notify.Decision(q.Value("decision")), Text: q.Value("text"),
	})
	if err == nil {
		return httpx.Redirect("/messages?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.listView(q.Ctx(), &url.URL{Path: "/messages"}, url.Values{"state": {q.Value("state")}})
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.failed = ui.NewForm(q.Form(), err), q.PathValue("row")
	v.form.Prefix = "d-" + v.failed + "-"
	return httpx.Invalid(listPage(v)), nil
}

type slipsView struct {
	papers      []remindersvc.Paper
	labels      map[id.Client]string
	from, until civil.Date
}

// slips prints what is to be handed out for today and the next working day.
func (w *Web) slips(q *httpx.Req) (httpx.Reply, error) {
	today := w.Service.Today()
	v := slipsView{from: today, until: w.Service.Rulebook().Calendar().NextWorking(today.AddDays(1)).Day}
	var err error
	if v.papers, err = w.Service.Slips(q.Ctx(), v.from, v.until); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	for _, p := range v.papers {
		clients = append(clients, p.Client)
	}
	v.labels, err = w.labels(q.Ctx(), clients)
	return httpx.Page(slipsPage(v)), err
}

func (v slipsView) options(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, p := range v.papers {
		out = append(out, ui.Option{Value: p.ID, Text: v.labels[p.Client] + ", " + i18n.Instant(ctx, p.At)})
	}
	return out
}

func (w *Web) handed(q *httpx.Req) (httpx.Reply, error) {
	if err := w.Service.Handed(q.Ctx(), q.Form()["slip"]); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/messages/slips?done=saved"), nil
}
