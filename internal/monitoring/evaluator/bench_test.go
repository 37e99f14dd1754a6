package evaluator

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
)

// three is what most wearers have: a home with a curfew, a place to keep away from, a victim's place.
func three() judge.Case {
	return written{Start: "2026-03-02 00:00", Zones: []writtenZone{
		{ID: "home", Kind: "home", Circle: "0 0 60", From: "2026-03-02 00:00", Nightly: "22:00-06:00"},
		{ID: "market", Kind: "exclusion", Polygon: "400 -100, 700 -100, 700 300, 550 150, 400 300", Buffer: 80, From: "2026-03-02 00:00"},
		{ID: "her", Kind: "victim_fixed", Circle: "-2500 500 300", Buffer: 300, From: "2026-03-02 00:00"},
	}}.order()
}

// days is a track at one fix a minute: at home by night, about town by day, now and then into the zones.
func days(n int) []judge.Input {
	r := rand.New(rand.NewPCG(3, 4)) //nolint:gosec // a track, no secret
	at := when("2026-03-02 00:00")
	out := make([]judge.Input, n)
	for i := range out {
		at = at.Add(time.Minute)
		day := float64(i%1440) / 1440
		out1 := max(0, math.Sin((day-0.25)*2*math.Pi))
		p := middle.Point(900*out1*math.Cos(float64(i/1440))+r.NormFloat64()*6, 700*out1*math.Sin(float64(i/1440))+r.NormFloat64()*6)
		out[i] = judge.Input{Arrival: int64(i + 1), Fix: monitoring.Fix{
			Arrival: int64(i + 1), At: at, ReceivedAt: at, Lat: p.Lat, Lon: p.Lon, Accuracy: 6, Speed: -1, Battery: -1, Mechanism: monitoring.Satellite,
		}}
	}
	return out
}

// BenchmarkEvaluate walks a month of one wearer: an empty loop, the three zones alone, the rules in true time, and the whole evaluator with
// log, checkpoints and alerts. Rates are points a second of one processor; the last metric is how many times the empty loop it costs.
func BenchmarkEvaluate(b *testing.B) {
	track := days(30 * 1440)
	set := shipped(b)
	var empty float64
	run := func(name string, f func()) {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
			each := float64(b.Elapsed().Nanoseconds()) / float64(b.N*len(track))
			if name == "loop" {
				empty = each
			}
			b.ReportMetric(1e9/each/1e6, "Mpoints/s")
			b.ReportMetric(each, "ns/point")
			b.ReportMetric(each-empty, "ns/point-over-loop")
		})
	}
	var sum int64
	run("loop", func() {
		for i := range track {
			f := &track[i].Fix
			sum += int64(f.Lat) ^ int64(f.Lon) + f.At.UnixMilli()
		}
	})
	var areas []*zone.Area
	for _, z := range three().Zones {
		areas = append(areas, zone.Lay(z.Versions[0].Shape))
	}
	run("zones", func() {
		for i := range track {
			f := &track[i].Fix
			for _, a := range areas {
				if a.DistanceWithin(zone.Point{Lat: f.Lat, Lon: f.Lon}, 500) < 0 {
					sum++
				}
			}
		}
	})
	run("rules", func() {
		j := judge.New(three(), set)
		s := j.Begin()
		for i := range track {
			j.Step(&s, &track[i])
		}
		sum += int64(len(s.Done))
	})
	run("evaluator", func() {
		e := New(three(), set)
		for i := range track {
			if _, err := e.Feed(track[i]); err != nil {
				b.Fatal(err)
			}
			if i%1440 == 1439 {
				e.Trim(track[i].Fix.At.Add(-6 * time.Hour))
			}
		}
	})
	if sum == 42 {
		b.Log(sum)
	}
}
