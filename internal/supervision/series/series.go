// Package series holds the rules of appointments that come again: every so many weeks on a weekday, or every so many months on the
// first to fourth or last one. It is pure: no clock, no store.
package series

import (
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// Unit is what the interval of a series counts; its text is the message "series.unit.<code>".
type Unit string

// The units.
const (
	Weeks  Unit = "week"
	Months Unit = "month"
)

// Last stands for the last such weekday of a month.
const Last = -1

// Most bounds how many appointments one series makes: a year of weeks and some.
const Most = 60

// Rule says when a series comes. Nth counts for months only: 1 to 4, or Last.
type Rule struct {
	Unit    Unit
	Every   int
	Weekday time.Weekday
	Nth     int
	From    civil.Date // not before
	Until   civil.Date // not after
}

// Check notes what is wrong with a rule, all at once. TermEnd is the last day on which something may be demanded; zero: none known.
func (r Rule) Check(problems *fault.Problems, today, termEnd civil.Date) {
	if r.Unit != Weeks && r.Unit != Months {
		problems.Add("unit", "field.choose")
	}
	if r.Every < 1 || r.Every > 12 {
		problems.Add("every", "field.range", "Min", 1, "Max", 12)
	}
	if r.Weekday < time.Sunday || r.Weekday > time.Saturday {
		problems.Add("weekday", "field.choose")
	}
	if r.Unit == Months && r.Nth != Last && (r.Nth < 1 || r.Nth > 4) {
		problems.Add("nth", "field.choose")
	}
	switch {
	case r.From.IsZero():
		problems.Add("from", "supervision.date_required")
	case r.From.Before(today):
		problems.Add("from", "series.from_past")
	}
	switch {
	case r.Until.IsZero():
		problems.Add("until", "series.until_required")
	case !r.From.IsZero() && r.Until.Before(r.From):
		problems.Add("until", "series.until_before")
	case !termEnd.IsZero() && r.Until.After(termEnd):
		problems.Add("until", "supervision.after_term", "End", termEnd)
	}
	if len(*problems) == 0 {
		switch n := len(r.Days()); {
		case n == 0:
			problems.Add("until", "series.no_day")
		case n > Most:
			problems.Add("until", "series.too_many", "Max", Most)
		}
	}
}

// Days lists the days of the rule in order; one more than Most when there are more.
func (r Rule) Days() []civil.Date {
	if r.From.IsZero() || r.Until.IsZero() || r.Every < 1 {
		return nil
	}
	var out []civil.Date
	if r.Unit == Months {
		for m := 0; len(out) <= Most; m += r.Every {
			first := monthStart(r.From, m)
			if first.After(r.Until) {
				return out
			}
			if d := nthOf(first, r.Weekday, r.Nth); !d.Before(r.From) && !d.After(r.Until) {
				out = append(out, d)
			}
		}
		return out
	}
	d := r.From.AddDays((int(r.Weekday) - int(r.From.Weekday()) + 7) % 7)
	for ; !d.After(r.Until) && len(out) <= Most; d = d.AddDays(7 * r.Every) {
		out = append(out, d)
	}
	return out
}

// OnWeekday is the day to which one of the series goes when its weekday becomes another: the same week, or the same place in the month.
func (r Rule) OnWeekday(day civil.Date, weekday time.Weekday) civil.Date {
	if r.Unit == Months {
		return nthOf(monthStart(day, 0), weekday, r.Nth)
	}
	return day.AddDays(sinceMonday(weekday) - sinceMonday(day.Weekday()))
}

func sinceMonday(d time.Weekday) int { return (int(d) + 6) % 7 }

func monthStart(d civil.Date, later int) civil.Date {
	return civil.DateOf(time.Date(d.Year(), d.Month()+time.Month(later), 1, 0, 0, 0, 0, time.UTC))
}

func nthOf(first civil.Date, weekday time.Weekday, nth int) civil.Date {
	d := first.AddDays((int(weekday) - int(first.Weekday()) + 7) % 7)
	if nth != Last {
		return d.AddDays(7 * (nth - 1))
	}
	for next := d.AddDays(7); next.Month() == first.Month(); next = next.AddDays(7) {
		d = next
	}
	return d
}
