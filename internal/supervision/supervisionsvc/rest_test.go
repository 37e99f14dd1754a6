package supervisionsvc_test

import (
	"context"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Nobody is held to have missed an appointment on a day in hospital; that somebody could not come may be written, and so may it on a day
// before. Open appointments of those days are found, called off and put off.
func TestNothingCountsInHospital(t *testing.T) {
	each(t, func(k *kit) {
		c, ctx := k.client(osh, "o1"), k.as("o1", access.Officer, osh)
		make1 := func(days int) string {
			at, ok := k.s.Zone().At(k.s.Today().AddDays(days), "10:00")
			if !ok {
				k.t.Fatal("no such time")
			}
			e, err := k.s.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: at, Minutes: 30, Anyway: true})
			must(k.t, err)
			return e
		}
		before, in1, in2, in3 := make1(1), make1(3), make1(4), make1(5)
		span := supervision.Span{Client: c, Kind: supervision.InHospital, From: k.s.Today().AddDays(3)}
		k.s.Ops().Resting = func(_ context.Context, _ *db.Reader, _ id.Client, day civil.Date) (supervision.Span, bool, error) {
			return span, span.Rests() && span.Contains(day), nil
		}
		must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
			open, err := k.s.Ops().OpenBetween(ctx, &tx.Reader, c, span.From, civil.Date{})
			if err != nil || len(open) != 3 {
				k.t.Errorf("%d open in the days of hospital", len(open))
			}
			off, err := k.s.Ops().CallOff(ctx, tx, c, in2, "больница")
			if err != nil {
				return err
			}
			later, err := k.s.Ops().PutOff(ctx, tx, c, in3, k.s.Today().AddDays(20), "больница")
			if err != nil {
				return err
			}
			return tx.Record(ctx, access.ManageAppointment, "", append(append([]fact.Fact{}, off...), later...)...)
		}))
		k.clock.Advance(6 * 24 * time.Hour)
		plans, err := k.s.Appointments(ctx, c)
		must(k.t, err)
		rows := map[string]supervision.Appointment{}
		for _, a := range plans.Open {
			rows[a.Entry] = a
		}
		if len(rows) != 3 || rows[in3].PlannedAt.Before(k.s.Now()) {
			k.t.Fatalf("open: %+v", plans.Open)
		}
		outcome := func(entry, code, reason string) error {
			return k.s.RecordOutcome(ctx, supervisionsvc.RecordOutcome{
				Client: c, Entry: entry, Row: rows[entry].Row, Outcome: supervision.Outcome{Code: code, Reason: reason, Text: "x"},
			})
		}
		k.want(outcome(in1, "unacceptable_absence", ""), fault.Invalid)
		k.want(outcome(in1, "failed_to_attend", ""), fault.Invalid)
		must(k.t, outcome(in1, "acceptable_absence", "illness"))
		must(k.t, outcome(before, "unacceptable_absence", ""))
	})
}
