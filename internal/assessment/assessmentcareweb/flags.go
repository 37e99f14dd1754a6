package assessmentcareweb

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// flagsView is the worklist of dangers.
type flagsView struct {
	frame
	ctx    context.Context //nolint:containedctx // a view lives as long as its request
	filter assessmentcaresvc.FlagFilter
	list   []assessment.FlagTask
	labels map[id.Client]string
	more   bool
	urgent templ.Component
}

func (w *Web) flags(q *httpx.Req) (httpx.Reply, error) {
	ctx, query := q.Ctx(), q.Query()
	v := flagsView{frame: frame{w: w, rules: w.Service.Rulebook()}, ctx: ctx, filter: assessmentcaresvc.FlagFilter{
		Scope: query.Get("scope"), State: query.Get("state"), Flag: query.Get("flag"),
	}}
	if v.filter.Scope == "" && access.From(ctx).Reach(access.ReadAssessment) == access.InSite {
		v.filter.Scope = "office"
	}
	var err error
	if v.list, v.more, err = w.Service.FlagList(ctx, v.filter); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	var refs []string
	for _, f := range v.list {
		clients, refs = append(clients, f.Client), append(refs, string(f.Assigned))
	}
	if v.labels, err = w.labelsOf(ctx, clients); err != nil {
		return httpx.Reply{}, err
	}
	if v.names, err = w.namesOf(ctx, refs); err != nil {
		return httpx.Reply{}, err
	}
	if w.Urgent != nil {
		if v.urgent, err = w.Urgent(ctx, v.filter.Scope, v.filter.State); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(flagsPage(v)), nil
}

func (v flagsView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"scope": {v.filter.Scope}, "state": {v.filter.State}, "flag": {v.filter.Flag}}}
}

func (v flagsView) kinds() []ui.Option { return v.w.flagOptions(v.ctx) }

func (w *Web) flagOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, f := range w.Service.Flags() {
		out = append(out, ui.Option{Value: f.ID, Text: f.Title.In(i18n.Lang(ctx))})
	}
	return out
}

func options(prefix string, codes ...string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Label: ui.M(prefix + c)}
	}
	return out
}

