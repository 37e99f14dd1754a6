package judge

import (
	"math"
	"slices"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// State is what is known of one order at a moment of true time. It is a plain value: a copy by Clone is a checkpoint.
type State struct {
	Now     time.Time
	Anchor  Seen // the last fix that is believed
	Pending Seen // a fix too far from the anchor, until its other neighbour is known
	Told    bool // the pending fix was told of as possible
	Heard   Ref  // the last message of the device
	Mode    Mode
	Placed  time.Time // the last usable place
	Mute    bool      // silent: the sides are unknown
	Blind   bool      // heard without a place
	Zones   []ZoneState
	Battery float64 // last told; negative = never
	Other   Seen    // the last place of another device of the wearer
	Apart   Track   // whether the two are apart: outside means apart
	Open    []Finding
	Done    []Finding
	Marked  []Mark    // fixes that are not believed
	Rev     int       // grows with every change of Open and Done
	Due     time.Time `json:"-"` // when something falls due next; zero = to be worked out
}

// Mode is what the device is doing, for how often it is to be heard.
type Mode uint8

// The modes.
const (
	Rest Mode = iota
	Moving
	Charging
	AtHome // hears the home unit
)

// Seen is a fix as the rules keep it.
type Seen struct {
	Ref
	Place    zone.Point
	Accuracy float64
	OK       bool
}

// Mark says that a fix is not believed, and why.
type Mark struct {
	Arrival int64
	Why     string // invalid, nowhere, inaccurate, cell, clock, speed
}

// ZoneState is what is known of one zone.
type ZoneState struct {
	ID        string
	Version   int // index into the versions plus one; 0 = none in force
	Awake     bool
	Since     time.Time // awake or asleep since
	Until     time.Time // the timetable or the version changes
	Judge     time.Time // an absence is not told before
	SeenThere bool      // known to be inside since it woke
	Inner     Track
	Outer     Track
	Distance  float64 // at the last own fix
	Accuracy  float64
	Peer      Seen      // of a moving zone: the victim
	PeerFrom  time.Time // the victim's fix is waited for since
	Stale     bool
}

// Clone is a copy that shares nothing that is written to.
func (s *State) Clone() State {
	c := *s
	c.Zones = slices.Clone(s.Zones)
	c.Open = slices.Clone(s.Open)
	for i := range c.Open {
		c.Open[i].Explain.Evidence = slices.Clip(c.Open[i].Explain.Evidence)
	}
	c.Done = slices.Clip(s.Done)
	c.Marked = slices.Clip(s.Marked)
	return c
}

// DropBefore forgets what had ended before a moment.
func (s *State) DropBefore(at time.Time) {
	s.Done = slices.DeleteFunc(slices.Clone(s.Done), func(f Finding) bool { return f.To.Before(at) })
	if n := len(s.Marked); n > keepMarks {
		s.Marked = slices.Clone(s.Marked[n-keepMarks:])
	}
}

// keepMarks is how many marks of fixes a state carries on.
const keepMarks = 64

// find gives the place in Open of a finding of a rule and zone, or -1.
func (s *State) find(r Rule, zoneID string) int {
	for i := range s.Open {
		if s.Open[i].Rule == r && s.Open[i].Zone == zoneID {
			return i
		}
	}
	return -1
}

func (s *State) open(f Finding) {
	s.Open = append(s.Open, f)
	s.Rev++
}

// shut ends an open finding, if there is one. One that would end before it began never was.
func (s *State) shut(r Rule, zoneID string, at time.Time, why string) {
	i := s.find(r, zoneID)
	if i < 0 {
		return
	}
	f := s.Open[i]
	s.Open = slices.Delete(s.Open, i, i+1)
	s.Rev++
	if at.Before(f.From) {
		at = f.From
	}
	f.To, f.End = at, why
	s.Done = append(s.Done, f)
}

func (s *State) shutAll(at time.Time, why string) {
	for len(s.Open) > 0 {
		s.shut(s.Open[0].Rule, s.Open[0].Zone, at, why)
	}
}

// step50 rounds a distance to steps of 50 metres, so that an explanation gives no ring on which a victim must be.
func step50(d float64) float64 { return math.Round(d/50) * 50 }

func battery(f *monitoring.Fix) (float64, bool) {
	return f.Battery, f.Battery >= 0 && f.Battery <= 100 && f.Battery != 0
}
