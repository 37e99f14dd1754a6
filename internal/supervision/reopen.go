package supervision

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
)

// OutcomeDecision is the kind of decision that the outcome of an appointment is. Other capabilities name their own.
const OutcomeDecision = "outcome"

// Decision is the answer when a decision is looked at again; its text is the message "supervision.decision.<code>".
type Decision string

// The answers.
const (
	Stands  Decision = "stands"  // it rests on something else, or is right all the same
	Undone  Decision = "undone"  // it is taken back
	Changed Decision = "changed" // it was replaced by another decision, made on the page of the order
)

// Decisions lists the answers in the order of forms.
func Decisions() []Decision { return []Decision{Stands, Undone, Changed} }

// Reopened is a decision that lost what it rested on.
type Reopened struct {
	ID           string
	Client       id.Client
	DecisionKind string
	DecisionID   string
	Reason       string
	OpenedAt     civil.Instant
	OpenedBy     string
	Version      int
}

// CheckDecision notes what is wrong with an answer.
func CheckDecision(problems *fault.Problems, d Decision, text string) {
	if d != Stands && d != Undone && d != Changed {
		problems.Add("decision", "field.choose")
	}
	if text == "" {
		problems.Add("text", "field.required")
	}
	person.CheckLine(problems, "text", text)
}
