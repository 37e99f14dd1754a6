package standardweb

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type previewView struct {
	tableView
	rulebook.Effect
	offices map[id.Office]string
	staff   map[string]string
	office  string // whose officers are shown
	by      string
}

func (w *Web) previewView(q *httpx.Req) (previewView, error) {
	t, err := w.tableView(q, sent{})
	v := previewView{tableView: t, office: q.Query().Get("office"), by: actor.From(q.Ctx()).Display}
	if err != nil {
		return v, err
	}
	if v.Effect, err = w.Service.Preview(q.Ctx(), q.PathValue("standard")); err != nil {
		return v, err
	}
	if v.offices, err = w.Offices(q.Ctx(), i18n.Lang(q.Ctx())); err != nil {
		return v, err
	}
	var refs []string
	for _, l := range v.Officers {
		if l.Key != "" {
			refs = append(refs, l.Key)
		}
	}
	v.staff, err = w.Names(q.Ctx(), refs)
	return v, err
}

func (w *Web) preview(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.previewView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(previewPage(v)), nil
}

func (v previewView) month(ctx context.Context) string {
	return i18n.MonthYear(ctx, v.First.Year(), v.First.Month())
}

func (v previewView) effect(ctx context.Context, caption, what string, lines []rulebook.EffectLine, name func(rulebook.EffectLine) templ.Component) ui.Grid {
	g := ui.Grid{Caption: ui.M(caption), Columns: []ui.Column{
		{Label: ui.M(what)},
		{Label: ui.M("rulebook.standard.cases"), Numeric: true},
		{Label: ui.M("rulebook.standard.contacts_now"), Numeric: true},
		{Label: ui.M("rulebook.standard.contacts_then"), Numeric: true},
		{Label: ui.M("rulebook.standard.difference"), Numeric: true},
		{Label: ui.M("rulebook.standard.points_now"), Numeric: true},
		{Label: ui.M("rulebook.standard.points_then"), Numeric: true},
		{Label: ui.M("rulebook.standard.difference"), Numeric: true},
	}}
	for _, l := range lines {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			name(l), ui.Num(l.Cases), ui.Num(l.Contacts[0]), ui.Num(l.Contacts[1]), ui.Val(signed(100 * (l.Contacts[1] - l.Contacts[0]))),
			points(ctx, l.Points[0]), points(ctx, l.Points[1]), ui.Val(signedPoints(ctx, l.Points[1]-l.Points[0])),
		}})
	}
	return g
}

func points(ctx context.Context, n int) templ.Component {
	return ui.Val(i18n.Decimal(ctx, float64(n)/100, 2))
}

// signed writes a difference with its sign; a change of nothing is 0.
func signed(n int) string {
	if n > 0 {
		return "+" + rulebook.Hundredths(n)
	}
	return strings.Replace(rulebook.Hundredths(n), "-", "−", 1)
}

// signedPoints writes a difference of points as the reader writes decimals.
func signedPoints(ctx context.Context, n int) string {
	s := i18n.Decimal(ctx, float64(max(n, -n))/100, 2)
	switch {
	case n > 0:
		return "+" + s
	case n < 0:
		return "−" + s
	}
	return s
}

// levels stand in the order of the rulebook's list.
func (v previewView) levels(ctx context.Context) ui.Grid {
	codes := v.rules.List(rulebook.ListLevels).Codes()
	slices.SortStableFunc(v.Levels, func(a, b rulebook.EffectLine) int { return slices.Index(codes, a.Key) - slices.Index(codes, b.Key) })
	return v.effect(ctx, "rulebook.standard.by_level", "rulebook.standard.level", v.Levels, func(l rulebook.EffectLine) templ.Component { return ui.Val(v.level(ctx, l.Key)) })
}

func (v previewView) perOffice(ctx context.Context) ui.Grid {
	return v.effect(ctx, "rulebook.standard.by_office", "common.office", v.Offices, func(l rulebook.EffectLine) templ.Component {
		return ui.LinkTo(href(v.table.ID, "/preview?office="+url.QueryEscape(l.Key)+"#officers"), v.officeName(ctx, l.Key))
	})
}

// perOfficer lists the officers of the chosen office; all of them stand in the export.
func (v previewView) perOfficer(ctx context.Context) ui.Grid {
	var lines []rulebook.EffectLine
	for _, l := range v.Officers {
		if l.Within == v.office {
			lines = append(lines, l)
		}
	}
	return v.effect(ctx, "rulebook.standard.by_officer", "rulebook.standard.officer", lines, func(l rulebook.EffectLine) templ.Component { return ui.Val(v.officerName(ctx, l.Key)) })
}

func (v previewView) officeName(ctx context.Context, key string) string {
	if n := v.offices[id.Office(key)]; n != "" {
		return n
	}
	return i18n.T(ctx, "rulebook.standard.no_office")
}

func (v previewView) officerName(ctx context.Context, key string) string {
	if n := v.staff[key]; n != "" {
		return n
	}
	return i18n.T(ctx, "rulebook.standard.no_officer")
}

func (v previewView) tallies() []ui.Tally {
	return []ui.Tally{
		{Label: ui.M("rulebook.standard.cases"), N: v.Total.Cases},
		{Label: ui.M("rulebook.standard.contacts_now"), N: v.Total.Contacts[0]},
		{Label: ui.M("rulebook.standard.contacts_then"), N: v.Total.Contacts[1]},
	}
}

// export is the whole preview as a table for a spreadsheet; it holds numbers, offices and officers, no clients.
func (w *Web) export(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.previewView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx := q.Ctx()
	head := []string{i18n.T(ctx, "rulebook.standard.group"), i18n.T(ctx, "common.office"), i18n.T(ctx, "rulebook.standard.name")}
	for _, k := range []string{"cases", "contacts_now", "contacts_then", "difference", "points_now", "points_then", "difference"} {
		head = append(head, i18n.T(ctx, "rulebook.standard."+k))
	}
	rows := [][]string{head, v.record(ctx, "rulebook.standard.total", "", "", v.Total)}
	for _, l := range v.Levels {
		rows = append(rows, v.record(ctx, "rulebook.standard.level", "", v.level(ctx, l.Key), l))
	}
	for _, l := range v.Offices {
		rows = append(rows, v.record(ctx, "common.office", v.officeName(ctx, l.Key), "", l))
	}
	for _, l := range v.Officers {
		rows = append(rows, v.record(ctx, "rulebook.standard.officer", v.officeName(ctx, l.Within), v.officerName(ctx, l.Key), l))
	}
	return httpx.CSV("preview.csv", rows), nil
}

func (v previewView) record(ctx context.Context, group, office, name string, l rulebook.EffectLine) []string {
	return []string{
		i18n.T(ctx, group), office, name, rulebook.Hundredths(100 * l.Cases), rulebook.Hundredths(100 * l.Contacts[0]), rulebook.Hundredths(100 * l.Contacts[1]),
		rulebook.Hundredths(100 * (l.Contacts[1] - l.Contacts[0])), rulebook.Hundredths(l.Points[0]), rulebook.Hundredths(l.Points[1]), rulebook.Hundredths(l.Points[1] - l.Points[0]),
	}
}
