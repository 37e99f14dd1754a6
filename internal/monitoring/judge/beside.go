package judge

import (
	"math"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// beside takes a fix of another device of the wearer. Its alarms count; where it is moves no zone, and its silence is none of the wearer: a
// telephone may lie at home. That it is far from the device that leads is a finding of its own, because one of the two is not on the body.
func (j *Judge) beside(s *State, f *monitoring.Fix) {
	j.alarms(s, f)
	if f.NoPosition || j.unusable(f) != "" {
		return
	}
	s.Other = Seen{Ref: Ref{f.Arrival, f.At}, Place: zone.Point{Lat: f.Lat, Lon: f.Lon}, Accuracy: j.accuracy(f), OK: true}
	j.apart(s, s.Other.Ref)
}

// apart compares the two devices, whichever of them has just told its place.
func (j *Judge) apart(s *State, ref Ref) {
	if !s.Anchor.OK || !s.Other.OK || s.Anchor.At.Sub(s.Other.At).Abs() > j.set.ApartWithin {
		return
	}
	d := zone.Between(s.Anchor.Place, s.Other.Place)
	side := Unknown
	switch {
	case d-s.Anchor.Accuracy-s.Other.Accuracy > j.set.ApartMetres:
		side = Outside
	case d <= j.set.ApartMetres:
		side = Inside
	}
	changed := look(&s.Apart, side, ref, j.set.Apart, j.set.Apart)
	n := s.find(DevicesApart, "")
	switch {
	case s.Apart.Side == Inside && n >= 0:
		s.shut(DevicesApart, "", s.Apart.Since, "together")
	case s.Apart.Side == Outside && side == Outside && n >= 0:
		j.prolong(s, n, ref)
	case s.Apart.Side == Outside && side == Outside:
		from := ref.At
		if changed {
			from = s.Apart.Since
		}
		f := j.Plain(DevicesApart, from, ref.At)
		f.Explain.Evidence = append([]Ref{}, s.Apart.evidence()...)
		f.Explain.Distance = math.Round(d)
		f.Explain.M, f.Explain.N, f.Explain.Dwell = j.set.Apart.M, j.set.Apart.N, j.set.Apart.Dwell
		s.open(f)
	}
}
