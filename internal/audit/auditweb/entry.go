package auditweb

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/audit"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type entryView struct {
	line  auditsvc.Line
	files map[id.Client]string
}

func (w *Web) entry(q *httpx.Req) (httpx.Reply, error) {
	entry := q.PathValue("entry")
	if !id.Valid(entry) {
		return httpx.Reply{}, fault.MissingRecord()
	}
	line, err := w.Service.Entry(q.Ctx(), id.Entry(entry))
	if err != nil {
		return httpx.Reply{}, err
	}
	files, err := w.Service.FileNumbers(q.Ctx(), line.Subjects)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(entryPage(entryView{line, files})), nil
}

func (v entryView) items(ctx context.Context) []ui.Item {
	l := v.line
	return []ui.Item{
		{Label: ui.M("audit.col.number"), Value: number(l)},
		{Label: ui.M("audit.field.entry"), Value: ui.Val(string(l.ID))},
		{Label: ui.M("common.when"), Value: ui.Moment(l.At)},
		{Label: ui.M("common.who"), Value: who(l)},
		{Label: ui.M("audit.field.account"), Value: ui.Val(l.Actor)},
		{Label: ui.M("audit.field.via"), Value: ui.Val(viaText(ctx, l.Via))},
		{Label: ui.M("common.what"), Value: what(l)},
		{Label: ui.M("common.reason"), Value: reason(l)},
		{Label: ui.M("audit.field.purpose"), Value: ui.Val(l.Purpose)},
		{Label: ui.M("audit.field.route"), Value: ui.Val(l.Route)},
		{Label: ui.M("audit.field.result"), Value: ui.Val(l.Result)},
		{Label: ui.M("audit.field.request"), Value: ui.Val(l.Request)},
		{Label: ui.M("audit.field.address"), Value: ui.Val(l.Address)},
		{Label: ui.M("audit.col.clients"), Value: allClients(l, v.files)},
	}
}

func viaText(ctx context.Context, via string) string {
	if key := "audit.via." + via; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return via
}

func (v entryView) facts(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("audit.facts"), Columns: []ui.Column{
		{Label: ui.M("common.what")},
		{Label: ui.M("common.happened"), Narrow: true},
		{Label: ui.M("audit.col.client")},
		{Label: ui.M("audit.field.data")},
	}}
	for _, f := range v.line.Facts {
		var data []templ.Component
		for _, k := range slices.Sorted(maps.Keys(f.Data)) {
			data = append(data, ui.Val(k+" = "+f.Data[k]))
		}
		if f.Compartment != "" {
			data = []templ.Component{ui.Tag(ui.Neutral, ui.M("audit.inside"))}
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(factText(ctx, f)), ui.Moment(f.Occurred), ui.Val(clientLabel(f.Client, v.files)),
			ui.Lines(data...),
		}})
	}
	return g
}

func factText(_ context.Context, f audit.Fact) string {
	return f.Type + " " + strconv.Itoa(f.Version)
}

// change shows one row that was written: which columns, and their values unless they are a person's.
func (v entryView) change(c audit.Change) ui.Grid {
	g := ui.Grid{Caption: ui.M("audit.change", "Table", c.Table, "Row", c.Row), Plain: true, Empty: ui.M("audit.new_row"), Columns: []ui.Column{
		{Label: ui.M("audit.col.column")}, {Label: ui.M("audit.col.before")}, {Label: ui.M("audit.col.after")},
	}}
	before, after := audit.Values(c.Before), audit.Values(c.After)
	for _, n := range c.Names {
		b, a := cell(before[n]), cell(after[n])
		if c.Before == nil && c.After == nil {
			b, a = sealedTag(), sealedTag()
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Val(n), b, a}})
	}
	return g
}

func cell(v audit.Value) templ.Component {
	if v.Sealed {
		return sealedTag()
	}
	return ui.Val(v.Text)
}
