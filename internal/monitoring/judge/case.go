// Package judge tells what happened, in true time, by the rules of monitoring. It is pure and deterministic: no clock, no input or output,
// nothing depends on the order of a map or on the order in which things became known. Who was told what and when is the evaluator's.
// The design stands in docs/adr/0013.
package judge

import (
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/zone"
)

// Version is the version of the rules in this package; every explanation carries it. A change of what is found changes it.
const Version = "4"

// Case is everything that the rules need to know of one order of monitoring. A change is a new Case, given as an Input.
type Case struct {
	Order      string
	Start, End time.Time // nothing is judged before the start, nor from the end on; a zero end is open
	Zones      []Zone
	Outages    []Outage // those that cover the device, network and power, known or recognised
	Placeless  bool     `json:",omitempty"` // the order lets nobody know places: that none comes tells nothing
}

// Zone is one zone of the order, with all its versions and with the time at which it holds; without a timetable it always does.
type Zone struct {
	ID       string
	Kind     zone.Kind
	Versions []zone.Version // by From; they do not overlap
	When     *curfew.Timetable
}

// Outage is a time in which silence has a known cause outside the wearer: no network in the village, no power.
type Outage struct {
	ID       string
	From, To time.Time // To zero = still
}

func (o Outage) holds(at time.Time) bool {
	return !at.Before(o.From) && (o.To.IsZero() || at.Before(o.To))
}

// Kind is what an input is.
type Kind uint8

// The inputs.
const (
	Own    Kind = iota // a fix of the wearer's device
	Peer               // a fix of the device of the victim whom the zone named protects
	Tick               // time has come so far
	Clear              // an officer has cleared the latched alarms that had arrived by then
	Change             // the case is another from here on; what was judged in the kept window is judged anew
	Beside             // a fix of another device of the wearer than the one that tells where the wearer is
)

// Input is one thing that arrives. Arrival numbers grow by one source of numbers for all inputs of an order; a replay follows them.
type Input struct {
	Kind    Kind
	Arrival int64
	At      time.Time      // of tick, clear and change: when
	Fix     monitoring.Fix // of own, peer and beside
	Zone    string         // of peer: the moving zone
	Case    *Case          // of change
}

// Moment is the moment that the input speaks of.
func (in Input) Moment() time.Time {
	if in.IsFix() {
		return in.Fix.At
	}
	return in.At
}

// IsFix tells whether the input is a position of some device.
func (in Input) IsFix() bool { return in.Kind == Own || in.Kind == Peer || in.Kind == Beside }

// Known is the moment at which the input became known.
func (in Input) Known() time.Time {
	if in.IsFix() && !in.Fix.ReceivedAt.IsZero() {
		return in.Fix.ReceivedAt
	}
	return in.Moment()
}
