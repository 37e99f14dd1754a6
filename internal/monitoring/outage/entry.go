package outage

import (
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/fault"
)

// What an outage is of.
const (
	Network = "network"
	Power   = "power"
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

// Entry is an outage as a person enters it.
type Entry struct {
	What, Area, Reason string
	From, To           time.Time
}

// Check says everything that is wrong with an entry, naming each field.
func (e Entry) Check(now time.Time) fault.Problems {
	var p fault.Problems
	if e.What != Network && e.What != Power {
		p.Add("what", "field.choose")
	}
	if e.Area == "" {
		p.Add("area", "field.choose")
	} else if len(e.Area) != 14 || strings.Trim(e.Area, "0123456789") != "" {
		p.Add("area", "monitoring.outage.area")
	}
	switch {
	case e.From.IsZero():
		p.Add("from", "field.required")
	case e.From.After(now):
		p.Add("from", "monitoring.outage.future")
	}
	if !e.To.IsZero() && !e.To.After(e.From) {
		p.Add("until", "monitoring.read.order")
	}
	if e.To.After(now) {
		p.Add("until", "monitoring.outage.future")
	}
	CheckReason(&p, e.Reason)
	return p
}

// CheckReason notes what is wrong with the reason of an act.
func CheckReason(p *fault.Problems, reason string) {
	switch {
	case strings.TrimSpace(reason) == "":
		p.Add("reason", "field.required")
	case utf8.RuneCountInString(reason) > longest:
		p.Add("reason", "field.too_long", "Max", longest)
	}
}
