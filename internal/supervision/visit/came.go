package visit

import (
	"slices"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/plan"
)

// Came is what a visit found has come of a step of the plan: done, or not done and why. It is noted in the plan in the same
// transaction.
type Came struct {
	Step string            `json:"step"`
	Text string            `json:"text,omitempty"`
	Kind plan.ProgressKind `json:"kind"`
	Code string            `json:"code,omitempty"` // code of the list plan_not_done_reasons
}

// CameField and CameWhyField are the names of the form fields of a step.
func CameField(step string) string { return "came_" + step }

// CameWhyField is the field of the reason why a step was not done.
func CameWhyField(step string) string { return "why_" + step }

// Cames checks what was said of steps against those that are still open; what nothing was said of is left out.
func Cames(problems *fault.Problems, open []Step, given []Came) []Came {
	var out []Came
	for _, c := range given {
		if c.Kind == "" {
			continue
		}
		i := slices.IndexFunc(open, func(s Step) bool { return s.ID == c.Step })
		switch {
		case i < 0:
			problems.Add(CameField(c.Step), "visit.step_gone")
			continue
		case c.Kind != plan.StepDone && c.Kind != plan.StepNotDone:
			problems.Add(CameField(c.Step), "field.choose")
			continue
		case c.Kind == plan.StepNotDone && c.Code == "":
			problems.Add(CameWhyField(c.Step), "field.choose")
		case c.Kind == plan.StepDone:
			c.Code = ""
		}
		c.Text = open[i].Text
		out = append(out, c)
	}
	return out
}
