// Package casefile is the reading desk: the card of each client, the officer's day, the caseload, the client's shell and
// the board. Its rules say what counts as a debt and in which order lists stand; it changes nothing about a client.
package casefile

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Card is what lists show of a client. Dates due are stored; "overdue" is computed when shown.
type Card struct {
	Client       id.Client
	Name         string // empty: the person has no known name, SourceNumber stands for it
	NameSort     string
	NameLatin    string
	SourceNumber string
	Birth        civil.Partial
	Sex          string
	Language     string
	MinorUntil   civil.Date
	Status       string // order status; see package order
	FileNumber   string
	Kind         string
	Measure      string
	Measures     int
	Court        string
	JudgmentNo   string
	InForce      civil.Date
	RegisterDue  civil.Date
	RegisteredOn civil.Date
	TermStart    civil.Date
	TermEnd      civil.Date
	EndsGround   string
	DocsMissing  int
	TakenOver    bool
	AppearedOn   civil.Date
	Office       id.Office
	Officer      id.Account
	OfficerName  string
	AllocatedOn  civil.Date
	Cover        id.Account
	TransferTo   id.Office
	Restricted   bool
	Sealed       bool
	NextAt       civil.Instant
	NextKind     string
	LastContact  civil.Date
	OldestOpenAt civil.Instant
	Reopened     int
	Level        string // supervision level; empty before the first assessment
	LevelSince   civil.Date
	RNAState     string // see package assessment: none, due, open, waiting, valid, not_needed
	RNADue       civil.Date
	FlagsOpen    int
	PlanState    string
	PlanDue      civil.Date
	Points       int        // of workload, in hundredths
	ContactDue   civil.Date // by when the next contact without an appointment should be
	ContactShort int        // contacts due this month, neither made nor planned
	ContactLate  int        // contacts missing of the month before
}

// Columns lists the card's columns in the order of Card's fields.
const Columns = `c.client_id, c.name, c.name_sort, c.name_latin, c.source_number, c.birth, c.sex, c.language, c.minor_until,
 c.order_status, c.file_number, c.kind, c.measure, c.measures_n, c.court, c.judgment_no, c.in_force, c.register_due, c.registered_on,
 c.term_start, c.term_end, c.ends_ground, c.docs_missing, c.taken_over, c.appeared_on, c.office_id, c.officer_id, c.officer_name,
 c.allocated_on, c.cover_id, c.transfer_to, c.restricted, c.sealed, c.next_at, c.next_kind, c.last_contact, c.oldest_open_at, c.reopen_n,
 c.level, c.level_since, c.rna_state, c.rna_due, c.flags_n, c.plan_state, c.plan_due, c.points, c.contact_due, c.contact_short, c.contact_late`

// Label is how the client is called in lists: the name, or the number of the source when no name is known.
func (c Card) Label() string {
	if c.Name != "" {
		return c.Name
	}
	return c.SourceNumber
}

// Active statuses of an order: the client is awaited or supervised.
const (
	StatusPending    = "pending"
	StatusCalled     = "called"
	StatusRegistered = "registered"
	StatusRunning    = "running"
	StatusSuspended  = "suspended"
	StatusEnded      = "ended"
)

// Awaited reports whether the client is still to be placed on the register.
func (c Card) Awaited() bool { return c.Status == StatusPending || c.Status == StatusCalled }

// Supervised reports whether the client stands on the register.
func (c Card) Supervised() bool {
	return c.Status == StatusRegistered || c.Status == StatusRunning || c.Status == StatusSuspended
}

// DaysOverdue counts the days since the registration was due; 0 when it is not overdue.
func (c Card) DaysOverdue(today civil.Date) int {
	if !c.Awaited() || c.RegisterDue.IsZero() || !c.RegisterDue.Before(today) {
		return 0
	}
	return c.RegisterDue.DaysUntil(today)
}

// DaysLeft counts the days to the end of the term, the last day included; ok is false without an end.
func (c Card) DaysLeft(today civil.Date) (days int, ok bool) {
	if c.TermEnd.IsZero() || !c.Supervised() {
		return 0, false
	}
	return today.DaysUntil(c.TermEnd), true
}
