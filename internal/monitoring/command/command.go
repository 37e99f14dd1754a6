// Package command holds the rules of what people may ask of a monitoring device: a closed list of harmless commands. There is none that
// opens a microphone, plays a voice or calls, and none in free words: what a device is told stands in the rulebook.
package command

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/rulebook"
)

// Kind is what a device is asked for.
type Kind string

// The kinds.
const (
	Locate   Kind = "locate"   // to say now where it is
	Interval Kind = "interval" // how often it speaks, in seconds
	Mode     Kind = "mode"     // normal or saving
	Restart  Kind = "restart"
	Vibrate  Kind = "vibrate" // a short shake that the wearer feels: charge me, call us
)

// Kinds lists the kinds in the order of screens. None opens a strap or quiets it: what a strap told is judged and closed by people here, and a
// device is taken off with its order or its fitting.
func Kinds() []Kind { return []Kind{Locate, Interval, Mode, Restart, Vibrate} }

// Modes are those that a device may be set to.
func Modes() []string { return []string{"normal", "saving"} }

// State is how far a command is.
type State string

// The states.
const (
	Queued    State = "queued"    // waits until the device is heard
	Sent      State = "sent"      // told to the device
	Answered  State = "answered"  // the device has answered
	Failed    State = "failed"    // could not be told, or was not answered in time
	Expired   State = "expired"   // the device was not heard in time
	Withdrawn State = "withdrawn" // a person took it back before it was sent
)

// Failures: why a command failed. Their text is the message "monitoring.command.failure.<code>".
const (
	NoWords  = "words"    // the rulebook has no words for the protocol of the device
	Protocol = "protocol" // the protocol takes no commands
	NoAnswer = "answer"   // sent, and not answered in time
)

// The lists and rules of the rulebook.
const (
	ListWords    = "monitoring_command_words"   // what a device is told, by protocol
	ListReasons  = "monitoring_command_reasons" // why a person asks
	RuleInterval = "monitoring.command_interval"
	RuleValid    = "monitoring.command_valid"
	RuleVibrate  = "monitoring.command_vibrate"
)

// Command is one command.
type Command struct {
	ID       string
	Number   int64 // the mark that the answer brings back
	Device   string
	Ident    string
	Client   id.Client // who wore the device when it was queued
	Kind     Kind
	Arg      string // seconds of an interval, name of a mode
	Reason   string
	State    State
	QueuedAt civil.Instant
	QueuedBy string
	Until    civil.Instant // not sent later
	SentAt   civil.Instant
	Protocol string
	DoneAt   civil.Instant
	DoneBy   string
	Answer   string
	Failure  string
	Version  int
}

// Limits are what the rulebook lets people ask.
type Limits struct {
	Min, Max         int           // seconds of an interval
	Valid, ValidNear time.Duration // how long a command waits; the second of one that a wearer feels
	Answer           time.Duration // within which a device answers
	PerHour, PerDay  int           // shakes
	QuietFrom, Until int           // hours in which nobody is shaken
}

// LimitsOf reads them. A number that is absent is the strictest: nothing is shaken, nothing waits long.
func LimitsOf(book *rulebook.Rulebook, on civil.Date) Limits {
	num := func(rule, name string, def int) int {
		if row, ok := book.Lookup(rule, on); ok && row.Value.Set {
			if n, ok := row.Value.At(name); ok {
				return n
			}
		}
		return def
	}
	minutes := func(name string, def int) time.Duration {
		return time.Duration(num(RuleValid, name, def)) * time.Minute
	}
	return Limits{
		Min: num(RuleInterval, "min_s", 15), Max: num(RuleInterval, "max_s", 3600), Valid: minutes("minutes", 60), ValidNear: minutes("felt_minutes", 5),
		Answer: minutes("answer_minutes", 15), PerHour: num(RuleVibrate, "per_hour", 0), PerDay: num(RuleVibrate, "per_day", 0),
		QuietFrom: num(RuleVibrate, "quiet_from", 0), Until: num(RuleVibrate, "quiet_until", 24),
	}
}

// Quiet tells whether nobody is shaken at an hour of the day.
func (l Limits) Quiet(hour int) bool {
	if l.QuietFrom <= l.Until {
		return hour >= l.QuietFrom && hour < l.Until
	}
	return hour >= l.QuietFrom || hour < l.Until
}

// For says how long a command of a kind waits for its device.
func (l Limits) For(k Kind) time.Duration {
	if k == Vibrate {
		return l.ValidNear
	}
	return l.Valid
}

// Shakes are how often a device was shaken of late, or is going to be.
type Shakes struct{ Hour, Day int }

// Ask is what a person asks of a device.
type Ask struct {
	Kind   Kind
	Arg    string
	Reason rulebook.Item
	Known  bool // the reason is on the list
	Held   bool // an order in force binds the wearer
	Hour   int  // of the day, where the device is
}

// Check says everything that is wrong with what is asked.
func (l Limits) Check(a Ask, s Shakes) fault.Problems {
	var p fault.Problems
	if !slices.Contains(Kinds(), a.Kind) {
		p.Add("kind", "field.choose")
	}
	switch a.Kind {
	case Interval:
		if n, err := strconv.Atoi(a.Arg); err != nil || n < l.Min || n > l.Max {
			p.Add("seconds", "monitoring.command.interval_wrong", "Min", l.Min, "Max", l.Max)
		}
	case Mode:
		if !slices.Contains(Modes(), a.Arg) {
			p.Add("mode", "field.choose")
		}
	case Vibrate:
		switch {
		case l.Quiet(a.Hour):
			p.Add("kind", "monitoring.command.quiet", "From", l.QuietFrom, "Until", l.Until)
		case s.Hour >= l.PerHour || s.Day >= l.PerDay:
			p.Add("kind", "monitoring.command.enough", "Hour", l.PerHour, "Day", l.PerDay)
		}
	case Locate, Restart:
	}
	if !a.Known {
		p.Add("reason", "field.choose")
	}
	return p
}

// Words are what a device of a protocol is told; false when the rulebook has none for it.
func Words(list rulebook.List, protocol string, k Kind, arg string) (string, bool) {
	code := string(k)
	if k == Mode {
		code += "_" + arg
	}
	item, _ := list.Item(code)
	words := item.Attr[protocol]
	return strings.ReplaceAll(words, "{}", arg), words != ""
}

// Takes lists the protocols for which the rulebook has words for a kind.
func Takes(list rulebook.List, k Kind) []string {
	var out []string
	for _, i := range list.Items {
		if i.Code != string(k) && i.Code != string(k)+"_normal" {
			continue
		}
		for p := range i.Attr {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// Tells reports whether an answer may be kept in words. That of a device which was asked where it is may not: places are read for a
// purpose only, from the store of positions.
func (k Kind) Tells() bool { return k != Locate }
