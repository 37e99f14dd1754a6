package supervision_test

import (
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/supervision"
)

// An acceptable reason makes an absence an acceptable one; whoever came keeps the outcome, and so does an absence without consequences.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		code, outcome string
		absent        bool
		want, reason  string
	}{
		{"acceptable", "unacceptable_absence", true, supervision.AcceptableAbsence, "illness"},
		{"acceptable", "failed_to_attend", true, supervision.AcceptableAbsence, "illness"},
		{"acceptable", "failed_to_comply", false, "failed_to_comply", ""},
		{"no_action", "unacceptable_absence", true, "unacceptable_absence", ""},
	} {
		j := supervision.Judgement{Code: c.code, Reason: "illness", Case: "k"}
		a := supervision.Appointment{State: supervision.Closed, Outcome: c.outcome}.Judge(j, c.absent)
		if a.Outcome != c.want || a.AbsenceReason != c.reason || a.Judged != j {
			t.Errorf("%s of %s: %+v", c.code, c.outcome, a)
		}
		if r := a.Reopen(); r.Judged.Code != "" || r.Outcome != "" {
			t.Errorf("reopened: %+v", r)
		}
	}
}

// What keeps messages back: custody, hospital and a search from today, whatever the day of the appointment; an absence only on its days.
func TestHolds(t *testing.T) {
	day := civil.MustDate
	for _, c := range []struct {
		kind           supervision.SpanKind
		from, until    string
		today, planned string
		want           bool
	}{
		{supervision.InCustody, "2026-03-01", "", "2026-03-05", "2026-03-20", true},
		{supervision.InHospital, "2026-03-01", "2026-03-08", "2026-03-05", "2026-03-20", true},
		{supervision.InHospital, "2026-03-01", "2026-03-04", "2026-03-05", "2026-03-20", false},
		{supervision.Permitted, "2026-03-01", "2026-03-10", "2026-03-05", "2026-03-20", false},
		{supervision.Permitted, "2026-03-18", "2026-03-22", "2026-03-05", "2026-03-20", true},
		{supervision.Seasonal, "2026-03-18", "2026-09-22", "2026-03-05", "2026-03-20", true},
	} {
		s := supervision.Span{Kind: c.kind, From: day(c.from)}
		if c.until != "" {
			s.Until = day(c.until)
		}
		if _, got := supervision.Holds([]supervision.Span{s}, day(c.today), day(c.planned)); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
