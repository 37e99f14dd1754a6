package signin_test

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/signin"
)

var noon = civil.At(time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC))

func TestPasswords(t *testing.T) {
	bad := []string{
		"", "short", "elevenchars", "password1234", "Password123!", "P@ssw0rd12345", "qwertyuiop[]", "1q2w3e4r5t6y", "йцукенгшщзхъ",
		"asdfghjkl;'asd", "123456789012", "aaaaaaaaaaaaaaa", "abcabcabcabc", "Bishkek2026!!", "пробация12345", "iloveyou12345",
		"anna.asanova26", "АсановаАнна12", "qwerty123456", "administrator1", "987654321098", strings.Repeat("x1y2z3", 50),
		"letmein!!!!!!", "zxcvbnm,./zx", "фывапролджэ1",
	}
	for _, p := range bad {
		if signin.CheckPassword("password", p, "anna.asanova", "Анна Асанова", "anna asanova", "асановаанна") == nil {
			t.Errorf("%q was taken", p)
		}
	}
	good := []string{"кар басып калган тоо", "seven grey mares graze", "tH7-uvok-93mer", "жаанЧакта-чай-ич", strings.Repeat("ab7-Kq", 10) + "wxyz"}
	for _, p := range good {
		if err := signin.CheckPassword("password", p, "anna.asanova", "Анна Асанова"); err != nil {
			t.Errorf("%q was refused: %v", p, err)
		}
	}
}

func TestBrakesSlowButNeverLock(t *testing.T) {
	var c signin.Counter
	for range 5 {
		if w := signin.PairBrake.Wait(c, noon); w > 0 {
			t.Fatalf("a wait of %s after %d failures", w, c.Failures)
		}
		c = c.Fail(noon)
	}
	if w := signin.PairBrake.Wait(c, noon); w != 10*time.Second {
		t.Errorf("the sixth try waits %s", w)
	}
	for range 100 {
		c = c.Fail(noon)
	}
	for brake, most := range map[signin.Brake]time.Duration{signin.PairBrake: 15 * time.Minute, signin.AccountBrake: 30 * time.Second, signin.AddressBrake: 5 * time.Minute} {
		if w := brake.Wait(c, noon); w != most {
			t.Errorf("after 105 failures %s instead of %s", w, most)
		}
		if w := brake.Wait(c, noon.Add(most)); w > 0 {
			t.Errorf("still %s after the longest wait", w)
		}
	}
	if w := signin.PairBrake.Wait(c, noon.Add(time.Hour)); w > 0 {
		t.Errorf("an hour of quiet leaves a wait of %s", w)
	}
}

func TestSessionStates(t *testing.T) {
	r := signin.DefaultRules()
	s := signin.Session{Account: "a", Stage: signin.StageFull, Opened: noon, Seen: noon, Stepped: noon, Ends: noon.Add(r.Absolute)}
	cases := []struct {
		name  string
		s     func(signin.Session) signin.Session
		after time.Duration
		want  signin.State
		fresh bool
	}{
		{"new", nil, time.Minute, signin.Live, true},
		{"ten minutes", nil, 10 * time.Minute, signin.Live, false},
		{"idle", nil, 15 * time.Minute, signin.Locked, false},
		{"busy till the end", func(s signin.Session) signin.Session { s.Seen = noon.Add(12*time.Hour - time.Second); return s }, 12 * time.Hour, signin.Over, false},
		{"disabled", func(s signin.Session) signin.Session { s.Disabled = true; return s }, 0, signin.Over, true},
		{"ended", func(s signin.Session) signin.Session { s.Ended = noon; return s }, 0, signin.Over, true},
		{"before the code", func(s signin.Session) signin.Session { s.Stage = signin.StageCode; return s }, 0, signin.Pending, true},
	}
	for _, c := range cases {
		x := s
		if c.s != nil {
			x = c.s(s)
		}
		if got := x.State(noon.Add(c.after), r); got != c.want {
			t.Errorf("%s: state %d, want %d", c.name, got, c.want)
		}
		if got := x.Fresh(noon.Add(c.after), r); got != c.fresh {
			t.Errorf("%s: fresh %v", c.name, got)
		}
	}
	s.Token, s.Scopes = true, nil
	if s.Fresh(noon, r) {
		t.Error("a token has a second factor")
	}
}

func TestCodes(t *testing.T) {
	now := signin.Step(noon)
	if got := signin.Steps(noon, 0); len(got) != 3 {
		t.Errorf("%d codes accepted", len(got))
	}
	if got := signin.Steps(noon, now); len(got) != 1 || got[0] != now+1 {
		t.Errorf("after use %v", got)
	}
	if signin.CleanCode(" ab2c-d3ef ") != "AB2CD3EF" || !signin.IsTOTP("012345") || signin.IsTOTP("AB2CD3") {
		t.Error("codes are not told apart")
	}
	code := signin.SheetCode([]byte{255, 254, 253, 252, 251})
	if len(code) != 8 || signin.CleanCode(signin.ShownCode(code)) != code {
		t.Errorf("sheet code %q", code)
	}
}
