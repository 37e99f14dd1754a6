package plan

import "slices"

// Change says how something stands in the later of two versions; its text is the message "plan.change.<code>".
type Change string

// The changes.
const (
	Added   Change = "added"
	Gone    Change = "gone"
	Altered Change = "altered"
	Same    Change = "same"
)

// Fields of goals and steps that two versions are compared by; the text is the message "plan.field.<code>".
const (
	FieldWords       = "words"
	FieldMeasure     = "measure"
	FieldStrength    = "strength"
	FieldTarget      = "target_on"
	FieldPlace       = "place"
	FieldNeeds       = "needs"
	FieldObligations = "obligations"
	FieldWhat        = "what"
	FieldWho         = "who"
	FieldBy          = "by"
	FieldMilestone   = "milestone"
)

// GoalDiff is one goal in two versions, side by side; the absent one has no identifier.
type GoalDiff struct {
	Change   Change
	Old, New Goal
	Fields   []string // that differ, when altered
	Steps    []StepDiff
}

// StepDiff is one step in two versions.
type StepDiff struct {
	Change   Change
	Old, New Step
	Fields   []string
}

// Diff is two versions of a plan side by side.
type Diff struct {
	Old, New           Doc
	Goals              []GoalDiff
	Strengths, Relapse bool // whether these texts differ
	ReviewOn           bool
}

// Compare sets two versions side by side: first the goals of the later one, then those that it no longer has.
func Compare(before, after Doc) Diff {
	out := Diff{
		Old: before, New: after, Strengths: before.Plan.Strengths != after.Plan.Strengths,
		Relapse: before.Plan.Relapse != after.Plan.Relapse, ReviewOn: before.Plan.ReviewOn != after.Plan.ReviewOn,
	}
	for _, g := range after.Goals {
		old, ok := before.Goal(g.Goal)
		if !ok {
			out.Goals = append(out.Goals, GoalDiff{Change: Added, New: g, Steps: compareSteps(nil, g.Steps)})
			continue
		}
		d := GoalDiff{Change: Same, Old: old, New: g, Fields: goalFields(old, g), Steps: compareSteps(old.Steps, g.Steps)}
		if len(d.Fields) > 0 || slices.ContainsFunc(d.Steps, func(s StepDiff) bool { return s.Change != Same }) {
			d.Change = Altered
		}
		out.Goals = append(out.Goals, d)
	}
	for _, g := range before.Goals {
		if _, ok := after.Goal(g.Goal); !ok {
			out.Goals = append(out.Goals, GoalDiff{Change: Gone, Old: g, Steps: compareSteps(g.Steps, nil)})
		}
	}
	return out
}

func goalFields(a, b Goal) []string {
	var out []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{FieldWords, a.Words == b.Words},
		{FieldMeasure, a.Measure == b.Measure},
		{FieldStrength, a.Strength == b.Strength},
		{FieldTarget, a.TargetOn == b.TargetOn},
		{FieldPlace, a.Place == b.Place},
		{FieldNeeds, slices.Equal(a.Needs, b.Needs)},
		{FieldObligations, slices.Equal(a.Obligations, b.Obligations)},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return out
}

func compareSteps(before, after []Step) []StepDiff {
	var out []StepDiff
	find := func(list []Step, id string) (Step, bool) {
		n := slices.IndexFunc(list, func(s Step) bool { return s.Step == id })
		if n < 0 {
			return Step{}, false
		}
		return list[n], true
	}
	for _, s := range after {
		old, ok := find(before, s.Step)
		switch fields := stepFields(old, s); {
		case !ok:
			out = append(out, StepDiff{Change: Added, New: s})
		case len(fields) > 0:
			out = append(out, StepDiff{Change: Altered, Old: old, New: s, Fields: fields})
		default:
			out = append(out, StepDiff{Change: Same, Old: old, New: s})
		}
	}
	for _, s := range before {
		if _, ok := find(after, s.Step); !ok {
			out = append(out, StepDiff{Change: Gone, Old: s})
		}
	}
	return out
}

func stepFields(a, b Step) []string {
	var out []string
	for _, f := range []struct {
		name string
		same bool
	}{
		{FieldWhat, a.What == b.What},
		{FieldWho, a.Who == b.Who && a.WhoText == b.WhoText},
		{FieldBy, a.By == b.By},
		{FieldMilestone, a.Milestone == b.Milestone},
	} {
		if !f.same {
			out = append(out, f.name)
		}
	}
	return out
}
