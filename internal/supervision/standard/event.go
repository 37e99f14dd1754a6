// Package standard turns the table of standards into what is asked of one client: which contacts of each kind are due in a month,
// which are planned, made, excused or owed by the service, and why each number is what it is. It is pure: no clock, no store.
package standard

import (
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Kind is a group of contacts that the table counts together.
type Kind string

// The kinds. Remote contacts are asked for only where an agreement or a permission put them in the place of visits.
const (
	Office Kind = "office"
	Home   Kind = "home"
	Remote Kind = "remote"
)

// Kinds lists the kinds in the order of pages.
func Kinds() []Kind { return []Kind{Office, Home, Remote} }

// Fate is what became of a contact.
type Fate string

// The fates. Only Missed speaks of the client, and not even it decides anything about the client here.
const (
	Done    Fate = "done"
	Planned Fate = "planned" // an appointment that is still to come
	Waiting Fate = "waiting" // an appointment has passed and nobody wrote what happened
	Excused Fate = "excused" // did not come, for an acceptable reason
	Service Fate = "service" // came to nothing on the side of the service: sent home by it, told too late, no coverage
	Missed  Fate = "missed"
)

// Event is one contact or appointment as far as the standards look at it.
type Event struct {
	Entry string
	Code  string // code of the list contact_kinds
	On    civil.Date
	Fate  Fate
}

// Lists that tell the groups of contacts and what lies on the side of the service.
const (
	ListGroups      = "standard_contacts"     // items are kinds; the attribute codes names those of contact_kinds
	ListServiceSide = "standard_service_side" // items are codes of outcomes, absence reasons or contact kinds
)

// Groups says which codes of contact_kinds count as which kind.
type Groups map[string]Kind

// GroupsOf reads the groups of a rulebook.
func GroupsOf(rb *rulebook.Rulebook) Groups {
	out := Groups{}
	for _, item := range rb.List(ListGroups).Items {
		for _, code := range strings.Fields(item.Attr["codes"]) {
			out[code] = Kind(item.Code)
		}
	}
	return out
}

// Codes lists the codes of contact_kinds that count as a kind, the first being the one offered for an appointment.
func Codes(rb *rulebook.Rulebook, kind Kind) []string {
	item, _ := rb.List(ListGroups).Item(string(kind))
	return strings.Fields(item.Attr["codes"])
}

// OfAppointment says what an appointment is to the standards; ok is false for one that was called off or stopped.
func OfAppointment(rb *rulebook.Rulebook, a supervision.Appointment, on, today civil.Date) (Event, bool) {
	e := Event{Entry: a.Entry, Code: a.Kind, On: on}
	service := rb.List(ListServiceSide)
	outcome, _ := rb.List(rulebook.ListOutcomes).Item(a.Outcome)
	_, bySide := service.Item(a.Outcome)
	_, byReason := service.Item(a.AbsenceReason)
	switch {
	case a.State == supervision.Scheduled && on.Before(today):
		e.Fate = Waiting
	case a.State == supervision.Scheduled:
		e.Fate = Planned
	case a.State != supervision.Closed:
		return e, false
	case a.Outcome != "" && bySide, a.AbsenceReason != "" && byReason:
		e.Fate = Service
	case outcome.Is("attended"):
		e.Fate = Done
	case outcome.Is("complied"):
		e.Fate = Excused
	default:
		e.Fate = Missed
	}
	return e, true
}

// OfContact says what a contact is to the standards. A contact on the side of the service, such as a call that found no coverage,
// never counts against the client.
func OfContact(rb *rulebook.Rulebook, entry, code string, on civil.Date) (Event, bool) {
	e := Event{Entry: entry, Code: code, On: on, Fate: Done}
	if _, ok := rb.List(ListServiceSide).Item(code); ok {
		e.Fate = Service
		return e, true
	}
	_, ok := GroupsOf(rb)[code]
	return e, ok
}

// once keeps one event of each day and fate for a kind: two visits of one day, or a visit noted as contact and as appointment, are
// one contact.
func once(list []Event) map[Fate][]civil.Date {
	out := map[Fate][]civil.Date{}
	for _, e := range list {
		if !slices.Contains(out[e.Fate], e.On) {
			out[e.Fate] = append(out[e.Fate], e.On)
		}
	}
	for _, f := range []Fate{Excused, Service, Missed, Waiting} { // who was seen that day after all was seen
		out[f] = slices.DeleteFunc(out[f], func(d civil.Date) bool { return slices.Contains(out[Done], d) })
	}
	return out
}
