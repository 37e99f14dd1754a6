package audit

import (
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
)

// Inside says in which compartments an entry stands for its clients. An act that by its name tells of compartments stands in
// one at least, be it none that has members.
func Inside(action string, subjects []id.Client, of func(id.Client) string) map[id.Client]string {
	var out map[id.Client]string
	for _, c := range subjects {
		compartment := of(c)
		if compartment == "" && access.TellsOfCompartments(actor.Action(action)) {
			compartment = fact.Undisclosed
		}
		if compartment != "" {
			if out == nil {
				out = map[id.Client]string{}
			}
			out[c] = compartment
		}
	}
	return out
}

// Subject is a client beside an entry as it is stored, with the sealed compartment in which the entry stands for them.
type Subject struct {
	Client string
	Inside string
}

// SameSubjects reports whether an entry's clients and their compartments are exactly those stored beside it, in any order.
func (e Entry) SameSubjects(got []Subject) bool {
	if len(e.Subjects) != len(got) {
		return false
	}
	for _, c := range e.Subjects {
		if !slices.Contains(got, Subject{string(c), e.Inside[c]}) {
			return false
		}
	}
	return true
}
