package curfew

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

var bishkek = time.FixedZone("Asia/Bishkek", 6*3600)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, bishkek)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// nights is the table 22:00 to 06:00 every day.
func nights() []Span {
	var out []Span
	for d := time.Sunday; d <= time.Saturday; d++ {
		out = append(out, Span{d, 22 * 60, 6 * 60})
	}
	return out
}

func show(list []Interval) string {
	var out []string
	for _, i := range list {
		out = append(out, i.From.In(bishkek).Format("01-02 15:04")+".."+i.To.In(bishkek).Format("01-02 15:04"))
	}
	return strings.Join(out, " ")
}

func TestBetween(t *testing.T) {
	monday := Table{From: at("2026-03-02 00:00"), Weekly: nights()}
	for _, c := range []struct {
		name     string
		table    Timetable
		from, to string
		want     string
	}{
		{"overnight", Timetable{Tables: []Table{monday}}, "2026-03-02 12:00", "2026-03-04 12:00", "03-02 22:00..03-03 06:00 03-03 22:00..03-04 06:00"},
		{"begins within a span", Timetable{Tables: []Table{monday}}, "2026-03-03 03:00", "2026-03-03 12:00", "03-03 03:00..03-03 06:00"},
		{"the order begins on Monday: Sunday's night does not count", Timetable{Tables: []Table{monday}}, "2026-03-01 12:00", "2026-03-02 12:00", "03-02 00:00..03-02 06:00"},
		{"permission in the night", Timetable{Tables: []Table{monday}, Exceptions: []Exception{{"a", Permission, at("2026-03-02 23:00"), at("2026-03-03 01:30")}}}, "2026-03-02 12:00", "2026-03-03 12:00", "03-02 22:00..03-02 23:00 03-03 01:30..03-03 06:00"},
		{"suspended until further notice", Timetable{Tables: []Table{monday}, Exceptions: []Exception{{"a", Suspension, at("2026-03-02 23:00"), time.Time{}}}}, "2026-03-02 12:00", "2026-03-05 12:00", "03-02 22:00..03-02 23:00"},
		{"extra by day joins the night", Timetable{Tables: []Table{monday}, Exceptions: []Exception{{"a", Extra, at("2026-03-02 20:00"), at("2026-03-02 22:30")}}}, "2026-03-02 12:00", "2026-03-03 12:00", "03-02 20:00..03-03 06:00"},
		{"changed in the middle of a curfew", Timetable{Tables: []Table{
			{From: at("2026-03-01 00:00"), To: at("2026-03-02 23:30"), Weekly: nights()},
			{From: at("2026-03-02 23:30"), Weekly: []Span{{time.Monday, 23 * 60, 5 * 60}}},
		}}, "2026-03-02 12:00", "2026-03-04 12:00", "03-02 22:00..03-03 05:00"},
		{"ended in the middle of a curfew", Timetable{Tables: []Table{{From: at("2026-03-01 00:00"), To: at("2026-03-03 00:15"), Weekly: nights()}}}, "2026-03-02 12:00", "2026-03-04 12:00", "03-02 22:00..03-03 00:15"},
		{"a holiday has spans of its own", Timetable{Holidays: []civil.Date{civil.MustDate("2026-03-08")}, Tables: []Table{{From: at("2026-03-01 00:00"), Weekly: nights(), OnHolidays: []Span{{Start: 23 * 60, End: 24 * 60}}}}}, "2026-03-08 12:00", "2026-03-09 12:00", "03-08 23:00..03-09 00:00"},
		{"no curfew on a holiday", Timetable{Holidays: []civil.Date{civil.MustDate("2026-03-08")}, Tables: []Table{{From: at("2026-03-01 00:00"), Weekly: nights(), OnHolidays: []Span{}}}}, "2026-03-08 07:00", "2026-03-09 12:00", ""},
		{"whole days run together", Timetable{Tables: []Table{{From: at("2026-03-02 00:00"), Weekly: []Span{{time.Monday, 0, 0}, {time.Tuesday, 0, 24 * 60}}}}}, "2026-03-01 12:00", "2026-03-08 12:00", "03-02 00:00..03-04 00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.table.Location = bishkek
			if got := show(c.table.Between(at(c.from), at(c.to))); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestAtKnowsTheNextChange(t *testing.T) {
	tt := Timetable{Location: bishkek, Tables: []Table{{From: at("2026-03-02 00:00"), Weekly: nights()}}}
	for _, c := range []struct {
		at           string
		awake        bool
		since, until string
	}{
		{"2026-03-02 21:59", false, "2026-03-02 06:00", "2026-03-02 22:00"},
		{"2026-03-02 22:00", true, "2026-03-02 22:00", "2026-03-03 06:00"},
		{"2026-03-03 05:59", true, "2026-03-02 22:00", "2026-03-03 06:00"},
		{"2026-03-03 06:00", false, "2026-03-03 06:00", "2026-03-03 22:00"},
	} {
		awake, since, until := tt.At(at(c.at))
		if awake != c.awake || !since.Equal(at(c.since)) || !until.Equal(at(c.until)) {
			t.Errorf("%s: %v since %v until %v", c.at, awake, since.In(bishkek), until.In(bishkek))
		}
	}
	if got := len(tt.Changes(at("2026-03-02 22:00"), at("2026-03-04 22:00"))); got != 4 {
		t.Errorf("%d changes in two days, want 4", got)
	}
}

// A clock that is put forward makes the span of that night shorter; Bishkek has no such night since 2005, other places do.
func TestDaylightSaving(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("no time zones on this machine")
	}
	tt := Timetable{Location: berlin, Tables: []Table{{Weekly: nights()}}}
	s := tt.Sum(civil.MustDate("2026-03-29"), civil.MustDate("2026-03-29"))
	if s.Days[0].Length != 7*time.Hour {
		t.Errorf("the short night: %v on the day, want 5 h + 2 h", s.Days[0].Length)
	}
}

func TestSum(t *testing.T) {
	tt := Timetable{Location: bishkek, Tables: []Table{{Weekly: nights()}}, Exceptions: []Exception{{"x", Extra, at("2026-03-07 06:00"), at("2026-03-07 18:00")}}}
	s := tt.Sum(civil.MustDate("2026-03-02"), civil.MustDate("2026-03-15"))
	if s.Longest.Date.String() != "2026-03-07" || s.Longest.Length != 20*time.Hour {
		t.Errorf("longest %v", s.Longest)
	}
	if s.Week != 68*time.Hour || s.Unbroken != 20*time.Hour {
		t.Errorf("week %v unbroken %v", s.Week, s.Unbroken)
	}
}

func TestCheckTellsAllAtOnce(t *testing.T) {
	tt := Timetable{
		Tables: []Table{
			{Weekly: []Span{{time.Monday, 1500, 0}, {time.Tuesday, 60, 120}, {time.Tuesday, 60, 120}}},
			{From: at("2026-03-02 00:00"), To: at("2026-03-01 00:00")},
		},
		Exceptions: []Exception{{"x", Permission, at("2026-03-02 00:00"), time.Time{}}},
	}
	f := fault.As(tt.Check())
	if f == nil || len(f.Problems) < 5 {
		t.Fatalf("found %v", f)
	}
	ok := Timetable{Location: bishkek, Tables: []Table{{Weekly: nights()}}}
	if err := ok.Check(); err != nil {
		t.Error(err)
	}
}
