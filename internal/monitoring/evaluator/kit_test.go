package evaluator

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring/judge"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/jurisdiction/kg"
)

var bishkek = time.FixedZone("Asia/Bishkek", 6*3600)

// middle is the reference point of all scenarios; places are so many metres east and north of it.
var middle = zone.PlaneAt(zone.At(42.8746, 74.5698))

// shipped gives the thresholds of the shipped rulebook.
func shipped(t testing.TB) *judge.Settings {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	book := set.At(civil.MustDate("2026-03-02"))
	if book == nil {
		t.Fatal("no rulebook in force")
	}
	s, err := FromRulebook(book, civil.MustDate("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// written is the first part of a scenario.
type written struct {
	Start string `yaml:"start"`
	End   string `yaml:"end"`
	// Placeless orders let nobody know places.
	Placeless bool              `yaml:"placeless"`
	Zones     []writtenZone     `yaml:"zones"`
	Outages   []writtenSpan     `yaml:"outages"`
	Set       map[string]string `yaml:"set"`
}

type writtenSpan struct {
	ID   string `yaml:"id"`
	From string `yaml:"from"`
	To   string `yaml:"to"`
}

type writtenZone struct {
	ID         string        `yaml:"id"`
	Kind       string        `yaml:"kind"`
	Circle     string        `yaml:"circle"`   // east north radius
	Polygon    string        `yaml:"polygon"`  // east north, east north, ...
	Corridor   string        `yaml:"corridor"` // width: east north, east north
	Buffer     float64       `yaml:"buffer"`
	From       string        `yaml:"from"`
	To         string        `yaml:"to"`
	Then       *writtenZone  `yaml:"then"` // the next version
	Nightly    string        `yaml:"nightly"`
	Weekdays   string        `yaml:"weekdays"`
	Until      string        `yaml:"until"`    // the table is replaced then
	Nightly2   string        `yaml:"nightly2"` // by this one
	Holidays   []string      `yaml:"holidays"`
	HolidayAs  string        `yaml:"on_holidays"` // "none" or a span
	Permission []writtenSpan `yaml:"permissions"`
	Suspended  []writtenSpan `yaml:"suspensions"`
}

// clock reads "2026-03-02 22:00[:00]" in local time; a bare time is of the day given before.
type clock struct{ day string }

func (c *clock) read(s string) time.Time {
	s = strings.TrimSpace(s)
	if len(s) > 8 {
		c.day = s[:10]
		s = strings.TrimSpace(s[10:])
	}
	if s == "" {
		s = "00:00"
	}
	if len(s) == 5 {
		s += ":00"
	}
	t, err := time.ParseInLocation("2006-01-02 15:04:05", c.day+" "+s, bishkek)
	if err != nil {
		panic(fmt.Sprintf("time %q: %v", s, err))
	}
	return t.UTC()
}

func when(s string) time.Time {
	if s == "" {
		return time.Time{}
	}
	return new(clock).read(s)
}

func numbers(s string) []float64 {
	var out []float64
	for _, f := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == ':' }) {
		x, err := strconv.ParseFloat(f, 64)
		if err != nil {
			panic(err)
		}
		out = append(out, x)
	}
	return out
}

func points(n []float64) []zone.Point {
	var out []zone.Point
	for i := 0; i+1 < len(n); i += 2 {
		out = append(out, middle.Point(n[i], n[i+1]))
	}
	return out
}

func (w writtenZone) shape() zone.Shape {
	switch {
	case w.Circle != "":
		n := numbers(w.Circle)
		return zone.Shape{Form: zone.Circle, Points: points(n[:2]), Radius: n[2]}
	case w.Corridor != "":
		n := numbers(w.Corridor)
		return zone.Shape{Form: zone.Corridor, Points: points(n[1:]), Radius: n[0] / 2}
	}
	return zone.Shape{Form: zone.Polygon, Points: points(numbers(w.Polygon))}
}

func minutes(s string) (a, b curfew.Minute) {
	from, to, _ := strings.Cut(s, "-")
	read := func(x string) curfew.Minute {
		h, m, _ := strings.Cut(strings.TrimSpace(x), ":")
		hh, _ := strconv.Atoi(h)
		mm, _ := strconv.Atoi(m)
		return curfew.Minute(hh*60 + mm)
	}
	return read(from), read(to)
}

func weekly(s string, days ...time.Weekday) []curfew.Span {
	var out []curfew.Span
	for _, part := range strings.Split(s, ",") {
		a, b := minutes(part)
		for _, d := range days {
			out = append(out, curfew.Span{Day: d, Start: a, End: b})
		}
	}
	return out
}

var all = []time.Weekday{0, 1, 2, 3, 4, 5, 6}

func (w writtenZone) timetable() *curfew.Timetable {
	if w.Nightly == "" && w.Weekdays == "" {
		return nil
	}
	t := &curfew.Timetable{Location: bishkek}
	first := curfew.Table{Number: 1, To: when(w.Until)}
	if w.Nightly != "" {
		first.Weekly = weekly(w.Nightly, all...)
	} else {
		first.Weekly = weekly(w.Weekdays, all[1:6]...)
	}
	switch w.HolidayAs {
	case "":
	case "none":
		first.OnHolidays = []curfew.Span{}
	default:
		first.OnHolidays = weekly(w.HolidayAs, 0)
	}
	t.Tables = append(t.Tables, first)
	if w.Nightly2 != "" {
		t.Tables = append(t.Tables, curfew.Table{Number: 2, From: when(w.Until), Weekly: weekly(w.Nightly2, all...)})
	}
	for _, h := range w.Holidays {
		t.Holidays = append(t.Holidays, civil.MustDate(h))
	}
	for _, p := range w.Permission {
		t.Exceptions = append(t.Exceptions, curfew.Exception{ID: p.ID, Effect: curfew.Permission, From: when(p.From), To: when(p.To)})
	}
	for _, p := range w.Suspended {
		t.Exceptions = append(t.Exceptions, curfew.Exception{ID: p.ID, Effect: curfew.Suspension, From: when(p.From), To: when(p.To)})
	}
	return t
}

func (w written) order() judge.Case {
	c := judge.Case{Order: "order-1", Start: when(w.Start), End: when(w.End), Placeless: w.Placeless}
	for _, wz := range w.Zones {
		z := judge.Zone{ID: wz.ID, Kind: zone.Kind(wz.Kind), When: wz.timetable()}
		for v := &wz; v != nil; v = v.Then {
			z.Versions = append(z.Versions, zone.Version{Number: len(z.Versions) + 1, Shape: v.shape(), Buffer: v.Buffer, From: when(v.From), To: when(v.To)})
		}
		c.Zones = append(c.Zones, z)
	}
	for _, o := range w.Outages {
		c.Outages = append(c.Outages, judge.Outage{ID: o.ID, From: when(o.From), To: when(o.To)})
	}
	return c
}

// read turns the lines of a scenario into inputs. A line is: time, then "tick", "clear", or "fix" (or "victim ZONE") and "EAST NORTH", "nowhere" or
// "heartbeat", and words: acc N, taken TIME, alarm NAME, battery N, speed N, cell, wifi, beacon, charging, invalid, duplicate. "change" takes the case of part "changed".
func read(lines []string, changed *judge.Case) []judge.Input {
	var c clock
	var out []judge.Input
	for n, line := range lines {
		in := judge.Input{Arrival: int64(n + 1)}
		f := strings.Fields(line)
		at := f[0]
		f = f[1:]
		if len(at) == 10 {
			at += " " + f[0]
			f = f[1:]
		}
		in.At = c.read(at)
		switch f[0] {
		case "tick":
			in.Kind = judge.Tick
		case "clear":
			in.Kind = judge.Clear
		case "change":
			in.Kind, in.Case = judge.Change, changed
		case "victim":
			in.Kind, in.Zone = judge.Peer, f[1]
			in.Fix = readFix(f[2:], in, c)
		case "beside":
			in.Kind = judge.Beside
			in.Fix = readFix(f[1:], in, c)
		case "fix":
			in.Fix = readFix(f[1:], in, c)
		case "heartbeat":
			in.Fix = readFix(f, in, c)
		default:
			panic("line: " + line)
		}
		out = append(out, in)
	}
	return out
}

func readFix(w []string, in judge.Input, c clock) monitoring.Fix {
	f := monitoring.Fix{Arrival: in.Arrival, At: in.At, ReceivedAt: in.At, Mechanism: monitoring.Satellite, Accuracy: 8, Speed: -1, Battery: -1}
	switch w[0] {
	case "heartbeat":
		f.NoPosition = true
		w = w[1:]
	case "nowhere":
		w = w[1:]
	default:
		n := numbers(w[0] + " " + w[1])
		p := middle.Point(n[0], n[1])
		f.Lat, f.Lon = p.Lat, p.Lon
		w = w[2:]
	}
	for len(w) > 0 {
		arg := func() string { x := w[1]; w = w[1:]; return x }
		num := func() float64 { return numbers(arg())[0] }
		switch w[0] {
		case "acc":
			f.Accuracy = num()
		case "taken":
			s := arg()
			if len(s) == 10 {
				s += " " + arg()
			}
			f.At = c.read(s)
		case "alarm":
			f.Alarms = append(f.Alarms, monitoring.Alarm(arg()))
		case "battery":
			f.Battery = num()
		case "speed":
			f.Speed = num()
		case "cell":
			f.Mechanism = monitoring.Cell
		case "wifi":
			f.Mechanism = monitoring.WiFi
		case "beacon":
			f.Mechanism = monitoring.Beacon
		case "charging":
			f.Charging = true
		case "invalid":
			f.Marks |= monitoring.Invalid
		case "duplicate":
			f.Marks |= monitoring.Duplicate
		default:
			panic("word: " + w[0])
		}
		w = w[1:]
	}
	return f
}

func local(t time.Time) string {
	if t.IsZero() {
		return "now"
	}
	return t.In(bishkek).Format("01-02 15:04:05")
}

// line is an alert as a duty officer would read it aloud.
func line(a Alert) string {
	out := string(a.Rule)
	if a.Zone != "" {
		out += " " + a.Zone
	}
	out += ", " + local(a.From) + " - " + local(a.To)
	for _, x := range []struct {
		when bool
		say  string
	}{
		{a.End != "" && a.End != "returned" && a.Withdrawn == "", a.End},
		{a.Whole, "whole"},
		{a.Late, "late"},
		{a.Outage != "", "outage " + a.Outage},
		{a.Withdrawn != "", "withdrawn: " + a.Withdrawn},
	} {
		if x.when {
			out += ", " + x.say
		}
	}
	return out
}

func feed(t testing.TB, e *Engine, inputs []judge.Input) []Told {
	t.Helper()
	var told []Told
	for _, in := range inputs {
		got, err := e.Feed(in)
		if err != nil {
			t.Fatalf("input %d: %v", in.Arrival, err)
		}
		told = append(told, got...)
	}
	return told
}

func lines(alerts []Alert) []string {
	list := slices.Clone(alerts)
	slices.SortStableFunc(list, func(a, b Alert) int { return a.From.Compare(b.From) })
	out := []string{}
	for _, a := range list {
		out = append(out, line(a))
	}
	return out
}
