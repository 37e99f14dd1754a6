package promptweb

import (
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/monitoring/promptsvc"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/ui"
)

func stateTag(s prompt.State) templ.Component {
	kind := map[prompt.State]ui.Kind{
		prompt.Asked: ui.Info, prompt.Answered: ui.Info, prompt.Matched: ui.Good, prompt.Unclear: ui.Warn, prompt.Refused: ui.Bad, prompt.Missed: ui.Bad,
	}[s]
	if kind == "" {
		kind = ui.Neutral
	}
	return ui.Tag(kind, ui.M("monitoring.prompt.state."+string(s)))
}

func (v planView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.prompt.asked_list"), HideCaption: true, Empty: ui.M("monitoring.prompt.none_asked"), Columns: []ui.Column{
		{Label: ui.M("monitoring.prompt.asked_at")},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.prompt.answered_at"), Sparse: true},
		{Label: ui.M("monitoring.prompt.found"), Sparse: true},
	}}
	for _, p := range v.List {
		answer, found := ui.None(), ui.None()
		if p.Photo != "" {
			answer = ui.Lines(ui.Moment(p.AnsweredAt), ui.Link(v.at("/"+p.ID), ui.M("monitoring.prompt.compare")))
		}
		if !p.DecidedAt.IsZero() {
			found = ui.Lines(ui.Val(v.who(p.DecidedBy)), ui.Muted(ui.Val(p.Note)))
		}
		row := ui.Row{ID: "p-" + p.ID, Off: p.State == prompt.Stopped, Cells: []templ.Component{ui.Moment(p.AskedAt), stateTag(p.State), answer, found}}
		if p.State == prompt.Answered {
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (v planView) items() []ui.Item {
	p := v.Plan
	items := []ui.Item{
		{Label: ui.M("monitoring.prompt.per_day"), Value: ui.Num(p.PerDay)},
		{Label: ui.M("monitoring.prompt.hours"), Value: ui.Val(strconv.Itoa(p.From) + ":00–" + strconv.Itoa(p.Until) + ":00")},
		{Label: ui.M("monitoring.prompt.answer_within"), Value: ui.Say(ui.N("monitoring.prompt.minutes", p.Answer))},
		{Label: ui.M("monitoring.prompt.place"), Value: ui.Say(ui.M("monitoring.prompt.place." + yes(p.Place)))},
		{Label: ui.M("common.reason"), Value: ui.Val(p.Reason)},
		{Label: ui.M("monitoring.prompt.since"), Value: ui.Lines(ui.Moment(p.StartedAt), ui.Muted(ui.Val(v.who(p.StartedBy))))},
		{Label: ui.M("monitoring.prompt.seed_hash"), Value: ui.Val(p.SeedHash[:16] + "…")},
	}
	if p.Pause != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.state"), Value: ui.Tag(ui.Warn, ui.M("monitoring.prompt.paused"))})
	}
	return items
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func (v planView) pastGrid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.prompt.past"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("monitoring.prompt.since")}, {Label: ui.M("monitoring.prompt.until_when")}, {Label: ui.M("monitoring.prompt.per_day"), Numeric: true}, {Label: ui.M("monitoring.prompt.seed")},
	}}
	for _, p := range v.Past {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Moment(p.StartedAt), ui.Lines(ui.Moment(p.EndedAt), ui.Muted(ui.Say(ui.M("monitoring.prompt.end."+p.EndReason)))), ui.Num(p.PerDay), pieces(v.Seeds[p.ID]),
		}})
	}
	return g
}

// pieces breaks a long number so that it fits a phone.
func pieces(s string) templ.Component {
	var parts []templ.Component
	for len(s) > 16 {
		parts = append(parts, ui.Val(s[:16]))
		s = s[16:]
	}
	return ui.Lines(append(parts, ui.Val(s))...)
}

// compareView is one answer with what it is compared with.
type compareView struct {
	frame
	promptsvc.Compare
	form ui.Form
}

