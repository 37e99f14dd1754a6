package judge

import (
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// hear notes that the device was heard, and what it is doing.
func (j *Judge) hear(s *State, f *monitoring.Fix) {
	if s.Mute {
		s.Mute = false
		s.shut(Silent, "", f.At, "heard")
	}
	s.Heard = Ref{f.Arrival, f.At}
	switch {
	case f.Mechanism == monitoring.Beacon || f.Mechanism == monitoring.Radio:
		s.Mode = AtHome
	case f.Charging:
		s.Mode = Charging
	case f.Speed > j.set.MovingSpeed:
		s.Mode = Moving
	default:
		s.Mode = Rest
	}
	level, told := battery(f)
	if !told {
		return
	}
	s.Battery = level
	j.level(s, BatteryEmpty, level, j.set.BatteryEmpty, f)
	j.level(s, BatteryLow, level, j.set.BatteryLow, f)
}

// level opens and ends a finding about the battery; five points of charge lie between the two, so that it does not flutter.
func (j *Judge) level(s *State, r Rule, level, limit float64, f *monitoring.Fix) {
	open := s.find(r, "") >= 0
	switch {
	case !open && level <= limit && !f.Charging:
		x := j.Plain(r, f.At, f.At)
		x.Explain.Evidence = []Ref{{f.Arrival, f.At}}
		s.open(x)
	case open && level >= limit+5:
		s.shut(r, "", f.At, "charged")
	}
}

// expected is how often the device is to be heard now.
func (j *Judge) expected(s *State) time.Duration {
	switch s.Mode {
	case Moving:
		return j.set.Expected.Moving
	case Charging:
		return j.set.Expected.Charging
	case AtHome:
		return j.set.Expected.Home
	case Rest:
	}
	return j.set.Expected.Rest
}

// patience is how long a silence is nothing special.
func (j *Judge) patience(s *State) time.Duration {
	return time.Duration(float64(j.expected(s))*j.set.SilentFactor) + j.set.SilentGrace
}

// mute is the moment at which a silence makes every side unknown: nobody is outside because nothing is heard.
func (j *Judge) mute(s *State, at time.Time) {
	s.Mute = true
	j.forget(s, at)
}

func (j *Judge) forget(s *State, at time.Time) {
	for i := range s.Zones {
		s.Zones[i].Inner.forget(at)
		s.Zones[i].Outer.forget(at)
	}
}

// silenceTold is when the silence that has begun is told: at once, or some time after the outage that explains it; zero while it lasts.
func (j *Judge) silenceTold(s *State) time.Time {
	at := s.Heard.At.Add(j.patience(s))
	for range j.Outages {
		moved := false
		for _, o := range j.Outages {
			if o.To.IsZero() && o.holds(at) {
				return time.Time{}
			}
			if o.holds(at) || !o.To.IsZero() && !at.Before(o.To) && at.Before(o.To.Add(j.set.OutageGrace)) && s.Heard.At.Before(o.To) {
				at, moved = o.To.Add(j.set.OutageGrace), true
			}
		}
		if !moved {
			break
		}
	}
	return at
}

func (j *Judge) tellSilence(s *State, at time.Time) {
	f := j.Plain(Silent, s.Heard.At, at)
	if s.Heard.Arrival > 0 {
		f.Explain.Evidence = []Ref{s.Heard}
	}
	f.Explain.Expected = j.expected(s)
	s.open(f)
}

// outage is the identifier of an outage that holds at a moment.
func (j *Judge) outage(at time.Time) string {
	for _, o := range j.Outages {
		if o.holds(at) {
			return o.ID
		}
	}
	return ""
}

// blind is the moment at which a device that is heard has told no usable place for too long.
func (j *Judge) blind(s *State, at time.Time) {
	s.Blind = true
	j.forget(s, at)
	f := j.Plain(NoPlace, s.Placed, at)
	if s.Heard.Arrival > 0 {
		f.Explain.Evidence = []Ref{s.Heard}
	}
	s.open(f)
}

// alarms opens or prolongs the episodes of what the device says of itself; latched ones are kept by the engine, by arrival.
func (j *Judge) alarms(s *State, f *monitoring.Fix) {
	for _, a := range f.Alarms {
		if !Latched(a) {
			j.episode(s, OfAlarm(a), "", Ref{f.Arrival, f.At})
		}
	}
	if f.Marks.Has(monitoring.Implausible) && f.NoPosition {
		j.episode(s, ClockWrong, "", Ref{f.Arrival, f.At})
	}
}

func (j *Judge) episode(s *State, r Rule, zoneID string, ref Ref) {
	if n := s.find(r, zoneID); n >= 0 {
		j.prolong(s, n, ref)
		return
	}
	f := j.Plain(r, ref.At, ref.At)
	f.Zone = zoneID
	f.Explain.Evidence = []Ref{ref}
	s.open(f)
}

// peer takes a fix of a victim's device.
func (j *Judge) peer(s *State, in *Input) {
	f := &in.Fix
	for i := range j.zones {
		z := &s.Zones[i]
		if z.ID != in.Zone || j.zones[i].Kind != zone.VictimMoving {
			continue
		}
		ref := Ref{f.Arrival, f.At}
		for _, a := range f.Alarms {
			if a == monitoring.Panic {
				j.episode(s, VictimPanic, z.ID, ref)
			}
		}
		if f.NoPosition || j.unusable(f) != "" {
			continue
		}
		z.Peer = Seen{Ref: ref, Place: zone.Point{Lat: f.Lat, Lon: f.Lon}, Accuracy: j.accuracy(f), OK: true}
		if z.Version > 0 {
			j.near(s, i, ref)
		}
	}
}

// near judges the distance of wearer and victim, whoever of the two has just been heard.
func (j *Judge) near(s *State, i int, ref Ref) {
	l, z := &j.zones[i], &s.Zones[i]
	oldest := s.Now.Add(-j.set.PeerStale)
	if !s.Anchor.OK || !z.Peer.OK || s.Placed.Before(oldest) || z.Peer.At.Before(oldest) {
		return
	}
	if z.Stale {
		z.Stale = false
		s.shut(VictimUnknown, z.ID, ref.At, "heard")
	}
	age := s.Placed.Sub(z.Peer.At).Abs()
	d := zone.Between(s.Anchor.Place, z.Peer.Place) - l.Versions[z.Version-1].Shape.Radius
	j.observe(s, i, d, s.Anchor.Accuracy+z.Peer.Accuracy, float64(age.Seconds()*j.set.PeerDrift), ref)
}

// staleAt is when one of the two sides will be too old; not before the zone begins to hold.
func (j *Judge) staleAt(s *State, z *ZoneState, from time.Time) time.Time {
	peer := z.PeerFrom
	if z.Peer.OK {
		peer = later(peer, z.Peer.At)
	}
	return later(earlier(s.Placed, peer).Add(j.set.PeerStale), from)
}

func (j *Judge) stale(s *State, i int, at time.Time) {
	z := &s.Zones[i]
	z.Stale = true
	z.Inner.forget(at)
	z.Outer.forget(at)
	f := j.Plain(VictimUnknown, at, at)
	f.Zone, f.Version, f.Outage = z.ID, j.zones[i].Versions[z.Version-1].Number, j.outage(at)
	f.Explain.Expected = j.set.PeerStale
	s.open(f)
}
