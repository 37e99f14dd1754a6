package order

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// JudgmentState is how far intake has come with a judgment.
type JudgmentState string

// The states of intake. A returned judgment comes back as a new one; an accepted one lives on as an order.
const (
	JudgmentReceived JudgmentState = "received"
	JudgmentChecked  JudgmentState = "checked"
	JudgmentAccepted JudgmentState = "accepted"
	JudgmentReturned JudgmentState = "returned"
)

// JudgmentStates lists them in the order of work.
func JudgmentStates() []JudgmentState {
	return []JudgmentState{JudgmentReceived, JudgmentChecked, JudgmentAccepted, JudgmentReturned}
}

// Known reports whether the state exists.
func (s JudgmentState) Known() bool {
	return s == JudgmentReceived || s == JudgmentChecked || s == JudgmentAccepted || s == JudgmentReturned
}

// Open reports whether somebody still has to act on the judgment.
func (s JudgmentState) Open() bool { return s == JudgmentReceived || s == JudgmentChecked }

// The ways in which a judgment comes in. SourceTakeOver is a case that ran on paper before the service.
const (
	SourcePaper    = "paper"
	SourceFile     = "file"
	SourceAPI      = "api"
	SourceTakeOver = "takeover"
)

// Convict is the person as the document spells them; nothing is corrected here.
type Convict struct {
	Name     person.Name // Cyrillic
	Latin    person.Name // zero when the document has no Latin spelling
	PIN      person.PIN  // or empty
	Birth    civil.Partial
	Sex      person.Sex
	Language string // of the person, as far as the document tells
	Address  string
	District rulebook.SOATE // of the address; gives the office
	Phone    person.Phone
}

// Measure is one measure of the judgment. Hours belong to community service.
type Measure struct {
	Code  string `json:"code"`
	Hours int    `json:"hours,omitempty"`
}

// Obligation is one obligation laid down by the court. Text is the court's wording where the code is not enough.
type Obligation struct {
	Code string `json:"code"`
	Text string `json:"text,omitempty"`
}

// Judgment is a checked input: every value is possible. It is not yet known whose it is.
type Judgment struct {
	Source      string
	Office      id.Office
	Court       string
	Number      string
	DecidedOn   civil.Date
	InForceOn   civil.Date // zero when the document does not say
	Convict     Convict
	Kind        string // of probation
	Measures    []Measure
	Term        civil.Term // zero when the measure has none
	StatedFrom  civil.Date // first and last day, where the judgment names them
	StatedTo    civil.Date
	Credit      Credit // time counted towards the term; Days 0 when none
	Obligations []Obligation
	Article     string
	Pages       int
	Document    string
	ReceivedOn  civil.Date
	Another     bool // another person of a judgment that is already here
}

// Main is the code of the first measure.
func (j Judgment) Main() string {
	if len(j.Measures) == 0 {
		return ""
	}
	return j.Measures[0].Code
}

// Hours are the hours ordered in all measures together.
func (j Judgment) Hours() int {
	n := 0
	for _, m := range j.Measures {
		n += m.Hours
	}
	return n
}
