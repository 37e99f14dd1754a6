package prompt_test

import (
	"crypto/sha256"
	"slices"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/jurisdiction/kg"
)

var plan = prompt.Plan{PerDay: 3, From: 9, Until: 20, Answer: 30, Gap: 60}

// The same seed and day give the same moments, within the hours, apart, with time to answer; over a year every hour is met.
func TestDraw(t *testing.T) {
	seed := sha256.Sum256([]byte("a test"))
	hours := map[int]int{}
	day := civil.MustDate("2026-01-01")
	for range 365 {
		a := prompt.Draw(seed[:], day, plan)
		if b := prompt.Draw(seed[:], day, plan); !slices.Equal(a, b) {
			t.Fatalf("%s: %v and %v", day, a, b)
		}
		if len(a) != 3 || a[0] < 9*60 || a[2] > 20*60-30 || a[1]-a[0] < 60 || a[2]-a[1] < 60 {
			t.Fatalf("%s: %v", day, a)
		}
		for _, m := range a {
			hours[m/60]++
		}
		day = day.AddDays(1)
	}
	for h := 9; h < 20; h++ {
		if n := hours[h]; n < 50 || n > 160 {
			t.Errorf("hour %d is met %d times in a year", h, n)
		}
	}
	other := sha256.Sum256([]byte("another"))
	if slices.Equal(prompt.Draw(seed[:], day, plan), prompt.Draw(other[:], day, plan)) {
		t.Error("two seeds give the same day")
	}
	if prompt.Hash(seed[:]) == prompt.Hash(other[:]) || len(prompt.Hash(seed[:])) != 64 {
		t.Error("hashes")
	}
}

func TestDrawInShortHours(t *testing.T) {
	seed := []byte("s")
	day := civil.MustDate("2026-11-02")
	for _, x := range []struct{ from, until, want int }{{9, 9, 0}, {20, 9, 0}, {9, 10, 1}, {9, 11, 2}, {9, 12, 3}} {
		p := plan
		p.From, p.Until = x.from, x.until
		if got := prompt.Draw(seed, day, p); len(got) != x.want {
			t.Errorf("%d to %d: %v", x.from, x.until, got)
		}
	}
}

func limits(t *testing.T) prompt.Limits {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	day := civil.MustDate("2026-11-02")
	return prompt.LimitsOf(set.At(day), day)
}

func TestCheck(t *testing.T) {
	l := limits(t)
	good := prompt.Plan{PerDay: l.PerDay, From: 9, Until: 20, Reason: "Суткалык режим"}
	if p := l.Check(good); len(p) != 0 {
		t.Fatalf("%v", p)
	}
	for name, change := range map[string]func(*prompt.Plan){
		"per_day": func(p *prompt.Plan) { p.PerDay = l.Max + 1 },
		"from":    func(p *prompt.Plan) { p.From = l.Earliest - 1 },
		"until":   func(p *prompt.Plan) { p.Until = p.From + l.Hours - 1 },
		"reason":  func(p *prompt.Plan) { p.Reason = " " },
	} {
		p := good
		change(&p)
		if got := l.Check(p); len(got) != 1 || got[0].Field != name {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := l.Check(prompt.Plan{PerDay: 99, From: 2, Until: 23}); len(got) != 4 {
		t.Errorf("not all at once: %v", got)
	}
}

func TestAdvise(t *testing.T) {
	l := limits(t)
	today := civil.MustDate("2026-11-30")
	days := func(n int, s prompt.State, from int) (out []prompt.Prompt) {
		for i := range n {
			out = append(out, prompt.Prompt{Day: today.AddDays(-from - i), State: s})
		}
		return out
	}
	three := prompt.Plan{PerDay: 3}
	for name, x := range map[string]struct {
		plan prompt.Plan
		list []prompt.Prompt
		want prompt.Advice
	}{
		"new":                       {three, nil, prompt.Keep},
		"a month of good answers":   {three, days(l.DownAfter, prompt.Matched, 1), prompt.Down},
		"one day less":              {three, days(l.DownAfter-1, prompt.Matched, 1), prompt.Keep},
		"a miss within the month":   {three, append(days(l.DownAfter, prompt.Matched, 1), days(1, prompt.Missed, 5)...), prompt.Keep},
		"already the least":         {prompt.Plan{PerDay: l.Min}, days(l.DownAfter, prompt.Matched, 1), prompt.Keep},
		"misses of this week":       {three, days(l.Misses, prompt.Missed, 0), prompt.Up},
		"a refused photo counts":    {three, append(days(l.Misses-1, prompt.Missed, 0), days(1, prompt.Refused, 0)...), prompt.Up},
		"old misses":                {three, days(l.Misses, prompt.Missed, l.Within), prompt.Keep},
		"what was stopped is none":  {three, days(9, prompt.Stopped, 0), prompt.Keep},
		"unclear photos are no one": {three, days(9, prompt.Unclear, 0), prompt.Keep},
	} {
		if got := l.Advise(x.plan, x.list, today); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}
