// Package civil holds time as the law and the record need it: instants in UTC, civil dates with precision, periods,
// working days and legal terms. Nothing here reads a clock.
package civil

import (
	"database/sql/driver"
	"fmt"
	"time"
)

// instantLayout has a fixed width, so that text order is time order on both engines and a row has one canonical form.
const instantLayout = "2006-01-02T15:04:05.000000Z"

// Instant is a moment in UTC to the microsecond; both engines store it as the same fixed-width text.
type Instant struct{ t time.Time }

// At makes an instant of t.
func At(t time.Time) Instant { return Instant{t.UTC().Truncate(time.Microsecond)} }

// Time returns the instant as a time in UTC.
func (i Instant) Time() time.Time { return i.t }

// IsZero reports whether no instant is set.
func (i Instant) IsZero() bool { return i.t.IsZero() }

// Before reports whether i is earlier than j.
func (i Instant) Before(j Instant) bool { return i.t.Before(j.t) }

// After reports whether i is later than j.
func (i Instant) After(j Instant) bool { return i.t.After(j.t) }

// Add moves the instant by d.
func (i Instant) Add(d time.Duration) Instant { return At(i.t.Add(d)) }

// In returns the civil date of the instant in a zone.
func (i Instant) In(zone *time.Location) Date { return DateOf(i.t.In(zone)) }

// String is the stored text; empty for no instant.
func (i Instant) String() string {
	if i.IsZero() {
		return ""
	}
	return i.t.Format(instantLayout)
}

// ParseInstant reads the stored text, or RFC 3339.
func ParseInstant(s string) (Instant, error) {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return Instant{}, fmt.Errorf("instant %q: %w", s, err)
	}
	return At(t), nil
}

// Value implements driver.Valuer: null when zero.
func (i Instant) Value() (driver.Value, error) {
	if i.IsZero() {
		return nil, nil
	}
	return i.String(), nil
}

// Scan implements sql.Scanner.
func (i *Instant) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*i = Instant{}
		return nil
	case string:
		return i.set(v)
	case []byte:
		return i.set(string(v))
	}
	return fmt.Errorf("instant from %T", src)
}

func (i *Instant) set(s string) error {
	if s == "" {
		*i = Instant{}
		return nil
	}
	v, err := ParseInstant(s)
	*i = v
	return err
}

// MarshalText and UnmarshalText carry the stored text into JSON.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText reads the stored text.
func (i *Instant) UnmarshalText(b []byte) error { return i.set(string(b)) }
