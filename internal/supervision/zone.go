package supervision

import (
	"time"

	"tuzjol/internal/kernel/civil"
)

// Zone is the time zone of the service.
type Zone struct{ *time.Location }

// Date is the civil date of an instant.
func (z Zone) Date(i civil.Instant) civil.Date { return i.In(z.Location) }

// At is an hour and minute of a day; ok is false when the text is not hh:mm.
func (z Zone) At(day civil.Date, clock string) (civil.Instant, bool) {
	t, err := time.Parse("15:04", clock)
	if err != nil || day.IsZero() {
		return civil.Instant{}, false
	}
	return civil.At(time.Date(day.Year(), day.Month(), day.Day(), t.Hour(), t.Minute(), 0, 0, z.Location)), true
}

func minutes(n int) time.Duration { return time.Duration(n) * time.Minute }
