package everyday

import (
	"slices"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/jurisdiction/kg"
)

func circle(east, radius float64) zone.Shape {
	return zone.Shape{Form: zone.Circle, Points: []zone.Point{zone.PlaneAt(zone.At(42.8746, 74.5698)).Point(east, 0)}, Radius: radius}
}

func limits(t *testing.T) Limits {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	l, err := FromRulebook(set.At(civil.MustDate("2026-03-02")), civil.MustDate("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func find(list []Finding, c Code, w What) Finding {
	i := slices.IndexFunc(list, func(f Finding) bool { return f.Code == c && f.What == w })
	if i < 0 {
		return Finding{}
	}
	return list[i]
}

func TestZones(t *testing.T) {
	l := limits(t)
	life := []Place{{"h", Home, circle(0, 50)}, {"w", Work, circle(2000, 100)}, {"c", Clinic, circle(4000, 100)}, {"b1", Transport, circle(1000, 30)}, {"b2", Transport, circle(6000, 30)}}
	fine := Zones([]Zone{{"market", zone.Exclusion, circle(8000, 300)}}, life, l)
	if !Approvable(fine) || find(fine, CoversPlace, Work).Share != 0 {
		t.Errorf("a market far away: %v", fine)
	}
	own := Zones([]Zone{{"quarter", zone.Exclusion, circle(100, 500)}}, life, l)
	if f := find(own, CoversHome, Home); Approvable(own) || f.Grade != Refused || f.Share != 1 || own[0].Code != CoversHome {
		t.Errorf("a zone over the client's own home: %v", own)
	}
	edge := Zones([]Zone{{"quarter", zone.VictimFixed, circle(500, 480)}}, life, l)
	if Approvable(edge) {
		t.Errorf("a zone over a part of the home: %v", edge)
	}
	work := Zones([]Zone{{"centre", zone.Exclusion, circle(2000, 500)}}, life, l)
	if f := find(work, CoversPlace, Work); !Approvable(work) || f.Grade != Warns || f.Share != 1 {
		t.Errorf("a zone over the work place: %v", work)
	}
	bus := Zones([]Zone{{"stop", zone.Exclusion, circle(1000, 200)}}, life, l)
	if f := find(bus, CoversPlace, Transport); f.Grade != Warns || f.Share != 0.5 {
		t.Errorf("one of two stops: %v", f)
	}
}

func TestACurfewAtAVictimsHomeIsRefused(t *testing.T) {
	l := limits(t)
	hers := []Place{{"v", Victim, circle(0, 40)}}
	if got := Zones([]Zone{{"home", zone.Home, circle(30, 60)}}, hers, l); Approvable(got) || find(got, CurfewAtHers, Victim).Grade != Refused {
		t.Errorf("at her home: %v", got)
	}
	if got := Zones([]Zone{{"home", zone.Home, circle(5000, 60)}}, hers, l); !Approvable(got) {
		t.Errorf("elsewhere: %v", got)
	}
}

func TestHours(t *testing.T) {
	bishkek := time.FixedZone("Asia/Bishkek", 6*3600)
	var spans []curfew.Span
	for d := time.Sunday; d <= time.Saturday; d++ {
		spans = append(spans, curfew.Span{Day: d, Start: 20 * 60, End: 8 * 60})
	}
	tt := curfew.Timetable{Location: bishkek, Tables: []curfew.Table{{Weekly: spans}}}
	got := Hours("home", tt, civil.MustDate("2026-03-02"), civil.MustDate("2026-03-15"), Limits{DayHours: 10})
	if got[0].Length != 12*time.Hour || got[0].Grade != Warns {
		t.Errorf("a day: %v", got[0])
	}
	if got[1].Length != 84*time.Hour || got[1].Grade != Shows {
		t.Errorf("a week without a limit in law: %v", got[1])
	}
	all := curfew.Timetable{Location: bishkek, Tables: []curfew.Table{{Weekly: []curfew.Span{{Day: time.Monday}, {Day: time.Tuesday}}}}}
	if got := Hours("home", all, civil.MustDate("2026-03-02"), civil.MustDate("2026-03-08"), Limits{}); got[2].Length != 48*time.Hour || got[2].Grade != Warns {
		t.Errorf("two days without leave: %v", got[2])
	}
}
