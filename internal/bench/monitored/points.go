// Package monitored measures electronic monitoring: what reading and judging a position costs, how fast frames become rows, how long a
// live position waits beside a backlog, what an idle connection holds, and how soon a track can be drawn.
package monitored

import (
	"fmt"
	"sync/atomic"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/zone"
)

// Points is what one point costs of a processor, in nanoseconds, each measure with the one before it inside.
type Points struct {
	Loop   float64 // the loop over the points, nothing else
	Zones  float64 // three zones alone: distance to each
	Rules  float64 // zones with the state of the rules
	Decode float64 // frames of ten records: cut, sum, read, judged clock
	Whole  float64 // decode, then rules
}

// PerSecond turns nanoseconds a point into points a CPU-second.
func PerSecond(ns float64) float64 { return 1e9 / ns }

// three is what most wearers have: a home, a place to keep away from, a victim's place.
func three(w *simulate.Wearer, from time.Time) judge.Case {
	circle := func(p simulate.Place, radius float64) zone.Shape {
		return zone.Shape{Form: zone.Circle, Points: []zone.Point{zone.At(p.Lat, p.Lon)}, Radius: radius}
	}
	m := w.Home.Move(900, 60)
	var corners []zone.Point
	for i := range 8 {
		p := m.Move(180, float64(i)*45)
		corners = append(corners, zone.At(p.Lat, p.Lon))
	}
	one := func(id string, kind zone.Kind, s zone.Shape, buffer float64) judge.Zone {
		return judge.Zone{ID: id, Kind: kind, Versions: []zone.Version{{From: from, Shape: s, Buffer: buffer}}}
	}
	return judge.Case{Order: "bench", Start: from, Zones: []judge.Zone{
		one("home", zone.Home, circle(w.Home, 80), 0), one("market", zone.Exclusion, zone.Shape{Form: zone.Polygon, Points: corners}, 80),
		one("her", zone.VictimFixed, circle(w.Home.Move(4000, 200), 300), 300),
	}}
}

// MeasurePoints measures on one goroutine for about a second each; cpu gives the processor time of the process so far.
func MeasurePoints(set *judge.Settings, zoneOf *time.Location, cpu func() time.Duration) (Points, error) {
	from := time.Date(2026, 11, 2, 0, 0, 0, 0, zoneOf)
	w := simulate.NewWearer(5, 0, simulate.Place{Lat: 40.5283, Lon: 72.7985}, zoneOf)
	v := &simulate.Voice{Protocol: protocols.Teltonika, Ident: simulate.Ident(5, 0)}
	const frames, each = 4000, 10
	var list [][]byte
	inputs := make([]judge.Input, 0, frames*each)
	for i := range frames {
		part := make([]simulate.Sample, each)
		for k := range part {
			part[k] = w.Sample(from.Add(time.Duration(i*each+k) * 15 * time.Second))
			part[k].Alarms = nil
			p := part[k].Place
			inputs = append(inputs, judge.Input{Arrival: int64(len(inputs) + 1), Fix: monitoring.Fix{
				Arrival: int64(len(inputs) + 1), At: part[k].At, ReceivedAt: part[k].At, Lat: monitoring.DegreesE7(p.Lat), Lon: monitoring.DegreesE7(p.Lon),
				Accuracy: part[k].Accuracy, Speed: -1, Battery: -1, Mechanism: monitoring.Satellite,
			}})
		}
		b, _ := v.Packet(part)
		list = append(list, b)
	}
	c := three(w, from)
	var areas []*zone.Area
	for _, z := range c.Zones {
		areas = append(areas, zone.Lay(z.Versions[0].Shape))
	}
	var sum int64
	var fault error
	out := Points{
		Loop: cost(cpu, len(inputs), func() {
			for i := range inputs {
				f := &inputs[i].Fix
				sum += int64(f.Lat) ^ int64(f.Lon)
			}
		}),
		Zones: cost(cpu, len(inputs), func() {
			for i := range inputs {
				f := &inputs[i].Fix
				for _, a := range areas {
					if a.DistanceWithin(zone.Point{Lat: f.Lat, Lon: f.Lon}, 500) < 0 {
						sum++
					}
				}
			}
		}),
		Rules: cost(cpu, len(inputs), func() {
			j := judge.New(c, set)
			s := j.Begin()
			for i := range inputs {
				j.Step(&s, &inputs[i])
			}
			sum += int64(len(s.Done))
		}),
		Decode: cost(cpu, len(inputs), func() { fault = read(list, from, nil) }),
		Whole: cost(cpu, len(inputs), func() {
			j := judge.New(c, set)
			s := j.Begin()
			n := int64(0)
			fault = read(list, from, func(m *monitoring.Message, at time.Time) {
				n++
				p := m.Position
				in := judge.Input{Arrival: n, Fix: monitoring.Fix{Arrival: n, At: at, ReceivedAt: at, Lat: p.Lat, Lon: p.Lon, Accuracy: 6, Speed: -1, Battery: -1, Mechanism: p.Mechanism}}
				j.Step(&s, &in)
			})
		}),
	}
	kept.Store(sum)
	return out, fault
}

// kept keeps the sum of a loop, so that no compiler leaves the loop out.
var kept atomic.Int64

// read cuts and reads frames and judges the clocks, as the listeners do.
func read(list [][]byte, at time.Time, take func(*monitoring.Message, time.Time)) error {
	d, _ := protocols.Teltonika.Decoder(frame.Settings{})
	s, _ := protocols.Teltonika.Splitter()
	limits := track.Limits{Future: 10 * time.Minute, Past: 60 * 24 * time.Hour}
	received := at.AddDate(0, 0, 10)
	for _, b := range list {
		if _, size, err := s.Split(b); err != nil || size != len(b) {
			return fmt.Errorf("a frame of %d bytes is cut at %d: %w", len(b), size, err)
		}
		r, err := d.Decode(b, received)
		if err != nil {
			return err
		}
		for i := range r.Messages {
			m := &r.Messages[i]
			m.ReceivedAt = received
			when, _, _ := track.Judge(m, limits)
			if take != nil {
				take(m, when)
			}
		}
	}
	return nil
}

// cost repeats work over n points for about a second and gives nanoseconds of the processor a point.
func cost(cpu func() time.Duration, n int, work func()) float64 {
	work()
	began, times := cpu(), 0
	for cpu()-began < time.Second {
		work()
		times++
	}
	return float64((cpu() - began).Nanoseconds()) / float64(times*n)
}
