package assessment

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// State is where an assessment stands; its text is the message "assessment.state.<code>".
type State string

// The states. Open ones take answers; a signed one waits for a second reader or a countersignature where one is needed.
const (
	Open     State = "open"
	Signed   State = "signed"
	InForce  State = "in_force"
	Replaced State = "replaced" // a later one is in force
	Dropped  State = "dropped"  // given up before signing, or refused by the second person, with a reason
)

// Case is one use of an instrument with a client.
type Case struct {
	ID              string
	Client          id.Client
	Compartment     string
	Instrument      string
	Version         string // of the instrument; a case keeps the one with which it was begun
	Use             Use
	Cause           string // code of the list assessment_causes
	State           State
	Prior           string
	Assessor        id.Account
	StartedAt       civil.Instant
	DueOn           civil.Date
	SignedAt        civil.Instant
	SignedBy        id.Account
	ReadAt          civil.Instant
	ReadBy          id.Account
	CountersignedAt civil.Instant
	CountersignedBy id.Account
	ValidUntil      civil.Date
	ClosedAt        civil.Instant
	ClosedBy        string
	Reason          string
	Row             int // version of the row
}

// Level is a supervision level. Its codes and names are the rulebook's list supervision_levels; "unassessed" stands for a
// client without one.
type Level string

// The levels named for Kyrgyzstan, and what stands for none.
const (
	Low        Level = "low"
	Medium     Level = "medium"
	High       Level = "high"
	Unassessed Level = "unassessed"
)

// States of a decision on a level.
const (
	LevelProposed = "proposed" // waits for the second person
	LevelInForce  = "in_force"
	LevelRefused  = "refused"
)

// LevelDecision is one decision on a client's supervision level; the record never changes one, it adds the next.
type LevelDecision struct {
	ID         string
	Client     id.Client
	Level      Level
	From       Level
	Proposed   Level // by the instrument's table; empty where nothing is proposed
	Departs    bool  // an override: the assessor decided otherwise than proposed
	Assessment string
	State      string
	Reason     string
	ReasonText string
	ValidFrom  civil.Date
	DecidedAt  civil.Instant
	DecidedBy  id.Account
	SecondAt   civil.Instant
	SecondBy   id.Account
	Row        int
}

// States of a flag's task.
const (
	FlagOpen   = "open"
	FlagClosed = "closed"
)
