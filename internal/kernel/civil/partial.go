package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Precision says how much of a partial date is known.
type Precision uint8

// The precisions, from nothing known to the day.
const (
	PrecisionNone Precision = iota
	PrecisionYear
	PrecisionMonth
	PrecisionDay
)

// Partial is a date of which perhaps only the year, or year and month, are known: a paper that says "born 1987" must not
// become 1 January 1987. Stored as 1987, 1987-05 or 1987-05-14; text order is date order. The zero Partial is unknown.
type Partial struct {
	year       int16
	month, day uint8
}

// PartialOf is d to the day.
func PartialOf(d Date) Partial { return Partial(d) }

// ParsePartial reads 1987, 1987-05, 1987-05-14, 05.1987 or 14.05.1987; empty text gives the zero Partial.
func ParsePartial(s string) (Partial, error) {
	switch len(s) {
	case 0:
		return Partial{}, nil
	case len("2006"):
		if t, err := time.Parse("2006", s); err == nil && t.Year() > 0 {
			return Partial{year: DateOf(t).year}, nil
		}
	case len("2006-01"):
		for _, layout := range [...]string{"2006-01", "01.2006"} {
			if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
				d := DateOf(t)
				return Partial{year: d.year, month: d.month}, nil
			}
		}
	default:
		if d, err := ParseDate(s); err == nil {
			return PartialOf(d), nil
		}
	}
	return Partial{}, fmt.Errorf("not a date: %d characters", len(s))
}

// MustPartial is ParsePartial for literals in code and tests; it panics on bad text.
func MustPartial(s string) Partial {
	p, err := ParsePartial(s)
	if err != nil {
		panic(err)
	}
	return p
}

// IsZero reports whether nothing is known.
func (p Partial) IsZero() bool { return p == Partial{} }

// Precision says what is known.
func (p Partial) Precision() Precision {
	switch {
	case p.year == 0:
		return PrecisionNone
	case p.month == 0:
		return PrecisionYear
	case p.day == 0:
		return PrecisionMonth
	}
	return PrecisionDay
}

// Year is the year, or 0.
func (p Partial) Year() int { return int(p.year) }

// Month is the month, or 0 when it is not known.
func (p Partial) Month() time.Month { return time.Month(p.month) }

// Day returns the full date and true when the day is known.
func (p Partial) Day() (Date, bool) { return Date(p), p.Precision() == PrecisionDay }

// First is the earliest date it can mean; the zero Date when nothing is known.
func (p Partial) First() Date {
	if p.IsZero() {
		return Date{}
	}
	return Date{p.year, max(p.month, 1), max(p.day, 1)}
}

// Last is the latest date it can mean; the zero Date when nothing is known.
func (p Partial) Last() Date {
	switch p.Precision() {
	case PrecisionNone:
		return Date{}
	case PrecisionYear:
		return Date{p.year, 12, 31}
	case PrecisionMonth:
		return Date{p.year, p.month, daysIn(p.year, p.month)}
	case PrecisionDay:
	}
	return Date(p)
}

// Compatible reports whether both can mean the same day; nothing known is compatible with all.
func (p Partial) Compatible(q Partial) bool {
	if p.IsZero() || q.IsZero() {
		return true
	}
	return !p.First().After(q.Last()) && !q.First().After(p.Last())
}

// AgeOn gives the least and greatest age in full years on a day; known is false when nothing is known or the birth may
// lie after the day. A birth on 29 February completes the year on 1 March of a common year.
func (p Partial) AgeOn(on Date) (youngest, oldest int, known bool) {
	if p.IsZero() || on.IsZero() || p.First().After(on) {
		return 0, 0, false
	}
	return max(fullYears(p.Last(), on), 0), fullYears(p.First(), on), true
}

// fullYears counts completed years from birth to on.
func fullYears(birth, on Date) int {
	n := on.Year() - birth.Year()
	if on.month < birth.month || on.month == birth.month && on.day < birth.day {
		n--
	}
	return n
}

// daysIn is the length of a month.
func daysIn(year int16, month uint8) uint8 {
	return DateOf(time.Date(int(year), time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC)).day
}

// String is 1987, 1987-05 or 1987-05-14; empty when nothing is known.
func (p Partial) String() string {
	switch p.Precision() {
	case PrecisionNone:
		return ""
	case PrecisionYear:
		return fmt.Sprintf("%04d", p.year)
	case PrecisionMonth:
		return fmt.Sprintf("%04d-%02d", p.year, p.month)
	case PrecisionDay:
	}
	return Date(p).String()
}

// Value implements driver.Valuer: null when nothing is known.
func (p Partial) Value() (driver.Value, error) {
	if p.IsZero() {
		return nil, nil
	}
	return p.String(), nil
}

// Scan implements sql.Scanner.
func (p *Partial) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*p = Partial{}
		return nil
	case string:
		return p.UnmarshalText([]byte(v))
	case []byte:
		return p.UnmarshalText(v)
	}
	return fmt.Errorf("partial date from %T", src)
}

// MarshalText carries the stored text into JSON and YAML.
func (p Partial) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what ParsePartial reads.
func (p *Partial) UnmarshalText(b []byte) error {
	v, err := ParsePartial(string(b))
	if err != nil {
		return err
	}
	*p = v
	return nil
}
