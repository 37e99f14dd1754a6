package casefileweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/casefile"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type listView struct {
	web     *Web
	ctx     context.Context //nolint:containedctx // a view lives as long as its request
	filter  casefile.Filter
	list    casefilesvc.List
	offices map[id.Office]string
	at      *url.URL
	today   civil.Date
}

// columns of the caseload; on a phone each row is a card with the same labels.
func (v listView) columns(sortable bool) []ui.Column {
	cols := []ui.Column{
		{Label: ui.M("casefile.col.name"), Sort: "name"},
		{Label: ui.M("casefile.col.file"), Sort: "file", Narrow: true},
		{Label: ui.M("casefile.col.born"), Narrow: true},
		{Label: ui.M("casefile.col.measure")},
		{Label: ui.M("casefile.col.status")},
		{Label: ui.M("casefile.col.next"), Sort: "next"},
		{Label: ui.M("casefile.col.last"), Sort: "last", Narrow: true},
		{Label: ui.M("casefile.col.end"), Sort: "end", Narrow: true},
	}
	cols = append(cols,
		ui.Column{Label: ui.M("casefile.col.level"), Sort: "level"},
		ui.Column{Label: ui.M("casefile.col.assessment"), Sort: "assess"})
	if v.filter.Scope != "mine" {
		cols = append(cols, ui.Column{Label: ui.M("casefile.col.officer")})
	}
	if !sortable {
		for i := range cols {
			cols[i].Sort = ""
		}
	}
	return cols
}

func (v listView) grid(sortable bool) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("casefile.caseload.title"), HideCaption: true, Columns: v.columns(sortable), At: v.at, Sort: v.filter.Sort,
		Desc: v.filter.Desc, Empty: ui.M("casefile.caseload.empty"),
	}
	for _, c := range v.list.Cards {
		g.Rows = append(g.Rows, v.row(c))
	}
	return g
}

func (v listView) row(c casefile.Card) ui.Row {
	r := ui.Row{Cells: []templ.Component{
		nameCell(c), ui.Val(c.FileNumber), ui.Val(i18n.Partial(v.ctx, c.Birth)),
		ui.Val(v.web.name(v.ctx, rulebook.ListMeasures, c.Measure)), ui.Tags(v.web.tags(v.ctx, c)),
		v.next(c), ui.Day(c.LastContact), ui.Day(c.TermEnd), v.web.level(v.ctx, c), v.web.standing(c),
	}}
	if v.filter.Scope != "mine" {
		r.Cells = append(r.Cells, officerCell(c.OfficerName, v.offices[c.Office]))
	}
	if c.DaysOverdue(v.today) > 0 {
		r.Tone = ui.Bad
	} else if !c.OldestOpenAt.IsZero() && c.OldestOpenAt.Before(v.web.Service.Now()) {
		r.Tone = ui.Warn
	}
	return r
}

// next shows when the client comes next, or that an outcome is still owed for the last time.
func (v listView) next(c casefile.Card) templ.Component {
	if !c.OldestOpenAt.IsZero() && c.OldestOpenAt.Before(v.web.Service.Now()) {
		return ui.Lines(ui.Moment(c.OldestOpenAt), ui.Tag(ui.Warn, ui.M("casefile.outcome_owed")))
	}
	return ui.Moment(c.NextAt)
}

func (v listView) paging() ui.Paging {
	p := ui.Paging{Shown: len(v.list.Cards), Total: v.list.Count}
	if v.list.More {
		p.Next = ui.Address(v.at, "after", string(v.list.Next))
	}
	if v.filter.After != "" {
		p.First = ui.Address(v.at, "after", "")
	}
	return p
}

func (v listView) form() ui.Form { return ui.Form{Values: v.filter.Query(), Prefix: "f-"} }

func options(prefix string, codes ...string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, c := range codes {
		out[i] = ui.Option{Value: c, Label: ui.M(prefix + c)}
	}
	return out
}

func (v listView) measures() []ui.Option {
	var out []ui.Option
	for _, it := range v.web.Rules.At(v.today).List(rulebook.ListMeasures).On(v.today) {
		out = append(out, ui.Option{Value: it.Code, Text: it.Label.In(i18n.Lang(v.ctx))})
	}
	return out
}

