package standard

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Since is a supervision level with its first day.
type Since struct {
	Level string
	From  civil.Date
}

// Facts are what the record says of one client, as far as the standards ask.
type Facts struct {
	Case       rulebook.Case  // Level is that of today; Exempt is filled from Exemptions
	Levels     []Since        // decisions on the level, oldest first; none: that of Case throughout
	Suspended  []civil.Period // when supervision itself was suspended
	Spans      []supervision.Span
	Exemptions []Exemption // those that were approved
	Events     []Event
}

// levelOn is the level of a day.
func (f *Facts) levelOn(day civil.Date) string {
	if len(f.Levels) == 0 {
		return f.Case.Level
	}
	level := ""
	for _, s := range f.Levels {
		if !s.From.After(day) {
			level = s.Level
		}
	}
	return level
}

func (f *Facts) suspendedOn(day, today civil.Date) bool {
	for _, p := range f.Suspended {
		if p.Contains(day) {
			return true
		}
	}
	// the record says that supervision is suspended now and not since when
	return f.Case.Stopped && len(f.Suspended) == 0 && (day.Year() == today.Year() && day.Month() == today.Month() || day.After(today))
}

// spanOn finds the span of a day; one in which contacts rest goes before an absence.
func (f *Facts) spanOn(day civil.Date) (supervision.Span, bool) {
	var out supervision.Span
	found := false
	for _, s := range f.Spans {
		if s.Contains(day) && (!found || s.Rests() && !out.Rests()) {
			out, found = s, true
		}
	}
	return out, found
}

// Resting reports whether no contact may be demanded on a day: hospital, custody, search, or supervision suspended.
func (f *Facts) Resting(day, today civil.Date) bool {
	s, ok := f.spanOn(day)
	return ok && s.Rests() || f.suspendedOn(day, today)
}
