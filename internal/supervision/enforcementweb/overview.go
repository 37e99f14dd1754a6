package enforcementweb

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
)

// overviewView is the tab of a client: what the table says today, the cases, and the form to open one.
type overviewView struct {
	frame
	enforcementsvc.Overview
	form ui.Form
}

func (w *Web) overview(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.overviewView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	for _, l := range v.Proposal.Counted { // what the table counted is ticked; the officer may choose otherwise
		v.form.Values["entries"] = append(v.form.Values["entries"], l.Ref)
	}
	for _, d := range v.Duties { // appointments rest on the obligation to come, which the list of obligations marks
		if item, _ := v.rules.List(rulebook.ListObligations).Item(d.Code); item.Is("frequency") || len(v.Duties) == 1 {
			v.form.Values.Set("duty", d.ID)
		}
	}
	return httpx.Page(overviewPage(v)), nil
}

func (w *Web) overviewView(q *httpx.Req) (overviewView, error) {
	v := overviewView{form: ui.Form{Values: values()}}
	var err error
	if v.Overview, err = w.Service.Overview(q.Ctx(), clientOf(q)); err != nil {
		return v, err
	}
	var refs []string
	for _, c := range v.Cases {
		refs = append(refs, c.OpenedBy)
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) open(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := enforcementsvc.Open{
		Client: clientOf(q), Duty: q.Value("duty"), Entries: q.Form()["entries"], Broken: q.Value("broken"), BrokenOn: day(&problems, q, "broken_on"),
	}
	made, err := "", problems.Err()
	if err == nil {
		made, err = w.Service.Open(q.Ctx(), in)
	}
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/enforcement/" + made + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.overviewView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(overviewPage(v)), nil
}

// says is what the table proposes, in words.
func (v overviewView) says(ctx context.Context) msg.Message {
	switch v.Proposal.Action {
	case "":
		return ui.M("enforcement.table.nothing")
	case enforcement.Hear:
		return ui.M("enforcement.table.hear")
	case enforcement.Acceptable, enforcement.NoAction, enforcement.Talk, enforcement.Warning, enforcement.Submission:
	}
	return ui.M("enforcement.table.says", "Action", v.code(ctx, enforcement.ListActions, string(v.Proposal.Action)))
}

// tableNote says where the table comes from.
func (v overviewView) tableNote(ctx context.Context) string {
	return v.rules.List(enforcement.ListTable).Note.In(i18n.Lang(ctx))
}

// what names an entry: the kind of contact and its outcome, or what was seen.
func (f frame) what(ctx context.Context, l enforcement.Line) string {
	switch l.Kind {
	case enforcement.OfObligation:
		return joined(i18n.T(ctx, "enforcement.broken"), l.Text)
	case enforcement.OfAppointment, enforcement.OfStep:
	}
	return joined(f.code(ctx, rulebook.ListContactKinds, l.Contact), f.code(ctx, rulebook.ListOutcomes, l.Code), f.code(ctx, rulebook.ListAbsenceReasons, l.Reason), l.Text)
}

func (f frame) whyNot(l enforcement.Line) msg.Message {
	return ui.M("enforcement.not."+string(l.Why), "Case", l.Case)
}

// lines is a table of entries; those not counted have the reason.
func (f frame) lines(ctx context.Context, title msg.Message, list []enforcement.Line, empty msg.Message) ui.Grid {
	out := ui.Grid{Caption: title, Empty: empty, Columns: []ui.Column{
		{Label: ui.M("common.date"), Narrow: true}, {Label: ui.M("enforcement.what")}, {Label: ui.M("enforcement.counts")},
	}}
	for _, l := range list {
		mark := ui.Tags([]ui.Label{{Kind: ui.Warn, Words: ui.M("enforcement.counted_one")}})
		if !l.Counts() {
			mark = ui.Say(f.whyNot(l))
		}
		out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Day(l.On), f.entry(ctx, l), mark}})
	}
	return out
}

func (f frame) entry(ctx context.Context, l enforcement.Line) component {
	if l.Kind == enforcement.OfAppointment && l.Why != enforcement.WhyGone {
		return ui.LinkTo("/clients/"+string(f.client)+"/appointments/"+l.Ref, f.what(ctx, l))
	}
	return ui.Val(f.what(ctx, l))
}

func (v overviewView) caseGrid(ctx context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("enforcement.cases"), Empty: ui.M("enforcement.none"), Columns: []ui.Column{
		{Label: ui.M("enforcement.number"), Narrow: true},
		{Label: ui.M("enforcement.opened")},
		{Label: ui.M("common.status")},
		{Label: ui.M("enforcement.action")},
		{Label: ui.M("enforcement.due"), Narrow: true},
	}}
	for _, c := range v.Cases {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{
			ui.LinkTo(v.at("/"+c.ID), c.Number()), ui.Beside(ui.Moment(c.OpenedAt), ui.Val(v.who(c.OpenedBy))), ui.Tags([]ui.Label{stateTag(c.State)}),
			ui.Val(v.code(ctx, enforcement.ListActions, string(c.Action))), ui.Day(c.Due),
		}})
	}
	return out
}

func stateTag(s enforcement.State) ui.Label {
	kind := ui.Info
	switch s {
	case enforcement.Proposed, enforcement.Opened, enforcement.Issued:
		kind = ui.Warn
	case enforcement.Closed, enforcement.Withdrawn:
		kind = ui.Neutral
	case enforcement.Heard, enforcement.Decided, enforcement.Delivered, enforcement.Sent:
	}
	return ui.Label{Kind: kind, Words: ui.M("enforcement.state." + string(s))}
}

func (v overviewView) dutyOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, d := range v.Duties {
		out = append(out, ui.Option{Value: d.ID, Text: v.duty(ctx, d)})
	}
	return out
}

func (f frame) duty(ctx context.Context, d plan.Obligation) string {
	return joined(f.code(ctx, rulebook.ListObligations, d.Code), d.Text)
}

func (v overviewView) entryOptions(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, l := range v.Choice {
		o := ui.Option{Value: l.Ref, Text: joined(i18n.Date(ctx, l.On), v.what(ctx, l))}
		if !l.Counts() {
			o.Hint = v.whyNot(l)
		}
		out = append(out, o)
	}
	return out
}

// explained says when and in which language the conditions were explained, the latest last.
func (v overviewView) explained(ctx context.Context) []ui.Item {
	var out []ui.Item
	for _, e := range v.Explained {
		note := v.code(ctx, rulebook.ListLanguages, e.Language)
		if !e.Understood(v.Speaks) {
			note = joined(note, i18n.T(ctx, "enforcement.not_understood"))
		}
		out = append(out, ui.Item{Label: ui.M("enforcement.explained_on"), Value: ui.Beside(ui.Day(e.On), ui.Val(note))})
	}
	return out
}

func mayEnforce(ctx context.Context) bool { return access.From(ctx).May(access.Enforce) }
