package casefileweb

import (
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

type nationalView struct {
	stats []ui.Tally
	grid  ui.Grid
}

func (w *Web) national(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	rows, err := w.Service.National(ctx)
	if err != nil {
		return httpx.Reply{}, err
	}
	names, err := w.Service.OfficeNames(ctx, i18n.Lang(ctx))
	if err != nil {
		return httpx.Reply{}, err
	}
	var sum casefilesvc.OfficeRow
	v := nationalView{grid: ui.Grid{Caption: ui.M("casefile.national.table"), Columns: []ui.Column{
		{Label: ui.M("common.office")},
		{Label: ui.M("casefile.national.supervised"), Numeric: true},
		{Label: ui.M("casefile.national.awaited"), Numeric: true},
		{Label: ui.M("casefile.national.overdue"), Numeric: true},
		{Label: ui.M("casefile.national.unallocated"), Numeric: true},
		{Label: ui.M("casefile.national.ending"), Numeric: true},
		{Label: ui.M("casefile.national.officers"), Numeric: true},
		{Label: ui.M("casefile.national.per_officer"), Numeric: true},
	}}}
	lists := access.From(ctx).May(access.ReadCaseload)
	for _, r := range rows {
		sum.Supervised += r.Supervised
		sum.Awaited += r.Awaited
		sum.Overdue += r.Overdue
		sum.Unallocated += r.Unallocated
		sum.Ending += r.Ending
		row := ui.Row{Cells: []templ.Component{
			ui.Val(names[r.Office]), ui.Num(r.Supervised), ui.Num(r.Awaited), ui.Num(r.Overdue),
			ui.Num(r.Unallocated), ui.Num(r.Ending), ui.Num(r.Officers), ui.Num(r.PerOfficer()),
		}}
		if lists {
			row.Cells[0] = ui.LinkTo("/caseload?"+url.Values{"scope": {"office"}, "office": {string(r.Office)}}.Encode(), names[r.Office])
		}
		if r.Overdue > 0 {
			row.Tone = ui.Warn
		}
		v.grid.Rows = append(v.grid.Rows, row)
	}
	v.stats = []ui.Tally{
		{Label: ui.M("casefile.national.supervised"), N: sum.Supervised},
		{Label: ui.M("casefile.national.awaited"), N: sum.Awaited},
		{Label: ui.M("casefile.national.overdue"), N: sum.Overdue, Tone: ui.Bad},
		{Label: ui.M("casefile.national.unallocated"), N: sum.Unallocated, Tone: ui.Warn},
		{Label: ui.M("casefile.national.ending"), N: sum.Ending},
	}
	return httpx.Page(nationalPage(v)), nil
}
