package victim

import "tuzjol/internal/kernel/civil"

// How far the time for renewing a consent is over.
const (
	RenewAsked = iota // the text has a newer version; she and those who work with her were told
	RenewSoon         // half of the time is over
	RenewLate         // all of it is
)

// RenewBy is the last day on which a consent to an older text is renewed, and how far the time is over. since is the first day of the
// newer text, days what the rulebook gives. Nothing ends by itself when it is over: whoever protects her decides with her, for a protection
// that falls away silently would be worse than a consent to an older text.
func RenewBy(since civil.Date, days int, today civil.Date) (by civil.Date, step int) {
	by = since.AddDays(days)
	switch {
	case today.After(by):
		return by, RenewLate
	case !today.Before(since.AddDays((days + 1) / 2)):
		return by, RenewSoon
	}
	return by, RenewAsked
}
