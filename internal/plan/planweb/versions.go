package planweb

import (
	"context"
	"strconv"
	"strings"

	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// versionsView lists the versions of a plan and sets two of them side by side.
type versionsView struct {
	planView
	from, to int
	diff     plan.Diff
	compared bool
}

func (w *Web) versions(q *httpx.Req) (httpx.Reply, error) {
	doc, err := w.Service.View(q.Ctx(), clientOf(q), 0)
	if err != nil {
		return httpx.Reply{}, err
	}
	v := versionsView{from: number(q.Query().Get("from")), to: number(q.Query().Get("to"))}
	if v.planView, err = w.planView(q, doc); err != nil {
		return httpx.Reply{}, err
	}
	if n := len(v.Versions); v.from == 0 && v.to == 0 && n > 1 {
		v.from, v.to = n-1, n
	}
	if v.from > v.to {
		v.from, v.to = v.to, v.from // the earlier one stands on the left
	}
	if v.from > 0 {
		if v.diff, err = w.Service.Compare(q.Ctx(), v.client, v.from, v.to); err != nil {
			return httpx.Reply{}, err
		}
		v.compared = true
	}
	return httpx.Page(versionsPage(v)), nil
}

func (v versionsView) grid(context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("plan.versions"), HideCaption: true, Empty: ui.M("plan.none"), Columns: []ui.Column{
		{Label: ui.M("plan.number"), Narrow: true},
		{Label: ui.M("common.status")},
		{Label: ui.M("plan.begun")},
		{Label: ui.M("plan.countersigned")},
		{Label: ui.M("plan.closed")},
	}}
	for _, p := range v.Versions {
		out.Rows = append(out.Rows, ui.Row{Cells: []component{
			ui.LinkTo(v.page(p.Number, ""), strconv.Itoa(p.Number)), ui.Tags([]ui.Label{stateTag(p.State)}), signed(v.frame, p.BegunAt, p.BegunBy),
			signed(v.frame, p.CountersignedAt, p.CountersignedBy), signed(v.frame, p.EndedAt, p.EndedBy),
		}})
	}
	return out
}

// form keeps the chosen versions in the fields.
func (v versionsView) form() ui.Form {
	return ui.Form{Values: values("from", strconv.Itoa(v.from), "to", strconv.Itoa(v.to))}
}

func (v versionsView) numbers() []ui.Option {
	var out []ui.Option
	for _, p := range v.Versions {
		out = append(out, ui.Option{Value: strconv.Itoa(p.Number), Text: strconv.Itoa(p.Number)})
	}
	return out
}

// sides is the table of both versions: one row a goal, what changed marked in words.
func (v versionsView) sides(context.Context) ui.Grid {
	out := ui.Grid{
		Caption: ui.M("plan.compare_is", "From", v.from, "To", v.to),
		Columns: []ui.Column{{Label: ui.M("plan.change"), Narrow: true}, {Label: ui.M("plan.version_is", "Number", v.from)}, {Label: ui.M("plan.version_is", "Number", v.to)}},
		Empty:   ui.M("plan.no_goals"),
	}
	for _, d := range v.diff.Goals {
		row := ui.Row{Cells: []component{changeTag(d.Change), nil, nil}}
		if d.Old.Goal != "" {
			row.Cells[1] = sideGoal(v, v.diff.Old, d.Old, d, true)
		}
		if d.New.Goal != "" {
			row.Cells[2] = sideGoal(v, v.diff.New, d.New, d, false)
		}
		out.Rows = append(out.Rows, row)
	}
	for _, x := range []struct {
		label    string
		old, new string
		differs  bool
	}{
		{"plan.strengths_own", v.diff.Old.Plan.Strengths, v.diff.New.Plan.Strengths, v.diff.Strengths},
		{"plan.relapse", v.diff.Old.Plan.Relapse, v.diff.New.Plan.Relapse, v.diff.Relapse},
	} {
		if x.differs {
			out.Rows = append(out.Rows, ui.Row{Cells: []component{ui.Say(ui.M(x.label)), ui.Val(x.old), ui.Val(x.new)}})
		}
	}
	return out
}

func changeTag(c plan.Change) component {
	kind := ui.Neutral
	switch c {
	case plan.Added:
		kind = ui.Good
	case plan.Gone:
		kind = ui.Bad
	case plan.Altered:
		kind = ui.Warn
	case plan.Same:
	}
	return ui.Tag(kind, ui.M("plan.change."+string(c)))
}

// fields names what differs.
func fieldNames(ctx context.Context, list []string) string {
	var out []string
	for _, f := range list {
		out = append(out, i18n.T(ctx, "plan.field."+f))
	}
	return strings.Join(out, ", ")
}

// sideSteps are the steps of one side of a comparison with what became of each.
func sideSteps(d plan.GoalDiff, old bool) []plan.StepDiff {
	var out []plan.StepDiff
	for _, s := range d.Steps {
		if old && s.Old.Step != "" || !old && s.New.Step != "" {
			out = append(out, s)
		}
	}
	return out
}

func (s stepSide) step() plan.Step {
	if s.old {
		return s.diff.Old
	}
	return s.diff.New
}

type stepSide struct {
	diff plan.StepDiff
	old  bool
}

// plansView is the list of plans that wait for somebody.
type plansView struct {
	frame
	filter  plansvc.Filter
	list    plansvc.List
	labels  map[string]string
	offices []ui.Option
	paging  ui.Paging
}
