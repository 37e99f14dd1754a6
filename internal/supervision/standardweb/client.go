package standardweb

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
)

// shownMonths is how many months the page shows until more are asked for.
const shownMonths = 6

type clientView struct {
	frame
	board  standardsvc.Board
	months int
}

func (w *Web) client(q *httpx.Req) (httpx.Reply, error) {
	months, err := strconv.Atoi(q.Query().Get("months"))
	if err != nil || months < 1 {
		months = shownMonths
	}
	v := clientView{months: min(months, standardsvc.MostMonths)}
	if v.board, err = w.Service.Client(q.Ctx(), clientOf(q), v.months); err != nil {
		return httpx.Reply{}, err
	}
	if v.frame, err = w.frame(q); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(clientPage(v)), nil
}

// now is the running month, if supervision runs.
func (v clientView) now() (standard.Month, bool) {
	if len(v.board.Months) > 0 && !v.board.Months[0].Over {
		return v.board.Months[0], true
	}
	return standard.Month{}, false
}

// past are the months that are over.
func (v clientView) past() []standard.Month {
	if _, ok := v.now(); ok {
		return v.board.Months[1:]
	}
	return v.board.Months
}

func (v clientView) more() string {
	if len(v.board.Months) < v.months || v.months >= standardsvc.MostMonths {
		return ""
	}
	return v.at("/standards?months=" + strconv.Itoa(v.months+12))
}

func monthName(ctx context.Context, m standard.Month) string {
	return i18n.MonthYear(ctx, m.Year, m.Month)
}

func kindName(k standard.Kind) msg.Message { return ui.M("contactstd.kind." + string(k)) }

