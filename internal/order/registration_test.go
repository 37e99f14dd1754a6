package order

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

func on(s string) civil.Date { return civil.MustDate(s) }

func registerRule() *rulebook.Rulebook {
	number := func(id string, n int) rulebook.Rule {
		return rulebook.Rule{ID: id, Value: rulebook.Value{Kind: rulebook.KindInt, Set: true, Int: n}}
	}
	return &rulebook.Rulebook{
		Weekend:  []time.Weekday{time.Saturday, time.Sunday},
		Holidays: []rulebook.HolidayYear{{Year: 2026}},
		Rules: []rulebook.Rule{
			{
				ID:    rulebook.RuleRegisterDays,
				Value: rulebook.Value{Kind: rulebook.KindDuration, Set: true, Int: 10, Unit: civil.WorkingDays},
				Basis: rulebook.Basis{Status: rulebook.Comparator, Valid: civil.Since(on("2026-01-01"))},
			},
			number(rulebook.RuleRegisterEscalateHead, 1), number(rulebook.RuleRegisterEscalateRegion, 10),
			number(rulebook.RuleRegisterEscalateNation, 30),
		},
	}
}

func TestRegistrationDue(t *testing.T) {
	rb := registerRule()
	d := RegistrationDueOn(rb, on("2026-06-01"))
	if d.Day.String() != "2026-06-15" || !d.ToConfirm() {
		t.Errorf("due %s, to confirm %v", d.Day, d.ToConfirm())
	}
	for today, want := range map[string]int{"2026-06-10": 0, "2026-06-15": 0, "2026-06-16": 1, "2026-07-15": 30} {
		if got := d.Overdue(on(today)); got != want {
			t.Errorf("on %s: %d days overdue, want %d", today, got, want)
		}
	}
	if d := RegistrationDueOn(rb, on("2025-06-01")); !d.Day.IsZero() || d.Overdue(on("2026-06-01")) != 0 || !d.ToConfirm() {
		t.Errorf("without a rule there is a due day: %+v", d)
	}
	if d := RegistrationDueOn(rb, civil.Date{}); !d.Day.IsZero() {
		t.Errorf("without a day in force: %s", d.Day)
	}
	if d := RegistrationDueOn(rb, on("2026-12-28")); len(d.Missing) != 1 || d.Missing[0] != 2027 {
		t.Errorf("missing calendars %v", d.Missing)
	}
}

func TestEscalation(t *testing.T) {
	s := StepsOf(registerRule(), on("2026-06-01"))
	for days, want := range map[int]Level{0: LevelNone, 1: LevelHead, 9: LevelHead, 10: LevelRegional, 29: LevelRegional, 30: LevelNational, 400: LevelNational} {
		if got := s.Level(days); got != want {
			t.Errorf("%d days: %q, want %q", days, got, want)
		}
	}
	if got := (Steps{Regional: 5}).Level(9); got != LevelRegional {
		t.Errorf("a step that is not set came: %q", got)
	}
}

func TestStates(t *testing.T) {
	all := []State{StatePending, StateRegistered, StateRunning, StateSuspended, StateEnded}
	allowed := 0
	for _, from := range all {
		for _, to := range all {
			explain, ok := from.CanMove(to)
			err := Move(from, to)
			if ok != (err == nil) || ok && explain == "" {
				t.Errorf("%s to %s: %v, %q, %v", from, to, ok, explain, err)
			}
			if ok {
				allowed++
			} else if fault.KindOf(err) != fault.Conflict {
				t.Errorf("%s to %s: %v", from, to, err)
			}
		}
	}
	if allowed != len(Transitions()) {
		t.Errorf("%d steps allowed, %d listed", allowed, len(Transitions()))
	}
	for _, c := range [][2]State{{StateEnded, StatePending}, {StateSuspended, StateRegistered}, {StateRunning, StatePending}} {
		if Move(c[0], c[1]) == nil {
			t.Errorf("%s to %s is allowed", c[0], c[1])
		}
	}
	if Move(JudgmentReturned, JudgmentAccepted) == nil || Move(JudgmentReceived, JudgmentAccepted) == nil {
		t.Error("a judgment is accepted without a check")
	}
	if Move(ObligationEnded, ObligationInForce) == nil || Move(ObligationFulfilled, ObligationInForce) == nil {
		t.Error("an ended obligation came back")
	}
}
