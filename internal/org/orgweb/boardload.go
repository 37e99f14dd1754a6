package orgweb

import (
	"cmp"
	"context"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// owed are the debts of an officer that the board counts, each with the filter of the caseload that shows them.
var owed = []struct {
	label, due string
	n          func(org.Load) int
}{
	{"org.board.owed.outcome", "outcome", func(l org.Load) int { return l.Overdue }},
	{"org.board.owed.register", "register", func(l org.Load) int { return l.RegisterDue }},
	{"org.board.owed.assess", "assess_late", func(l org.Load) int { return l.AssessDue }},
}

// order sorts the officers as the address asks; without an order they stand by name.
func (v *boardView) order(q url.Values) {
	v.sort, v.desc = ui.SortOf(q, "name")
	key := map[string]func(org.Candidate) int{
		"cases": func(c org.Candidate) int { return c.Load.Cases }, "points": func(c org.Candidate) int { return c.Load.Points },
		"free": func(c org.Candidate) int { return c.Load.Capacity - c.Load.Points },
	}
	for _, o := range owed {
		key[o.due] = func(c org.Candidate) int { return o.n(c.Load) }
	}
	by := key[v.sort]
	if by == nil {
		v.sort = "name"
		if v.desc {
			slices.Reverse(v.Officers)
		}
		return
	}
	slices.SortStableFunc(v.Officers, func(a, b org.Candidate) int {
		n := cmp.Compare(by(a), by(b))
		if v.desc {
			n = -n
		}
		return n
	})
}

// caseloadOf is the list behind a number; filter begins with &.
func caseloadOf(officer id.Account, filter string) string {
	return "/caseload?officer=" + url.QueryEscape(string(officer)) + filter
}

func (v boardView) officers(ctx context.Context, w *Web) ui.Grid {
	g := ui.Grid{Caption: ui.M("org.board.officers"), HideCaption: true, Empty: ui.M("org.board.no_officers"), At: v.at, Sort: v.sort, Desc: v.desc, Columns: []ui.Column{
		{Label: ui.M("org.officer"), Sort: "name"},
		{Label: ui.M("org.board.cases"), Numeric: true, Sort: "cases"},
		{Label: ui.M("org.board.load"), Sort: "points"},
		{Label: ui.M("org.board.mix")},
	}}
	for _, o := range owed {
		g.Columns = append(g.Columns, ui.Column{Label: ui.M(o.label), Numeric: true, Sort: o.due})
	}
	g.Columns = append(g.Columns, ui.Column{Label: ui.M("org.board.away")})
	for _, c := range v.Officers {
		row := ui.Row{Cells: []templ.Component{
			ui.Lines(ui.LinkTo("/staff/"+string(c.Account), c.Name), ui.Muted(ui.Say(ui.M("role."+string(c.Role))))),
			ui.LinkTo(caseloadOf(c.Account, ""), i18n.Number(ctx, c.Load.Cases)), carried(ctx, c), w.mix(ctx, c),
		}}
		for _, o := range owed {
			n := ui.Num(0)
			if k := o.n(c.Load); k > 0 {
				n = ui.LinkTo(caseloadOf(c.Account, "&due="+o.due), i18n.Number(ctx, k))
			}
			row.Cells = append(row.Cells, n)
		}
		row.Cells = append(row.Cells, v.away(ctx, c))
		switch {
		case c.Load.Measured && c.Load.Points > c.Load.Capacity && c.AwayUntil.IsZero():
			row.Tone = ui.Bad
		case !c.AwayUntil.IsZero():
			row.Tone = ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func hundredths(ctx context.Context, n int) string { return i18n.Decimal(ctx, float64(n)/100, 2) }

// carried shows points beside capacity, as a bar and in numbers; over says so in words.
func carried(ctx context.Context, c org.Candidate) templ.Component {
	l := c.Load
	if !l.Measured {
		return ui.Say(ui.M("org.board.points", "Points", hundredths(ctx, l.Points)))
	}
	bar := ui.Progress(ui.M("org.board.points_of", "Points", hundredths(ctx, l.Points), "Capacity", hundredths(ctx, l.Capacity)), l.Points, l.Capacity)
	if l.Points > l.Capacity && c.AwayUntil.IsZero() {
		return ui.Lines(bar, ui.Tag(ui.Bad, ui.M("org.board.over", "Points", hundredths(ctx, l.Points-l.Capacity))))
	}
	return bar
}

// mix lists the cases by level, each leading to those cases.
func (w *Web) mix(ctx context.Context, c org.Candidate) templ.Component {
	levels := w.Cases.List(rulebook.ListLevels)
	var parts []templ.Component
	for _, x := range levels.Items {
		if n := c.Load.Levels[x.Code]; n > 0 {
			parts = append(parts, ui.LinkTo(caseloadOf(c.Account, "&level="+url.QueryEscape(x.Code)), x.Label.In(i18n.Lang(ctx))+" "+i18n.Number(ctx, n)))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	return ui.Lines(parts...)
}

// boardExport is the board for a spreadsheet: officers and numbers, no clients.
func (w *Web) boardExport(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.boardView(q, q.Query().Get("office"), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	ctx, levels := q.Ctx(), w.Cases.List(rulebook.ListLevels)
	head := []string{i18n.T(ctx, "org.officer"), i18n.T(ctx, "org.board.role"), i18n.T(ctx, "org.board.cases"), i18n.T(ctx, "org.board.load"), i18n.T(ctx, "org.board.capacity")}
	for _, x := range levels.Items {
		head = append(head, x.Label.In(i18n.Lang(ctx)))
	}
	for _, o := range owed {
		head = append(head, i18n.T(ctx, o.label))
	}
	rows := [][]string{append(head, i18n.T(ctx, "org.board.away_until_day"))}
	for _, c := range v.Officers {
		row := []string{c.Name, i18n.T(ctx, "role."+string(c.Role)), rulebook.Hundredths(100 * c.Load.Cases), rulebook.Hundredths(c.Load.Points), ""}
		if c.Load.Measured {
			row[4] = rulebook.Hundredths(c.Load.Capacity)
		}
		for _, x := range levels.Items {
			row = append(row, rulebook.Hundredths(100*c.Load.Levels[x.Code]))
		}
		for _, o := range owed {
			row = append(row, rulebook.Hundredths(100*o.n(c.Load)))
		}
		rows = append(rows, append(row, c.AwayUntil.String()))
	}
	return httpx.CSV("board.csv", rows), nil
}
