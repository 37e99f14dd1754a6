// Package regime holds the rules of orders of electronic monitoring. Four regimes share one platform and are kept apart, because
// other bodies order them, other bodies must act, and other terms hold. Nothing is collected without a decision on file, and
// collecting ends by itself with the term.
package regime

import (
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Kind is a legal regime.
type Kind string

// The regimes (Kyrgyz law names them электронный надзор, электронное наблюдение, электронный мониторинг and the protection order
// with electronic observation).
const (
	Supervision     Kind = "supervision"              // convicted people on probation
	Observation     Kind = "observation"              // the accused, before judgment
	EarlyRelease    Kind = "early_release_monitoring" // people released before the end of their term
	ProtectionOrder Kind = "protection_order"         // whoever a protection order forbids to come near
)

// Kinds lists the regimes in the order of screens.
func Kinds() []Kind { return []Kind{Supervision, Observation, EarlyRelease, ProtectionOrder} }

// OfSupervision tells whether monitoring of this kind is a part of the supervision and ends with it. Observation and a protection order
// stand by a decision of their own.
func (k Kind) OfSupervision() bool { return k == Supervision || k == EarlyRelease }

// Level is how deep the monitoring goes into a life; an order has the lightest that serves its purpose.
type Level string

// The levels, the lightest first.
const (
	Presence  Level = "presence"   // whether the person is at the address; no place is ever stored
	ZonesOnly Level = "zones_only" // places are stored to judge zones; nobody reads the trail
	FullTrail Level = "full_trail" // the trail may be read for a purpose
)

// Levels lists the levels, the lightest first.
func Levels() []Level { return []Level{Presence, ZonesOnly, FullTrail} }

// State is how an order stands in the record.
type State string

// The states of an order.
const (
	Drafted   State = "drafted"   // waits for the second person
	Returned  State = "returned"  // the second person sent it back
	Approved  State = "approved"  // in force within its term
	Suspended State = "suspended" // nothing is collected until it is resumed
	Ended     State = "ended"
)

// Phase is what an order is at an instant. The end of the term makes it over without anybody acting.
type Phase string

// The phases.
const (
	PhaseDrafted   Phase = "drafted"
	PhaseReturned  Phase = "returned"
	PhaseWaiting   Phase = "waiting" // approved, the term has not begun
	PhaseRunning   Phase = "running"
	PhaseSuspended Phase = "suspended"
	PhaseEnded     Phase = "ended"
)

// Version states.
const (
	VersionWaiting  = "waiting"
	VersionReturned = "returned"
	VersionInForce  = "in_force"
	VersionReplaced = "replaced"
)

// Order is one order of monitoring as it stands.
type Order struct {
	ID       string
	Client   id.Client
	Kind     Kind
	State    State
	Level    Level
	Begins   civil.Instant
	Ends     civil.Instant // the first instant after the term
	ReviewOn civil.Date
	InForce  int // number of the version in force; 0 before the first approval
	Waiting  int // number of the version that waits for the second person; 0 when none does

	SheetOn     civil.Date // when the client signed the information sheet
	SheetLang   string
	Refused     bool // an adult at the address does not agree
	Agreed      bool // the adults at the address agree
	EndProposed civil.Instant
	SuspendedAt civil.Instant
	EndedAt     civil.Instant
	EndReason   string
	MadeAt      civil.Instant
	MadeBy      string
	Row         int
}

// Phase is what the order is at an instant.
func (o Order) Phase(now civil.Instant) Phase {
	switch {
	case o.State == Drafted:
		return PhaseDrafted
	case o.State == Returned:
		return PhaseReturned
	case o.State == Ended || !now.Before(o.Ends):
		return PhaseEnded
	case now.Before(o.Begins):
		return PhaseWaiting
	case o.State == Suspended:
		return PhaseSuspended
	}
	return PhaseRunning
}

// Pause is a time in which the order was suspended; Until is zero while it is.
type Pause struct {
	From, Until time.Time
}

// Window is the time in which an order lets positions be collected.
type Window struct {
	Begins, Ends time.Time
	Pauses       []Pause
}

// Collects tells whether the order lets a position of an instant be kept.
func (w Window) Collects(at time.Time) bool {
	if at.Before(w.Begins) || !at.Before(w.Ends) {
		return false
	}
	for _, p := range w.Pauses {
		if !at.Before(p.From) && (p.Until.IsZero() || at.Before(p.Until)) {
			return false
		}
	}
	return true
}

// Live reports whether devices may be fitted and changes asked for.
func (o Order) Live(now civil.Instant) bool {
	switch o.Phase(now) {
	case PhaseWaiting, PhaseRunning, PhaseSuspended:
		return true
	}
	return false
}