// grid is the running month by kind.
func (v clientView) grid(ctx context.Context, m standard.Month) ui.Grid {
	g := ui.Grid{Caption: ui.M("contactstd.this_month"), HideCaption: true, Empty: ui.M("contactstd.nothing_asked"), Columns: []ui.Column{
		{Label: ui.M("contactstd.col.kind")},
		{Label: ui.M("contactstd.col.due"), Numeric: true},
		{Label: ui.M("contactstd.col.done"), Numeric: true},
		{Label: ui.M("contactstd.col.planned"), Numeric: true},
		{Label: ui.M("contactstd.col.short"), Numeric: true},
		{Label: ui.M("contactstd.col.rest")},
		{Label: ui.M("contactstd.col.next"), HideLabel: true},
	}}
	for _, n := range m.Needs {
		row := ui.Row{ID: "need-" + string(n.Kind), Cells: []templ.Component{
			ui.Say(kindName(n.Kind)), due(n), ui.Num(n.Done), ui.Num(n.Planned), ui.Num(n.Short), rest(n), v.next(ctx, n),
		}}
		if n.Short > 0 {
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func due(n standard.Need) templ.Component {
	switch {
	case n.Unset && n.Due == 0:
		return ui.Say(ui.M("contactstd.not_set"))
	case n.ToConfirm:
		return ui.Lines(ui.Num(n.Due), ui.ToBeConfirmed(""))
	}
	return ui.Num(n.Due)
}

// rest says what became of contacts that were neither made nor are planned.
func rest(n standard.Need) templ.Component {
	var parts []templ.Component
	for _, p := range []struct {
		key string
		n   int
	}{{"waiting", n.Waiting}, {"excused", n.Excused}, {"service", n.Service}, {"missed", n.Missed}} {
		if p.n > 0 {
			parts = append(parts, ui.Say(ui.M("contactstd.rest."+p.key, "N", p.n)))
		}
	}
	if len(parts) == 0 {
		return ui.None()
	}
	return ui.Lines(parts...)
}

// next leads to the form of an appointment with kind and day filled in.
func (v clientView) next(ctx context.Context, n standard.Need) templ.Component {
	day := v.board.Suggest[n.Kind]
	if n.Short == 0 || day.IsZero() {
		return ui.None()
	}
	code := ""
	if codes := standard.Codes(v.rules, n.Kind); len(codes) > 0 {
		code = codes[0]
	}
	if !access.From(ctx).May(access.ManageAppointment) {
		return ui.Say(ui.M("contactstd.by_day", "Day", day))
	}
	return ui.Link(planHref(v.at("/contacts"), code, day), ui.M("contactstd.plan_it", "Day", day))
}

func planHref(base, kind string, day civil.Date) string {
	q := url.Values{"plan_kind": {kind}, "plan_on": {day.String()}}
	return base + "?" + q.Encode() + "#plan-kind"
}

// history is the months that are over.
func (v clientView) history(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("contactstd.history"), HideCaption: true, Empty: ui.M("contactstd.no_history"), Columns: []ui.Column{
		{Label: ui.M("contactstd.col.month")},
		{Label: ui.M("contactstd.col.due"), Numeric: true},
		{Label: ui.M("contactstd.col.done"), Numeric: true},
		{Label: ui.M("contactstd.col.rest")},
		{Label: ui.M("contactstd.col.late"), Numeric: true},
		{Label: ui.M("contactstd.col.why")},
	}}
	for _, m := range v.past() {
		t := m.Totals()
		row := ui.Row{Cells: []templ.Component{
			ui.Val(monthName(ctx, m)), ui.Num(t.Due), ui.Num(t.Done), rest(t), ui.Num(t.Late), whyFolded(v.frame, m),
		}}
		if t.Late > 0 {
			row.Tone = ui.Bad
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// exemptions is the table of exemptions.
func (v clientView) exemptions(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("contactstd.exemptions"), HideCaption: true, Empty: ui.M("contactstd.no_exemptions"), Columns: []ui.Column{
		{Label: ui.M("contactstd.reason")}, {Label: ui.M("contactstd.days"), Narrow: true}, {Label: ui.M("contactstd.agreed")}, {Label: ui.M("contactstd.state")},
	}}
	for _, x := range v.board.Exemptions {
		g.Rows = append(g.Rows, ui.Row{Off: x.State == standard.Refused || x.Stands(v.w.Service.Today()) == standard.Expired, Cells: []templ.Component{
			ui.LinkTo(v.at("/exemptions/"+x.Entry), v.code(ctx, rulebook.ListExemptions, x.Reason)), ui.Val(span(ctx, x.Days.From, x.Last())), agreed(v.frame, x), v.state(x),
		}})
	}
	return g
}

func (f frame) state(x standard.Exemption) templ.Component {
	s := x.Stands(f.w.Service.Today())
	tone := map[standard.State]ui.Kind{standard.Proposed: ui.Warn, standard.Approved: ui.Good, standard.Refused: ui.Bad}[s]
	if tone == "" {
		tone = ui.Neutral
	}
	return ui.Tag(tone, ui.M("contactstd.state."+string(s)))
}

func span(ctx context.Context, from, until civil.Date) string {
	if from == until {
		return i18n.Date(ctx, from)
	}
	return i18n.Date(ctx, from) + " – " + i18n.Date(ctx, until)
}

// asked says what a line asks for: "visits to the office: 2; visits home: not set".
func asked(ctx context.Context, l standard.Line) string {
	var parts []string
	say := func(kind standard.Kind, c rulebook.Cell) {
		if c.Set {
			parts = append(parts, i18n.T(ctx, "contactstd.a_month", "Kind", i18n.T(ctx, "contactstd.kind."+string(kind)), "N", c.Text()))
		}
	}
	say(standard.Office, l.Office)
	say(standard.Home, l.Home)
	say(standard.Remote, l.Remote)
	if l.Code == standard.Asks && !l.Home.Set {
		parts = append(parts, i18n.T(ctx, "contactstd.home_not_set"))
	}
	if len(parts) == 0 {
		parts = append(parts, i18n.T(ctx, "contactstd.not_set"))
	}
	return strings.Join(parts, "; ")
}

// sentences are what a line says, one after another.
func (f frame) sentences(ctx context.Context, l standard.Line) []string {
	level := ""
	if l.Level != "" {
		level = f.code(ctx, rulebook.ListLevels, l.Level)
		if l.Level == rulebook.Unassessed {
			level = i18n.T(ctx, "contactstd.unassessed")
		}
	}
	out := []string{i18n.T(ctx, "contactstd.line."+string(l.Code), "What", asked(ctx, l), "Span", spanName(ctx, l))}
	if l.Table != "" {
		out = append(out, i18n.T(ctx, "contactstd.because", "Level", level, "Phase", i18n.T(ctx, "contactstd.phase."+l.Phase.Name()), "Full", cellText(ctx, l.Full)))
	}
	for _, r := range standard.Reasons(l.Lowered) {
		out = append(out, i18n.T(ctx, "contactstd.lowered", "Reason", f.code(ctx, rulebook.ListExemptions, r)))
	}
	for _, r := range standard.Reasons(l.Undecided) {
		out = append(out, i18n.T(ctx, "contactstd.undecided", "Reason", f.code(ctx, rulebook.ListExemptions, r)))
	}
	return out
}

func cellText(ctx context.Context, c rulebook.Cell) string {
	if !c.Set {
		return i18n.T(ctx, "contactstd.not_set")
	}
	return c.Text()
}

func spanName(ctx context.Context, l standard.Line) string {
	if l.Span == "" {
		return ""
	}
	return i18n.T(ctx, "contactstd.span."+string(l.Span))
}

// unsure reports whether a number of a line is not sourced.
func unsure(l standard.Line) bool {
	return l.Full.Set && l.Full.Status.ToConfirm() || l.Home.Set && l.Home.Status.ToConfirm()
}

// tableHref leads to the version of the table of standards that a line rests on.
func tableHref(l standard.Line) string { return "/standards/" + l.Table }
