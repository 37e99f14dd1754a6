package supervision

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// SpanKind says why a client cannot or need not come for a while.
type SpanKind string

// The kinds of span. Contacts rest in hospital and custody, and while a client is sought; a permitted absence and a seasonal one go by
// what was agreed.
const (
	InHospital SpanKind = "hospital"
	InCustody  SpanKind = "custody"
	Permitted  SpanKind = "permitted" // absence with permission
	Seasonal   SpanKind = "seasonal"  // summer pasture, labour migration: an agreed period with remote contact
	Sought     SpanKind = "sought"    // a search is open
)

// Span is a time of a client's life that changes what contact may be asked for. Until is its last day; the zero Date means open.
type Span struct {
	Client id.Client
	Entry  string // the record that it comes from
	Kind   SpanKind
	From   civil.Date
	Until  civil.Date
	Remote bool // contact goes on by telephone or message
}

// Contains reports whether the span covers the day.
func (s Span) Contains(day civil.Date) bool {
	return !day.Before(s.From) && (s.Until.IsZero() || !day.After(s.Until))
}

// Rests reports whether no contact may be demanded during the span: nothing done or missed in it counts against anybody.
func (s Span) Rests() bool { return s.Kind == InHospital || s.Kind == InCustody || s.Kind == Sought }

// Holds finds the span that keeps back messages about something planned for a day: while it rests today or on that day, and for a
// permitted or seasonal absence when the day lies in it.
func Holds(spans []Span, today, planned civil.Date) (Span, bool) {
	for _, s := range spans {
		if s.Contains(planned) || s.Rests() && s.Contains(today) {
			return s, true
		}
	}
	return Span{}, false
}
