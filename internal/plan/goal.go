package plan

import (
	"slices"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// Code lists of plans in the rulebook.
const (
	ListActors       = "plan_actors"
	ListGapReasons   = "plan_gap_reasons"
	ListRemove       = "plan_remove_reasons"
	ListNotDone      = "plan_not_done_reasons"
	ListRecognitions = "plan_recognitions"
)

// Place is where a goal stands in a version; its text is the message "plan.place.<code>".
type Place string

// The places. Current goals are worked on, at most as many as the rulebook allows; future ones wait; a removed one keeps its
// reason and may be taken up again. Achieved is said by progress, not by the text of a version.
const (
	Current  Place = "current"
	Future   Place = "future"
	Removed  Place = "removed"
	Achieved Place = "achieved"
)

// Goal is one version of a goal within a version of the plan. Goal is the same through all of them.
type Goal struct {
	person.Version
	Client       id.Client
	Plan         string
	Goal         string
	Part         Part
	Place        Place
	Words        string // the goal in the client's words
	Measure      string // how both will know that it is reached
	Strength     string // what it builds on
	TargetOn     civil.Date
	Needs        []string // domains of the assessment that it answers
	Obligations  []string // obligations that it helps to meet; of the obligations part only
	RemoveReason string
	RemoveText   string
	Carried      bool // came from the version before
	Steps        []Step
}

// Step is one version of a step towards a goal. Step is the same through all of them.
type Step struct {
	person.Version
	Client    id.Client
	Plan      string
	Goal      string
	Step      string
	What      string
	Who       string // code of the list plan_actors
	WhoText   string
	By        civil.Date
	Milestone bool // reaching it is worth a word of recognition
	Carried   bool
}

func tooLong(text string) bool { return utf8.RuneCountInString(text) > MaxText }

// Check notes what is wrong with a goal. Needs and duties are the domains and obligations that it may name.
func (g Goal) Check(problems *fault.Problems, today civil.Date, needs []Need, duties []Obligation) {
	if !g.Part.Known() {
		problems.Add("part", "field.choose")
	}
	if g.Place != Current && g.Place != Future {
		problems.Add("place", "field.choose")
	}
	for _, f := range [][2]string{{"words", g.Words}, {"measure", g.Measure}} {
		if f[1] == "" {
			problems.Add(f[0], "field.required")
		}
		checkText(problems, f[0], f[1])
	}
	checkText(problems, "strength", g.Strength)
	switch {
	case g.TargetOn.IsZero():
		problems.Add("target_on", "field.required")
	case g.TargetOn.Before(today) && !g.Carried:
		problems.Add("target_on", "plan.target_past")
	}
	for _, n := range g.Needs {
		if !g.Carried && !slices.ContainsFunc(needs, func(x Need) bool { return x.Domain == n }) {
			problems.Add("needs", "field.unknown")
		}
	}
	if g.Part == Own && len(g.Obligations) > 0 {
		problems.Add("obligations", "plan.own_names_duty")
	}
	if g.Part == Duty && len(g.Obligations) == 0 {
		problems.Add("obligations", "plan.duty_names_none")
	}
	for _, o := range g.Obligations {
		if !g.Carried && !slices.ContainsFunc(duties, func(x Obligation) bool { return x.ID == o }) {
			problems.Add("obligations", "field.unknown")
		}
	}
}

// Check notes what is wrong with a step.
func (s Step) Check(problems *fault.Problems, today civil.Date, rules *rulebook.Rulebook) {
	if s.What == "" {
		problems.Add("what", "field.required")
	}
	checkText(problems, "what", s.What)
	who, ok := rules.List(ListActors).Item(s.Who)
	switch {
	case s.Who == "":
		problems.Add("who", "field.choose")
	case !ok || !who.Valid.Contains(today):
		problems.Add("who", "field.unknown")
	case who.Is("note_required") && s.WhoText == "":
		problems.Add("who_text", "field.required")
	}
	person.CheckLine(problems, "who_text", s.WhoText)
	switch {
	case s.By.IsZero():
		problems.Add("by", "field.required")
	case s.By.Before(today) && !s.Carried:
		problems.Add("by", "plan.target_past")
	}
}

// CheckCode notes what is wrong with a code of a list and the words that some codes ask for.
func CheckCode(problems *fault.Problems, field, textField, code, text string, list rulebook.List, on civil.Date) {
	item, ok := list.Item(code)
	switch {
	case code == "":
		problems.Add(field, "field.choose")
	case !ok || !item.Valid.Contains(on):
		problems.Add(field, "field.unknown")
	case item.Is("note_required") && text == "":
		problems.Add(textField, "field.required")
	}
	checkText(problems, textField, text)
}
