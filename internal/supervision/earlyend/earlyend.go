// Package earlyend holds the rules of a submission to the court for the early end of an order: one person proposes it with its
// grounds and the client's own view, another decides, the court answers. The court ends the order, never this package.
package earlyend

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// PaperKind is the paper that goes to the court: a code of the list paper_kinds.
const PaperKind = "early_end"

// State is where a submission stands; its text is the message "earlyend.state.<code>".
type State string

// The states.
const (
	Proposed  State = "proposed"  // waits for the second person
	Refused   State = "refused"   // by the second person, with the reason
	Submitted State = "submitted" // on paper, with its number; the court's answer is awaited
	Answered  State = "answered"
	Withdrawn State = "withdrawn"
)

// Open reports whether something is still to be done.
func (s State) Open() bool { return s == Proposed || s == Submitted }

// Languages are those in which the paper may be written.
func Languages() []string { return []string{"ky", "ru"} }

// Result is one version of what the court answered.
type Result struct {
	person.Version
	Code   string // code of rulebook.ListEarlyEndResults
	On     civil.Date
	Court  string
	Number string // of the act
	Note   string
}

// Grants reports whether the court ended the order.
func (r Result) Grants(rb *rulebook.Rulebook) bool {
	i, ok := rb.List(rulebook.ListEarlyEndResults).Item(r.Code)
	return ok && i.Is("grants")
}

// Submission asks the court for the early end of one order.
type Submission struct {
	ID         string
	Client     id.Client
	Order      string
	Basis      string // the accepted opportunity that it rests on; empty where it rests on none
	State      State
	Lang       string // of the paper: its texts are written in it
	Ground     string
	Chronology string // a line an event
	Account    string // the client's own view
	ProposedAt civil.Instant
	ProposedBy id.Account
	DecidedAt  civil.Instant
	DecidedBy  id.Account
	Answer     string // of the second person, or why it was withdrawn
	Paper      string // where the paper lies
	Number     string // under which it went out
	Version    int
	Results    []Result // the latest first
}

// Result is what the court answered, as it stands; ok is false before the answer.
func (s Submission) Result() (Result, bool) {
	for _, r := range s.Results {
		if r.Current() {
			return r, true
		}
	}
	return Result{}, false
}

// MaxText is the most letters of a text.
const MaxText = 8000

// Check notes what is wrong with a submission that is proposed.
func (s Submission) Check(p *fault.Problems) {
	if s.Order == "" {
		p.Add("order", "field.choose")
	}
	known := false
	for _, l := range Languages() {
		known = known || l == s.Lang
	}
	if !known {
		p.Add("lang", "field.choose")
	}
	for field, text := range map[string]string{"ground": s.Ground, "account": s.Account} {
		if text == "" {
			p.Add(field, "field.required")
		}
	}
	for field, text := range map[string]string{"ground": s.Ground, "account": s.Account, "chronology": s.Chronology} {
		checkLength(p, field, text)
	}
}

func checkLength(p *fault.Problems, field, text string) {
	if len([]rune(text)) > MaxText {
		p.Add(field, "field.too_long", "Max", MaxText)
	}
}

// Decide is the answer of the second person: a submission that is agreed to goes out.
func (s Submission) Decide(agree bool, answer string, by id.Account, now civil.Instant) (Submission, error) {
	switch {
	case s.State != Proposed:
		return s, fault.New(fault.Conflict, "earlyend.decided")
	case by == s.ProposedBy:
		return s, fault.New(fault.Forbidden, "earlyend.second_person")
	}
	var p fault.Problems
	if !agree && answer == "" {
		p.Add("answer", "earlyend.refuse_why")
	}
	checkLength(&p, "answer", answer)
	s.State, s.Answer, s.DecidedBy, s.DecidedAt = Refused, answer, by, now
	if agree {
		s.State = Submitted
	}
	return s, p.Err()
}

// Withdraw takes it back before the court answered.
func (s Submission) Withdraw(why string) (Submission, error) {
	if !s.State.Open() {
		return s, fault.New(fault.Conflict, "earlyend.closed")
	}
	var p fault.Problems
	if why == "" {
		p.Add("why", "field.required")
	}
	checkLength(&p, "why", why)
	s.State, s.Answer = Withdrawn, why
	return s, p.Err()
}

// Hear is what the court said. A later word takes the place of the earlier one and needs its reason.
func (s Submission) Hear(r Result, why person.Why, rb *rulebook.Rulebook, today civil.Date) (Submission, error) {
	if s.State != Submitted && s.State != Answered {
		return s, fault.New(fault.Conflict, "earlyend.not_submitted")
	}
	var p fault.Problems
	if !rb.List(rulebook.ListEarlyEndResults).Holds(r.Code, today) {
		p.Add("result", "field.choose")
	}
	switch {
	case r.On.IsZero():
		p.Add("on", "field.required")
	case r.On.After(today):
		p.Add("on", "earlyend.in_future")
	}
	if r.Grants(rb) && r.Number == "" {
		p.Add("number", "earlyend.number_required")
	}
	person.CheckLine(&p, "court", r.Court)
	person.CheckLine(&p, "number", r.Number)
	checkLength(&p, "note", r.Note)
	if s.State == Answered {
		why.Check(&p, rb, today, false)
	}
	s.State = Answered
	return s, p.Err()
}
