package visit

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/fault"
)

// Conditions takes the findings about the obligations that bind; whatever was left out was not checked.
func Conditions(problems *fault.Problems, duties []Duty, given []Condition) []Condition {
	var out []Condition
	for _, d := range duties {
		c := Condition{Duty: d.ID, State: NotChecked}
		if i := slices.IndexFunc(given, func(g Condition) bool { return g.Duty == d.ID }); i >= 0 {
			c = given[i]
		}
		c.Code, c.Text = d.Code, d.Text
		out = append(out, c)
	}
	for _, g := range given {
		found := slices.ContainsFunc(duties, func(d Duty) bool { return d.ID == g.Duty })
		if !found && g.State != NotChecked {
			problems.Add(ConditionField(g.Duty), "visit.duty_ended")
		}
	}
	return out
}

// Worked takes the steps of the plan that were worked on; one that is not open any more is a problem.
func Worked(problems *fault.Problems, open, given []Step) []Step {
	var out []Step
	for _, g := range given {
		i := slices.IndexFunc(open, func(s Step) bool { return s.ID == g.ID })
		if i < 0 {
			problems.Add("worked", "visit.step_gone")
			continue
		}
		out = append(out, open[i])
	}
	return out
}

// Known keeps the answers to what is asked.
func Known(blocks []Block, answers map[string][]string) map[string][]string {
	out := map[string][]string{}
	for _, b := range blocks {
		for _, f := range b.Fields {
			list := slices.DeleteFunc(slices.Clone(answers[f.Code]), func(s string) bool { return strings.TrimSpace(s) == "" })
			if len(list) > 0 {
				out[f.Code] = list
			}
		}
	}
	return out
}

// Again takes the findings for the obligations of the old record: those that bound on the day of the
func Again(old, given []Condition) []Condition {
	out := make([]Condition, len(old))
	for i, c := range old {
		out[i] = c
		for _, g := range given {
			if g.Duty == c.Duty {
				out[i].State, out[i].Evidence = g.State, g.Evidence
			}
		}
	}
	return out
}

// StillWorked are the steps that stay marked as worked on.
func StillWorked(old, given []Step) []Step {
	var out []Step
	for _, x := range old {
		for _, g := range given {
			if x.ID == g.ID {
				out = append(out, x)
			}
		}
	}
	return out
}
