package standardweb

import (
	"context"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type compareView struct {
	tablesView
	a, b *rulebook.Standard
}

func compareHref(a, b string) string {
	return base + "/compare?" + url.Values{"a": {a}, "b": {b}}.Encode()
}

// compare shows two tables side by side.
func (w *Web) compare(q *httpx.Req) (httpx.Reply, error) {
	all, err := w.newTables(q.Ctx())
	if err != nil {
		return httpx.Reply{}, err
	}
	v := compareView{tablesView: all}
	if v.a, err = all.Table(q.Query().Get("a")); err != nil {
		return httpx.Reply{}, err
	}
	if v.b, err = all.Table(q.Query().Get("b")); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(comparePage(v)), nil
}

// pair is one line of the comparison.
type pair struct {
	what string
	a, b string
}

// pairs lines up both tables: rows that both have, then those of one alone.
func (v compareView) pairs(ctx context.Context) []pair {
	var out []pair
	seen := map[string]bool{}
	for _, t := range []*rulebook.Standard{v.a, v.b} {
		for _, r := range t.Rows {
			key := r.Level + " " + strings.Join(r.Kinds, " ")
			if seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, v.row(ctx, r, find(v.a, r), find(v.b, r))...)
		}
	}
	cell := func(label string, get func(*rulebook.Standard) rulebook.Cell) {
		out = append(out, pair{i18n.T(ctx, label), get(v.a).Text(), get(v.b).Text()})
	}
	cell("rulebook.standard.full", func(s *rulebook.Standard) rulebook.Cell { return s.Capacity.Full })
	cell("rulebook.standard.head", func(s *rulebook.Standard) rulebook.Cell { return s.Capacity.Head })
	cell("rulebook.standard.away", func(s *rulebook.Standard) rulebook.Cell { return s.Capacity.Away })
	cell("rulebook.standard.new", func(s *rulebook.Standard) rulebook.Cell { return s.Capacity.New })
	for _, x := range v.a.Exemptions {
		name := v.rules.List(rulebook.ListExemptions).Name(x.Reason, i18n.Lang(ctx))
		other := ""
		for _, y := range v.b.Exemptions {
			if y.Reason == x.Reason {
				other = y.Share.Text()
			}
		}
		out = append(out, pair{i18n.T(ctx, "rulebook.standard.exempt", "Reason", name), x.Share.Text(), other})
	}
	return out
}

// find is the same row of another table: of the same level for the same kinds; nil when it has none.
func find(t *rulebook.Standard, r rulebook.StandardRow) *rulebook.StandardRow {
	for i := range t.Rows {
		if t.Rows[i].Level == r.Level && strings.Join(t.Rows[i].Kinds, " ") == strings.Join(r.Kinds, " ") {
			return &t.Rows[i]
		}
	}
	return nil
}

func (v compareView) row(ctx context.Context, r rulebook.StandardRow, a, b *rulebook.StandardRow) []pair {
	name := v.level(ctx, r.Level) + " · " + v.kinds(ctx, r)
	out := []pair{
		{name + " · " + i18n.T(ctx, "rulebook.standard.early_weeks"), whole(a, func(x *rulebook.StandardRow) int { return x.EarlyWeeks }), whole(b, func(x *rulebook.StandardRow) int { return x.EarlyWeeks })},
		{name + " · " + i18n.T(ctx, "rulebook.standard.last_part"), whole(a, func(x *rulebook.StandardRow) int { return x.LastPart }), whole(b, func(x *rulebook.StandardRow) int { return x.LastPart })},
	}
	for p := range r.Phases {
		if !has(a, rulebook.Phase(p)) && !has(b, rulebook.Phase(p)) {
			continue
		}
		for _, c := range []struct {
			label string
			get   func(rulebook.PhaseCells) rulebook.Cell
		}{
			{"rulebook.standard.office", func(c rulebook.PhaseCells) rulebook.Cell { return c.Office }},
			{"rulebook.standard.home", func(c rulebook.PhaseCells) rulebook.Cell { return c.Home }},
			{"rulebook.standard.points", func(c rulebook.PhaseCells) rulebook.Cell { return c.Points }},
		} {
			value := func(x *rulebook.StandardRow) string {
				if x == nil {
					return ""
				}
				return c.get(x.Phases[p]).Text()
			}
			out = append(out, pair{name + " · " + i18n.T(ctx, "rulebook.standard.phase_name."+rulebook.Phase(p).Name()) + " · " + i18n.T(ctx, c.label), value(a), value(b)})
		}
	}
	return out
}

// has reports whether a row has a phase of its own.
func has(r *rulebook.StandardRow, p rulebook.Phase) bool {
	return r != nil && (p == rulebook.Usual || p == rulebook.Early && r.EarlyWeeks > 0 || p == rulebook.Last && r.LastPart > 0)
}

func whole(r *rulebook.StandardRow, get func(*rulebook.StandardRow) int) string {
	if r == nil {
		return ""
	}
	return rulebook.Hundredths(100 * get(r))
}

func (v compareView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("rulebook.standard.side_by_side"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("rulebook.standard.which")},
		{Label: ui.M("rulebook.standard.before")},
		{Label: ui.M("rulebook.standard.after")},
		{Label: ui.M("common.change")},
	}}
	for _, p := range v.pairs(ctx) {
		if p.a == p.b && p.a == "" {
			continue
		}
		row := ui.Row{Cells: []templ.Component{ui.Val(p.what), ui.Val(p.a), ui.Val(p.b), nil}}
		if p.a != p.b {
			row.Tone, row.Cells[3] = ui.Warn, ui.Tag(ui.Info, ui.M("rulebook.standard.differs"))
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
