package standardweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/platform/ui"
)

// confirmations lists what self-government was asked for, with what came. A missing one is work for the officer.
func (v exemptionView) confirmations(_ context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("contactstd.confirmations"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("contactstd.confirm_due"), Narrow: true},
		{Label: ui.M("contactstd.received"), Narrow: true},
		{Label: ui.M("contactstd.confirm_note")},
		{Label: ui.M("contactstd.state")},
	}}
	for _, e := range v.x.Expected(v.today) {
		row := ui.Row{Cells: []templ.Component{ui.Day(e.Due), ui.None(), ui.None(), ui.Tag(ui.Neutral, ui.M("contactstd.confirm_awaited"))}}
		if e.Got != nil {
			row.Cells[1], row.Cells[2] = ui.Day(e.Got.Received), ui.Lines(ui.Val(e.Got.Note), ui.Muted(ui.Val(v.who(e.Got.RecordedBy))))
		}
		switch {
		case !e.Open():
			row.Cells[3] = ui.Tag(ui.Good, ui.M("contactstd.confirm_got"))
		case e.Missing(v.today):
			row.Cells[3], row.Tone = ui.Tag(ui.Warn, ui.M("contactstd.confirm_missing")), ui.Warn
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
