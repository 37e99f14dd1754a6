package rulebook

import (
	"cmp"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
)

// StandardSet is the versions of the standards table that were or will be in force, oldest first. An old month keeps the
// version of its days.
type StandardSet struct{ versions []*Standard }

// NewStandardSet orders the versions by their first day; of two from the same day the later one in the list stands.
func NewStandardSet(versions ...*Standard) StandardSet {
	s := StandardSet{slices.Clone(versions)}
	slices.SortStableFunc(s.versions, func(a, b *Standard) int { return a.InForce.Compare(b.InForce) })
	return s
}

// All lists the versions, oldest first.
func (s StandardSet) All() []*Standard { return slices.Clone(s.versions) }

// On is the version in force on a day; before the oldest it is the oldest. nil when there is none at all.
func (s StandardSet) On(day civil.Date) *Standard {
	if len(s.versions) == 0 {
		return nil
	}
	at := s.versions[0]
	for _, v := range s.versions {
		if !v.InForce.After(day) {
			at = v
		}
	}
	return at
}

// With is the set as it would be with another version from its day on.
func (s StandardSet) With(v *Standard) StandardSet {
	return NewStandardSet(append(s.All(), v)...)
}

// Required are the contacts that the tables ask for in one month.
type Required struct {
	Office, Home int
	Days         int  // of the month on which the case is supervised
	Unset        bool // a table says nothing of some contacts on some day
}

// Total is all contacts.
func (r Required) Total() int { return r.Office + r.Home }

// month is the days of a month.
func month(year int, m time.Month) (first, last civil.Date, days int) {
	first = civil.DateOf(time.Date(year, m, 1, 0, 0, 0, 0, time.UTC))
	last = civil.DateOf(time.Date(year, m+1, 0, 0, 0, 0, 0, time.UTC))
	return first, last, last.Day()
}

// Required gives the contacts of a month, in proportion to its days at the beginning and end of supervision and where a
// phase, a table or an exemption changes within it; rounded half up once, at the end.
func (s StandardSet) Required(c Case, year int, m time.Month) Required {
	var out Required
	first, last, days := month(year, m)
	if c.Stopped || c.Start.IsZero() || c.Start.After(last) || !c.End.IsZero() && c.End.Before(first) {
		return out
	}
	office, home := 0, 0
	for day := first; !day.After(last); {
		until := s.steady(c, day, last)
		n := day.DaysUntil(until) + 1
		if t := s.On(day); t != nil {
			if p, ok := t.Package(c, day); ok {
				out.Days += n
				office += n * p.Office.N
				home += n * p.Home.N
				out.Unset = out.Unset || !p.Office.Set || !p.Home.Set
			}
		}
		day = until.AddDays(1)
	}
	out.Office, out.Home = halfUp(office, 100*days), halfUp(home, 100*days)
	return out
}

// steady is the last day, not after to, until which nothing changes that the package of a case depends on.
func (s StandardSet) steady(c Case, day, to civil.Date) civil.Date {
	until := to
	next := func(change civil.Date) { // something is different from this day on
		if change.After(day) && !change.After(until) {
			until = change.AddDays(-1)
		}
	}
	for _, v := range s.versions {
		next(v.InForce)
	}
	next(c.Start)
	if !c.End.IsZero() {
		next(c.End.AddDays(1))
	}
	if !c.MinorUntil.IsZero() {
		next(c.MinorUntil)
	}
	for _, e := range c.Exempt {
		next(e.Days.From)
		if !e.Days.To.IsZero() {
			next(e.Days.To.AddDays(1))
		}
	}
	t := s.On(day)
	if t == nil {
		return until
	}
	if r, ok := t.Row(c.Level, c.Kind); ok {
		next(c.Start.AddDays(7 * r.EarlyWeeks))
		if r.LastPart > 1 && !c.End.IsZero() {
			total := c.Start.DaysUntil(c.End) + 1
			next(c.Start.AddDays((total*(r.LastPart-1) + r.LastPart - 1) / r.LastPart))
		}
	}
	return until
}

// Points are the points of a case on a day by the table of that day.
func (s StandardSet) Points(c Case, day civil.Date) int {
	if t := s.On(day); t != nil {
		return t.Points(c, day)
	}
	return 0
}

// EffectLine is what a table means for the cases of one level, office or officer, before and after a change.
type EffectLine struct {
	Key      string // level, office or account; empty: nobody's
	Within   string // of an officer: the office
	Cases    int
	Contacts [2]int // due in the month, before and after
	Points   [2]int // in hundredths, before and after
}

func (l *EffectLine) add(contacts, points [2]int) {
	l.Cases++
	for i := range contacts {
		l.Contacts[i] += contacts[i]
		l.Points[i] += points[i]
	}
}

// Effect is what a change of the table would mean for a caseload.
type Effect struct {
	First                     civil.Date // of the month counted
	Total                     EffectLine
	Levels, Offices, Officers []EffectLine
}

// EffectOf compares two sets of tables over a caseload in the month of a day; points are those of the month's first day, or
// of the first day of supervision within it.
func EffectOf(now, then StandardSet, cases []Case, in civil.Date) Effect {
	first, last, _ := month(in.Year(), in.Month())
	out := Effect{First: first}
	levels, offices, officers := map[string]*EffectLine{}, map[string]*EffectLine{}, map[string]*EffectLine{}
	for _, c := range cases {
		if c.Start.IsZero() || c.Start.After(last) || !c.End.IsZero() && c.End.Before(first) {
			continue
		}
		day := first
		if c.Start.After(day) {
			day = c.Start
		}
		var contacts, points [2]int
		for i, s := range [2]StandardSet{now, then} {
			contacts[i] = s.Required(c, first.Year(), first.Month()).Total()
			points[i] = s.Points(c, day)
		}
		level := cmp.Or(c.Level, Unassessed)
		out.Total.add(contacts, points)
		effectLine(levels, level, "").add(contacts, points)
		effectLine(offices, string(c.Office), "").add(contacts, points)
		effectLine(officers, string(c.Officer), string(c.Office)).add(contacts, points)
	}
	out.Levels, out.Offices, out.Officers = effectLines(levels), effectLines(offices), effectLines(officers)
	return out
}

func effectLine(in map[string]*EffectLine, key, within string) *EffectLine {
	l := in[key+"\n"+within]
	if l == nil {
		l = &EffectLine{Key: key, Within: within}
		in[key+"\n"+within] = l
	}
	return l
}

func effectLines(in map[string]*EffectLine) []EffectLine {
	out := make([]EffectLine, 0, len(in))
	for _, l := range in {
		out = append(out, *l)
	}
	slices.SortFunc(out, func(a, b EffectLine) int { return cmp.Or(cmp.Compare(a.Within, b.Within), cmp.Compare(a.Key, b.Key)) })
	return out
}
