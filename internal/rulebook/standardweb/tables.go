package standardweb

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
	"tuzjol/internal/rulebook/rulebookui"
)

type tablesView struct {
	rulebooksvc.Tables
	rules    *rulebook.Rulebook
	names    map[string]string
	mayDraft bool
	mayPut   bool
}

func (w *Web) tables(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.newTables(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(tablesPage(v)), nil
}

func (w *Web) newTables(ctx context.Context) (tablesView, error) {
	t, err := w.Service.Tables(ctx)
	rights := access.From(ctx)
	v := tablesView{Tables: t, rules: w.rules(), mayDraft: rights.May(access.DraftStandard), mayPut: rights.May(access.PutInForce)}
	if err != nil {
		return v, err
	}
	var refs []string
	for _, d := range t.Decisions {
		for _, a := range []id.Account{d.DraftedBy, d.EditedBy, d.PutBy, d.WithdrawnBy} {
			if a != "" && !slices.Contains(refs, string(a)) {
				refs = append(refs, string(a))
			}
		}
	}
	v.names, err = w.Names(ctx, refs)
	return v, err
}

type tableView struct {
	tablesView
	table   *rulebook.Standard
	dec     rulebook.StandardDecision
	drafted bool // drafted here, not shipped
	sent    sent
}

func (w *Web) table(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.tableView(q, sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(tablePage(v)), nil
}

func (w *Web) tableView(q *httpx.Req, s sent) (tableView, error) {
	all, err := w.newTables(q.Ctx())
	v := tableView{tablesView: all, sent: s}
	if err != nil {
		return v, err
	}
	if v.table, err = all.Table(q.PathValue("standard")); err != nil {
		return v, err
	}
	v.dec, v.drafted = all.Decision(v.table.ID)
	return v, nil
}

// second reports whether the reader is another person than those who wrote the draft.
func (v tableView) second(ctx context.Context) bool {
	me := access.From(ctx).Account
	return v.mayPut && me != v.dec.DraftedBy && me != v.dec.EditedBy
}

// mayWithdraw: a draft by who drafts, a table that is yet to begin by who puts in force.
func (v tableView) mayWithdraw() bool {
	switch v.dec.State {
	case rulebook.StandardDraft:
		return v.mayDraft
	case rulebook.StandardInForce:
		return v.mayDraft && v.mayPut && v.dec.InForce.After(v.Today)
	}
	return false
}

func (v tablesView) level(ctx context.Context, code string) string {
	return v.rules.List(rulebook.ListLevels).Name(code, i18n.Lang(ctx))
}

// kinds names the kinds of a row; a row without kinds is for all others.
func (v tablesView) kinds(ctx context.Context, r rulebook.StandardRow) string {
	if len(r.Kinds) == 0 {
		return i18n.T(ctx, "rulebook.standard.all_kinds")
	}
	out := make([]string, len(r.Kinds))
	for i, k := range r.Kinds {
		out[i] = v.rules.List(rulebook.ListClientKinds).Name(k, i18n.Lang(ctx))
	}
	return strings.Join(out, ", ")
}

// title is how a table is called: its label, or the reason why it was drafted.
func (v tablesView) title(ctx context.Context, t *rulebook.Standard) string {
	if s := t.Label.In(i18n.Lang(ctx)); s != "" {
		return s
	}
	d, _ := v.Decision(t.ID)
	day := d.InForce
	if day.IsZero() {
		return i18n.T(ctx, "rulebook.standard.draft_of", "Day", i18n.Date(ctx, d.DraftedAt.In(i18n.Zone(ctx))))
	}
	return i18n.T(ctx, "rulebook.standard.from", "Day", day)
}

func state(v tablesView, d rulebook.StandardDecision) templ.Component {
	switch {
	case d.State == rulebook.StandardDraft:
		return ui.Tag(ui.Warn, ui.M("rulebook.standard.state.draft"))
	case d.State == rulebook.StandardWithdrawn:
		return ui.Tag(ui.Neutral, ui.M("rulebook.standard.state.withdrawn"))
	case d.InForce.After(v.Today):
		return ui.Tag(ui.Info, ui.M("rulebook.standard.state.ahead", "Day", d.InForce))
	case v.Now != nil && v.Now.ID == d.ID:
		return ui.Tag(ui.Good, ui.M("rulebook.standard.state.in_force"))
	}
	return ui.Tag(ui.Neutral, ui.M("rulebook.standard.state.replaced"))
}

// rows shows every package of a table with the status of each number.
func (v tablesView) rows(ctx context.Context, t *rulebook.Standard) ui.Grid {
	g := ui.Grid{Caption: ui.M("rulebook.standard.packages"), Columns: []ui.Column{
		{Label: ui.M("rulebook.standard.level")},
		{Label: ui.M("rulebook.standard.kinds")},
		{Label: ui.M("rulebook.standard.phase")},
		{Label: ui.M("rulebook.standard.office")},
		{Label: ui.M("rulebook.standard.home")},
		{Label: ui.M("rulebook.standard.points")},
	}}
	for _, r := range t.Rows {
		for p, c := range r.Phases {
			phase := rulebook.Phase(p)
			if phase == rulebook.Early && r.EarlyWeeks == 0 || phase == rulebook.Last && r.LastPart == 0 {
				continue
			}
			g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
				ui.Val(v.level(ctx, r.Level)), ui.Val(v.kinds(ctx, r)), ui.Say(phaseName(r, phase)), number2(c.Office), number2(c.Home), number2(c.Points),
			}})
		}
	}
	return g
}

