// Package curfew holds timetables: when a person is to be at a place, or when a place is to be kept away from. Weekly spans in
// local time, over midnight too, holidays, permissions, suspensions and changes in the middle of a span. Pure: no clock.
package curfew

import (
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
)

// Minute is a minute of the local day, 0 to 1440.
type Minute int

// Span is one weekly span. An End at or before Start lies on the next day; the same minute twice is a whole day.
type Span struct {
	Day        time.Weekday
	Start, End Minute
}

// Table is a version of the weekly table, from one moment to another; the change may fall into the middle of a span.
type Table struct {
	Number   int
	From, To time.Time // To is the first moment at which it holds no longer; zero = open
	Weekly   []Span
	// OnHolidays are the spans that begin on a day off of the calendar, instead of those of its weekday; their Day is not read. Nil:
	// a holiday is like any other day of its weekday.
	OnHolidays []Span
}

// Effect is what an exception does.
type Effect string

// The effects.
const (
	Permission Effect = "permission" // once, so long: work, a doctor, a funeral
	Suspension Effect = "suspension" // the timetable rests: hospital, travel agreed
	Extra      Effect = "extra"      // once, so long, beside the table
)

// Exception is a stretch of time for which something else holds than the table says. An Extra beats neither a permission nor a suspension.
type Exception struct {
	ID       string
	Effect   Effect
	From, To time.Time // To zero = until further notice
}

// Timetable is everything that says when a rule is awake.
type Timetable struct {
	Location   *time.Location
	Tables     []Table
	Holidays   []civil.Date // sorted or not
	Exceptions []Exception
}

// Interval is from one moment to another, without the second.
type Interval struct{ From, To time.Time }

// Length is how long it is.
func (i Interval) Length() time.Duration { return i.To.Sub(i.From) }

// Between gives the intervals in which the timetable is awake within [from, to), in order and without overlap.
func (t Timetable) Between(from, to time.Time) []Interval {
	var awake []Interval
	for _, table := range t.Tables {
		window, ok := cut(Interval{from, to}, table.From, table.To)
		if !ok {
			continue
		}
		day := civil.DateOf(window.From.In(t.Location)).AddDays(-2)
		last := civil.DateOf(window.To.In(t.Location))
		for ; !day.After(last); day = day.AddDays(1) {
			for _, s := range t.spans(table, day) {
				if i, ok := cut(t.on(day, s), window.From, window.To); ok {
					awake = append(awake, i)
				}
			}
		}
	}
	for _, e := range t.Exceptions {
		if i, ok := cut(Interval{from, to}, e.From, e.To); ok && e.Effect == Extra {
			awake = append(awake, i)
		}
	}
	awake = join(awake)
	for _, e := range t.Exceptions {
		if e.Effect != Extra {
			awake = without(awake, e.From, e.To)
		}
	}
	return awake
}

func (t Timetable) spans(table Table, day civil.Date) []Span {
	if table.OnHolidays != nil && slices.Contains(t.Holidays, day) {
		return table.OnHolidays
	}
	var out []Span
	for _, s := range table.Weekly {
		if s.Day == day.Weekday() {
			out = append(out, s)
		}
	}
	return out
}

// on is the span as it begins on a day, by the local clock: where the clock is changed, it is longer or shorter.
func (t Timetable) on(day civil.Date, s Span) Interval {
	end := day
	if s.End <= s.Start {
		end = day.AddDays(1)
	}
	return Interval{t.moment(day, s.Start), t.moment(end, s.End)}
}

func (t Timetable) moment(d civil.Date, m Minute) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), 0, int(m), 0, 0, t.Location).UTC()
}

// horizon is how far ahead a change is looked for; a timetable that sleeps longer is asked again then.
const horizon = 16 * 24 * time.Hour

// lookBack is how far back the beginning of a span that is awake now is looked for.
const lookBack = 9 * 24 * time.Hour

// At tells whether the timetable is awake at a moment, since when (as far back as nine days) and until when nothing changes. Until is
// at most sixteen days ahead: ask again then.
func (t Timetable) At(at time.Time) (awake bool, since, until time.Time) {
	until = at.Add(horizon)
	for _, i := range t.Between(at.Add(-lookBack), until) {
		switch {
		case i.From.After(at):
			return false, since, i.From
		case i.To.After(at):
			return true, i.From, i.To
		}
		since = i.To
	}
	return false, since, until
}

// Changes gives the moments within (after, to] at which the timetable falls asleep or wakes, for timers.
func (t Timetable) Changes(after, to time.Time) []time.Time {
	var out []time.Time
	for _, i := range t.Between(after.Add(-lookBack), to.Add(time.Minute)) {
		for _, m := range []time.Time{i.From, i.To} {
			if m.After(after) && !m.After(to) {
				out = append(out, m)
			}
		}
	}
	return out
}

// cut is the part of i between from and to; a zero end is open. ok is false when nothing is left.
func cut(i Interval, from, to time.Time) (Interval, bool) {
	if from.After(i.From) {
		i.From = from
	}
	if !to.IsZero() && to.Before(i.To) {
		i.To = to
	}
	return i, i.From.Before(i.To)
}

func join(list []Interval) []Interval {
	slices.SortFunc(list, func(a, b Interval) int { return a.From.Compare(b.From) })
	var out []Interval
	for _, i := range list {
		if n := len(out); n > 0 && !i.From.After(out[n-1].To) {
			if i.To.After(out[n-1].To) {
				out[n-1].To = i.To
			}
			continue
		}
		out = append(out, i)
	}
	return out
}

func without(list []Interval, from, to time.Time) []Interval {
	var out []Interval
	for _, i := range list {
		if before, ok := cut(i, time.Time{}, from); ok && !from.IsZero() {
			out = append(out, before)
		} else if from.IsZero() && to.IsZero() {
			continue
		}
		if to.IsZero() {
			continue
		}
		if after, ok := cut(i, to, time.Time{}); ok {
			out = append(out, after)
		}
	}
	return out
}
