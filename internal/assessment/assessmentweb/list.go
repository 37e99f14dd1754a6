package assessmentweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// listView is a client's page of assessments.
type listView struct {
	frame
	assessmentsvc.Overview
	form   ui.Form // of beginning
	failed string  // the instrument whose beginning was refused
	beside []templ.Component
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (w *Web) listView(q *httpx.Req) (listView, error) {
	over, err := w.Service.Overview(q.Ctx(), clientOf(q))
	if err != nil {
		return listView{}, err
	}
	v := listView{Overview: over, form: ui.Form{Values: url.Values{}}}
	var who []string
	for _, c := range over.Cases {
		who = append(who, refs(c.Case, assessment.LevelDecision{})...)
	}
	for _, d := range over.Levels {
		who = append(who, refs(assessment.Case{}, d)...)
	}
	if v.frame, err = w.frame(q, who...); err != nil {
		return v, err
	}
	for _, part := range w.Beside {
		c, err := part(q.Ctx(), v.client)
		if err != nil {
			return v, err
		}
		if c != nil {
			v.beside = append(v.beside, c)
		}
	}
	return v, nil
}

func (w *Web) begin(q *httpx.Req) (httpx.Reply, error) {
	in := assessmentsvc.Begin{Client: clientOf(q), Instrument: q.Value("instrument"), Cause: q.Value("cause"), Note: lines(q.Value("note"))}
	made, err := w.Service.Begin(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/assessment/" + made), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.listView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.failed = ui.NewForm(q.Form(), err), in.Instrument
	v.form.Prefix = in.Instrument + "-"
	return httpx.Invalid(listPage(v)), nil
}

// settle answers a level that waits and rests on no assessment.
func (w *Web) settle(q *httpx.Req) (httpx.Reply, error) {
	in := assessmentlevelsvc.Second{Client: clientOf(q), Decision: q.PathValue("proposal"), Version: version(q), Agree: q.Value("answer") == "agree"}
	if err := w.Levels.Settle(q.Ctx(), in); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/clients/" + string(in.Client) + "/assessment?done=saved"), nil
}

// formOf is the form of one instrument: what was typed stands in the one that was refused.
func (v listView) formOf(instrument string) ui.Form {
	if instrument == v.failed {
		return v.form
	}
	return ui.Form{Prefix: instrument + "-"}
}

// title names the instrument of a case, or its code when the program no longer carries it.
func (w *Web) title(ctx context.Context, c assessment.Case) string {
	for _, i := range w.Service.Instruments() {
		if i.ID == c.Instrument {
			return i.Title.In(i18n.Lang(ctx))
		}
	}
	return c.Instrument
}

func (v listView) cases(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.cases"), Empty: ui.M("assessment.none"), Columns: []ui.Column{
		{Label: ui.M("assessment.instrument")},
		{Label: ui.M("common.status")},
		{Label: ui.M("assessment.cause")},
		{Label: ui.M("assessment.begun")},
		{Label: ui.M("assessment.signed")},
		{Label: ui.M("assessment.valid_until")},
	}}
	for _, c := range v.Cases {
		g.Rows = append(g.Rows, ui.Row{ID: c.ID, Off: c.State == assessment.Replaced || c.State == assessment.Dropped, Cells: []templ.Component{
			ui.LinkTo(v.at(c.ID, ""), v.w.title(ctx, c.Case)), ui.Tag(stateKind(c.State), ui.M("assessment.state."+string(c.State))),
			ui.Val(v.code(ctx, rulebook.ListAssessmentCauses, c.Cause)), v.by(c.StartedAt, c.Assessor), v.by(c.SignedAt, c.SignedBy), ui.Day(c.ValidUntil),
		}})
	}
	return g
}

// by is who and when; nothing while it has not happened.
func (f frame) by(at civil.Instant, who id.Account) templ.Component {
	if at.IsZero() {
		return ui.None()
	}
	return ui.Lines(ui.Moment(at), ui.Muted(ui.Val(f.who(who))))
}

func (v listView) levels(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.level.history"), HideCaption: true, Empty: ui.M("assessment.level.none"), Columns: []ui.Column{
		{Label: ui.M("assessment.level.title")}, {Label: ui.M("common.status")}, {Label: ui.M("common.from")}, {Label: ui.M("common.reason")}, {Label: ui.M("common.who")},
	}}
	for _, d := range v.Levels {
		why := []templ.Component{ui.Val(v.code(ctx, rulebook.ListLevelReasons, d.Reason))}
		if d.ReasonText != "" {
			why = append(why, ui.Muted(ui.Val(d.ReasonText)))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			v.levelTag(ctx, d.Level), ui.Say(ui.M("assessment.level.state." + d.State)), ui.Day(d.ValidFrom), ui.Lines(why...), v.by(d.DecidedAt, d.DecidedBy),
		}, Off: d.State == assessment.LevelRefused})
	}
	return g
}

func (f frame) levelTag(ctx context.Context, l assessment.Level) templ.Component {
	return ui.Tag(levelKind(l), plain(f.code(ctx, rulebook.ListLevels, string(l))))
}

// proposed are the decisions that wait and rest on no assessment.
func (v listView) proposed() []assessment.LevelDecision {
	var out []assessment.LevelDecision
	for _, d := range v.Levels {
		if d.State == assessment.LevelProposed && d.Assessment == "" {
			out = append(out, d)
		}
	}
	return out
}

// waitingView is what waits for the second person, for heads.
type waitingView struct {
	frame
	cases  []assessmentsvc.Record
	levels []assessment.LevelDecision
	labels map[id.Client]string
}

func (w *Web) waiting(q *httpx.Req) (httpx.Reply, error) {
	v := waitingView{}
	var err error
	if v.cases, err = w.Service.Waiting(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	if v.levels, err = w.Levels.Waiting(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var who []string
	var clients []id.Client
	for _, c := range v.cases {
		who, clients = append(who, string(c.SignedBy)), append(clients, c.Client)
	}
	for _, d := range v.levels {
		who, clients = append(who, string(d.DecidedBy)), append(clients, d.Client)
	}
	if v.frame, err = w.frame(q, who...); err != nil {
		return httpx.Reply{}, err
	}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	return httpx.Page(waitingPage(v)), nil
}

func (v waitingView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.waiting.title"), HideCaption: true, Empty: ui.M("assessment.waiting.none"), Columns: []ui.Column{
		{Label: ui.M("assessment.client")}, {Label: ui.M("assessment.instrument")}, {Label: ui.M("assessment.signed")},
	}}
	for _, c := range v.cases {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(c.Client)+"/assessment/"+c.ID, v.label(c.Client)), ui.Val(v.w.title(ctx, c.Case)), v.by(c.SignedAt, c.SignedBy),
		}})
	}
	for _, d := range v.levels {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(d.Client)+"/assessment", v.label(d.Client)), v.levelTag(ctx, d.Level), v.by(d.DecidedAt, d.DecidedBy),
		}})
	}
	return g
}

func (v waitingView) label(c id.Client) string {
	if l := v.labels[c]; l != "" {
		return l
	}
	return string(c)
}
