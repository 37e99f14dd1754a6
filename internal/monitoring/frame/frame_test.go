package frame

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring"
)

// Ensure that the sums are those of the published check value "123456789".
func TestSums(t *testing.T) {
	b := []byte("123456789")
	if SumIBM(b) != 0xBB3D || SumX25(b) != 0x906E || SumXOR(b) != 0x31 {
		t.Errorf("%04x %04x %02x", SumIBM(b), SumX25(b), SumXOR(b))
	}
}

// Ensure that reading beyond the end gives zeros and is said.
func TestCursor(t *testing.T) {
	c := Cursor{B: []byte{1, 2, 3}}
	if c.U16() != 0x0102 || c.Short || c.U16() != 0 || !c.Short || c.Left() != 0 {
		t.Errorf("%+v", c)
	}
	c = Cursor{B: []byte{1, 2, 3}}
	if c.U24() != 0x010203 || c.Take(-1) != nil || !c.Short {
		t.Errorf("%+v", c)
	}
}

// Ensure that rolled weeks are mended, however many, and that nothing else is touched.
func TestRepairWeeks(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	week := 7 * 24 * time.Hour
	for _, c := range []struct {
		name   string
		fix    time.Time
		want   time.Time
		cycles int
	}{
		{"now", now, now, 0},
		{"1024 weeks back", now.Add(-1024 * week), now, 1},
		{"2048 weeks and a day back", now.Add(-2048*week - 24*time.Hour), now.Add(-24 * time.Hour), 2},
		{"1023 weeks back is only old", now.Add(-1023 * week), now.Add(-1023 * week), 0},
		{"future", now.Add(48 * time.Hour), now.Add(48 * time.Hour), 0},
		{"a clock an hour ahead that rolled", now.Add(-1024*week + time.Hour), now.Add(time.Hour), 1},
		{"before 1970", time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC), 0},
	} {
		if got, n := RepairWeeks(c.fix, now); !got.Equal(c.want) || n != c.cycles {
			t.Errorf("%s: %v after %d cycles, want %v after %d", c.name, got, n, c.want, c.cycles)
		}
	}
	if got, n := RepairWeeks(now, time.Time{}); !got.Equal(now) || n != 0 {
		t.Error("repaired without knowing when it came")
	}
}

// Ensure that a doubtful position is marked and never changed but for a rolled clock.
func TestJudge(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	good := monitoring.Position{At: now, Lat: 428746000, Lon: 745698000, Valid: true, Mechanism: monitoring.Satellite}
	for _, c := range []struct {
		name   string
		change func(*monitoring.Position)
		doubts []Doubt
		marks  monitoring.Mark
	}{
		{"good", func(*monitoring.Position) {}, nil, 0},
		{"0,0", func(p *monitoring.Position) { p.Lat, p.Lon = 0, 0 }, []Doubt{NullIsland}, monitoring.Implausible},
		{"on the equator", func(p *monitoring.Position) { p.Lat = 0 }, nil, 0},
		{"two days ahead: judged where it is stored", func(p *monitoring.Position) { p.At = now.Add(48 * time.Hour) }, nil, 0},
		{"no fix", func(p *monitoring.Position) { p.Valid = false }, []Doubt{NoFix}, monitoring.Invalid},
		{"by cell", func(p *monitoring.Position) { p.Mechanism = monitoring.Cell }, nil, monitoring.CellOnly},
		{"2009: too", func(p *monitoring.Position) { p.At = time.Date(2009, 1, 1, 0, 0, 0, 0, time.UTC) }, nil, 0},
		{"off the globe", func(p *monitoring.Position) { p.Lat = 2000000000 }, []Doubt{OffGlobe}, monitoring.Implausible},
		{"no fix at 0,0", func(p *monitoring.Position) { p.Lat, p.Lon, p.Valid = 0, 0, false }, []Doubt{NullIsland, NoFix}, monitoring.Implausible | monitoring.Invalid},
	} {
		p := good
		c.change(&p)
		before := p
		doubts, marks := Judge(&p, now)
		if len(doubts) != len(c.doubts) || marks != c.marks || p != before {
			t.Errorf("%s: %v %v, want %v %v", c.name, doubts, marks, c.doubts, c.marks)
			continue
		}
		for i := range doubts {
			if doubts[i] != c.doubts[i] {
				t.Errorf("%s: %v, want %v", c.name, doubts, c.doubts)
			}
		}
	}
}

// Ensure that degrees and minutes are read in every way that devices write them, and that what cannot be is refused.
func TestMinutes(t *testing.T) {
	for _, c := range []struct {
		s, h string
		want monitoring.E7
		ok   bool
	}{
		{"3514.4088", "N", 352401467, true},
		{"09733.2842", "W", -975547367, true},
		{"701.8915", "S", -70315250, true},
		{"954.9490", "E", 99158167, true},
		{"-23-3.7700", "S", -230628333, true},
		{"22128745", "N", 222145750, true},
		{"-3514.4088", "N", -352401467, true},
		{"0.0000", "N", 0, true},
		{"9100.0000", "N", 0, false},
		{"3599.9999x", "N", 0, false},
		{"", "N", 0, false},
		{"NaN", "N", 0, false},
		{"--1.0", "N", 0, false},
	} {
		if got, ok := Minutes(c.s, c.h, 90+90); c.s != "9100.0000" && (got != c.want || ok != c.ok) {
			t.Errorf("%s %s: %d %v, want %d %v", c.s, c.h, got, ok, c.want, c.ok)
		}
	}
	if _, ok := Minutes("9100.0000", "N", 90); ok {
		t.Error("91 degrees north")
	}
}

// Ensure that a time of day without a date goes to the nearest day.
func TestNearest(t *testing.T) {
	midnight := time.Date(2026, 12, 31, 23, 59, 50, 0, time.UTC)
	if got := Nearest(midnight, 0, 0, 5, 0); !got.Equal(time.Date(2027, 1, 1, 0, 0, 5, 0, time.UTC)) {
		t.Error(got)
	}
	if got := Nearest(midnight.Add(time.Minute), 23, 59, 55, 0); !got.Equal(midnight.Add(5 * time.Second)) {
		t.Error(got)
	}
}
