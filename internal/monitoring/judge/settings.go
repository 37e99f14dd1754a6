package judge

import (
	"time"

	"tuzjol/internal/monitoring/zone"
)

// Confirm is how a change of side is believed: by M of the last N fixes that say something, or by two fixes or more over a time. A
// single fix never counts by the time alone.
type Confirm struct {
	M, N  int
	Dwell time.Duration
}

// KindSettings are the thresholds of one kind of zone.
type KindSettings struct {
	ExitBand   float64 // metres beyond the boundary before an exit counts
	Factor     float64 // how many times the accuracy is taken off before an exit or an entry counts
	Enter      Confirm
	Exit       Confirm
	Warn       Confirm       // entry of the buffer
	StartGrace time.Duration // after a timetable has woken, before an absence is told
}

// Interval is how often a device is to be heard in a mode.
type Interval struct {
	Moving, Rest, Charging, Home time.Duration
}

// Settings are all thresholds. They are data of the rulebook; FromRulebook reads them and names what is not certain.
type Settings struct {
	RuleVersion string // of the rulebook

	Presence, Exclusion, VictimFixed, VictimMoving KindSettings

	MaxSpeed      float64 // metres a second; faster between two fixes is not believed
	MaxAccuracy   float64 // metres; a worse fix moves nothing
	UntoldGPS     float64 // accuracy taken where a satellite fix tells none
	UntoldOther   float64 // and any other fix
	FutureSlack   time.Duration
	PastLimit     time.Duration // how old a fix may be when it comes; older is a clock that cannot be, such as one 1024 weeks behind
	DoubtWait     time.Duration // a fix that only one neighbour speaks against waits so long for the other
	CrossingGap   time.Duration // a straight way between two fixes is thought of up to this gap
	CrossingSpeed float64

	PeerStale time.Duration // older than this, one side of a moving zone is unknown
	PeerDrift float64       // metres a second that a person may have gone since the older of the two fixes

	ApartMetres float64       // two devices of one wearer are apart from here on, accuracies taken off
	ApartWithin time.Duration // their fixes are compared when no more lies between them
	Apart       Confirm

	Expected      Interval
	SilentFactor  float64       // silence after so many expected intervals
	SilentGrace   time.Duration // and this
	NoPlaceAfter  time.Duration // messages without a usable place for so long
	OutageGrace   time.Duration // after an outage ended
	MovingSpeed   float64
	AlarmQuiet    time.Duration // the same alarm again within it is the same episode
	BatteryLow    float64
	BatteryEmpty  float64
	LateAfter     time.Duration // known so much later than decided: late
	UpdateEvery   time.Duration // an alert that goes on is told again
	EvidenceLimit int           // fixes kept in an explanation
}

// Of gives the thresholds of a kind.
func (s *Settings) Of(k zone.Kind) *KindSettings {
	switch k {
	case zone.Exclusion:
		return &s.Exclusion
	case zone.VictimFixed:
		return &s.VictimFixed
	case zone.VictimMoving:
		return &s.VictimMoving
	case zone.Home, zone.Work, zone.Inclusion:
	}
	return &s.Presence
}
