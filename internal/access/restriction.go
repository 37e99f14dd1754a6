package access

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// Kinds of restriction on a client.
const (
	Restricted = "restricted" // only those on the allow list see that the person exists
	SealedOff  = "sealed"     // nobody does, until two custodians release the record to one person
)

// Kinds of proposal that a second person decides.
const (
	Lift    = "lift"        // end a restriction
	Unseal  = "unseal"      // end a seal
	Release = "release"     // show a sealed record to one person until a time
	OpenTo  = "compartment" // open a sealed compartment of a client to one person until a time
)

// States of a proposal.
const (
	ProposalOpen     = "open"
	ProposalApproved = "approved"
	ProposalRefused  = "refused"
)

// Restriction is one restriction or seal, in force while LiftedAt is zero.
type Restriction struct {
	ID        string
	Client    id.Client
	Kind      string
	Reason    string // code of the rulebook's list
	ImposedBy id.Account
	ImposedAt civil.Instant
	LiftedBy  id.Account
	LiftedAt  civil.Instant
	Version   int
}

// Proposal asks a second person to agree.
type Proposal struct {
	ID         string
	Client     id.Client
	Kind       string
	Account    id.Account    // of a release or an opening: for whom
	Until      civil.Instant // of a release or an opening: until when
	ProposedBy id.Account
	ProposedAt civil.Instant
	Due        civil.Date
	State      string
	DecidedBy  id.Account
	DecidedAt  civil.Instant
	Version    int

	Compartment Compartment // of an opening
	Part        string      // of an opening: what the person does there
	Reason      string      // of an opening: code of the rulebook's list
}

// Validate checks a new proposal at an instant.
func (p Proposal) Validate(now civil.Instant) error {
	var bad fault.Problems
	if !slices.Contains([]string{Lift, Unseal, Release}, p.Kind) {
		bad.Add("kind", "field.choose")
	}
	if p.Kind == Release {
		if p.Account == "" {
			bad.Add("account", "field.required")
		}
		if !p.Until.After(now) {
			bad.Add("until", "date.past")
		}
	}
	return bad.Err()
}

// Decide closes the proposal. The proposer cannot decide, nor the one to whom a record would be released or a compartment opened.
// Faults: forbidden, conflict.
func (p Proposal) Decide(by id.Account, approve bool, now civil.Instant) (Proposal, error) {
	switch {
	case p.State != ProposalOpen:
		return p, fault.New(fault.Conflict, "fault.conflict")
	case by == p.ProposedBy:
		return p, fault.New(fault.Forbidden, "access.restriction.four_eyes")
	case (p.Kind == Release || p.Kind == OpenTo) && by == p.Account:
		return p, fault.New(fault.Forbidden, "access.restriction.own_release")
	}
	p.State = ProposalRefused
	if approve {
		p.State = ProposalApproved
	}
	p.DecidedBy, p.DecidedAt = by, now
	return p, nil
}

// Label is how lists of access and org call a client; app takes it from the cards.
type Label struct {
	Name    string // or the source number when no name is known
	File    string
	Measure string // code of the rulebook's list
	InForce civil.Date
}

// Notice is what access and org tell somebody about; Client is empty when the reader must not learn of whom it speaks.
type Notice struct {
	Kind   string // message key notice.<kind>
	Client id.Client
	// Compartment of the client that the notice speaks of; it is then there only for those inside.
	Compartment Compartment

	Subject string // row it is about
	Href    string // page where it is dealt with
	Data    map[string]string
}
