package order

import "tuzjol/internal/kernel/fault"

// State is where an order stands.
type State string

// The states of an order. Pending is in force but not yet on the register; registered is on the register before the
// first day of the term.
const (
	StatePending    State = "pending"
	StateRegistered State = "registered"
	StateRunning    State = "running"
	StateSuspended  State = "suspended"
	StateEnded      State = "ended"
)

// ObligationState is where an obligation stands.
type ObligationState string

// The states of an obligation. Changed means that another wording took its place.
const (
	ObligationInForce   ObligationState = "in_force"
	ObligationSuspended ObligationState = "suspended"
	ObligationChanged   ObligationState = "changed"
	ObligationFulfilled ObligationState = "fulfilled"
	ObligationEnded     ObligationState = "ended"
)

// Transition is one allowed step with the sentence that explains it to the reader.
type Transition[S ~string] struct {
	From, To S
	Explain  string // catalogue key
}

// Transitions of orders.
func Transitions() []Transition[State] {
	return []Transition[State]{
		{StatePending, StateRegistered, "term.step.registered"},
		{StatePending, StateRunning, "term.step.running"},
		{StatePending, StateEnded, "term.step.ended_before"},
		{StateRegistered, StateRunning, "term.step.running"},
		{StateRegistered, StateSuspended, "term.step.suspended"},
		{StateRegistered, StateEnded, "term.step.ended"},
		{StateRunning, StateSuspended, "term.step.suspended"},
		{StateRunning, StateEnded, "term.step.ended"},
		{StateSuspended, StateRunning, "term.step.resumed"},
		{StateSuspended, StateEnded, "term.step.ended"},
		{StateEnded, StateRunning, "term.step.reopened"}, // an end recorded by mistake, as a correction with reason
	}
}

// JudgmentTransitions are those of intake.
func JudgmentTransitions() []Transition[JudgmentState] {
	return []Transition[JudgmentState]{
		{JudgmentReceived, JudgmentChecked, "term.step.checked"},
		{JudgmentChecked, JudgmentAccepted, "term.step.accepted"},
		{JudgmentReceived, JudgmentReturned, "term.step.returned"},
		{JudgmentChecked, JudgmentReturned, "term.step.returned"},
	}
}

// ObligationTransitions are those of obligations. All of them end when the order ends.
func ObligationTransitions() []Transition[ObligationState] {
	return []Transition[ObligationState]{
		{ObligationInForce, ObligationSuspended, "term.step.obligation_suspended"},
		{ObligationSuspended, ObligationInForce, "term.step.obligation_resumed"},
		{ObligationInForce, ObligationChanged, "term.step.obligation_changed"},
		{ObligationInForce, ObligationFulfilled, "term.step.obligation_fulfilled"},
		{ObligationInForce, ObligationEnded, "term.step.obligation_ended"},
		{ObligationSuspended, ObligationEnded, "term.step.obligation_ended"},
	}
}

// CanMove reports whether the order may go to a state, and explains the step.
func (s State) CanMove(to State) (explain string, ok bool) { return find(Transitions(), s, to) }

// CanMove reports whether the judgment may go to a state, and explains the step.
func (s JudgmentState) CanMove(to JudgmentState) (explain string, ok bool) {
	return find(JudgmentTransitions(), s, to)
}

// CanMove reports whether the obligation may go to a state, and explains the step.
func (s ObligationState) CanMove(to ObligationState) (explain string, ok bool) {
	return find(ObligationTransitions(), s, to)
}

// Move is CanMove as a fault: conflict, for somebody else has moved it, or the step does not exist.
func Move[S interface {
	~string
	CanMove(S) (string, bool)
}](from, to S,
) error {
	if _, ok := from.CanMove(to); ok {
		return nil
	}
	return fault.New(fault.Conflict, "term.step.refused")
}

func find[S ~string](all []Transition[S], from, to S) (string, bool) {
	for _, t := range all {
		if t.From == from && t.To == to {
			return t.Explain, true
		}
	}
	return "", false
}

// Key is the catalogue key of the state in words.
func (s State) Key() string { return "term.state." + string(s) }

// Key is the catalogue key of the state in words.
func (s ObligationState) Key() string { return "term.obligation." + string(s) }

// Live reports whether the client stands under the order.
func (s State) Live() bool { return s == StateRegistered || s == StateRunning || s == StateSuspended }

// Binds reports whether the obligation may be demanded while the order is live.
func (s ObligationState) Binds() bool { return s == ObligationInForce }
