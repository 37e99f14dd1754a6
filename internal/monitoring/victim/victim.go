// Package victim holds the rules of the protected person of an order of monitoring: consent that comes before everything and can be
// withdrawn at once, safe ways to be told, places and a device that are hers and never the wearer's to know of. Pure rules.
package victim

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// MaxText bounds every free text of a record.
const MaxText = 2000

// Lists and rules of the rulebook.
const (
	ListReasons    = "monitoring_victim_reasons"    // why a record is opened
	ListUnderstood = "monitoring_victim_understood" // how it was made sure that she understood
	ListSigned     = "monitoring_victim_signed"
	ListWithdrawn  = "monitoring_victim_withdrawn" // by which way she withdrew
	ListPlaces     = "monitoring_victim_places"
	ListDeviceEnds = "monitoring_victim_device_ends"
	RuleOpen       = "monitoring.victim_open_minutes"    // how long one opening lasts
	RuleKeep       = "monitoring.victim_positions_hours" // how long positions of her device are kept
	RuleRenew      = "monitoring.victim_renew_days"      // within which a consent to an older text is renewed
	RuleUse        = "monitoring.victim_message_hours"   // after which a message is of no use
)

// State is how the consent of a protected person stands.
type State string

// The states.
const (
	NoConsent State = "no_consent" // nothing may be done yet: no device, no place, no message
	Standing  State = "standing"
	Renew     State = "renew" // stands, but the information text has a newer version
	Withdrawn State = "withdrawn"
	Over      State = "over" // the order has ended
)

// States lists the states in the order of screens.
func States() []State { return []State{NoConsent, Standing, Renew, Withdrawn, Over} }

// Person is a protected person as her record holds her. It names the order and never the wearer.
type Person struct {
	ID, Order string
	Number    int
	Name      string
	Lang      string
	Hours     Hours
	Phrase    string // agreed words that a message of danger says instead of the plain ones; empty = the plain ones
	Words     string // what is to be minded when telling her
	EndedAt   civil.Instant
	MadeAt    civil.Instant
	MadeBy    string
	Row       int
}

// Entry is what is written of a person.
type Entry struct {
	Name, Lang    string
	Hours         Hours
	Phrase, Words string
}

// Check says everything that is wrong with an entry. Languages are those in which messages can be written.
func (e Entry) Check(languages []string) fault.Problems {
	var p fault.Problems
	if strings.TrimSpace(e.Name) == "" {
		p.Add("name", "field.required")
	}
	if !slices.Contains(languages, e.Lang) {
		p.Add("lang", "field.choose")
	}
	e.Hours.check(&p)
	long(&p, "name", e.Name, 200)
	long(&p, "phrase", e.Phrase, 160)
	long(&p, "words", e.Words, MaxText)
	return p
}

func long(p *fault.Problems, field, text string, most int) {
	if utf8.RuneCountInString(text) > most {
		p.Add(field, "field.too_long", "Max", most)
	}
}

// Hours are those in which she may be told of what is no danger: from From until To, hh:mm, over midnight when From is later. Both
// empty: at any time.
type Hours struct{ From, To string }

func (h Hours) check(p *fault.Problems) {
	if (h.From == "") != (h.To == "") {
		p.Add("hours_from", "monitoring.victim.hours_both")
		return
	}
	for field, text := range map[string]string{"hours_from": h.From, "hours_until": h.To} {
		if _, err := time.Parse("15:04", text); text != "" && err != nil {
			p.Add(field, "monitoring.victim.hours_form")
		}
	}
	if h.From != "" && h.From == h.To {
		p.Add("hours_until", "monitoring.victim.hours_same")
	}
}

// Next is the first instant from now on within the hours.
func (h Hours) Next(now civil.Instant, zone *time.Location) civil.Instant {
	from, err := time.Parse("15:04", h.From)
	if err != nil || h.From == h.To {
		return now
	}
	clock := now.Time().In(zone).Format("15:04")
	inside := clock >= h.From && clock < h.To
	if h.From > h.To {
		inside = clock >= h.From || clock < h.To
	}
	if inside {
		return now
	}
	day := now.In(zone)
	at := day.StartIn(zone).Add(time.Duration(from.Hour())*time.Hour + time.Duration(from.Minute())*time.Minute)
	if at.Before(now) {
		day = day.AddDays(1)
		at = day.StartIn(zone).Add(time.Duration(from.Hour())*time.Hour + time.Duration(from.Minute())*time.Minute)
	}
	return at
}

// Kind is a safe way to be told.
type Kind string

// The ways.
const (
	Call    Kind = "call"    // a person calls; nothing is written
	SMS     Kind = "sms"     // neutral words that anybody may read
	Trusted Kind = "trusted" // a person she trusts is called and passes it on
)

// Kinds lists the ways in the order of screens.
func Kinds() []Kind { return []Kind{Call, SMS, Trusted} }

// Phone is one number with the way in which it is safe to use it.
type Phone struct {
	ID     string
	Rank   int // 1 is tried first
	Number string
	Kind   Kind
	Person string // who answers, where it is a person she trusts
}

// Check says everything that is wrong with a phone; whether the number is one is said elsewhere.
func (x Phone) Check() fault.Problems {
	var p fault.Problems
	if !slices.Contains(Kinds(), x.Kind) {
		p.Add("way", "field.choose")
	}
	if x.Kind == Trusted && strings.TrimSpace(x.Person) == "" {
		p.Add("person", "monitoring.victim.person_needed")
	}
	long(&p, "person", x.Person, 200)
	return p
}

// Goes is the moment before which positions go when those from before a term must: by whole hours, as soon as the first of one has reached
// it, so that no position is kept for longer than it may be and the hash of an hour is of all of it or of nothing.
func Goes(term civil.Instant) civil.Instant {
	t := term.Time().Truncate(time.Hour)
	if t.Before(term.Time()) {
		t = t.Add(time.Hour)
	}
	return civil.At(t)
}
