package life

import (
	"slices"

	"tuzjol/internal/supervision"
)

// Field names one thing that a form asks; a trailing "?" means that it may be left out.
type Field string

// Fields of the beginning of an event and of its moves. A code is one of the list that the machine or the move names.
const (
	FCode     Field = "code"
	FFrom     Field = "from"
	FUntil    Field = "until"
	FDay      Field = "day"
	FPlace    Field = "place"
	FDistrict Field = "district"
	FBody     Field = "body"
	FNumber   Field = "number"
	FReason   Field = "reason"
	FWords    Field = "words"
)

// Ask is a field that a form asks.
type Ask struct {
	Field    Field
	Optional bool
	Future   bool // a day that may lie ahead
}

// Move is one step from a state to another; its text is the message "life.move.<name>".
type Move struct {
	Name    string
	From    []State
	To      State
	Who     string // Worker or Head
	Asks    []Ask
	List    string // list of the code
	Reasons string // list of the reason
	Fact    string // kind of the fact; empty: "supervision.life_moved"
	// What the move does besides: set Ended to the day, set Until, write the address, stop the appointments.
	Ends, Extends, WritesAddress, StopsDemands bool
	FourEyes                                   bool     // not by whoever asked
	Needs                                      []string // codes of earlier checks that must have been recorded
	Final                                      bool     // nothing follows
}

// Clock says until when the present state must have led somewhere.
type Clock struct {
	State State
	Rule  string // a duration of the rulebook
	After string // "until", "ended" or "" for the day of the step
}

// Wanted is a paper that is expected once an event has come to one of the states.
type Wanted struct {
	Role   string // code of the list life_papers
	States []State
}

// Machine is one kind of event as data.
type Machine struct {
	Kind    Kind
	Start   State
	List    string // of the code at the beginning
	Asks    []Ask
	Moves   []Move
	Clocks  []Clock
	Papers  []Wanted
	Span    supervision.SpanKind
	SpanIn  []State
	OpenEnd bool    // lasts until it is known to have ended
	Decides []State // in which the head's decision is awaited
	Single  bool    // only one of the kind may be open
	Effect  string  // message on what it does to the term, always "to be confirmed"; empty: none
}

// Of is the machine of a kind; an unknown kind has an empty one.
func Of(k Kind) Machine {
	for _, m := range machines() {
		if m.Kind == k {
			return m
		}
	}
	return Machine{}
}

// Known reports whether the kind exists.
func (k Kind) Known() bool { return slices.Contains(Kinds(), k) }

// Move finds a move of the machine.
func (m Machine) Move(name string) (Move, bool) {
	for _, x := range m.Moves {
		if x.Name == name {
			return x, true
		}
	}
	return Move{}, false
}

// From lists the moves that a state allows, in the order of forms.
func (m Machine) From(s State) []Move {
	var out []Move
	for _, x := range m.Moves {
		if slices.Contains(x.From, s) {
			out = append(out, x)
		}
	}
	return out
}

// Clock is the clock of a state.
func (m Machine) Clock(s State) (Clock, bool) {
	for _, c := range m.Clocks {
		if c.State == s {
			return c, true
		}
	}
	return Clock{}, false
}

// Expected lists the papers that a state expects.
func (m Machine) Expected(s State) []string {
	var out []string
	for _, p := range m.Papers {
		if slices.Contains(p.States, s) {
			out = append(out, p.Role)
		}
	}
	return out
}

// States lists every state of the machine in the order in which moves reach them.
func (m Machine) States() []State {
	out := []State{m.Start}
	for _, x := range m.Moves {
		if !slices.Contains(out, x.To) {
			out = append(out, x.To)
		}
	}
	return out
}
