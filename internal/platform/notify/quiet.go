package notify

import (
	"time"

	"tuzjol/internal/kernel/civil"
)

// holds reports whether a time of day hh:mm lies in the quiet hours, which may run over midnight.
func (q Quiet) holds(clock string) bool {
	switch {
	case q.From == "" || q.To == "" || q.From == q.To:
		return false
	case q.From < q.To:
		return clock >= q.From && clock < q.To
	}
	return clock >= q.From || clock < q.To
}

func (o *Outbox) quiet(now civil.Instant) Quiet {
	if o.Quiet == nil {
		return Quiet{}
	}
	return o.Quiet(now.In(o.Zone))
}

func (o *Outbox) quietAt(now civil.Instant) bool {
	return o.quiet(now).holds(now.Time().In(o.Zone).Format("15:04"))
}

// quietEnd is the end of the quiet hours in which now lies.
func (o *Outbox) quietEnd(now civil.Instant) civil.Instant {
	t, err := time.Parse("15:04", o.quiet(now).To)
	if err != nil {
		return now
	}
	day := now.In(o.Zone)
	at := func(d civil.Date) civil.Instant {
		return civil.At(time.Date(d.Year(), d.Month(), d.Day(), t.Hour(), t.Minute(), 0, 0, o.Zone))
	}
	if end := at(day); end.After(now) {
		return end
	}
	return at(day.AddDays(1))
}
