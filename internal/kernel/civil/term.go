package civil

import (
	"database/sql/driver"
	"fmt"
	"strconv"
	"strings"
)

// Term is a length of time as a judgment writes it: years, months and days, never turned into a number of days, because
// months differ. Stored as ISO 8601: P1Y6M10D.
type Term struct{ Years, Months, Days int }

// IsZero reports whether the term has no length.
func (t Term) IsZero() bool { return t == Term{} }

// Valid reports whether no part is negative.
func (t Term) Valid() bool { return t.Years >= 0 && t.Months >= 0 && t.Days >= 0 }

// Plus adds part by part: a month stays a month.
func (t Term) Plus(u Term) Term { return Term{t.Years + u.Years, t.Months + u.Months, t.Days + u.Days} }

// Normal writes twelve months as a year; days stay, since a month has no fixed number of them.
func (t Term) Normal() Term {
	m := t.TotalMonths()
	return Term{m / 12, m % 12, t.Days}
}

// TotalMonths is years and months as months.
func (t Term) TotalMonths() int { return t.Years*12 + t.Months }

// AddMonths goes to the same day n months later, or to the last day of that month when it has no such day.
func (d Date) AddMonths(n int) Date {
	y, m := d.monthAfter(n)
	return Date{y, m, min(d.day, daysIn(y, m))}
}

func (d Date) monthAfter(n int) (year int16, month uint8) {
	k := int(d.year)*12 + int(d.month) - 1 + n
	return int16(k / 12), uint8(k%12 + 1) //nolint:gosec // calendar parts fit
}

// LastDay is the last day of a term whose first day counts: a month from 15 January runs to 14 February, a month from
// 31 January to the last day of February. A term without length has no day and gives the day before first.
func (t Term) LastDay(first Date) Date {
	y, m := first.monthAfter(t.TotalMonths())
	next := Date{y, m, min(first.day, daysIn(y, m))}
	if next.day < first.day {
		next = next.AddDays(1)
	}
	return next.AddDays(t.Days - 1)
}

// Expiry is the last day of a term that runs from an event whose own day does not count: a month from the event of
// 15 January ends on 15 February; when the month has no such day, on its last day.
func (t Term) Expiry(event Date) Date { return event.AddMonths(t.TotalMonths()).AddDays(t.Days) }

// TermBetween is the term that LastDay would turn into last, in whole months and then days. It is for showing what is
// left, and is zero when last lies before first.
func TermBetween(first, last Date) Term {
	if last.Before(first) {
		return Term{}
	}
	months := (last.Year()-first.Year())*12 + int(last.month) - int(first.month) + 1
	for months > 0 && (Term{Months: months}).LastDay(first).After(last) {
		months--
	}
	days := (Term{Months: months}).LastDay(first).DaysUntil(last)
	return Term{Months: months, Days: days}.Normal()
}

// String is ISO 8601, P0D for no length.
func (t Term) String() string {
	if t.IsZero() {
		return "P0D"
	}
	var b strings.Builder
	b.WriteByte('P')
	for _, p := range [...]struct {
		n int
		u byte
	}{{t.Years, 'Y'}, {t.Months, 'M'}, {t.Days, 'D'}} {
		if p.n != 0 {
			b.WriteString(strconv.Itoa(p.n))
			b.WriteByte(p.u)
		}
	}
	return b.String()
}

// ParseTerm reads P1Y6M10D; empty text gives no length. Parts stand in the order Y, M, D and each only once.
func ParseTerm(s string) (Term, error) {
	var t Term
	bad := fmt.Errorf("not a term: %d characters", len(s))
	if s == "" {
		return t, nil
	}
	rest, ok := strings.CutPrefix(s, "P")
	if !ok || rest == "" {
		return t, bad
	}
	for _, p := range [...]struct {
		unit string
		into *int
	}{{"Y", &t.Years}, {"M", &t.Months}, {"D", &t.Days}} {
		head, tail, found := strings.Cut(rest, p.unit)
		if !found {
			continue
		}
		n, err := strconv.ParseUint(head, 10, 16)
		if err != nil {
			return Term{}, bad
		}
		*p.into, rest = int(n), tail //nolint:gosec // 16 bits
	}
	if rest != "" {
		return Term{}, bad
	}
	return t, nil
}

// MustTerm is ParseTerm for literals in code and tests; it panics on bad text.
func MustTerm(s string) Term {
	t, err := ParseTerm(s)
	if err != nil {
		panic(err)
	}
	return t
}

// Value implements driver.Valuer: null when the term has no length.
func (t Term) Value() (driver.Value, error) {
	if t.IsZero() {
		return nil, nil
	}
	return t.String(), nil
}

// Scan implements sql.Scanner.
func (t *Term) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*t = Term{}
		return nil
	case string:
		return t.UnmarshalText([]byte(v))
	case []byte:
		return t.UnmarshalText(v)
	}
	return fmt.Errorf("term from %T", src)
}

// MarshalText carries ISO 8601 into JSON and YAML.
func (t Term) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads what ParseTerm reads.
func (t *Term) UnmarshalText(b []byte) error {
	v, err := ParseTerm(string(b))
	if err != nil {
		return err
	}
	*t = v
	return nil
}
