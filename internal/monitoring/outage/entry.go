package outage

import (
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// What an outage is of.
const (
	Network = "network"
	Power   = "power"
	Service = "service" // of ours: the service itself did not run; it is everywhere, and no person enters it
)

// Kinds lists what an outage may be of, in the order of forms.
func Kinds() []string { return []string{Network, Power} }

// The states of an entry of the register. A recognised one counts at once; a person confirms it or dismisses it.
const (
	Recognised = "recognised"
	Confirmed  = "confirmed"
	Dismissed  = "dismissed"
)

// longest is how long a reason may be.
const longest = 500

// How an outage is known.
const (
	Announced = "announced" // by the operator or the power company, maybe of works to come
	Told      = "told"      // by somebody who rang
	Seen      = "seen"      // by the service itself
)

// Sources lists how a person may know of an outage, in the order of forms.
func Sources() []string { return []string{Announced, Told} }

// ahead is how far works that are announced may lie ahead.
const ahead = 90 * 24 * time.Hour

// LongestName is how long the name of a village may be.
const LongestName = 100

// Entry is an outage as a person enters it.
type Entry struct {
	What, Area, Village, Operator, Source, Note string
	From, To                                    time.Time
}

// Check says everything that is wrong with an entry, naming each field. Operators are those of the rulebook.
func (e Entry) Check(now time.Time, operators rulebook.List) fault.Problems {
	var p fault.Problems
	if e.What != Network && e.What != Power {
		p.Add("what", "field.choose")
	}
	if e.Area == "" {
		p.Add("area", "field.choose")
	} else if len(e.Area) != 14 || strings.Trim(e.Area, "0123456789") != "" {
		p.Add("area", "monitoring.outage.area")
	}
	if e.Village != "" && len(Words(e.Village)) == 0 {
		p.Add("village", "monitoring.outage.village_wrong")
	} else if utf8.RuneCountInString(e.Village) > LongestName {
		p.Add("village", "field.too_long", "Max", LongestName)
	}
	if _, known := operators.Item(e.Operator); e.Operator != "" && !known {
		p.Add("operator", "field.unknown")
	} else if e.Operator != "" && e.What == Power {
		p.Add("operator", "monitoring.outage.operator_power")
	}
	if e.Source != Announced && e.Source != Told {
		p.Add("source", "field.choose")
	}
	latest, future := now, "monitoring.outage.future"
	if e.Source == Announced {
		latest, future = now.Add(ahead), "monitoring.outage.far"
	}
	switch {
	case e.From.IsZero():
		p.Add("from", "field.required")
	case e.From.After(latest):
		p.Add("from", future)
	}
	switch {
	case !e.To.IsZero() && !e.To.After(e.From):
		p.Add("until", "monitoring.read.order")
	case e.To.After(latest):
		p.Add("until", future)
	}
	words(&p, "note", e.Note)
	return p
}

// CheckReason notes what is wrong with the reason of an act.
func CheckReason(p *fault.Problems, reason string) { words(p, "reason", reason) }

func words(p *fault.Problems, field, text string) {
	switch {
	case strings.TrimSpace(text) == "":
		p.Add(field, "field.required")
	case utf8.RuneCountInString(text) > longest:
		p.Add(field, "field.too_long", "Max", longest)
	}
}
