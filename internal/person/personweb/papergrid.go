package personweb

import (
	"context"

	"tuzjol/internal/platform/ui"
)

// grid is the table of papers: one row a document, with what it was called before.
func (v documentsView) grid(context.Context) ui.Grid {
	out := ui.Grid{Caption: ui.M("person.documents.title"), HideCaption: true, Empty: ui.M("person.documents.empty"), Columns: []ui.Column{
		{Label: ui.M("person.document_kind")},
		{Label: ui.M("person.paper_file")},
		{Label: ui.M("person.paper_dated"), Narrow: true},
		{Label: ui.M("person.paper_received"), Narrow: true},
		{Label: ui.M("person.paper_pages"), Numeric: true},
		{Label: ui.M("person.history")},
	}}
	for _, p := range v.papers {
		out.Rows = append(out.Rows, ui.Row{ID: "d-" + p.Document, Cells: []component{
			paperName(v.frame, p), paperFile(v.frame, p), ui.Day(p.Dated),
			paperWhen(v.frame, p), ui.Val(pageCount(p.Pages)), paperHistory(v.frame, p),
		}})
	}
	return out
}

func (v documentView) items() []ui.Item {
	return []ui.Item{
		{Label: ui.M("person.document_kind"), Value: paperName(v.frame, v.paper)},
		{Label: ui.M("person.paper_file"), Value: paperFile(v.frame, v.paper)},
		{Label: ui.M("person.paper_dated"), Value: ui.Day(v.paper.Dated)},
		{Label: ui.M("person.paper_received"), Value: paperWhen(v.frame, v.paper)},
		{Label: ui.M("person.history"), Value: paperHistory(v.frame, v.paper)},
	}
}
