package assessment_test

import (
	"testing"
	"time"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
)

func clockRules() assessment.ClockRules {
	return assessment.ClockRules{
		First: civil.Clock{N: 20, Unit: civil.WorkingDays}, Change: civil.Clock{N: 10, Unit: civil.WorkingDays}, Weeks: 8, Months: 6,
		Calendar: civil.NewCalendar([]time.Weekday{time.Saturday, time.Sunday},
			civil.CalendarYear{Year: 2026, Off: []civil.Date{civil.MustDate("2026-03-09"), civil.MustDate("2026-03-21"), civil.MustDate("2026-03-23")}},
			civil.CalendarYear{Year: 2028}),
	}
}

// The clocks: due after registration, not under eight weeks, six months, significant changes, what is being made.
func TestClock(t *testing.T) {
	d := civil.MustDate
	for _, c := range []struct {
		name  string
		in    assessment.ClockIn
		state assessment.Standing
		due   string
		why   string
	}{
		{"not of those to be assessed", assessment.ClockIn{Registered: d("2026-03-02")}, assessment.StandNone, "", assessment.WhyNotListed},
		{"not on the register", assessment.ClockIn{Listed: true}, assessment.StandNone, "", assessment.WhyUnregistered},
		{"first, holidays passed over", assessment.ClockIn{Listed: true, Registered: d("2026-03-02"), TermEnd: d("2027-03-01")}, assessment.StandDue, "2026-04-01", assessment.WhyFirst},
		{"first, no end known", assessment.ClockIn{Listed: true, Registered: d("2026-03-02")}, assessment.StandDue, "2026-04-01", assessment.WhyFirst},
		{"one day under eight weeks", assessment.ClockIn{Listed: true, Registered: d("2026-03-02"), TermEnd: d("2026-04-26")}, assessment.StandNotNeeded, "", assessment.WhyShortTerm},
		{"exactly eight weeks", assessment.ClockIn{Listed: true, Registered: d("2026-03-02"), TermEnd: d("2026-04-27")}, assessment.StandDue, "2026-04-01", assessment.WhyFirst},
		{"registered on a leap day", assessment.ClockIn{Listed: true, Registered: d("2028-02-29"), TermEnd: d("2030-02-28")}, assessment.StandDue, "2028-03-28", assessment.WhyFirst},
		{"begun", assessment.ClockIn{Listed: true, Registered: d("2026-03-02"), Begun: true}, assessment.StandOpen, "2026-04-01", assessment.WhyFirst},
		{"signed, waits", assessment.ClockIn{Listed: true, Registered: d("2026-03-02"), Begun: true, Waiting: true}, assessment.StandWaiting, "2026-04-01", assessment.WhyFirst},
		{"begun without a duty", assessment.ClockIn{Begun: true}, assessment.StandOpen, "", assessment.WhyOwnWish},
		{"in force six months", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), TermEnd: d("2028-03-01")}, assessment.StandValid, "2026-09-10", assessment.WhyExpiry},
		{"signed on 31 August", assessment.ClockIn{Listed: true, Signed: d("2026-08-31"), TermEnd: d("2028-03-01")}, assessment.StandValid, "2027-02-28", assessment.WhyExpiry},
		{"signed on 29 August, a leap February", assessment.ClockIn{Listed: true, Signed: d("2027-08-31"), TermEnd: d("2030-03-01")}, assessment.StandValid, "2028-02-29", assessment.WhyExpiry},
		{"as signed", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), ValidUntil: d("2026-06-10"), TermEnd: d("2028-03-01")}, assessment.StandValid, "2026-06-10", assessment.WhyExpiry},
		{"confirmed", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), ValidUntil: d("2026-09-10"), Confirmed: d("2027-03-10"), TermEnd: d("2028-03-01")}, assessment.StandValid, "2027-03-10", assessment.WhyExpiry},
		{"no renewal shortly before the end", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), TermEnd: d("2026-11-04")}, assessment.StandValid, "", assessment.WhyLast},
		{"renewal with exactly eight weeks left", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), TermEnd: d("2026-11-05")}, assessment.StandValid, "2026-09-10", assessment.WhyExpiry},
		{"the earliest change", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), Changes: []civil.Date{d("2026-06-20"), d("2026-06-02")}, TermEnd: d("2028-03-01")}, assessment.StandDue, "2026-06-02", assessment.WhyChange},
		{"a change shortly before the end counts", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), Changes: []civil.Date{d("2026-06-02")}, TermEnd: d("2026-06-10")}, assessment.StandDue, "2026-06-02", assessment.WhyChange},
		{"a change without an assessment is nothing", assessment.ClockIn{Listed: true, Registered: d("2026-03-02"), Changes: []civil.Date{d("2026-03-05")}}, assessment.StandDue, "2026-04-01", assessment.WhyFirst},
		{"changed and begun", assessment.ClockIn{Listed: true, Signed: d("2026-03-10"), Changes: []civil.Date{d("2026-06-02")}, Begun: true}, assessment.StandOpen, "2026-06-02", assessment.WhyChange},
	} {
		got := assessment.Clock(c.in, clockRules())
		if got.State != c.state || got.Due.String() != c.due || got.Why != c.why {
			t.Errorf("%s: %s %s %s, want %s %s %s", c.name, got.State, got.Due, got.Why, c.state, c.due, c.why)
		}
	}
	asked := clockRules()
	asked.AskedFrom = d("2026-03-02")
	for _, c := range []struct {
		name       string
		registered string
		end        string
		state      assessment.Standing
		due        string
	}{
		{"registered years before: from the day on which assessments are asked for", "2024-05-06", "", assessment.StandDue, "2026-04-01"},
		{"registered on that day", "2026-03-02", "", assessment.StandDue, "2026-04-01"},
		{"registered after it", "2026-03-03", "", assessment.StandDue, "2026-04-02"},
		{"registered before, the term nearly over on that day", "2024-05-06", "2026-04-26", assessment.StandNotNeeded, ""},
	} {
		in := assessment.ClockIn{Listed: true, Registered: d(c.registered)}
		if c.end != "" {
			in.TermEnd = d(c.end)
		}
		if got := assessment.Clock(in, asked); got.State != c.state || got.Due.String() != c.due {
			t.Errorf("%s: %s %s, want %s %s", c.name, got.State, got.Due, c.state, c.due)
		}
	}
	far := assessment.Clock(assessment.ClockIn{Listed: true, Registered: d("2031-02-03")}, clockRules())
	if far.Certain || far.Due.IsZero() {
		t.Errorf("a year without a calendar: %+v", far)
	}
	if !far.Passed(d("2032-01-01")) || far.Passed(far.Due) {
		t.Error("the last day is in time, the next is not")
	}
}

