// Package rulebook holds what a jurisdiction lays down, as data: measures, grounds, deadlines, lists, calendars, work
// instructions and texts for clients. Every value carries how sure we are of it; what is not sourced is shown as "to be
// confirmed" and never as law. A Rulebook is read-only once loaded and may be shared.
package rulebook

import (
	"slices"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
)

// Status says how sure a value is.
type Status string

// The statuses of domain sources: read in a named source for this jurisdiction; taken from another country's rules for
// comparison; recalled but not checked; unknown, to be set by the Department (a value beside it is a working placeholder).
const (
	Sourced    Status = "S"
	Comparator Status = "C"
	Recall     Status = "R"
	Unknown    Status = "?"
)

// Statuses lists them, surest first.
func Statuses() []Status { return []Status{Sourced, Comparator, Recall, Unknown} }

// Known reports whether the status exists.
func (s Status) Known() bool { return slices.Contains(Statuses(), s) }

// ToConfirm reports whether the value must be shown as "to be confirmed".
func (s Status) ToConfirm() bool { return s != Sourced }

// Key is the catalogue key of the status in words.
func (s Status) Key() string { return "rulebook.status." + s.name() }

// Meaning is the catalogue key of the sentence that says what the status means.
func (s Status) Meaning() string { return "rulebook.status." + s.name() + ".means" }

func (s Status) name() string {
	switch s {
	case Sourced:
		return "sourced"
	case Comparator:
		return "comparator"
	case Recall:
		return "recall"
	case Unknown:
	}
	return "unknown"
}

// Text is one text in several languages, by language code. Official rows have ky, ru and en.
type Text map[string]string

// In gives the text in a language, else in Russian, Kyrgyz, English, else in any.
func (t Text) In(lang string) string {
	for _, l := range [...]string{lang, "ru", "ky", "en"} {
		if s := t[l]; s != "" {
			return s
		}
	}
	for _, s := range t {
		return s
	}
	return ""
}

// Lacks lists the official languages in which the text is missing.
func (t Text) Lacks() []string {
	var out []string
	for _, l := range [...]string{"ky", "ru", "en"} {
		if strings.TrimSpace(t[l]) == "" {
			out = append(out, l)
		}
	}
	return out
}

// Basis says where a row comes from, how sure it is and when it holds.
type Basis struct {
	Status  Status
	Source  string       // the document read; required for status S
	Article string       // article or point of it
	Note    Text         // for the reader of the rulebook
	Valid   civil.Period // both ends included
}

// ToConfirm reports whether the row must be shown as "to be confirmed".
func (b Basis) ToConfirm() bool { return b.Status.ToConfirm() }

// Rulebook is one version of a jurisdiction's rules. A case opened under a version keeps it; see Set.
type Rulebook struct {
	Jurisdiction string
	Version      string
	InForce      civil.Date // the first day of the version
	Zone         string     // IANA name; civil dates of the service are read in it
	Title        Text
	Weekend      []time.Weekday
	Rules        []Rule
	Lists        []List
	Holidays     []HolidayYear
	Instructions []Instruction
	Sheets       []ClientText
	Standards    []Standard // versions of the table of levels, packages and points

	calendar *civil.Calendar // made once by NewSet
}

// HolidayYear is the official calendar of one year.
type HolidayYear struct {
	Year int
	Basis
	Off     []DayOff
	Working []civil.Date // weekend days declared working
}

// DayOff is a run of days off with its name; both ends included.
type DayOff struct {
	From, To civil.Date
	Label    Text
	Basis
}

// Calendar is the working-day calendar of the version.
func (r *Rulebook) Calendar() civil.Calendar {
	if r.calendar != nil {
		return *r.calendar
	}
	return r.makeCalendar()
}

func (r *Rulebook) makeCalendar() civil.Calendar {
	years := make([]civil.CalendarYear, 0, len(r.Holidays))
	for _, h := range r.Holidays {
		y := civil.CalendarYear{Year: h.Year, Working: h.Working}
		for _, o := range h.Off {
			for d := o.From; !d.After(o.To); d = d.AddDays(1) {
				y.Off = append(y.Off, d)
			}
		}
		years = append(years, y)
	}
	return civil.NewCalendar(r.Weekend, years...)
}

// Holiday names the day off on d, if it is one by the table.
func (r *Rulebook) Holiday(d civil.Date) (DayOff, bool) {
	for _, h := range r.Holidays {
		for _, o := range h.Off {
			if !d.Before(o.From) && !d.After(o.To) {
				return o, true
			}
		}
	}
	return DayOff{}, false
}
