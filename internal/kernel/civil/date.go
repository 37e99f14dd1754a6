package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// Date is a civil date without a zone. The zero Date means "no date". Stored as yyyy-mm-dd text on both engines.
type Date struct {
	year       int16
	month, day uint8
}

// DateOf returns the civil date of t in its own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{int16(y), uint8(m), uint8(d)} //nolint:gosec // calendar parts fit
}

// MakeDate makes a date; it refuses days that the calendar does not have.
func MakeDate(year int, month time.Month, day int) (Date, error) {
	t := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	y, m, d := t.Date()
	if y != year || m != month || d != day || year < 1 || year > 9999 {
		return Date{}, fmt.Errorf("no such day: %d-%d-%d", year, month, day)
	}
	return DateOf(t), nil
}

// ParseDate reads yyyy-mm-dd or dd.mm.yyyy; empty text gives the zero Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return Date{}, nil
	}
	for _, layout := range [...]string{"2006-01-02", "02.01.2006", "2.1.2006"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 0 {
			return DateOf(t), nil
		}
	}
	return Date{}, fmt.Errorf("not a date: %d characters", len(s))
}

// MustDate is ParseDate for literals in code and tests; it panics on bad text.
func MustDate(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

// IsZero reports whether no date is set.
func (d Date) IsZero() bool { return d == Date{} }

// Year is the year.
func (d Date) Year() int { return int(d.year) }

// Month is the month of the year.
func (d Date) Month() time.Month { return time.Month(d.month) }

// Day is the day of the month.
func (d Date) Day() int { return int(d.day) }

// Time is midnight of the date in UTC, for arithmetic only.
func (d Date) Time() time.Time {
	return time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, time.UTC)
}

// StartIn is the instant at which the date begins in a zone.
func (d Date) StartIn(zone *time.Location) Instant {
	return At(time.Date(int(d.year), time.Month(d.month), int(d.day), 0, 0, 0, 0, zone))
}

// AddDays moves the date by n calendar days.
func (d Date) AddDays(n int) Date { return DateOf(d.Time().AddDate(0, 0, n)) }

// DaysUntil counts calendar days from d to e; negative when e is earlier.
func (d Date) DaysUntil(e Date) int { return int(e.Time().Sub(d.Time()).Hours() / 24) }

// Before reports whether d is earlier than e.
func (d Date) Before(e Date) bool { return d.Compare(e) < 0 }

// After reports whether d is later than e.
func (d Date) After(e Date) bool { return d.Compare(e) > 0 }

// Compare orders dates: -1, 0, 1.
func (d Date) Compare(e Date) int {
	a := int(d.year)<<16 | int(d.month)<<8 | int(d.day)
	b := int(e.year)<<16 | int(e.month)<<8 | int(e.day)
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday { return d.Time().Weekday() }

// String is yyyy-mm-dd; empty for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day)
}

// Value implements driver.Valuer: null when zero.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	return d.String(), nil
}

// Scan implements sql.Scanner.
func (d *Date) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*d = Date{}
		return nil
	case string:
		return d.UnmarshalText([]byte(v))
	case []byte:
		return d.UnmarshalText(v)
	}
	return fmt.Errorf("date from %T", src)
}

// MarshalText carries yyyy-mm-dd into JSON and YAML.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads yyyy-mm-dd or dd.mm.yyyy.
func (d *Date) UnmarshalText(b []byte) error {
	v, err := ParseDate(string(b))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