// grid shows flags; with labels the client stands first.
func (f frame) flagGrid(ctx context.Context, list []assessment.FlagTask, labels map[id.Client]string) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.flags.title"), HideCaption: true, Empty: ui.M("assessment.flags.empty")}
	if labels != nil {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M("assessment.flags.client")})
	}
	g.Columns = append(g.Columns, ui.Column{Label: ui.M("assessment.flags.flag")}, ui.Column{Label: ui.M("assessment.flags.opened"), Narrow: true},
		ui.Column{Label: ui.M("assessment.flags.due"), Narrow: true}, ui.Column{Label: ui.M("assessment.flags.assigned")}, ui.Column{Label: ui.M("assessment.flags.state")})
	for _, x := range list {
		row := ui.Row{ID: "f-" + x.ID, Off: !x.Open()}
		if labels != nil {
			row.Cells = append(row.Cells, ui.LinkTo("/clients/"+string(x.Client), labels[x.Client]))
		}
		row.Cells = append(row.Cells, ui.LinkTo("/clients/"+string(x.Client)+"/flags/"+x.ID, f.w.flagName(ctx, x.Flag)), ui.Moment(x.OpenedAt), ui.Moment(x.DueAt),
			ui.Val(f.who(string(x.Assigned))), f.flagState(ctx, x))
		if x.Late(f.w.Service.Now()) {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func (f frame) flagState(ctx context.Context, x assessment.FlagTask) templ.Component {
	switch {
	case x.Late(f.w.Service.Now()):
		return ui.Tag(ui.Bad, ui.M("assessment.flags.state.late"))
	case x.Open():
		return ui.Tag(ui.Warn, ui.M("assessment.flags.state.open"))
	}
	return ui.Val(f.answer(ctx, x.Closing))
}

// answer is what was done, or why nothing was.
func (f frame) answer(ctx context.Context, c assessment.FlagClosing) string {
	if c.Action != "" {
		return f.code(ctx, rulebook.ListFlagActions, c.Action)
	}
	return f.code(ctx, rulebook.ListFlagNoneReasons, c.None)
}

// clientFlagsView is the flags of one client with the form that opens one by hand.
type clientFlagsView struct {
	frame
	list []assessment.FlagTask
	form ui.Form
}

func (w *Web) clientFlags(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.clientFlagsView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(clientFlagsPage(v)), nil
}

func (w *Web) clientFlagsView(q *httpx.Req) (clientFlagsView, error) {
	list, err := w.Service.ClientFlags(q.Ctx(), clientOf(q))
	if err != nil {
		return clientFlagsView{}, err
	}
	v := clientFlagsView{list: list}
	v.form = ui.Form{Values: url.Values{"entry": {q.Query().Get("entry")}}}
	var refs []string
	for _, f := range list {
		refs = append(refs, string(f.Assigned))
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) openFlag(q *httpx.Req) (httpx.Reply, error) {
	flag, err := w.Service.OpenFlag(q.Ctx(), assessmentcaresvc.OpenFlag{
		Client: clientOf(q), Flag: q.Value("flag"), Note: q.Value("note"), Entry: q.Value("entry"),
	})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/flags/" + flag + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.clientFlagsView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(clientFlagsPage(v)), nil
}

// flagView is one flag: what was seen, what to do, and what was done.
type flagView struct {
	frame
	flag     assessment.FlagTask
	old      []assessment.FlagCorrection
	closing  ui.Form
	correct  ui.Form
	stale    bool
	protocol string
}

func (w *Web) flag(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.flagView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(flagPage(v)), nil
}

func (w *Web) flagView(q *httpx.Req) (flagView, error) {
	f, old, err := w.Service.FlagTask(q.Ctx(), clientOf(q), q.PathValue("flag"))
	if err != nil {
		return flagView{}, err
	}
	v := flagView{flag: f, old: old, closing: ui.Form{Prefix: "c-"}, correct: ui.Form{Prefix: "x-", Values: url.Values{
		"action": {f.Closing.Action}, "none_reason": {f.Closing.None}, "text": {f.Closing.Text},
	}}}
	if known, ok := w.Service.Flag(f.Flag); ok {
		v.protocol = known.Instruction
	}
	refs := []string{string(f.Assigned), f.OpenedBy, f.ClosedBy}
	for _, o := range old {
		refs = append(refs, o.ClosedBy, o.By)
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) closing(q *httpx.Req) assessmentcaresvc.CloseFlag {
	return assessmentcaresvc.CloseFlag{
		Client: clientOf(q), Flag: q.PathValue("flag"), Version: version(q),
		Closing: assessment.FlagClosing{Action: q.Value("action"), None: q.Value("none_reason"), Text: q.Value("text")},
	}
}

func (w *Web) closeFlag(q *httpx.Req) (httpx.Reply, error) {
	return w.answered(q, w.Service.CloseFlag(q.Ctx(), w.closing(q)), func(v *flagView) *ui.Form { return &v.closing })
}

func (w *Web) correctFlag(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.CorrectFlag(q.Ctx(), assessmentcaresvc.CorrectFlag{CloseFlag: w.closing(q), Reason: q.Value("reason"), ReasonText: q.Value("reason_text")})
	return w.answered(q, err, func(v *flagView) *ui.Form { return &v.correct })
}

func (w *Web) answered(q *httpx.Req, err error, form func(*flagView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/flags/" + q.PathValue("flag") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.flagView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := form(&v)
	prefix := f.Prefix
	*f = ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	v.stale = fault.Is(err, fault.Conflict)
	return httpx.Invalid(flagPage(v)), nil
}

func (v flagView) items(ctx context.Context) []ui.Item {
	f := v.flag
	items := []ui.Item{
		{Label: ui.M("assessment.flags.opened"), Value: ui.Lines(ui.Moment(f.OpenedAt), ui.Val(v.who(f.OpenedBy)))},
		{Label: ui.M("assessment.flags.from"), Value: v.from(ctx)},
		{Label: ui.M("assessment.flags.due"), Value: ui.Moment(f.DueAt)},
		{Label: ui.M("assessment.flags.assigned"), Value: ui.Val(v.who(string(f.Assigned)))},
		{Label: ui.M("assessment.flags.state"), Value: v.flagState(ctx, f)},
	}
	if f.Note != "" {
		items = append(items, ui.Item{Label: ui.M("assessment.flags.note"), Value: ui.Val(f.Note)})
	}
	if !f.EscalatedAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("assessment.flags.escalated"), Value: ui.Moment(f.EscalatedAt)})
	}
	if !f.Open() {
		items = append(items, ui.Item{Label: ui.M("assessment.flags.closed"), Value: ui.Lines(ui.Moment(f.ClosedAt), ui.Val(v.who(f.ClosedBy)))},
			ui.Item{Label: ui.M("assessment.flags.text"), Value: ui.Val(f.Closing.Text)})
	}
	return items
}

// from says what spoke of the danger.
func (v flagView) from(context.Context) templ.Component {
	switch {
	case v.flag.Entry != "":
		return ui.Link(v.at("/entries/"+v.flag.Entry), ui.M("assessment.flags.from_contact"))
	case v.flag.Assessment != "":
		return ui.Say(ui.M("assessment.flags.from_assessment"))
	}
	return ui.Say(ui.M("assessment.flags.from_hand"))
}

func (v flagView) row() string { return strconv.Itoa(v.flag.Row) }

// history are the answers that were corrected.
func (v flagView) history(ctx context.Context) []ui.Event {
	var out []ui.Event
	for _, o := range v.old {
		out = append(out, ui.Event{
			ID: "o-" + o.ID, Occurred: o.ClosedAt, Title: ui.M("assessment.flags.was", "Answer", v.answer(ctx, o.Was)), Who: v.who(o.ClosedBy), Text: o.Was.Text, Replaced: true,
			Detail: corrected(v.code(ctx, rulebook.ListCorrectionReasons, o.Reason), o.ReasonText, v.who(o.By)),
		})
	}
	return out
}

// Panel is the part of the assessment tab that speaks of dangers and of how long the assessment holds.
func (w *Web) Panel(ctx context.Context, client id.Client) (templ.Component, error) {
	list, err := w.Service.ClientFlags(ctx, client)
	if err != nil {
		return nil, err
	}
	v, err := w.Service.Validity(ctx, client)
	if err != nil {
		return nil, err
	}
	open := 0
	for _, f := range list {
		if f.Open() {
			open++
		}
	}
	return carePanel(frame{w: w, client: client, rules: w.Service.Rulebook()}, v, open), nil
}
