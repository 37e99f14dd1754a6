package org

import (
	"slices"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Second says who gives the second pair of eyes.
type Second struct {
	Office id.Office
	Above  bool // no one in the office itself can decide: it goes to the office above, with a clock
}

// SecondPair finds the office that decides. own are those of the office who could decide; when nobody but the proposer or
// the person concerned is among them, the interregional department above decides.
func SecondPair(office, above id.Office, own []id.Account, not ...id.Account) Second {
	for _, a := range own {
		if !slices.Contains(not, a) {
			return Second{Office: office}
		}
	}
	if above == "" {
		return Second{Office: office}
	}
	return Second{Office: above, Above: true}
}

// States of an approval.
const (
	Waiting     = "waiting"
	Provisional = "provisional" // an urgent act that holds until somebody else confirms or refuses it
	Confirmed   = "confirmed"
	Refused     = "refused"
)

// Approval is a decision that needs a second person.
type Approval struct {
	ID         string
	Kind       string       // what is to be approved, such as "order.end"; message key org.approval.<kind>
	Action     actor.Action // who may decide: those with this action
	Client     id.Client
	Subject    string    // row that it is about
	FileOffice id.Office // office of the file
	Office     id.Office // office that decides
	Proposer   id.Account
	ProposedAt civil.Instant
	Due        civil.Date
	State      string
	DecidedBy  id.Account
	DecidedAt  civil.Instant
	Version    int
}

// Pending reports whether it waits for a decision.
func (a Approval) Pending() bool { return a.State == Waiting || a.State == Provisional }

// Decide confirms or refuses; the proposer cannot. Faults: forbidden, conflict.
func (a Approval) Decide(by id.Account, confirm bool, now civil.Instant) (Approval, error) {
	switch {
	case !a.Pending():
		return a, fault.New(fault.Conflict, "fault.conflict")
	case by == a.Proposer:
		return a, fault.New(fault.Forbidden, "org.four_eyes")
	}
	a.State = Refused
	if confirm {
		a.State = Confirmed
	}
	a.DecidedBy, a.DecidedAt = by, now
	return a, nil
}

// States of a declared conflict.
const (
	Declared   = "declared"
	Excluded   = "excluded"
	NoConflict = "no_conflict"
)

// Where the case goes once an officer is excluded.
const (
	ToOfficer   = "officer"   // another officer of the office
	ToNeighbour = "neighbour" // a neighbouring office, by transfer
	ToNobody    = "none"      // the officer did not work the case
)

// Conflict is kinship or another bond between a member of staff and a client, declared and then decided by another person.
// While Provisional the member of staff is shut out at once, until the decision.
type Conflict struct {
	ID         string
	Client     id.Client
	Account    id.Account
	Reason     string // code of the rulebook's list
	State      string
	DeclaredBy id.Account
	DeclaredAt civil.Instant
	Office     id.Office // office that decides
	Due        civil.Date
	DecidedBy  id.Account
	DecidedAt  civil.Instant
	Route      string
	RouteTo    string // account or office
	Version    int
}

// Pending reports whether it waits for a decision.
func (c Conflict) Pending() bool { return c.State == Declared || c.State == Provisional }

// Decide closes the declaration. Neither the declarer nor the member of staff concerned decides; a case that the excluded
// one works must go somewhere. Faults: forbidden, conflict, invalid.
func (c Conflict) Decide(by id.Account, exclude bool, route, to string, works bool, now civil.Instant) (Conflict, error) {
	switch {
	case !c.Pending():
		return c, fault.New(fault.Conflict, "fault.conflict")
	case by == c.DeclaredBy || by == c.Account:
		return c, fault.New(fault.Forbidden, "org.four_eyes")
	}
	c.DecidedBy, c.DecidedAt = by, now
	if !exclude {
		c.State, c.Route = NoConflict, ToNobody
		return c, nil
	}
	if !works && route == "" {
		route = ToNobody
	}
	var p fault.Problems
	switch route {
	case ToOfficer:
		if to == "" {
			p.Add("to_officer", "field.choose")
		}
		if to == string(c.Account) {
			p.Add("to_officer", "org.allocate.excluded")
		}
	case ToNeighbour:
		if to == "" {
			p.Add("to_office", "field.choose")
		}
	case ToNobody:
		if works {
			p.Add("route", "org.conflict.route_needed")
		}
	default:
		p.Add("route", "field.choose")
	}
	c.State, c.Route, c.RouteTo = Excluded, route, to
	return c, p.Err()
}

// States of a transfer.
const (
	Requested = "requested"
	Accepted  = "accepted"
	Withdrawn = "withdrawn"
)

// Transfer moves a file to another office once that office accepts it.
type Transfer struct {
	ID          string
	Client      id.Client
	From        id.Office
	To          id.Office
	Reason      string // code of the rulebook's list
	RequestedBy id.Account
	RequestedAt civil.Instant
	Due         civil.Date // last day to accept; afterwards the interregional department is told
	State       string
	DecidedBy   id.Account
	DecidedAt   civil.Instant
	Version     int
}

// Answer closes a transfer: accepted or refused by somebody else, or withdrawn by whoever may speak for the sending
// office. Faults: forbidden, conflict.
func (t Transfer) Answer(by id.Account, state string, now civil.Instant) (Transfer, error) {
	switch {
	case t.State != Requested:
		return t, fault.New(fault.Conflict, "org.transfer.answered")
	case state != Withdrawn && by == t.RequestedBy:
		return t, fault.New(fault.Forbidden, "org.four_eyes")
	}
	t.State, t.DecidedBy, t.DecidedAt = state, by, now
	return t, nil
}

// Assignment is the time during which somebody worked a case.
type Assignment struct {
	ID        string
	Client    id.Client
	Account   id.Account
	Office    id.Office
	Reason    string
	From      civil.Instant
	By        id.Account
	Until     civil.Instant
	EndReason string
}

// Why an assignment ended, besides the codes of the rulebook's allocation reasons.
const (
	EndTransferred = "transferred"
	EndConflict    = "conflict"
	EndClosed      = "closed"
)
