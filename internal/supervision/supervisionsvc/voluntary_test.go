package supervisionsvc_test

import (
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Nothing rests on a step of the voluntary programme: an outcome that names one is refused and the appointment stays open.
func TestOutcomeRestsOnNothingVoluntary(t *testing.T) {
	each(t, func(k *kit) {
		c := k.client(osh, "o1")
		ctx := k.as("o1", access.Officer, osh)
		a := k.appointment(ctx, c, k.d.Now().Add(time.Hour))
		k.clock.Advance(3 * time.Hour)
		in := supervisionsvc.RecordOutcome{
			Client: c, Entry: a.Entry, Row: a.Row, Rests: []string{voluntaryStep},
			Outcome: supervision.Outcome{Code: "unacceptable_absence", Text: "не пришел на занятие программы"},
		}
		err := k.s.RecordOutcome(ctx, in)
		k.want(err, fault.Invalid)
		if fields(err) != "basis" {
			k.t.Errorf("fields %q", fields(err))
		}
		if now := k.current(ctx, c, a.Entry); now.State != supervision.Scheduled {
			k.t.Errorf("state %s", now.State)
		}
		in.Rests = []string{"certificate"}
		must(k.t, k.s.RecordOutcome(ctx, in))
	})
}
