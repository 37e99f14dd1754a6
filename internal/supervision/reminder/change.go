package reminder

import (
	"strings"

	"tuzjol/internal/kernel/civil"
)

// Change is what a client hears of an appointment of which a message went out already.
type Change string

// The changes.
const (
	Off   Change = "off"
	Moved Change = "moved"
)

// Sent is the last message that went out about an appointment, or may have gone out.
type Sent struct {
	Planned civil.Instant // of which time it spoke
	Off     bool          // it said that the appointment does not take place
}

// Tell finds what a client must hear when an appointment is changed: nothing when no message of it went out, when the last one still
// says what is true, and when the time of which it spoke is over. Open says that the appointment takes place, at planned.
func Tell(last Sent, went, open bool, planned, now civil.Instant) (Change, bool) {
	switch {
	case !went:
		return "", false
	case open:
		same := !last.Off && planned == last.Planned
		return Moved, !same && now.Before(planned)
	}
	return Off, !last.Off && now.Before(last.Planned)
}

// Change makes the words of a change for a day and an hour: the old ones of what is off, the new ones of what was moved.
func (w Words) Change(c Change, date, clock string) string {
	text := w.Off
	if c == Moved {
		text = w.Moved
	}
	return strings.NewReplacer("{date}", date, "{time}", clock).Replace(text)
}
