package db

import (
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
)

// Inside is the sealed compartment in which the whole entry stands for a client: "" when anything in it belongs to the
// ordinary record, fact.Undisclosed when it touches several compartments.
func (e Entry) Inside(client id.Client) string {
	out, any := "", false
	join := func(c id.Client, compartment string) bool {
		switch {
		case c != client:
			return true
		case compartment == "":
			return false
		case any && out != compartment:
			compartment = fact.Undisclosed
		}
		out, any = compartment, true
		return true
	}
	for _, c := range e.Changes {
		if !join(c.Client, c.Inside) {
			return ""
		}
	}
	for _, f := range e.Facts {
		if !join(f.Client, f.Compartment) {
			return ""
		}
	}
	return out
}

// inherit puts a fact that names no compartment into that of the rows it is about, when all rows about its client stand in
// one: a use case that forgets to say so must not tell outsiders.
func (e *Entry) inherit() {
	rows := Entry{Changes: e.Changes}
	for i, f := range e.Facts {
		if f.Client != "" && f.Compartment == "" {
			e.Facts[i].Compartment = rows.Inside(f.Client)
		}
	}
}
