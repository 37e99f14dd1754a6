package series_test

import (
	"os"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

type given struct {
	Now     string
	Every   int
	Unit    series.Unit
	Weekday string
	Nth     int
	Time    string
	From    string
	Until   string
	TermEnd string `yaml:"term_end"`
	Others  []string
}

type then struct {
	Problems []string
	Days     []string
	Against  []string
}

var names = map[string]time.Weekday{
	"monday": time.Monday, "tuesday": time.Tuesday, "wednesday": time.Wednesday, "thursday": time.Thursday, "friday": time.Friday, "saturday": time.Saturday, "sunday": time.Sunday,
}

func day(t *testing.T, s string) civil.Date {
	t.Helper()
	if s == "" {
		return civil.Date{}
	}
	d, err := civil.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func at(t *testing.T, zone supervision.Zone, s string) civil.Instant {
	t.Helper()
	d, clock, _ := strings.Cut(s, " ")
	i, ok := zone.At(day(t, d), clock)
	if !ok {
		t.Fatalf("bad moment %q", s)
	}
	return i
}

// Each case says a rule, and which days come of it, what speaks against them and where they may move.
func TestScenarios(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	loc, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	zone := supervision.Zone{Location: loc}
	scenario.Each(t, os.DirFS("testdata"), ".", func(t *testing.T, c scenario.Case) {
		var g given
		var want then
		c.Part(t, "given", &g)
		c.Part(t, "then", &want)
		now := at(t, zone, g.Now)
		rule := series.Rule{Unit: g.Unit, Every: g.Every, Weekday: names[g.Weekday], Nth: g.Nth, From: day(t, g.From), Until: day(t, g.Until)}
		var problems fault.Problems
		rule.Check(&problems, zone.Date(now), day(t, g.TermEnd))
		var got then
		for _, p := range problems {
			got.Problems = append(got.Problems, p.Field+": "+p.Msg.Key)
		}
		if len(problems) == 0 {
			a := series.Asked{Like: supervision.Appointment{Client: "c", Officer: id.Account("o"), Minutes: 30}, Days: rule.Days(), Clock: g.Time, Until: day(t, g.TermEnd), Now: now}
			for i, o := range g.Others {
				a.Others = append(a.Others, supervision.Appointment{Client: "other", Officer: "o", Entry: string(rune('a' + i)), Minutes: 30, State: supervision.Scheduled, PlannedAt: at(t, zone, o)})
			}
			for _, s := range series.Slots(a, set.At(zone.Date(now)), zone) {
				got.Days = append(got.Days, s.Day.String())
				for _, m := range s.Against {
					line := s.Day.String() + ": " + strings.TrimPrefix(m.Key, "supervision.hint.")
					if !s.Proposed.IsZero() {
						line += ", move to " + s.Proposed.String()
					}
					got.Against = append(got.Against, line)
				}
			}
		}
		for name, pair := range map[string][2][]string{"problems": {got.Problems, want.Problems}, "days": {got.Days, want.Days}, "against": {got.Against, want.Against}} {
			if strings.Join(pair[0], "\n") != strings.Join(pair[1], "\n") {
				t.Errorf("%s:\n%s\nwant:\n%s", name, strings.Join(pair[0], "\n"), strings.Join(pair[1], "\n"))
			}
		}
	})
}

// The weekday of a series may change: the same week, or the same place in the month.
func TestOnWeekday(t *testing.T) {
	week := series.Rule{Unit: series.Weeks}
	for _, c := range [][3]string{{"2026-03-12", "tuesday", "2026-03-10"}, {"2026-03-12", "sunday", "2026-03-15"}, {"2026-03-15", "monday", "2026-03-09"}} {
		if got := week.OnWeekday(day(t, c[0]), names[c[1]]); got.String() != c[2] {
			t.Errorf("%v: %s", c, got)
		}
	}
	month := series.Rule{Unit: series.Months, Nth: series.Last}
	if got := month.OnWeekday(day(t, "2026-03-27"), time.Tuesday); got.String() != "2026-03-31" {
		t.Error(got)
	}
}
