package civil

import (
	"slices"
	"testing"
	"time"
)

// kg2026 is the shape of the Kyrgyz year 2026: New Year break to 7 January, May break, holidays on weekends not moved.
func kg2026() Calendar {
	y := CalendarYear{Year: 2026}
	for d := MustDate("2026-01-01"); !d.After(MustDate("2026-01-07")); d = d.AddDays(1) {
		y.Off = append(y.Off, d)
	}
	for d := MustDate("2026-05-01"); !d.After(MustDate("2026-05-09")); d = d.AddDays(1) {
		y.Off = append(y.Off, d)
	}
	for _, s := range []string{"2026-03-08", "2026-03-21", "2026-08-31"} {
		y.Off = append(y.Off, MustDate(s))
	}
	return NewCalendar([]time.Weekday{time.Saturday, time.Sunday}, CalendarYear{Year: 2025}, y)
}

func TestAddWorkingDays(t *testing.T) {
	c := kg2026()
	for _, x := range []struct {
		from string
		n    int
		want string
	}{
		{"2025-12-31", 1, "2026-01-08"},
		{"2025-12-26", 10, "2026-01-16"},
		{"2026-03-06", 1, "2026-03-09"}, // 8 March is a Sunday and is not moved to Monday
		{"2026-03-20", 1, "2026-03-23"}, // 21 March is a Saturday and is not moved
		{"2026-04-30", 1, "2026-05-11"},
		{"2026-08-28", 1, "2026-09-01"},
		{"2026-02-23", 0, "2026-02-23"},
		{"2026-01-08", -1, "2025-12-31"},
	} {
		got := c.AddWorkingDays(MustDate(x.from), x.n)
		if got.Day.String() != x.want || !got.Certain() {
			t.Errorf("%s + %d: %s %v, want %s", x.from, x.n, got.Day, got.Missing, x.want)
		}
	}
}

func TestYearsWithoutATableAreReported(t *testing.T) {
	c := kg2026()
	got := c.AddWorkingDays(MustDate("2026-12-31"), 3)
	if got.Certain() || !slices.Equal(got.Missing, []int{2027}) {
		t.Errorf("missing years %v", got.Missing)
	}
	if r := c.NextWorking(MustDate("2024-06-03")); !slices.Equal(r.Missing, []int{2024}) {
		t.Errorf("missing years %v", r.Missing)
	}
	if c.Covers(MustDate("2027-01-01")) {
		t.Error("2027 is not in the table")
	}
}

func TestWorkingExceptionBeatsTheWeekend(t *testing.T) {
	sat := MustDate("2023-05-13")
	c := NewCalendar([]time.Weekday{time.Saturday}, CalendarYear{Year: 2023, Working: []Date{sat}})
	if !c.IsWorking(sat) || c.IsWorking(sat.AddDays(7)) {
		t.Error("a Saturday declared working is not")
	}
	if got := c.WorkingDaysBetween(MustDate("2023-05-12"), MustDate("2023-05-21")); got != 8 {
		t.Errorf("counted %d", got)
	}
}

func TestClock(t *testing.T) {
	c := kg2026()
	for _, x := range []struct {
		k    Clock
		from string
		want string
	}{
		{Clock{10, WorkingDays, false}, "2026-04-24", "2026-05-18"},
		{Clock{10, CalendarDays, false}, "2026-04-24", "2026-05-04"},
		{Clock{10, CalendarDays, true}, "2026-04-24", "2026-05-11"},
		{Clock{1, Months, false}, "2026-01-31", "2026-02-28"},
		{Clock{1, Months, true}, "2026-01-31", "2026-03-02"},
		{Clock{8, Weeks, false}, "2026-06-01", "2026-07-27"},
		{Clock{4, Hours, false}, "2026-06-01", ""},
	} {
		if got := x.k.Due(MustDate(x.from), c).Day.String(); got != x.want {
			t.Errorf("%v from %s: %s, want %s", x.k, x.from, got, x.want)
		}
	}
}

func TestPeriodHoldsBothEnds(t *testing.T) {
	p := Period{MustDate("2026-03-01"), MustDate("2026-05-31")}
	if n, ok := p.Days(); n != 92 || !ok {
		t.Errorf("days %d", n)
	}
	if !p.Contains(MustDate("2026-05-31")) || p.Contains(MustDate("2026-06-01")) || p.Contains(MustDate("2026-02-28")) {
		t.Error("the ends belong to the period and nothing beyond")
	}
	if !p.Overlaps(Period{From: MustDate("2026-05-31")}) || p.Overlaps(Since(MustDate("2026-06-01"))) {
		t.Error("overlap is wrong at the last day")
	}
	if (Period{MustDate("2026-03-02"), MustDate("2026-03-01")}).Valid() {
		t.Error("a period that ends before it begins is valid")
	}
}
