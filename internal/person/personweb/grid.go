package personweb

import (
	"context"
	"net/url"

	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/ui"
)

// grid is the table of one group, with the history of every field below it.
func (v personView) grid(_ context.Context, g group) ui.Grid {
	out := ui.Grid{Caption: g.title, HideCaption: true, Empty: ui.M("person.nothing_known"), Columns: []ui.Column{
		{Label: ui.M("common.what")},
		{Label: ui.M("person.value")},
		{Label: ui.M("common.recorded"), Narrow: true},
		{Label: ui.M("person.history")},
		{Label: ui.M("common.correct"), HideLabel: true, Narrow: true},
	}}
	for _, l := range g.lines {
		out.Rows = append(out.Rows, ui.Row{ID: "v-" + l.Row, Off: !l.Current(), Cells: []component{
			ui.Say(l.what), lineValue(l), lineWhen(v.frame, l),
			lineReason(v.frame, l), lineAction(v.frame, l),
		}})
	}
	return out
}

// addable reports whether a field can be added: plain values but languages are corrected once they are known.
func (v personView) addable(g group, kind string) bool {
	if g.part != personsvc.PartValue || kind == person.FieldLanguage {
		return true
	}
	return v.rec.Now().Value(kind) == ""
}

func (f frame) editHref(part, kind, row string) string {
	q := url.Values{"part": {part}}
	if kind != "" {
		q.Set("kind", kind)
	}
	if row != "" {
		q.Set("row", row)
	}
	return f.at("/person/edit?" + q.Encode())
}
