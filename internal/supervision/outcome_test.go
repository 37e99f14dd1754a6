package supervision_test

import (
	"os"
	"strings"
	"testing"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/supervision"
	"tuzjol/internal/testkit/scenario"
	"tuzjol/jurisdiction/kg"
)

// Each case is an appointment, what is written of it, and what is wrong with that.
func TestOutcomeScenarios(t *testing.T) {
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	z, at := setup(t)
	scenario.Each(t, os.DirFS("testdata"), ".", func(t *testing.T, c scenario.Case) {
		var given struct {
			Now, Appointment, State string
			Outcome, Reason, Text   string
		}
		var then struct {
			Problems []string
			Refused  string // the appointment has its outcome already
			State    string
		}
		c.Part(t, "given", &given)
		c.Part(t, "then", &then)
		now, planned := at(given.Now), at(given.Appointment)
		rules := set.At(z.Date(now))
		o := supervision.Outcome{Code: given.Outcome, Reason: given.Reason, Text: given.Text}
		var problems fault.Problems
		o.Check(&problems, now, planned, rules, z.Date(now))
		if got := fields(problems); got != strings.Join(then.Problems, " ") {
			t.Errorf("%q, want %q", got, then.Problems)
		}
		a := supervision.Appointment{PlannedAt: planned, State: supervision.Scheduled}
		if given.State != "" {
			a.State = supervision.State(given.State)
		}
		closed, err := a.Close(o, now)
		refused := ""
		if f := fault.As(err); f != nil {
			refused = f.Msg.Key
		}
		if refused != then.Refused {
			t.Errorf("refused %q, want %q", refused, then.Refused)
		}
		if then.State != "" && string(closed.State) != then.State {
			t.Errorf("state %s", closed.State)
		}
	})
}
