package assessmentweb

import (
	"tuzjol/internal/assessment"
	"tuzjol/internal/platform/ui"
)

// field describes the control of an item.
func (v domainView) field(it assessment.Item) ui.Field {
	return ui.Field{Name: it.ID, Label: said(it.Label), Hint: v.fieldHint(it), Source: source(v.sheet.Now[it.ID]), Optional: it.Optional && it.Part != assessment.PartReason}
}

func (v domainView) number(it assessment.Item) ui.Field {
	f := v.field(it)
	f.Mode, f.Width = "numeric", 5
	return f
}

func (v domainView) area(it assessment.Item) ui.Field {
	f := v.field(it)
	f.Rows = 3
	return f
}

// pageBox is the item whose evidence stands at the end of the page.
func pageBox(v domainView) string {
	if v.page.Side {
		return ""
	}
	return v.sheet.Instrument.PageEvidence(v.page.ID)
}

// sourceOfEvidence is where evidence came from that stands on a page before anybody wrote there.
func sourceOfEvidence(e assessment.Entry) string {
	if e.Evidence != "" && e.Source == assessment.SourceCarried {
		return e.Source
	}
	return ""
}
