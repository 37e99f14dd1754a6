package judge

import (
	"math"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// accuracy is the radius of a fix; one that tells none is given what its kind usually has.
func (j *Judge) accuracy(f *monitoring.Fix) float64 {
	switch {
	case f.Accuracy > 0:
		return f.Accuracy
	case f.Mechanism == monitoring.Satellite:
		return j.set.UntoldGPS
	}
	return j.set.UntoldOther
}

// unusable says why a fix cannot move anything, whatever its neighbours; empty when it can.
func (j *Judge) unusable(f *monitoring.Fix) string {
	switch {
	case f.Marks.Has(monitoring.Invalid):
		return "invalid"
	case f.Marks.Has(monitoring.Implausible):
		return "implausible"
	case abs(f.Lat) < 100_000 && abs(f.Lon) < 100_000:
		return "nowhere" // within a kilometre of 0,0 there is nobody of ours
	case f.Marks.Has(monitoring.CellOnly) || f.Mechanism == monitoring.Cell:
		return "cell"
	case j.accuracy(f) > j.set.MaxAccuracy || math.IsNaN(f.Accuracy):
		return "inaccurate"
	}
	return ""
}

func abs(e monitoring.E7) monitoring.E7 {
	if e < 0 {
		return -e
	}
	return e
}

// place takes the position of an own fix, or the word of the home unit.
func (j *Judge) place(s *State, f *monitoring.Fix) {
	ref := Ref{f.Arrival, f.At}
	if f.NoPosition {
		if s.Mode == AtHome {
			j.placed(s, f.At)
			for i := range j.zones {
				if j.zones[i].Kind == zone.Home && s.Zones[i].Version > 0 {
					j.observe(s, i, 0, 0, 0, ref)
				}
			}
		}
		return
	}
	if why := j.unusable(f); why != "" {
		s.Marked = append(s.Marked, Mark{f.Arrival, why})
		return
	}
	seen := Seen{Ref: ref, Place: zone.Point{Lat: f.Lat, Lon: f.Lon}, Accuracy: j.accuracy(f), OK: true}
	metres := 0.0
	if s.Anchor.OK {
		metres = zone.Between(s.Anchor.Place, seen.Place)
	}
	switch {
	case !s.Anchor.OK || j.believable(metres, s.Anchor, seen):
		if p := s.Pending; p.OK {
			s.Pending = Seen{}
			if j.believable(zone.Between(p.Place, seen.Place), p, seen) {
				m := zone.Between(s.Anchor.Place, p.Place)
				j.accept(s, p, m)
				metres = zone.Between(p.Place, seen.Place)
			} else {
				s.Marked = append(s.Marked, Mark{p.Arrival, "speed"})
			}
		}
		j.accept(s, seen, metres)
	case s.Pending.OK && j.believable(zone.Between(s.Pending.Place, seen.Place), s.Pending, seen):
		p := s.Pending // two agree on the new place: they are believed, however the wearer came there
		s.Pending = Seen{}
		j.accept(s, p, metres)
		j.accept(s, seen, zone.Between(p.Place, seen.Place))
	default:
		if s.Pending.OK {
			s.Marked = append(s.Marked, Mark{s.Pending.Arrival, "speed"})
		}
		s.Pending, s.Told = seen, false
	}
}

// believable reports whether one can have come from a to b in the time between, their accuracies taken off.
func (j *Judge) believable(metres float64, a, b Seen) bool {
	free := metres - a.Accuracy - b.Accuracy
	return free <= 0 || free <= float64(j.set.MaxSpeed*b.At.Sub(a.At).Seconds())
}

// accept lets a believed fix move the state; metres is the way from the anchor.
func (j *Judge) accept(s *State, seen Seen, metres float64) {
	prev := s.Anchor
	s.Anchor = seen
	gap := seen.At.Sub(prev.At)
	if prev.OK && s.Mode == Rest && gap > 0 && metres-seen.Accuracy-prev.Accuracy > float64(j.set.MovingSpeed*gap.Seconds()) {
		s.Mode = Moving
	}
	straight := prev.OK && gap > 0 && gap <= j.set.CrossingGap && metres <= float64(j.set.CrossingSpeed*gap.Seconds())
	j.placed(s, seen.At)
	j.apart(s, seen.Ref)
	for i := range j.zones {
		l, z := &j.zones[i], &s.Zones[i]
		switch {
		case z.Version == 0:
		case l.Kind == zone.VictimMoving:
			j.near(s, i, seen.Ref)
		default:
			a, before := l.areas[z.Version-1], z.Distance
			d := a.DistanceWithin(seen.Place, l.reach)
			if straight && z.Awake && l.Kind.KeepOut() && before > 0 && d > 0 && z.Inner.Side != Inside && a.Crossed(prev.Place, seen.Place) {
				j.possible(s, i, prev.Ref, seen.Ref, d)
			}
			j.observe(s, i, d, seen.Accuracy, 0, seen.Ref)
		}
	}
}

// placed notes that the wearer's place is known.
func (j *Judge) placed(s *State, at time.Time) {
	if at.After(s.Placed) {
		s.Placed = at
	}
	if s.Blind {
		s.Blind = false
		s.shut(NoPlace, "", at, "heard")
	}
}

// possible tells of a crossing that nobody saw.
func (j *Judge) possible(s *State, i int, from, to Ref, d float64) {
	l, z := &j.zones[i], &s.Zones[i]
	if n := s.find(KeepOutPossible, z.ID); n >= 0 {
		j.prolong(s, n, to)
		return
	}
	f := j.Plain(KeepOutPossible, from.At, s.Now)
	f.Zone, f.Version = z.ID, l.Versions[z.Version-1].Number
	f.Explain.Evidence = []Ref{from, to}
	if from == to {
		f.Explain.Evidence = []Ref{to}
	}
	f.Explain.Distance, f.Explain.SpeedLimit = math.Round(min(d, l.reach)*10)/10, j.set.CrossingSpeed
	s.open(f)
}

// prolong adds evidence to an episode.
func (j *Judge) prolong(s *State, n int, ref Ref) {
	f := &s.Open[n]
	if ref.At.Before(f.last()) {
		return
	}
	e := f.Explain.Evidence
	if len(e) >= max(2, j.set.EvidenceLimit) {
		e = append(append([]Ref(nil), e[:len(e)-1]...), ref)
	} else {
		e = append(append([]Ref(nil), e...), ref)
	}
	f.Explain.Evidence = e
}

// doubtOver tells of a doubtful fix inside a place to keep away from whose other neighbour does not come.
func (j *Judge) doubtOver(s *State) {
	s.Told = true
	for i := range j.zones {
		l, z := &j.zones[i], &s.Zones[i]
		if z.Version == 0 || !z.Awake || !l.Kind.KeepOut() || l.Kind == zone.VictimMoving {
			continue
		}
		if d := l.areas[z.Version-1].DistanceWithin(s.Pending.Place, l.reach); d <= 0 {
			j.possible(s, i, s.Pending.Ref, s.Pending.Ref, d)
		}
	}
}
