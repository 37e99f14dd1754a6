package zoning_test

import (
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
)

func TestReadPlaces(t *testing.T) {
	for _, c := range []struct {
		in   string
		want string // as it is written, or the number of the line that cannot be read
		bad  int
	}{
		{"40.51401, 72.81611", "40.514010, 72.816110", 0},
		{" 40.5 72.8 \n\n40.6,72.9\n", "40.500000, 72.800000\n40.600000, 72.900000", 0},
		{"40,51401; 72,81611", "40.514010, 72.816110", 0},
		{"40.5, 72.8\nhere", "", 2},
		{"40.5", "", 1},
		{"95, 72", "", 1},
		{"40.5, NaN", "", 1},
		{"40,51401, 72,81611", "", 1}, // four numbers: nobody knows which
	} {
		got, err := zoning.ReadPlaces(c.in)
		if c.bad == 0 && (err != nil || zoning.WritePlaces(got) != c.want) {
			t.Errorf("%q: %q %v", c.in, zoning.WritePlaces(got), err)
		}
		if f := fault.As(err); c.bad > 0 && (f == nil || len(f.Problems) != 1 || f.Problems[0].Field != "points") {
			t.Errorf("%q is read: %v", c.in, got)
		}
	}
	if _, err := zoning.ReadPlaces(" \n"); err == nil {
		t.Error("nothing is read as a place")
	}
}

func TestReadSpans(t *testing.T) {
	for _, c := range []struct {
		in, want string
		ok       bool
	}{
		{"22:00-06:00", "22:00-06:00", true},
		{"22–6", "22:00-06:00", true},
		{"0:00-7:30, 20:00 - 24:00", "00:00-07:30, 20:00-24:00", true},
		{"", "", true},
		{"22:00", "", false},
		{"22:00-25:00", "", false},
		{"24:00-06:00", "", false},
		{"22:61-06:00", "", false},
		{"night", "", false},
		{"-1:00-06:00", "", false},
	} {
		got, ok := zoning.ReadSpans(time.Monday, c.in)
		if ok != c.ok || ok && zoning.WriteSpans(got, time.Monday) != c.want {
			t.Errorf("%q: %v %v", c.in, got, ok)
		}
	}
}

func TestAllowed(t *testing.T) {
	if got := zoning.Allowed(regime.Presence); len(got) != 1 || got[0] != zone.Home {
		t.Errorf("presence lets be drawn %v", got)
	}
	for _, k := range zoning.Kinds() {
		if k.Victim() {
			t.Errorf("%s may be drawn into a client's record", k)
		}
	}
	if !zoning.Second(zone.Exclusion) || zoning.Second(zone.Home) {
		t.Error("the wrong zones need a second person")
	}
}

func at(s string) civil.Instant {
	d, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return civil.At(d)
}

// Ensure that what was corrected or replaced before it began is not judged by, that a version round the clock among versions with hours is
// written as whole days, and that a permission alone makes a timetable.
func TestJudged(t *testing.T) {
	night := zoning.Times{Weekly: []curfew.Span{{Day: time.Monday, Start: 22 * 60, End: 6 * 60}}, Holiday: zoning.HolidaysFree}
	version := func(n int, state string, from, to civil.Instant, times zoning.Times) zoning.Version {
		return zoning.Version{Number: n, State: state, HoldsFrom: from, HoldsTo: to, Terms: zoning.Terms{Times: times}}
	}
	a, b := at("2026-03-02 00:00"), at("2026-03-09 00:00")
	z := zoning.Zone{ID: "z", Kind: zone.Home}
	always := zoning.Times{Always: true}
	got, ok := zoning.Judged(z, []zoning.Version{
		version(4, zoning.VersionInForce, b, civil.Instant{}, night), version(3, zoning.VersionReplaced, b, b, always), version(2, zoning.VersionReplaced, a, b, always),
		version(1, zoning.VersionCorrected, a, a, night), version(5, zoning.VersionWaiting, civil.Instant{}, civil.Instant{}, night),
	}, nil, time.UTC, []civil.Date{civil.MustDate("2026-03-16")})
	if !ok || len(got.Versions) != 2 || got.Versions[0].Number != 2 || got.Versions[1].Number != 4 || got.When == nil {
		t.Fatalf("judged by %+v", got)
	}
	for moment, want := range map[string]bool{"2026-03-04 12:00": true, "2026-03-09 21:59": false, "2026-03-09 22:01": true, "2026-03-16 22:01": false} {
		if awake, _, _ := got.When.At(at(moment).Time()); awake != want {
			t.Errorf("%s: %v", moment, awake)
		}
	}
	if err := got.When.Check(); err != nil {
		t.Error(err)
	}
	plain, _ := zoning.Judged(z, []zoning.Version{version(1, zoning.VersionInForce, a, civil.Instant{}, always)}, nil, time.UTC, nil)
	if plain.When != nil {
		t.Error("a zone round the clock has a timetable")
	}
	freed, _ := zoning.Judged(z, []zoning.Version{version(1, zoning.VersionInForce, a, civil.Instant{}, always)}, []zoning.Exception{
		{Effect: curfew.Permission, From: b, Until: b.Add(time.Hour)}, {Effect: curfew.Suspension, From: a, WithdrawnAt: a},
	}, time.UTC, nil)
	if freed.When == nil || len(freed.When.Exceptions) != 1 {
		t.Fatalf("freed %+v", freed.When)
	}
	if awake, _, _ := freed.When.At(b.Add(time.Minute).Time()); awake {
		t.Error("a permission frees nothing")
	}
	if _, ok := zoning.Judged(z, []zoning.Version{version(1, zoning.VersionWaiting, civil.Instant{}, civil.Instant{}, always)}, nil, time.UTC, nil); ok {
		t.Error("a draft is judged by")
	}
}
