package plan

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// ProgressKind is what is noted about a goal or step; its text is the message "plan.progress.<code>".
type ProgressKind string

// The kinds. Progress belongs to the goal or step through all versions of the plan; a mistake is taken back with a reason.
const (
	StepDone       ProgressKind = "done"
	StepNotDone    ProgressKind = "not_done"
	StepPlanned    ProgressKind = "planned" // to be done after all
	GoalAchieved   ProgressKind = "achieved"
	GoalReopened   ProgressKind = "reopened" // an achieved goal is worked on again
	GoalRecognised ProgressKind = "recognised"
)

// OfStep reports whether it is said of a step, not of a goal.
func (k ProgressKind) OfStep() bool { return k == StepDone || k == StepNotDone || k == StepPlanned }

// OfGoal reports whether it is said of a goal.
func (k ProgressKind) OfGoal() bool {
	return k == GoalAchieved || k == GoalReopened || k == GoalRecognised
}

// Progress is one note about a goal or step.
type Progress struct {
	person.Version
	Client id.Client
	Goal   string
	Step   string
	Kind   ProgressKind
	Code   string // why not done (plan_not_done_reasons), how recognised (plan_recognitions)
	Text   string
	On     civil.Date
}

// Check notes what is wrong with a note about progress.
func (p Progress) Check(problems *fault.Problems, today civil.Date, rules *rulebook.Rulebook) {
	switch {
	case p.Step != "" && !p.Kind.OfStep(), p.Step == "" && !p.Kind.OfGoal():
		problems.Add("kind", "field.choose")
	case p.Kind == StepNotDone:
		CheckCode(problems, "code", "text", p.Code, p.Text, rules.List(ListNotDone), today)
	case p.Kind == GoalRecognised:
		CheckCode(problems, "code", "text", p.Code, p.Text, rules.List(ListRecognitions), today)
	case p.Kind == GoalReopened && p.Text == "":
		problems.Add("text", "field.required")
	default:
		checkText(problems, "text", p.Text)
	}
	switch {
	case p.On.IsZero():
		problems.Add("on", "field.required")
	case p.On.After(today):
		problems.Add("on", "date.future")
	}
}

// StepState is where a step stands; its text is the message "plan.progress.<code>".
func (d Doc) StepState(step string) (last Progress, state ProgressKind) {
	state = StepPlanned
	for _, p := range d.Progress {
		if p.Step == step && p.Current() {
			last, state = p, p.Kind
		}
	}
	return last, state
}

// PlaceOf is where a goal stands, achievements counted.
func (d Doc) PlaceOf(g Goal) Place {
	place := g.Place
	for _, p := range d.Progress {
		switch {
		case p.Goal != g.Goal || p.Step != "" || !p.Current():
		case p.Kind == GoalAchieved && g.Place != Removed:
			place = Achieved
		case p.Kind == GoalReopened && place == Achieved:
			place = g.Place
		}
	}
	return place
}

// At lists the goals that stand in a place, of one part or of both when part is empty.
func (d Doc) At(part Part, place Place) []Goal {
	var out []Goal
	for _, g := range d.Goals {
		if (part == "" || g.Part == part) && d.PlaceOf(g) == place {
			out = append(out, g)
		}
	}
	return out
}

// May says whether progress can be noted now. Faults: conflict. After a withdrawal nothing is asked of the client, so that
// nothing voluntary can be left undone.
func (d Doc) May(p Progress, g Goal) error {
	switch {
	case d.Plan.State != InForce:
		return fault.New(fault.Conflict, "plan.progress_not_in_force")
	case p.Kind == StepNotDone && g.Part == Own && d.Standing(Own) != Yes:
		return fault.New(fault.Conflict, "plan.nothing_asked")
	case p.Kind == GoalAchieved && d.PlaceOf(g) == Achieved, p.Kind == GoalReopened && d.PlaceOf(g) != Achieved:
		return fault.Stale()
	}
	return nil
}
