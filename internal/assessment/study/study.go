// Package study holds the rules of the pre-trial study of a person: how it goes from the request of a court or an investigator
// to the court's decision, what each step must say, and what may never be asked. Guilt is not established yet, so the
// person is the person studied and never a client.
package study

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// State is where a study stands; its text is the message "study.state.<code>".
type State string

// The states in the order of the journey; the last four end it.
const (
	Received  State = "received"  // the request has come in and waits for its check
	Accepted  State = "accepted"  // it may be worked on and waits for an author
	Assigned  State = "assigned"  // the author has to ask the person studied
	Working   State = "working"   // interviews and the report, or the information letter
	WithHead  State = "with_head" // waits for the head's signature
	Signed    State = "signed"    // waits for delivery
	Delivered State = "delivered" // waits for the court's decision
	Decided   State = "decided"   // the court has decided
	Returned  State = "returned"  // the request went back with reasons
	Withdrawn State = "withdrawn" // whoever asked took the request back
	Closed    State = "closed"    // the person was acquitted or the case ended: only the custodian sees the record
)

// States lists those that a list may be filtered by; closed studies are in nobody's list.
func States() []State {
	return []State{Received, Accepted, Assigned, Working, WithHead, Signed, Delivered, Decided, Returned, Withdrawn}
}

// Known reports whether a state is one to filter by.
func (s State) Known() bool { return slices.Contains(States(), s) }

// Product is what goes to whoever asked.
type Product string

// The products: a report needs the consent of the person studied; without it a letter says that there is none and why.
const (
	Report Product = "report"
	Letter Product = "letter"
)

// Study is one pre-trial study without its texts.
type Study struct {
	ID          string
	Person      id.Client // access.StudiedPerson: no client
	Compartment string
	Office      id.Office
	State       State
	Product     Product
	Author      id.Account
	ReceivedBy  id.Account
	ReceivedOn  civil.Date
	AskedFor    civil.Date // the day named by whoever asked; zero for none
	RNADue      civil.Date // by the rule pretrial.rna_days
	StudyDue    civil.Date // by the rule pretrial.study_days
	Number      string     // of the report or letter, given at signing
	SignedBy    id.Account
	SignedAt    civil.Instant
	DeliveredOn civil.Date
	Outcome     string // code of the list study_decisions
	EscalatedAt civil.Instant
	Chased      State // the state in which its readers were told that the next step is late
	Version     int
}

// Steps are the days by which a request is checked and the court's decision is asked for; zero: no such day is set.
type Steps struct{ Check, Decision civil.Date }

// Late reports whether the step that the study waits for should have been made: the check of a request that came in, or the
// decision of the court on a paper that was delivered.
func (s Study) Late(steps Steps, today civil.Date) bool {
	switch s.State {
	case Received:
		return !steps.Check.IsZero() && steps.Check.Before(today)
	case Delivered:
		return !steps.Decision.IsZero() && steps.Decision.Before(today)
	case Accepted, Assigned, Working, WithHead, Signed, Decided, Returned, Withdrawn, Closed:
	}
	return false
}

// Act is one step that somebody takes.
type Act string

// The acts.
const (
	Check     Act = "check"
	Return    Act = "return"
	Assign    Act = "assign"
	Consent   Act = "consent"
	Interview Act = "interview"
	Describe  Act = "statement"
	Write     Act = "letter"
	Submit    Act = "submit"
	Remark    Act = "remark"
	Sign      Act = "sign"
	Deliver   Act = "deliver"
	Decide    Act = "decide"
	Withdraw  Act = "withdraw"
	Correct   Act = "correct"
)

var when = map[Act][]State{ //nolint:gochecknoglobals // a table
	Check: {Received}, Return: {Received, Accepted},
	Assign:  {Accepted, Assigned, Working},
	Consent: {Assigned, Working}, Interview: {Working}, Describe: {Working}, Write: {Working}, Submit: {Working},
	Remark: {WithHead}, Sign: {WithHead}, Deliver: {Signed}, Decide: {Delivered},
	Withdraw: {Received, Accepted, Assigned, Working, WithHead},
}

// May reports whether an act is next in this state. Interviews and statements belong to a report only: nobody is asked about a
// person who has not agreed.
func (s Study) May(a Act) bool {
	switch {
	case a == Correct:
		return s.State != Closed && s.State != Returned
	case (a == Interview || a == Describe) && s.Product != Report:
		return false
	case a == Write && s.Product != Letter:
		return false
	}
	return slices.Contains(when[a], s.State)
}

// Open reports whether the service still owes something before delivery.
func (s Study) Open() bool {
	return slices.Contains([]State{Received, Accepted, Assigned, Working, WithHead, Signed}, s.State)
}

// Due is the earliest day by which the study must be delivered; zero when no clock runs.
func (s Study) Due() civil.Date {
	switch {
	case !s.Open():
		return civil.Date{}
	case s.StudyDue.IsZero() || !s.AskedFor.IsZero() && s.AskedFor.Before(s.StudyDue):
		return s.AskedFor
	}
	return s.StudyDue
}

// Overdue reports whether the day has passed.
func (s Study) Overdue(today civil.Date) bool {
	d := s.Due()
	return !d.IsZero() && d.Before(today)
}
