package checkin_test

import (
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/portal/checkin"
	"tuzjol/internal/supervision"
)

func TestSteps(t *testing.T) {
	bare := checkin.Plan{}
	if got := bare.Steps(); len(got) != 6 || got[0] != checkin.You || got[5] != checkin.Send {
		t.Errorf("pages %v", got)
	}
	full := checkin.Plan{Photo: true, Questions: []checkin.Question{{"ru": "Как работа?"}}}
	if got := full.Steps(); len(got) != 8 || !slices.Contains(got, checkin.Own) || !slices.Contains(got, checkin.Photo) {
		t.Errorf("pages %v", got)
	}
	if bare.After(checkin.Changes) != checkin.Send || full.After(checkin.Changes) != checkin.Own || bare.Before(checkin.You) != "" || full.After("nonsense") != checkin.Send {
		t.Error("pages follow wrongly")
	}
	if q := (checkin.Question{"ky": "Иш кандай?"}); q.In("en") != "Иш кандай?" || q.In("ky") != "Иш кандай?" {
		t.Error("a question is lost in another language")
	}
}

// The next window never opens in the past: a client whom nobody could ask owes nothing.
func TestNext(t *testing.T) {
	p := checkin.Plan{Interval: 7, Window: 3}
	for _, c := range []struct{ opened, today, opens string }{
		{"2026-03-02", "2026-03-02", "2026-03-09"},
		{"2026-03-02", "2026-03-12", "2026-03-09"},
		{"2026-03-02", "2026-03-13", "2026-03-16"},
		{"2026-03-02", "2026-04-20", "2026-04-20"},
	} {
		opens, closes := p.Next(civil.MustDate(c.opened), civil.MustDate(c.today))
		if opens.String() != c.opens || closes != opens.AddDays(3) {
			t.Errorf("after %s, on %s: %s to %s, want %s", c.opened, c.today, opens, closes, c.opens)
		}
	}
	r := checkin.Round{State: checkin.Open, OpensOn: civil.MustDate("2026-03-09"), ClosesOn: civil.MustDate("2026-03-12")}
	for day, want := range map[string]bool{"2026-03-08": false, "2026-03-09": true, "2026-03-12": true, "2026-03-13": false} {
		if r.Asks(civil.MustDate(day)) != want {
			t.Errorf("asked on %s: %v", day, !want)
		}
	}
}

func TestCrisis(t *testing.T) {
	for _, c := range []struct {
		a    checkin.Answers
		want supervision.CrisisKind
		help bool
	}{
		{checkin.Answers{Feel: "bad"}, "", false},
		{checkin.Answers{Feel: "hopeless"}, supervision.CrisisSuicide, true},
		{checkin.Answers{Help: []string{"work", "hurt"}}, supervision.CrisisViolence, true},
		{checkin.Answers{Help: []string{"child"}}, supervision.CrisisChild, true},
		{checkin.Answers{Help: []string{"none"}}, "", false},
		{checkin.Answers{Call: "evening"}, "", true},
		{checkin.Answers{Call: "no"}, "", false},
	} {
		if c.a.Crisis() != c.want || c.a.WantsHelp() != c.help {
			t.Errorf("%+v: %q, help %v", c.a, c.a.Crisis(), c.a.WantsHelp())
		}
	}
}

func fields(check func(*fault.Problems)) string {
	var p fault.Problems
	check(&p)
	var out []string
	for _, x := range p {
		out = append(out, x.Field)
	}
	return strings.Join(out, " ")
}

func TestAnswersChecked(t *testing.T) {
	long := strings.Repeat("ө", checkin.MaxText+1)
	for _, c := range []struct {
		step checkin.Step
		a    checkin.Answers
		want string
	}{
		{checkin.You, checkin.Answers{}, "you"},
		{checkin.You, checkin.Answers{You: "yes"}, ""},
		{checkin.Feel, checkin.Answers{}, ""}, // nobody is made to tell
		{checkin.Feel, checkin.Answers{Feel: "x", FeelText: long}, "feel feel_text"},
		{checkin.Help, checkin.Answers{Help: []string{"none", "work"}}, "help"},
		{checkin.Changes, checkin.Answers{Changes: []string{"x"}}, "changes"},
		{checkin.Own, checkin.Answers{Own: []string{"", long}}, "own2"},
		{checkin.Send, checkin.Answers{}, ""},
	} {
		if got := fields(func(p *fault.Problems) { c.a.Check(p, c.step) }); got != c.want {
			t.Errorf("%s %+v: %q, want %q", c.step, c.a, got, c.want)
		}
	}
	a := checkin.Answers{You: "yes"}.Take(checkin.Feel, checkin.Answers{You: "helped", Feel: "good"})
	if a.You != "yes" || a.Feel != "good" {
		t.Errorf("one page changed another: %+v", a)
	}
}

func TestReviewChecked(t *testing.T) {
	for _, c := range []struct {
		r    checkin.Round
		v    checkin.Review
		want string
	}{
		{checkin.Round{State: checkin.Answered}, checkin.Review{Follow: "none"}, ""},
		{checkin.Round{State: checkin.Answered}, checkin.Review{}, "follow note"},
		{checkin.Round{State: checkin.Answered}, checkin.Review{Follow: "call"}, "note"},
		{checkin.Round{State: checkin.Expired}, checkin.Review{Follow: "none"}, "follow note"},
		{checkin.Round{State: checkin.Expired}, checkin.Review{Follow: "call", Note: "Телефон разряжен"}, ""},
		{checkin.Round{State: checkin.Answered, Crisis: supervision.CrisisSuicide}, checkin.Review{Follow: "none", Note: "x"}, "follow"},
		{checkin.Round{State: checkin.Answered, WantsHelp: true}, checkin.Review{Follow: "none"}, "note"},
	} {
		if got := fields(func(p *fault.Problems) { c.v.Check(p, c.r) }); got != c.want {
			t.Errorf("%+v: %q, want %q", c.v, got, c.want)
		}
	}
}

func TestPlanChecked(t *testing.T) {
	p := checkin.Plan{Interval: 8, Questions: []checkin.Question{{"ru": strings.Repeat("х", checkin.MaxQuestion+1)}}}
	if got := fields(func(x *fault.Problems) { p.Check(x, []int{7, 14, 28, 56}) }); got != "interval reason own1_ru" {
		t.Error(got)
	}
}
