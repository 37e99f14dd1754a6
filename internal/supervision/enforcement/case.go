package enforcement

import (
	"strconv"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// State is where a case stands; its text is the message "enforcement.state.<code>".
type State string

// The states.
const (
	Opened    State = "opened"    // the client is to be heard
	Heard     State = "heard"     // the account is recorded, or why there is none; the officer proposes
	Proposed  State = "proposed"  // waits for the second person
	Decided   State = "decided"   // a warning or submission is to be put on paper
	Issued    State = "issued"    // delivery is to be proven
	Delivered State = "delivered" // of a submission: to be sent to the court
	Sent      State = "sent"      // the court's answer is awaited
	Closed    State = "closed"
	Withdrawn State = "withdrawn"
)

// States lists them in the order of filters.
func States() []State {
	return []State{Opened, Heard, Proposed, Decided, Issued, Delivered, Sent, Closed, Withdrawn}
}

// Open reports whether something is still to be done.
func (s State) Open() bool { return s != Closed && s != Withdrawn }

// Kind is what one step of a case is; its text is the message "enforcement.step.<code>".
type Kind string

// The kinds of step.
const (
	Attempt     Kind = "attempt"    // the client was called or asked in to be heard
	Hearing     Kind = "hearing"    // the client's own account, or why there is none
	Propose     Kind = "proposal"   // what the officer proposes
	Decide      Kind = "decision"   // what the second person answered
	Paper       Kind = "paper"      // the warning or submission was issued
	Delivery    Kind = "delivery"   // how it reached the client
	Send        Kind = "sent"       // the submission went to the court
	CourtResult Kind = "court"      // what the court answered
	Withdraw    Kind = "withdrawal" // the case was taken back
)

// Results of a hearing and answers of the second person.
const (
	Account    = "account"
	Refused    = "refused"
	NotReached = "not_reached"
	Confirmed  = "confirmed"
	Returned   = "returned"
)

// Case is one case of enforcement against a client.
type Case struct {
	ID         string
	Client     id.Client
	Year, No   int
	State      State
	Action     Action // proposed, then decided
	TableRow   string // what the table proposed when the case was opened
	TableSays  Action
	OpenedAt   civil.Instant
	OpenedBy   string
	ProposedBy string
	DecidedBy  string
	DecidedOn  civil.Date
	StateOn    civil.Date // since when it stands where it stands
	Due        civil.Date // until when the next step is to be done; zero where the rulebook sets no time
	ClosedAt   civil.Instant
	Version    int
}

// Step is one version of a step of a case. Step is the same through all versions. What the fields mean goes by the kind.
type Step struct {
	person.Version
	Client     id.Client
	Case       string
	Step       string
	Kind       Kind
	On         civil.Date
	Code       string // result, action, answer, way of delivery, answer of the court
	ReasonCode string // of "acceptable" and "no action because"
	How        string // code of the list of ways to be heard
	Language   string
	Text       string // own words, reasons
	Name       string // interpreter, witness, representative, court
	Ref        string // number of a letter, of the paper, of the court's act
	Document   string // a paper of the file
}

// after says where a step leads from each state.
func (c Case) after(s Step) (State, bool) {
	switch s.Kind {
	case Attempt:
		return Opened, c.State == Opened
	case Hearing:
		return Heard, c.State == Opened || c.State == Heard
	case Propose:
		return Proposed, c.State == Heard
	case Decide:
		if s.Code == Returned {
			return Heard, c.State == Proposed
		}
		if c.Action.Papered() {
			return Decided, c.State == Proposed
		}
		return Closed, c.State == Proposed
	case Paper:
		return Issued, c.State == Decided
	case Delivery:
		if c.Action == Submission {
			return Delivered, c.State == Issued
		}
		return Closed, c.State == Issued
	case Send:
		return Sent, c.State == Delivered
	case CourtResult:
		return Closed, c.State == Sent
	case Withdraw:
		return Withdrawn, c.State != Withdrawn
	}
	return "", false
}

// Take gives the case after a step. Faults: conflict with the reason in words when the step may not come now: nothing is proposed
// or decided before the client was heard; forbidden when the person who proposed would decide as well.
func (c Case) Take(s Step, by string, now civil.Instant, today civil.Date) (Case, error) {
	next, ok := c.after(s)
	switch {
	case ok:
	case s.Kind == Propose && c.State == Opened:
		return c, fault.New(fault.Conflict, "enforcement.hear_first")
	case s.Kind == Decide && c.State.Open():
		return c, fault.New(fault.Conflict, "enforcement.nothing_proposed")
	case !c.State.Open():
		return c, fault.New(fault.Conflict, "enforcement.closed_already")
	default:
		return c, fault.New(fault.Conflict, "enforcement.step_not_now")
	}
	if s.Kind == Decide && by == c.ProposedBy {
		return c, fault.New(fault.Forbidden, "enforcement.four_eyes")
	}
	if next != c.State {
		c.StateOn = today
	}
	c.State = next
	switch s.Kind {
	case Propose:
		c.Action, c.ProposedBy = Action(s.Code), by
	case Decide:
		if s.Code == Returned {
			c.Action, c.ProposedBy = "", ""
		} else {
			c.DecidedBy, c.DecidedOn = by, today
		}
	case Attempt, Hearing, Paper, Delivery, Send, CourtResult, Withdraw:
	}
	c.ClosedAt = civil.Instant{}
	if !next.Open() {
		c.ClosedAt = now
	}
	return c, nil
}

// Clock is the rule that sets the time of the next step, "" where none is owed.
func (s State) Clock() string {
	switch s {
	case Opened:
		return RuleHearDays
	case Heard, Proposed:
		return RuleDecideDays
	case Decided:
		return RuleIssueDays
	case Issued:
		return RuleProofDays
	case Delivered:
		return rulebook.RuleBreachSubmissionDays
	case Sent:
		return RuleCourtDays
	case Closed, Withdrawn:
	}
	return ""
}

// DueBy gives the last day for the next step by the clocks of the rulebook; the zero Date where none is set.
func (c Case) DueBy(rules *rulebook.Rulebook) civil.Date {
	if rule := c.State.Clock(); rule != "" {
		if d, ok := rules.Deadline(rule, c.StateOn); ok {
			return d.Due(c.StateOn, rules.Calendar()).Day
		}
	}
	return civil.Date{}
}

// Number is how people call the case: the year and its number in it.
func (c Case) Number() string { return strconv.Itoa(c.Year) + "-" + strconv.Itoa(c.No) }

// Fixed reports whether the code of a step has led the case on, so that a correction may not change it.
func (s Step) Fixed() bool {
	return s.Kind == Propose || s.Kind == Decide || s.Kind == Paper || s.Kind == Withdraw
}

// ByRow finds a version of a step.
func ByRow(all []Step, row string) (Step, bool) {
	for _, s := range all {
		if s.Row == row {
			return s, true
		}
	}
	return Step{}, false
}
