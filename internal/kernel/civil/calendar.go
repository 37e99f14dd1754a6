package civil

import (
	"slices"
	"time"
)

// CalendarYear is the official table of one year: days off besides the weekend, and weekend days declared working.
// A holiday on a weekend is not moved (Labour Code 2025); older years with transfers name the days themselves.
type CalendarYear struct {
	Year    int
	Off     []Date
	Working []Date
}

// Calendar knows which days are working days in the years it has tables for. The zero Calendar knows no year and no
// weekend; make one with NewCalendar.
type Calendar struct {
	weekend [7]bool
	years   map[int]bool
	off, on map[Date]bool
}

// NewCalendar makes a calendar of these weekend days and year tables; a later table adds to an earlier of the same year.
func NewCalendar(weekend []time.Weekday, years ...CalendarYear) Calendar {
	c := Calendar{years: map[int]bool{}, off: map[Date]bool{}, on: map[Date]bool{}}
	for _, w := range weekend {
		c.weekend[w] = true
	}
	for _, y := range years {
		c.years[y.Year] = true
		for _, d := range y.Off {
			c.off[d] = true
		}
		for _, d := range y.Working {
			c.on[d] = true
		}
	}
	return c
}

// Covers reports whether the calendar has a table for the year of d.
func (c Calendar) Covers(d Date) bool { return c.years[d.Year()] }

// IsWorking reports whether d is a working day, as far as known: ask Covers whether holidays of that year are known.
func (c Calendar) IsWorking(d Date) bool {
	if c.on[d] {
		return true
	}
	return !c.off[d] && !c.weekend[d.Weekday()]
}

// Reckoned is a day found by counting working days. Missing names, in order, the years that had no table: there only the
// weekend was known, so the day is provisional and must be shown so.
type Reckoned struct {
	Day     Date
	Missing []int
}

// Certain reports whether every year passed over had its table.
func (r Reckoned) Certain() bool { return len(r.Missing) == 0 }

func (r *Reckoned) pass(c Calendar, d Date) {
	if !c.Covers(d) && !slices.Contains(r.Missing, d.Year()) {
		r.Missing = append(r.Missing, d.Year())
		slices.Sort(r.Missing)
	}
}

// AddWorkingDays goes n working days on from d, or back when n is negative. The day of d itself does not count; n = 0
// gives d.
func (c Calendar) AddWorkingDays(d Date, n int) Reckoned {
	r := Reckoned{Day: d}
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		r.Day = r.Day.AddDays(step)
		r.pass(c, r.Day)
		if c.IsWorking(r.Day) {
			n--
		}
	}
	return r
}

// NextWorking is d when it is a working day, else the first working day after it. It gives up after a year without one
// (a calendar that calls every day off) and then gives d.
func (c Calendar) NextWorking(d Date) Reckoned {
	r := Reckoned{Day: d}
	r.pass(c, d)
	for range 366 {
		if c.IsWorking(r.Day) {
			return r
		}
		r.Day = r.Day.AddDays(1)
		r.pass(c, r.Day)
	}
	r.Day = d
	return r
}

// WorkingDaysBetween counts working days after d up to and with e; 0 when e is not later.
func (c Calendar) WorkingDaysBetween(d, e Date) int {
	n := 0
	for x := d.AddDays(1); !x.After(e); x = x.AddDays(1) {
		if c.IsWorking(x) {
			n++
		}
	}
	return n
}