func phaseName(r rulebook.StandardRow, p rulebook.Phase) msg.Message {
	switch p {
	case rulebook.Early:
		return ui.N("rulebook.standard.phase.early", r.EarlyWeeks)
	case rulebook.Last:
		return ui.M("rulebook.standard.phase.last", "Part", r.LastPart)
	case rulebook.Usual:
	}
	return ui.M("rulebook.standard.phase.usual")
}

// number2 is a cell with its status where it is to be confirmed.
func number2(c rulebook.Cell) templ.Component {
	value := ui.Val(c.Text())
	if !c.Set {
		value = ui.Muted(ui.Say(ui.M("rulebook.value.unset")))
	}
	if !c.Status.ToConfirm() {
		return value
	}
	l := rulebookui.StatusLabel(c.Status)
	return ui.Beside(value, ui.Tag(l.Kind, l.Words))
}

func (v tablesView) capacity(ctx context.Context, t *rulebook.Standard) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("rulebook.standard.full"), Value: number2(t.Capacity.Full)},
		{Label: ui.M("rulebook.standard.head"), Value: number2(t.Capacity.Head)},
		{Label: ui.M("rulebook.standard.away"), Value: number2(t.Capacity.Away)},
	}
	if t.Capacity.NewWeeks > 0 {
		items = append(items, ui.Item{Label: ui.N("rulebook.standard.new_in", t.Capacity.NewWeeks), Value: number2(t.Capacity.New)})
	}
	for _, x := range t.Exemptions {
		name := v.rules.List(rulebook.ListExemptions).Name(x.Reason, i18n.Lang(ctx))
		items = append(items, ui.Item{Label: ui.M("rulebook.standard.exempt", "Reason", name), Value: number2(x.Share)})
	}
	return items
}

func (v tablesView) history(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("rulebook.standard.history"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("rulebook.standard.table")},
		{Label: ui.M("common.status")},
		{Label: ui.M("common.from")},
		{Label: ui.M("rulebook.standard.put_by")},
		{Label: ui.M("rulebook.standard.compare"), HideLabel: true},
	}}
	all := v.Set.All()
	slices.Reverse(all)
	for _, t := range all {
		d, drafted := v.Decision(t.ID)
		st, by := ui.Tag(ui.Neutral, ui.M("rulebook.standard.state.replaced")), ui.Say(ui.M("rulebook.standard.shipped"))
		switch {
		case drafted:
			st, by = state(v, d), ui.Val(v.names[string(d.PutBy)])
		case v.Now != nil && v.Now.ID == t.ID:
			st = ui.Tag(ui.Good, ui.M("rulebook.standard.state.in_force"))
		}
		var beside templ.Component
		if v.Now != nil && t.ID != v.Now.ID {
			beside = ui.Link(compareHref(t.ID, v.Now.ID), ui.M("rulebook.standard.beside_now"))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.LinkTo(href(t.ID, ""), v.title(ctx, t)), st, ui.Day(t.InForce), by, beside}})
	}
	return g
}

func (v tablesView) drafts(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("rulebook.standard.drafts"), HideCaption: true, Empty: ui.M("rulebook.standard.no_drafts"), Columns: []ui.Column{
		{Label: ui.M("rulebook.standard.table")},
		{Label: ui.M("common.status")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("rulebook.standard.drafted_by")},
		{Label: ui.M("rulebook.standard.edited")},
	}}
	for _, d := range v.Decisions {
		if d.State == rulebook.StandardInForce {
			continue
		}
		t, err := d.Table()
		if err != nil {
			continue
		}
		g.Rows = append(g.Rows, ui.Row{Off: d.State == rulebook.StandardWithdrawn, Cells: []templ.Component{
			ui.LinkTo(href(d.ID, ""), v.title(ctx, t)), state(v, d), ui.Val(v.rules.List(rulebook.ListStandardReasons).Name(d.Reason, i18n.Lang(ctx))),
			ui.Val(v.names[string(d.DraftedBy)]), ui.Moment(d.EditedAt),
		}})
	}
	return g
}

func (v tableView) facts(ctx context.Context) []ui.Item {
	if !v.drafted {
		return []ui.Item{{Label: ui.M("common.from"), Value: ui.Day(v.table.InForce)}, {Label: ui.M("rulebook.source"), Value: rulebookui.Source(v.table.Basis)}}
	}
	d := v.dec
	items := []ui.Item{
		{Label: ui.M("common.status"), Value: state(v.tablesView, d)},
		{Label: ui.M("common.reason"), Value: ui.Lines(ui.Val(v.rules.List(rulebook.ListStandardReasons).Name(d.Reason, i18n.Lang(ctx))), ui.Val(d.ReasonText))},
		{Label: ui.M("rulebook.standard.document"), Value: ui.Val(v.table.Source)},
		{Label: ui.M("rulebook.standard.drafted_by"), Value: ui.Beside(ui.Val(v.names[string(d.DraftedBy)]), ui.Moment(d.DraftedAt))},
	}
	if d.EditedBy != d.DraftedBy {
		items = append(items, ui.Item{Label: ui.M("rulebook.standard.edited"), Value: ui.Beside(ui.Val(v.names[string(d.EditedBy)]), ui.Moment(d.EditedAt))})
	}
	if !d.PutAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("rulebook.standard.put_by"), Value: ui.Beside(ui.Val(v.names[string(d.PutBy)]), ui.Moment(d.PutAt))},
			ui.Item{Label: ui.M("common.from"), Value: ui.Day(d.InForce)})
	}
	if !d.WithdrawnAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("rulebook.standard.withdrawn"), Value: ui.Lines(ui.Beside(ui.Val(v.names[string(d.WithdrawnBy)]), ui.Moment(d.WithdrawnAt)), ui.Val(d.WithdrawnWhy))})
	}
	return items
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // what is no number is version 0, which no row has
	return n
}