func (w *Web) compareView(q *httpx.Req) (compareView, error) {
	c, err := w.Service.Compare(q.Ctx(), id.Client(q.PathValue("id")), q.PathValue("prompt"))
	if err != nil {
		return compareView{}, err
	}
	f, err := w.frame(q, c.Prompt.DecidedBy)
	return compareView{f, c, ui.Form{Values: url.Values{}}}, err
}

func (w *Web) compare(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.compareView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(comparePage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Decide(q.Ctx(), promptsvc.Decide{
		Client: id.Client(q.PathValue("id")), Prompt: q.PathValue("prompt"), Version: whole(q, "version"), Verdict: prompt.State(q.Value("verdict")), Note: q.Value("note"),
	})
	if err == nil {
		return httpx.Redirect("/clients/" + q.PathValue("id") + "/monitoring/prompts?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.compareView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(comparePage(v)), nil
}

func verdicts() []ui.Option {
	var out []ui.Option
	for _, s := range prompt.Verdicts() {
		out = append(out, ui.Option{Value: string(s), Label: ui.M("monitoring.prompt.verdict." + string(s))})
	}
	return out
}

func (w *Web) photo(q *httpx.Req) (httpx.Reply, error) { return w.picture(q, false) }

func (w *Web) reference(q *httpx.Req) (httpx.Reply, error) { return w.picture(q, true) }

func (w *Web) picture(q *httpx.Req, reference bool) (httpx.Reply, error) {
	p, err := w.Service.Picture(q.Ctx(), id.Client(q.PathValue("id")), q.PathValue("prompt"), reference)
	if err != nil {
		return httpx.Reply{}, err
	}
	kind := blob.JPEG
	if p.Kind == blob.PNG {
		kind = blob.PNG
	}
	return httpx.Image(kind.MIME(), p.Data), nil
}

// queueView lists photographs that wait for a person.
type queueView struct {
	list   []prompt.Prompt
	labels map[id.Client]string
}

func (w *Web) queue(q *httpx.Req) (httpx.Reply, error) {
	v := queueView{labels: map[id.Client]string{}}
	var err error
	if v.list, err = w.Service.Queue(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	for _, p := range v.list {
		clients = append(clients, p.Client)
	}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(queuePage(v)), nil
}

func (v queueView) grid() ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.prompt.queue"), HideCaption: true, Empty: ui.M("monitoring.prompt.queue_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.client")}, {Label: ui.M("monitoring.prompt.asked_at")}, {Label: ui.M("monitoring.prompt.answered_at")}, {Label: ui.M("monitoring.prompt.compare"), HideLabel: true},
	}}
	for _, p := range v.list {
		at := "/clients/" + string(p.Client) + "/monitoring/prompts"
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo(at, v.labels[p.Client]), ui.Moment(p.AskedAt), ui.Moment(p.AnsweredAt), ui.Link(at+"/"+p.ID, ui.M("monitoring.prompt.compare")),
		}})
	}
	return g
}

func setTitle(v planView) msg.Message {
	if v.Plan != nil {
		return ui.M("monitoring.prompt.change")
	}
	return ui.M("monitoring.prompt.start")
}

func (v compareView) facts() []ui.Item {
	p := v.Prompt
	items := []ui.Item{
		{Label: ui.M("monitoring.state"), Value: stateTag(p.State)},
		{Label: ui.M("monitoring.prompt.asked_at"), Value: ui.Moment(p.AskedAt)},
		{Label: ui.M("monitoring.prompt.answered_at"), Value: ui.Moment(p.AnsweredAt)},
	}
	if p.Place != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.prompt.place_told"), Value: ui.Val(p.Place)})
	}
	if v.Alike >= 0 {
		items = append(items, ui.Item{Label: ui.M("monitoring.prompt.alike"), Value: ui.Say(ui.M("monitoring.prompt.alike_said", "Percent", v.Alike))})
	}
	if !p.DecidedAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("monitoring.prompt.found"), Value: ui.Lines(ui.Val(v.who(p.DecidedBy)), ui.Moment(p.DecidedAt), ui.Muted(ui.Val(p.Note)))})
	}
	return items
}
