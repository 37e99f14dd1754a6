package judge

import (
	"strings"
	"time"

	"tuzjol/internal/monitoring"
)

// Rule names what was found.
type Rule string

// The rules. Those of a device carry the alarm's name after "alarm_".
const (
	PresenceAbsent  Rule = "presence_absent"  // not there when the time began, or came late
	PresenceLeft    Rule = "presence_left"    // left while the time ran
	PresenceUnknown Rule = "presence_unknown" // nobody knows where the wearer was when the time began
	KeepOutEntry    Rule = "entry"            // inside a place to keep away from
	KeepOutWarning  Rule = "buffer"           // in its buffer, or perhaps inside
	KeepOutPossible Rule = "possible"         // the straight way between two fixes crosses it, or one doubtful fix lay inside
	VictimUnknown   Rule = "victim_unknown"   // one side of a moving zone is not heard: protection is reduced
	Silent          Rule = "silent"           // the device is not heard
	NoPlace         Rule = "no_place"         // the device is heard, without a usable place
	BatteryLow      Rule = "battery_low"
	BatteryEmpty    Rule = "battery_empty"
	ClockWrong      Rule = "clock_wrong" // fixes from a future
	TamperLatched   Rule = "tamper"      // strap, case, base unit; stands until an officer clears it
	VictimPanic     Rule = "victim_panic"
	DevicesApart    Rule = "devices_apart" // two devices of one wearer are in two places: one of them is not on the body
	alarmPrefix          = "alarm_"
)

// OfAlarm is the rule of an alarm that is not latched.
func OfAlarm(a monitoring.Alarm) Rule { return Rule(alarmPrefix + string(a)) }

// Latched alarms stand until an officer clears them.
func Latched(a monitoring.Alarm) bool {
	switch a {
	case monitoring.Tamper, monitoring.Removed, monitoring.BaseMoved, monitoring.AntennaCut:
		return true
	}
	return false
}

// Class is how a finding is to be taken.
type Class string

// The classes.
const (
	Violation Class = "violation"
	Warning   Class = "warning"
	Possible  Class = "possible" // lower: may be, cannot be shown
	Technical Class = "technical"
)

func classOf(r Rule) Class {
	switch r {
	case PresenceAbsent, PresenceLeft, KeepOutEntry, TamperLatched, VictimPanic, OfAlarm(monitoring.Panic):
		return Violation
	case KeepOutWarning, VictimUnknown, DevicesApart:
		return Warning
	case KeepOutPossible, PresenceUnknown:
		return Possible
	}
	return Technical
}

// Ref points to a stored fix by its arrival number; Arrival 0 is the clock itself.
type Ref struct {
	Arrival int64
	At      time.Time
}

// Finding is one violation, warning or fault of a device, from its beginning to its end: what happened, in true time.
type Finding struct {
	Rule      Rule
	Class     Class
	Zone      string // empty for the device
	Version   int    // of the zone
	From, To  time.Time
	DecidedAt time.Time // true time of the evidence that confirmed it
	Whole     bool      // absent from the beginning of the time to its end
	End       string    // why it ended: returned, time_over, changed, over, entered, heard
	Outage    string
	Explain   Explain
}

// Open reports whether it still goes on.
func (f Finding) Open() bool { return f.To.IsZero() }

// episode reports whether the finding is one that a repeat prolongs and quiet ends.
func (f *Finding) episode() bool {
	return f.Rule == KeepOutPossible || f.Rule == VictimPanic || f.Rule == DevicesApart || f.Rule == ClockWrong || strings.HasPrefix(string(f.Rule), alarmPrefix)
}

// last is the true time of its last evidence.
func (f *Finding) last() time.Time {
	if n := len(f.Explain.Evidence); n > 0 {
		return f.Explain.Evidence[n-1].At
	}
	return f.From
}

// Explain is why it was found, kept with it: what was seen and by which thresholds. It holds no place.
type Explain struct {
	Rules      string // version of the rules in the program
	Rulebook   string
	Evidence   []Ref
	Distance   float64 // metres from the boundary at the deciding fix, inside negative; for a moving victim in steps of 50
	Accuracy   float64
	ExitBand   float64
	Factor     float64
	M, N       int
	Dwell      time.Duration
	Buffer     float64
	Expected   time.Duration // of silence
	PeerAge    time.Duration // of the older of the two fixes of a moving zone
	PeerFix    int64         // arrival number of the victim's fix; where it was is not told
	SpeedLimit float64
}
