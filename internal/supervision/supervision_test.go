package supervision_test

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/supervision"
	"tuzjol/jurisdiction/kg"
)

func fields(p fault.Problems) string {
	var out []string
	for _, x := range p {
		out = append(out, x.Field+":"+x.Msg.Key)
	}
	return strings.Join(out, " ")
}

func setup(t *testing.T) (supervision.Zone, func(string) civil.Instant) {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	z := supervision.Zone{Location: zone}
	return z, func(s string) civil.Instant {
		day, clock, _ := strings.Cut(s, " ")
		at, ok := z.At(civil.MustDate(day), clock)
		if !ok {
			t.Fatalf("bad moment %q", s)
		}
		return at
	}
}

// Each of the seven outcomes asks for what it needs, and none can be true before its hour but an agreed absence.
func TestOutcomes(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	z, at := setup(t)
	now := at("2026-03-03 12:00")
	rules := set.At(z.Date(now))
	for _, c := range []struct {
		outcome supervision.Outcome
		planned string
		want    string
	}{
		{supervision.Outcome{Code: "complied"}, "2026-03-03 10:00", ""},
		{supervision.Outcome{Code: "complied"}, "2026-03-03 13:00", ""},
		{supervision.Outcome{Code: "complied"}, "2026-03-03 18:01", "outcome:supervision.outcome_early"},
		{supervision.Outcome{Code: "failed_to_attend"}, "2026-03-03 12:01", "outcome:supervision.outcome_early"},
		{supervision.Outcome{}, "2026-03-03 10:00", "outcome:field.choose"},
		{supervision.Outcome{Code: "vanished"}, "2026-03-03 10:00", "outcome:field.unknown"},
		{supervision.Outcome{Code: "failed_to_comply"}, "2026-03-03 10:00", "text:supervision.outcome_text_required"},
		{supervision.Outcome{Code: "sent_home_behaviour", Text: "шумел"}, "2026-03-03 10:00", ""},
		{supervision.Outcome{Code: "sent_home_service"}, "2026-03-03 10:00", ""},
		{supervision.Outcome{Code: "acceptable_absence"}, "2026-03-03 10:00", "absence_reason:supervision.absence_reason_required"},
		{supervision.Outcome{Code: "acceptable_absence", Reason: "illness"}, "2026-03-04 10:00", ""},
		{supervision.Outcome{Code: "acceptable_absence", Reason: "tired"}, "2026-03-03 10:00", "absence_reason:field.unknown"},
		{supervision.Outcome{Code: "unacceptable_absence", Text: "не пришел"}, "2026-03-03 10:00", ""},
		{supervision.Outcome{Code: "failed_to_attend", Reason: "illness"}, "2026-03-03 10:00", "absence_reason:supervision.reason_not_asked"},
	} {
		var p fault.Problems
		c.outcome.Check(&p, now, at(c.planned), rules, z.Date(now))
		if got := fields(p); got != c.want {
			t.Errorf("%+v for %s: %q, want %q", c.outcome, c.planned, got, c.want)
		}
	}
}

// The last day of the term is in; the day after is out, at whatever hour.
func TestPlanWithinTheTerm(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	z, at := setup(t)
	now := at("2026-03-03 12:00")
	for planned, want := range map[string]string{
		"2026-03-31 23:30": "", "2026-04-01 00:00": "date:supervision.after_term", "2026-03-03 11:59": "date:supervision.appointment_past",
	} {
		a := supervision.Appointment{Kind: "office_visit", PlannedAt: at(planned)}
		a.Source = "office"
		var p fault.Problems
		a.CheckPlan(&p, now, set.At(z.Date(now)), z, civil.MustDate("2026-03-31"))
		if got := fields(p); got != want {
			t.Errorf("%s: %q, want %q", planned, got, want)
		}
	}
}

func TestClashesAndStates(t *testing.T) {
	_, at := setup(t)
	a := supervision.Appointment{Entry: "a", PlannedAt: at("2026-03-04 10:00"), Minutes: 30, State: supervision.Scheduled}
	for clock, want := range map[string]bool{"09:30": false, "09:31": true, "10:29": true, "10:30": false} {
		b := supervision.Appointment{Entry: "b", PlannedAt: at("2026-03-04 " + clock), Minutes: 30, State: supervision.Scheduled}
		if a.Clashes(b) != want || b.Clashes(a) != want {
			t.Errorf("%s clashes: %v", clock, !want)
		}
	}
	now := at("2026-03-04 11:00")
	done, err := a.Close(supervision.Outcome{Code: "complied"}, now)
	if err != nil || done.Open() {
		t.Fatal("not closed")
	}
	if _, err := done.Close(supervision.Outcome{Code: "complied"}, now); !fault.Is(err, fault.Conflict) {
		t.Error("closed twice")
	}
	if _, err := a.Stop("served", now).Cancel("x", now); !fault.Is(err, fault.Conflict) {
		t.Error("a stopped one was cancelled")
	}
	if back := done.Reopen(); !back.Open() || back.Outcome != "" || !back.ClosedAt.IsZero() {
		t.Errorf("reopened: %+v", back)
	}
}