func (v listView) exportQuery(path string) string {
	q := v.filter.Query()
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

type dayView struct {
	web     *Web
	day     casefile.Day
	tallies []ui.Tally
	alerts  []ui.Tally
	phones  map[id.Client][]Phone
}

func (w *Web) dayView(d casefile.Day) dayView {
	v := dayView{web: w, day: d}
	for _, c := range d.Debts {
		v.tallies = append(v.tallies, ui.Tally{Label: debtLabel(c), N: c.N, Href: v.caseload(c.Debt), Tone: debtTone(c.Debt)})
	}
	for _, a := range d.Alerts {
		v.alerts = append(v.alerts, ui.Tally{Label: ui.N(a.Key, a.N), N: a.N, Href: a.Href, Tone: ui.Warn})
	}
	return v
}

// caseload is the list behind a count; without a debt the whole one.
func (v dayView) caseload(debt string) string {
	f := casefile.Filter{Scope: v.day.Scope, Due: debt}
	if q := f.Query().Encode(); q != "" {
		return "/caseload?" + q
	}
	return "/caseload"
}

func debtLabel(c casefile.Count) msg.Message { return ui.N("casefile.debt."+c.Debt, c.N) }

func debtTone(debt string) ui.Kind {
	switch debt {
	case casefile.DebtEnding0, casefile.DebtRegister, casefile.DebtFlags, casefile.DebtAssessLate:
		return ui.Bad
	case casefile.DebtOutcome, casefile.DebtReopened, casefile.DebtTakeOver:
		return ui.Warn
	}
	return ui.Info
}

// pressing puts what is due first, the gravest on top, and what has nothing due apart.
func pressing(list []ui.Tally) (due, rest []ui.Tally) {
	for _, tone := range []ui.Kind{ui.Bad, ui.Warn, ui.Info} {
		for _, t := range list {
			if t.N > 0 && t.Tone == tone {
				due = append(due, t)
			}
		}
	}
	for _, t := range list {
		if t.N == 0 {
			rest = append(rest, t)
		}
	}
	return due, rest
}

// nothing reports whether no debt is open, so that the page says so.
func (v dayView) nothing() bool {
	for _, t := range v.tallies {
		if t.N > 0 {
			return false
		}
	}
	return true
}

func (v dayView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("casefile.day.appointments"), HideCaption: true, Empty: ui.M("casefile.day.nobody"), Columns: []ui.Column{
		{Label: ui.M("common.time"), Narrow: true},
		{Label: ui.M("casefile.col.name")},
		{Label: ui.M("casefile.col.kind")},
		{Label: ui.M("casefile.col.place"), Sparse: true},
		{Label: ui.M("casefile.col.outcome")},
	}}
	for _, a := range v.day.Appointments {
		g.Rows = append(g.Rows, ui.Row{Off: a.Closed, Cells: []templ.Component{
			ui.Val(i18n.Time(ctx, a.At)), appointmentName(a), ui.Val(v.web.name(ctx, rulebook.ListContactKinds, a.Kind)), ui.Val(a.Place),
			appointmentOutcome(a, v.web.name(ctx, rulebook.ListOutcomes, a.Result)),
		}})
	}
	return g
}

// packGrid is the day on paper: who comes, how to reach them, and room for what happened.
func (v dayView) packGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("casefile.day.appointments"), HideCaption: true, Empty: ui.M("casefile.day.nobody"), Columns: []ui.Column{
		{Label: ui.M("common.time"), Narrow: true},
		{Label: ui.M("casefile.col.name")},
		{Label: ui.M("casefile.col.file"), Narrow: true},
		{Label: ui.M("casefile.pack.phone")},
		{Label: ui.M("casefile.pack.came"), Narrow: true},
		{Label: ui.M("casefile.pack.note")},
	}}
	for _, a := range v.day.Appointments {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(i18n.Time(ctx, a.At)), ui.Val(a.Label), ui.Val(a.File),
			packPhones(v.phones[a.Client]), ui.Val("☐"), writeHere(),
		}})
	}
	return g
}
