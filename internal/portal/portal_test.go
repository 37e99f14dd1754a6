package portal_test

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/portal"
)

func TestWords(t *testing.T) {
	for in, want := range map[string]string{"Алма-4821": "алма4821", " алма 4821 ": "алма4821", "ТЁРЕК—0007": "терек0007"} {
		if got := portal.NormalWord(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
	if got := portal.MakeWord(0, 42); got != "алма-0042" {
		t.Error(got)
	}
	seen := map[string]bool{}
	for _, w := range portal.Words() {
		if seen[w] || portal.NormalWord(w) != w {
			t.Errorf("the word %q stands twice or changes", w)
		}
		seen[w] = true
	}
	if got := portal.Digits("12 34-56"); got != "123456" {
		t.Error(got)
	}
}

// Guesses cost ever more, and never everything.
func TestWait(t *testing.T) {
	for n, want := range map[int]time.Duration{0: 0, 4: 0, 5: 20 * time.Second, 6: 40 * time.Second, 8: 160 * time.Second, 9: 5 * time.Minute, 5000: 5 * time.Minute} {
		if got := portal.Wait(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
	now := civil.At(time.Date(2026, 3, 3, 5, 0, 0, 0, time.UTC))
	if x := (portal.Ticket{RipeAt: now}); x.Over(now.Add(9*time.Minute)) || !x.Over(now.Add(10*time.Minute)) {
		t.Error("a ticket is good for ten minutes after it is ripe")
	}
}

// One page leaves several entries: they are one line, and no line of another minute, role, purpose or kind is swallowed.
func TestTogether(t *testing.T) {
	at := func(minute, second int) civil.Instant {
		return civil.At(time.Date(2026, 3, 3, 5, minute, second, 0, time.UTC))
	}
	got := portal.Together([]portal.Look{
		{At: at(2, 40), Role: "officer", Purpose: "supervision"},
		{At: at(2, 10), Role: "officer", Purpose: "supervision", Changed: true},
		{At: at(2, 5), Role: "officer", Purpose: "supervision"},
		{At: at(2, 1), Role: "head", Purpose: "supervision"},
		{At: at(1, 59), Role: "officer", Purpose: "supervision"},
		{At: at(1, 50), Role: "officer", Purpose: "audit"},
	})
	var times []int
	sum := 0
	for _, l := range got {
		times = append(times, l.Times)
		sum += l.Times
	}
	if len(got) != 5 || sum != 6 || got[0].Times != 2 || !got[1].Changed || got[2].Role != "head" {
		t.Errorf("%v %+v", times, got)
	}
}

func TestSession(t *testing.T) {
	now := civil.At(time.Date(2026, 3, 3, 5, 0, 0, 0, time.UTC))
	s := portal.Session{Client: "c", SeenAt: now, EndsAt: now.Add(portal.SessionFor)}
	closed, ended, idle, over := s, s, s, s
	closed.Closed, ended.EndedAt, idle.SeenAt, over.EndsAt = now, now, now.Add(-portal.IdleAfter), now
	for name, x := range map[string]portal.Session{"closed": closed, "ended": ended, "idle": idle, "over": over, "nobody": {}} {
		if x.Live(now) {
			t.Errorf("a session is live although %s", name)
		}
	}
	if !s.Live(now) {
		t.Error("a fresh session is not live")
	}
}

func TestReceiver(t *testing.T) {
	path := func(o ...id.Office) []id.Office { return o }
	for _, c := range []struct {
		office id.Office
		path   []id.Office
		want   id.Office
	}{
		{"d1", path("mru", "hq"), "mru"},
		{"mru", path("hq"), "hq"},
		{"hq", nil, "hq"},
		{"d1", path("d1", "mru"), "mru"},
	} {
		if got := portal.Receiver(c.office, c.path, "hq"); got != c.want {
			t.Errorf("%s goes to %s, want %s", c.office, got, c.want)
		}
	}
}

func TestMayHandle(t *testing.T) {
	c := portal.Complaint{Office: "d1", Receiver: "mru", Officer: "o1"}
	for _, x := range []struct {
		name    string
		account id.Account
		posts   []id.Office
		want    bool
	}{
		{"the department", "r1", []id.Office{"mru"}, true},
		{"headquarters", "h1", []id.Office{"hq"}, true},
		{"another department", "r2", []id.Office{"other"}, false},
		{"the office concerned", "h", []id.Office{"d1"}, false},
		{"a head with a second post above", "h", []id.Office{"mru", "d1"}, false},
		{"the officer, promoted", "o1", []id.Office{"mru"}, false},
	} {
		if got := c.MayHandle(x.account, x.posts, []id.Office{"hq"}); got != x.want {
			t.Errorf("%s: %v", x.name, got)
		}
	}
}

func TestDays(t *testing.T) {
	day := civil.MustDate
	m := portal.Mine{TermStart: day("2026-01-01"), TermEnd: day("2026-01-31")}
	for today, want := range map[string]int{"2026-01-01": 31, "2026-01-31": 1, "2026-02-01": 0, "2025-12-01": 31} {
		if all, left, ok := m.Days(day(today)); !ok || all != 31 || left != want {
			t.Errorf("%s: %d of %d", today, left, all)
		}
	}
	if _, _, ok := (portal.Mine{}).Days(day("2026-01-01")); ok {
		t.Error("a term without an end has days")
	}
	if got := portal.Receipt(day("2026-03-03"), 12345678); got != "20260303-1234-5678" {
		t.Error(got)
	}
}
