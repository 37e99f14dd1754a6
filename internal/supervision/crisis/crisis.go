// Package crisis holds the rules of a danger that was seen in something said or written: a task of the same day that a named
// person answers, hands over or closes with a reason. It is pure: no clock, no store.
package crisis

import (
	"slices"
	"strings"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// State is how far the task is; its text is the message "crisis.state.<code>".
type State string

// The states. Answered means that somebody has acted and the danger is still watched.
const (
	Open     State = "open"
	Answered State = "answered"
	Closed   State = "closed"
)

// Rules of the rulebook and the list of reasons for closing. The actions are those of danger flags: officers know one list.
const (
	RuleAnswer       = "crisis.answer_hours" // within how many hours somebody must have acted
	RuleRegion       = "crisis.region_hours" // after how many more the department above is told
	ListCloseReasons = "crisis_close_reasons"
)

// MaxText is the most letters of what is written about a danger.
const MaxText = 4000

// Task is one danger and whose it is. Assigned is empty when nobody could be named: then Office answers for it.
type Task struct {
	ID          string
	Client      id.Client
	Kind        supervision.CrisisKind
	Source      string // contact, visit, checkin, note, hand
	Entry       string
	Words       string
	State       State
	OpenedAt    civil.Instant
	OpenedBy    string
	DueAt       civil.Instant
	Assigned    id.Account
	Office      id.Office
	EscalatedAt civil.Instant
	RegionAt    civil.Instant
	AnsweredAt  civil.Instant
	ClosedAt    civil.Instant
	Row         int
}

// Late reports whether the clock ran out before anybody acted.
func (t Task) Late(now civil.Instant) bool { return t.State == Open && t.DueAt.Before(now) }

// What happened to a task; the text is the message "crisis.step.<code>".
const (
	StepAnswer    = "answer"
	StepCorrect   = "correct"
	StepTakeOver  = "take_over"
	StepEscalated = "escalated"
	StepRegion    = "region"
	StepClosed    = "closed"
)

// Step is one thing that happened to a task; none is ever taken away.
type Step struct {
	ID       string
	What     string
	Code     string // action or reason of the list
	Text     string
	To       id.Account // who took it over
	Corrects string     // the step that this one puts right
	At       civil.Instant
	By       string
}

// Sources lists what a danger may have been seen in; the text is the message "crisis.source.<code>".
func Sources() []string { return []string{"contact", "note", "visit", "checkin", "hand"} }

// CheckRaise says what is wrong with a sign of danger, all at once. The words are what the one who acts has to go by.
func CheckRaise(c supervision.Crisis) fault.Problems {
	var problems fault.Problems
	switch {
	case c.Kind == "":
		problems.Add("kind", "field.choose")
	case !slices.Contains(supervision.CrisisKinds(), c.Kind):
		problems.Add("kind", "field.unknown")
	}
	if !slices.Contains(Sources(), c.Source) {
		problems.Add("source", "field.unknown")
	}
	words(&problems, "words", c.Words, "crisis.words_required")
	return problems
}

func words(problems *fault.Problems, field, text, missing string) {
	switch {
	case strings.TrimSpace(text) == "":
		problems.Add(field, missing)
	case utf8.RuneCountInString(text) > MaxText:
		problems.Add(field, "field.too_long", "Max", MaxText)
	}
}

func code(problems *fault.Problems, field, c string, list rulebook.List, on civil.Date) {
	switch {
	case c == "":
		problems.Add(field, "field.choose")
	case !list.Holds(c, on):
		problems.Add(field, "field.unknown")
	}
}

// CheckAnswer says what is wrong with an answer: what was done, in words as well.
func CheckAnswer(action, text string, actions rulebook.List, on civil.Date) fault.Problems {
	var problems fault.Problems
	code(&problems, "action", action, actions, on)
	words(&problems, "text", text, "crisis.text_required")
	return problems
}

// CheckClosing says what is wrong with closing a task. One about which nobody has done anything is closed only for a reason
// that says why nothing was needed.
func CheckClosing(t Task, reason, text string, reasons rulebook.List, on civil.Date) fault.Problems {
	var problems fault.Problems
	code(&problems, "reason", reason, reasons, on)
	if item, ok := reasons.Item(reason); ok && t.State == Open && !item.Is("without_action") {
		problems.Add("reason", "crisis.answer_first")
	}
	words(&problems, "text", text, "crisis.text_required")
	return problems
}

// Due is the instant by which somebody must have acted: within the hours of the rule and never later than the end of the day.
func Due(now, endOfDay, within civil.Instant) civil.Instant {
	if within.After(now) && within.Before(endOfDay) {
		return within
	}
	return endOfDay
}
