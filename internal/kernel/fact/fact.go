// Package fact holds what happened, in a form that timelines, reminders, exchange and figures can all read.
package fact

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

// Fact is something that happened to a client or in the service. It carries identifiers and codes, never personal data.
// Type is "<capability>.<what>" in the past tense, such as "order.registered"; its text is the message "fact.<type>".
type Fact struct {
	ID       string
	Type     string
	Version  int // of the form of Data; 0 reads as 1
	Client   id.Client
	Occurred civil.Instant     // when it happened in the world; zero means at the instant of recording
	Source   string            // paper, file, api, office, phone, system ...; "" means office
	Data     map[string]string // codes, identifiers, dates; shown through the message's arguments
	// Compartment is the sealed part of the client's record that the fact belongs to; "" is the ordinary record. Whoever reads
	// facts for a person leaves out those of compartments that are not open to that person.
	Compartment string
}

// Undisclosed is the compartment of what concerns compartments as such, or several of them at once: nobody is inside, so only
// the auditor learns of it.
const Undisclosed = "*"

// New makes a fact; pairs are name, value.
func New(kind string, client id.Client, pairs ...string) Fact {
	f := Fact{Type: kind, Version: 1, Client: client}
	if len(pairs) > 0 {
		f.Data = make(map[string]string, len(pairs)/2)
		for i := 0; i+1 < len(pairs); i += 2 {
			f.Data[pairs[i]] = pairs[i+1]
		}
	}
	return f
}

// At sets when it happened.
func (f Fact) At(when civil.Instant) Fact { f.Occurred = when; return f }

// Inside puts the fact into a sealed compartment of the client's record.
func (f Fact) Inside(compartment string) Fact { f.Compartment = compartment; return f }

// From sets the source it came from.
func (f Fact) From(source string) Fact { f.Source = source; return f }
