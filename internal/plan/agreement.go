package plan

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// Answer is what the client said to one part of the plan; its text is the message "plan.answer.<code>".
type Answer string

// The answers. Unable stands for a client who could not answer, such as in hospital. Withdrawn ends a yes to the voluntary
// part and needs no reason.
const (
	Yes       Answer = "yes"
	No        Answer = "no"
	Unable    Answer = "unable"
	Withdrawn Answer = "withdrawn"
)

// Stale is the standing of an agreement to an earlier text of the part: the plan must be agreed again. None stands for a part
// that nobody has put to the client.
const (
	Stale Answer = "stale"
	None  Answer = "none"
)

// Answers lists what may be recorded when a part is put to the client.
func Answers() []Answer { return []Answer{Yes, No, Unable} }

// Agreement is the record of one answer: to which text, who explained it, in which language.
type Agreement struct {
	person.Version
	Client      id.Client
	Plan        string
	Part        Part
	Rev         int
	Answer      Answer
	Why         string // of a no or of no answer; of a withdrawal if the client gives one
	ExplainedBy string
	Language    string // code of the list languages
	Interpreter string // who interpreted
	On          civil.Date
	Proof       string // how the answer was given: "signature", "spoken"
}

// Proofs lists how an answer may be given; its text is the message "plan.proof.<code>".
func Proofs() []string { return []string{"signature", "spoken"} }

// Check notes what is wrong with the record of an answer.
func (a Agreement) Check(problems *fault.Problems, today civil.Date, rules *rulebook.Rulebook) {
	switch a.Answer {
	case Yes:
	case No, Unable:
		if a.Why == "" {
			problems.Add("why", "plan.why_needed")
		}
	default:
		problems.Add("answer", "field.choose")
	}
	checkText(problems, "why", a.Why)
	switch {
	case a.Language == "":
		problems.Add("language", "field.choose")
	case !rules.List(rulebook.ListLanguages).Holds(a.Language, today):
		problems.Add("language", "field.unknown")
	}
	person.CheckLine(problems, "interpreter", a.Interpreter)
	if a.Answer != Unable && a.Proof != "signature" && a.Proof != "spoken" {
		problems.Add("proof", "field.choose")
	}
	a.checkDay(problems, today)
}

func (a Agreement) checkDay(problems *fault.Problems, today civil.Date) {
	switch {
	case a.On.IsZero():
		problems.Add("on", "field.required")
	case a.On.After(today):
		problems.Add("on", "date.future")
	}
}

// CheckWithdrawal notes what is wrong with a withdrawal. A reason is welcome and never asked for.
func (a Agreement) CheckWithdrawal(problems *fault.Problems, today civil.Date) {
	checkText(problems, "why", a.Why)
	a.checkDay(problems, today)
}

// Last is the latest answer to a part; ok is false when nobody has asked.
func (d Doc) Last(part Part) (last Agreement, ok bool) {
	for _, a := range d.Agreements {
		if a.Part == part && a.Current() {
			last, ok = a, true
		}
	}
	return last, ok
}

// Standing says how the client stands to a part as it is written now.
func (d Doc) Standing(part Part) Answer {
	last, ok := d.Last(part)
	switch {
	case !ok:
		return None
	case last.Answer == Withdrawn:
		return Withdrawn
	case last.Rev != d.Plan.Rev(part):
		return Stale
	}
	return last.Answer
}

// Answered reports whether the client has answered to any text of a part: from then on a change has a reason.
func (d Doc) Answered(part Part) bool {
	_, ok := d.Last(part)
	return ok
}

// CanWithdraw reports whether the client takes part in the voluntary programme of this version and can leave it.
func (d Doc) CanWithdraw() bool {
	if d.Plan.State != InForce && !d.Plan.State.Open() {
		return false
	}
	last, ok := d.Last(Own)
	return ok && last.Answer == Yes
}
