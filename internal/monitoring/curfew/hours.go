package curfew

import (
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// Day is the length for which a timetable is awake on one local day.
type Day struct {
	Date   civil.Date
	Length time.Duration
}

// Sum is how much of a stretch of days a timetable takes.
type Sum struct {
	Days     []Day
	Longest  Day           // the day on which most is taken
	Week     time.Duration // the most of any seven days in a row
	WeekFrom civil.Date
	Unbroken time.Duration // the longest span without leave
}

// Sum adds up the days from first to last, both included.
func (t Timetable) Sum(first, last civil.Date) Sum {
	var s Sum
	for d := first; !d.After(last); d = d.AddDays(1) {
		day := Day{Date: d}
		for _, i := range t.Between(t.moment(d, 0), t.moment(d.AddDays(1), 0)) {
			day.Length += i.Length()
		}
		s.Days = append(s.Days, day)
		if day.Length > s.Longest.Length {
			s.Longest = day
		}
	}
	for i := range s.Days {
		var week time.Duration
		for _, d := range s.Days[i:min(i+7, len(s.Days))] {
			week += d.Length
		}
		if week > s.Week {
			s.Week, s.WeekFrom = week, s.Days[i].Date
		}
	}
	for _, i := range t.Between(t.moment(first, 0), t.moment(last.AddDays(1), 0)) {
		s.Unbroken = max(s.Unbroken, i.Length())
	}
	return s
}

// Check gives everything that is wrong with a timetable at once; nil when it can be used.
func (t Timetable) Check() error {
	var p fault.Problems
	if t.Location == nil {
		p.Add("location", "monitoring.curfew.location")
	}
	if len(t.Tables) == 0 {
		p.Add("tables", "monitoring.curfew.empty")
	}
	for i, a := range t.Tables {
		if !a.To.IsZero() && !a.From.Before(a.To) {
			p.Add("tables", "monitoring.curfew.ends_first", "n", i+1)
		}
		for j := range i {
			b := t.Tables[j]
			if (a.To.IsZero() || b.From.Before(a.To)) && (b.To.IsZero() || a.From.Before(b.To)) {
				p.Add("tables", "monitoring.curfew.two_at_once", "a", j+1, "b", i+1)
			}
		}
		checkSpans(&p, a.Weekly)
		checkSpans(&p, a.OnHolidays)
	}
	for i, e := range t.Exceptions {
		known := e.Effect == Permission || e.Effect == Suspension || e.Effect == Extra
		if !known || !e.To.IsZero() && !e.From.Before(e.To) || e.Effect != Suspension && e.To.IsZero() {
			p.Add("exceptions", "monitoring.curfew.exception", "n", i+1)
		}
	}
	return p.Err()
}

func checkSpans(p *fault.Problems, spans []Span) {
	for i, s := range spans {
		if s.Start < 0 || s.Start >= 1440 || s.End < 0 || s.End > 1440 || s.Day < time.Sunday || s.Day > time.Saturday {
			p.Add("spans", "monitoring.curfew.span", "n", i+1)
		}
		if slices.Contains(spans[:i], s) {
			p.Add("spans", "monitoring.curfew.twice", "n", i+1)
		}
	}
}