// "No significant change": refused early, with a change open, after twice the period, without an assessment.
func TestConfirm(t *testing.T) {
	d := civil.MustDate
	base := assessment.ConfirmIn{Today: d("2026-08-20"), Signed: d("2026-02-28"), Until: d("2026-08-28"), Months: 6, LeadDays: 30, Periods: 2}
	for _, c := range []struct {
		name   string
		change func(*assessment.ConfirmIn)
		key    string
	}{
		{"in the last month", func(*assessment.ConfirmIn) {}, ""},
		{"on the first day", func(c *assessment.ConfirmIn) { c.Today = d("2026-07-29") }, ""},
		{"a day early", func(c *assessment.ConfirmIn) { c.Today = d("2026-07-28") }, "assessment.confirm.early"},
		{"late", func(c *assessment.ConfirmIn) { c.Today = d("2026-11-01") }, ""},
		{"a change is open", func(c *assessment.ConfirmIn) { c.Unsettled = 1 }, "assessment.confirm.changes"},
		{"none in force", func(c *assessment.ConfirmIn) { c.Signed = civil.Date{} }, "assessment.confirm.none"},
		{"a year old to the day", func(c *assessment.ConfirmIn) { c.Today, c.Until = d("2027-02-28"), d("2027-02-28") }, ""},
		{"older than twice the period", func(c *assessment.ConfirmIn) { c.Today, c.Until = d("2027-03-01"), d("2027-02-28") }, "assessment.confirm.too_old"},
	} {
		in := base
		c.change(&in)
		why, ok := in.Refusal()
		key := ""
		if why != nil {
			key = why.Msg.Key
		}
		if key != c.key || ok != (c.key == "") {
			t.Errorf("%s: %q, want %q", c.name, key, c.key)
		}
	}
	late := base
	late.Today = d("2026-11-01")
	if got := late.Prolonged(); got != d("2027-02-28") {
		t.Errorf("being late wins time: %s", got)
	}
}
