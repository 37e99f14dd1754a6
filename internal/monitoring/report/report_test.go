package report_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/report"
)

func rows(persons ...int) (out []report.Tally) {
	for i, n := range persons {
		out = append(out, report.Tally{Code: string(rune('a' + i)), N: 2 * n, Persons: n})
	}
	return out
}

func hidden(t report.Table) string {
	out := ""
	for _, r := range t.Rows {
		if r.Hidden {
			out += r.Code
		}
	}
	if t.TotalHidden {
		out += "!"
	}
	return out
}

func TestGuard(t *testing.T) {
	for name, x := range map[string]struct {
		rows    []report.Tally
		persons int
		want    string
	}{
		"nothing":                     {nil, 0, ""},
		"all large":                   {rows(9, 7, 5), 21, ""},
		"a zero tells of nobody":      {rows(9, 0, 8), 17, ""},
		"one small takes another":     {rows(9, 2, 7), 18, "bc"},
		"two small, together enough":  {rows(9, 2, 3), 14, "bc"},
		"two small, together too few": {rows(9, 1, 2), 12, "abc"},
		"one small alone":             {rows(0, 5, 2), 7, "bc"},
		"the total is small":          {rows(1, 2), 3, "ab!"},
		"only one line, small":        {rows(3), 3, "a!"},
		"only one line, large":        {rows(6), 6, ""},
	} {
		if got := hidden(report.Guard(x.rows, x.persons, 5)); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// Whatever is hidden cannot be worked out: hidden lines are never one alone, and never of fewer persons together than the least, unless the
// total is hidden too.
func TestNothingCanBeWorkedOut(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	for range 20000 {
		n := 1 + r.IntN(6)
		list := make([]int, n)
		total := 0
		for i := range list {
			list[i] = r.IntN(12)
			total += list[i]
		}
		g := report.Guard(rows(list...), total, 5)
		lines, together := 0, 0
		for _, x := range g.Rows {
			if x.Persons > 0 && x.Persons < 5 && !x.Hidden {
				t.Fatalf("%v: a small line is shown", list)
			}
			if x.Hidden {
				lines, together = lines+1, together+x.Persons
			}
		}
		if !g.TotalHidden && lines > 0 && (lines < 2 || together < 5) {
			t.Fatalf("%v: %d lines of %d persons are hidden", list, lines, together)
		}
		if g.TotalHidden && lines < len(list) {
			for _, x := range g.Rows {
				if !x.Hidden && x.Persons > 0 {
					t.Fatalf("%v: the total is hidden and a line is shown", list)
				}
			}
		}
	}
}

func TestQuantile(t *testing.T) {
	var spans []time.Duration
	for i := range 10 {
		spans = append(spans, time.Duration(10-i)*time.Minute)
	}
	for q, want := range map[float64]time.Duration{0.5: 5 * time.Minute, 0.9: 9 * time.Minute, 1: 10 * time.Minute, 0: time.Minute} {
		if got, ok := report.Quantile(spans, q); !ok || got != want {
			t.Errorf("%v: %v, want %v", q, got, want)
		}
	}
	if _, ok := report.Quantile(nil, 0.5); ok {
		t.Error("a quantile of nothing")
	}
}

func TestAgeGroup(t *testing.T) {
	on := civil.MustDate("2026-11-02")
	for born, want := range map[string]string{
		"2008-11-03": "under_18", "2008-11-02": "18_24", "2001-11-03": "18_24", "2001-11-02": "25_34", "1966-11-02": "60_up", "1966-11-03": "45_59", "2027-01-01": "unknown",
	} {
		if got := report.AgeGroup(civil.MustDate(born), on); got != want {
			t.Errorf("%s: %s, want %s", born, got, want)
		}
	}
	if report.AgeGroup(civil.Date{}, on) != "unknown" {
		t.Error("nobody's birth")
	}
}
