package civil

// Period is a run of whole days and holds both its ends, as judgments and laws write it ("from 1 March to 31 May"):
// columns valid_from and valid_to are read this way everywhere. A zero From means since ever, a zero To means open.
// The next version of a thing therefore begins on To.AddDays(1).
type Period struct{ From, To Date }

// Since is an open period from d.
func Since(d Date) Period { return Period{From: d} }

// IsOpen reports whether the period has no last day.
func (p Period) IsOpen() bool { return p.To.IsZero() }

// Valid reports whether the period does not end before it begins.
func (p Period) Valid() bool { return p.To.IsZero() || !p.To.Before(p.From) }

// Contains reports whether d lies in the period.
func (p Period) Contains(d Date) bool {
	return !d.Before(p.From) && (p.To.IsZero() || !d.After(p.To))
}

// Overlaps reports whether the two share a day.
func (p Period) Overlaps(q Period) bool {
	_, ok := p.Intersect(q)
	return ok
}

// Intersect gives the days that both have; ok is false when there are none.
func (p Period) Intersect(q Period) (both Period, ok bool) {
	if !p.Valid() || !q.Valid() {
		return Period{}, false
	}
	both = p
	if q.From.After(both.From) {
		both.From = q.From
	}
	if both.To.IsZero() || !q.To.IsZero() && q.To.Before(both.To) {
		both.To = q.To
	}
	return both, both.Valid()
}

// Days counts the days, both ends included; ok is false for a period that is open at either end or ends too early.
func (p Period) Days() (n int, ok bool) {
	if p.From.IsZero() || p.To.IsZero() || !p.Valid() {
		return 0, false
	}
	return p.From.DaysUntil(p.To) + 1, true
}
