package rulebookweb

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebookui"
)

func column(key string) ui.Column { return ui.Column{Label: msg.New(key)} }

func status(b rulebook.Basis) templ.Component {
	l := rulebookui.StatusLabel(b.Status)
	return ui.Tag(l.Kind, l.Words)
}

func joinSource(b rulebook.Basis) string { return strings.TrimSpace(b.Article + " " + b.Source) }

func (v rulesView) grid() ui.Grid {
	g := ui.Grid{
		Caption: ui.M("rulebook.title"), HideCaption: true,
		Columns: []ui.Column{
			column("rulebook.col.rule"), column("rulebook.col.value"), column("rulebook.col.status"),
			column("rulebook.col.source"),
		},
	}
	for _, e := range v.shown {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			entryName(e), entryValue(e), status(e.Basis), entrySource(e.Basis),
		}})
	}
	return g
}

func itemsGrid(lang string, l rulebook.List) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("rulebook.list.title"), HideCaption: true,
		Columns: []ui.Column{
			column("rulebook.col.name"), column("rulebook.col.code"), column("rulebook.col.status"),
			column("rulebook.col.source"),
		},
	}
	for _, i := range l.Items {
		b := i.Basis
		if b.Source == l.Source {
			b.Source, b.Article = "", "" // said above the table
		}
		g.Rows = append(g.Rows, ui.Row{ID: i.Code, Cells: []templ.Component{
			ui.Val(i.Label.In(lang)), ui.Val(i.Code), status(b), entrySource(b),
		}})
	}
	return g
}

func daysGrid(lang string, h rulebook.HolidayYear) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("rulebook.calendar.year", "Year", yearText(h)), HideCaption: true,
		Columns: []ui.Column{column("rulebook.col.days"), column("rulebook.col.name"), column("rulebook.col.status")},
	}
	for _, o := range h.Off {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			dayCell(o), ui.Val(o.Label.In(lang)), status(o.Basis),
		}})
	}
	for _, d := range h.Working {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Day(d), ui.Say(ui.M("rulebook.calendar.working")), status(h.Basis),
		}})
	}
	return g
}

// yearText keeps a year from being grouped like a count.
func yearText(h rulebook.HolidayYear) string { return strconv.Itoa(h.Year) }
