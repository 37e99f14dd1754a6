package rulebook

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
)

func cell(s string) Cell {
	n, set, ok := ParseHundredths(s)
	if !ok {
		panic(s)
	}
	return Cell{Set: set, N: n, Status: Unknown}
}

func phase(office, home, points string) PhaseCells {
	return PhaseCells{cell(office), cell(home), cell(points)}
}

// table has an early phase of four weeks and a last third at high; medium is the same throughout.
func table(from string) *Standard {
	return &Standard{
		ID: "t", InForce: day(from),
		Rows: []StandardRow{
			{Level: Unassessed, Phases: [3]PhaseCells{phase("2", "", "2"), phase("2", "", "2"), phase("2", "", "2")}},
			{Level: "low", Phases: [3]PhaseCells{phase("1", "0", "1"), phase("1", "0", "1"), phase("1", "0", "1")}},
			{Level: "medium", Phases: [3]PhaseCells{phase("2", "0.5", "2"), phase("2", "0.5", "2"), phase("2", "0.5", "2")}},
			{Level: "high", EarlyWeeks: 4, LastPart: 3, Phases: [3]PhaseCells{phase("8", "1", "5"), phase("4", "1", "4"), phase("2", "0", "2.5")}},
			{Level: "high", Kinds: []string{"pretrial"}, Phases: [3]PhaseCells{phase("", "", "1"), phase("", "", "1"), phase("", "", "1")}},
		},
		Exemptions: []Exemption{{Reason: ExemptMinor, Share: cell("")}, {Reason: "illness", Share: cell("0")}, {Reason: "care", Share: cell("0.5")}},
		Capacity:   Capacity{Full: cell("60"), Head: cell("0.5"), Away: cell("0"), New: cell("0.75"), NewWeeks: 8},
	}
}

func TestHundredthsAreReadAndWritten(t *testing.T) {
	for in, want := range map[string]string{
		"2": "2", "0,5": "0.5", "1.25": "1.25", "1.005": "1.01", "1.004": "1", " 4 ": "4", "10": "10", "0": "0", "0.05": "0.05", "9999.99": "9999.99",
	} {
		n, set, ok := ParseHundredths(in)
		if !ok || !set || Hundredths(n) != want {
			t.Errorf("%q: %s set %v ok %v, want %s", in, Hundredths(n), set, ok, want)
		}
	}
	for _, bad := range []string{"-1", "+1", "1e3", "a", ".5", "5.", "1 000", "1234567", "99999.5", "1.2.3", "0.1234567891"} {
		if _, _, ok := ParseHundredths(bad); ok {
			t.Errorf("%q was taken", bad)
		}
	}
	if _, set, ok := ParseHundredths(""); set || !ok {
		t.Error("an empty cell is not set, and no mistake")
	}
	if Hundredths(-150) != "-1.5" {
		t.Error("a difference below zero is written wrongly")
	}
}

func TestThePackageFollowsThePhase(t *testing.T) {
	s := table("2026-01-01")
	c := Case{Level: "high", Start: day("2026-03-01"), End: day("2026-05-29")} // 90 days: the last third begins on day 60
	for on, want := range map[string]Phase{
		"2026-03-01": Early, "2026-03-28": Early, "2026-03-29": Usual, "2026-04-29": Usual, "2026-04-30": Last, "2026-05-29": Last,
	} {
		p, ok := s.Package(c, day(on))
		if !ok || p.Phase != want {
			t.Errorf("%s: %v %v, want %v", on, p.Phase, ok, want)
		}
	}
	for _, on := range []string{"2026-02-28", "2026-05-30"} {
		if _, ok := s.Package(c, day(on)); ok {
			t.Errorf("%s lies outside supervision", on)
		}
	}
	c.End = civil.Date{}
	if p, _ := s.Package(c, day("2030-01-01")); p.Phase != Usual {
		t.Error("a term without an end has no last third")
	}
	c.Stopped = true
	if _, ok := s.Package(c, day("2026-03-05")); ok {
		t.Error("something is asked while supervision is suspended")
	}
	if p, _ := s.Package(Case{Level: "high", Kind: "pretrial", Start: day("2026-03-01")}, day("2026-03-02")); p.Office.Set || p.Points.N != 100 {
		t.Errorf("the row of a kind does not go before that of the others: %+v", p)
	}
	if p, _ := s.Package(Case{Start: day("2026-03-01")}, day("2026-03-02")); p.Level != Unassessed || p.Points.N != 200 {
		t.Errorf("a client without a level: %+v", p)
	}
	if _, ok := s.Package(Case{Level: "purple", Start: day("2026-03-01")}, day("2026-03-02")); ok {
		t.Error("a level that the table does not know has a package")
	}
}

func TestContactsOfAMonth(t *testing.T) {
	two := NewStandardSet(table("2026-01-01"), func() *Standard {
		n := table("2026-07-16")
		n.Rows[2].Phases[Usual].Office = cell("6")
		n.Rows[2].Phases[Early].Office = cell("6")
		return n
	}())
	for _, c := range []struct {
		name                   string
		level, start, end      string
		month                  string
		office, home, daysWant int
		exempt                 []Exempt
	}{
		{"whole month", "medium", "2026-01-01", "", "2026-03", 2, 1, 31, nil}, // 0.5 a month is rounded up
		{"29 February, whole", "medium", "2028-02-01", "", "2028-02", 6, 1, 29, nil},
		{"begins on 29 February", "high", "2028-02-29", "", "2028-02", 0, 0, 1, nil},                         // 8/29 = 0.28
		{"ends on 29 February", "medium", "2027-02-28", "2028-02-29", "2028-02", 6, 1, 29, nil},              //
		{"from the 20th", "high", "2026-03-20", "", "2026-03", 3, 0, 12, nil},                                // 8*12/31 = 3.10, 12/31 = 0.39
		{"last day of a month", "low", "2026-01-31", "", "2026-01", 0, 0, 1, nil},                            //
		{"half of a month, half up", "low", "2026-04-16", "", "2026-04", 1, 0, 15, nil},                      // exactly 0.5
		{"ends on the 15th", "medium", "2026-01-01", "2026-06-15", "2026-06", 1, 0, 15, nil},                 // 1.0 and 0.25
		{"the month after the end", "medium", "2026-01-01", "2026-06-15", "2026-07", 0, 0, 0, nil},           //
		{"early and usual within", "high", "2026-03-04", "", "2026-04", 4, 1, 30, nil},                       // early ends on 31 March
		{"early runs into the month", "high", "2026-03-10", "", "2026-04", 5, 1, 30, nil},                    // 6 days of 8, 24 of 4 = 4.8
		{"a new table in the middle", "medium", "2026-01-01", "", "2026-07", 4, 1, 31, nil},                  // 15*2+16*6 = 126/31 = 4.06
		{"an old month keeps its table", "medium", "2026-01-01", "", "2026-06", 2, 1, 30, nil},               //
		{"ill for the first half", "low", "2026-01-01", "", "2026-04", 1, 0, 30, ill("2026-04-01", "04-15")}, // 0.5, half up
		{"ill all month", "high", "2026-01-01", "", "2026-04", 0, 0, 30, ill("2026-03-20", "05-10")},         //
	} {
		t.Run(c.name, func(t *testing.T) {
			x := Case{Level: c.level, Start: day(c.start), Exempt: c.exempt}
			if c.end != "" {
				x.End = day(c.end)
			}
			m := day(c.month + "-01")
			got := two.Required(x, m.Year(), m.Month())
			if got.Office != c.office || got.Home != c.home || got.Days != c.daysWant {
				t.Errorf("%+v, want %d %d in %d days", got, c.office, c.home, c.daysWant)
			}
		})
	}
	if got := two.Required(Case{Start: day("2026-01-01")}, 2026, time.March); !got.Unset || got.Office != 2 {
		t.Errorf("unset home visits are not said: %+v", got)
	}
	minor := Case{Level: "high", Start: day("2026-01-01"), MinorUntil: day("2026-03-16")}
	if got := two.Required(minor, 2026, time.March); got.Office != 4 {
		t.Errorf("a share that nobody has set changed the contacts: %+v", got)
	}
}

func ill(from, to string) []Exempt {
	return []Exempt{{"illness", civil.Period{From: day(from), To: day(from[:5] + to)}}}
}

// Walking a month by stretches gives what walking it day by day gives.
func TestStretchesAreDays(t *testing.T) {
	set := NewStandardSet(table("2026-01-01"), table("2026-03-11"))
	for start := day("2025-12-20"); start.Before(day("2026-04-03")); start = start.AddDays(1) {
		for _, term := range []int{1, 3, 20, 45, 90, 200} {
			c := Case{Level: "high", Start: start, End: start.AddDays(term - 1), MinorUntil: day("2026-03-05"), Exempt: []Exempt{{"care", civil.Period{From: day("2026-03-20"), To: day("2026-03-24")}}}}
			office := 0
			for d := day("2026-03-01"); !d.After(day("2026-03-31")); d = d.AddDays(1) {
				if p, ok := set.On(d).Package(c, d); ok {
					office += p.Office.N
				}
			}
			if got, want := set.Required(c, 2026, time.March).Office, halfUp(office, 3100); got != want {
				t.Fatalf("from %s for %d days: %d, day by day %d", start, term, got, want)
			}
		}
	}
}

func TestCapacityOfAPost(t *testing.T) {
	c := table("2026-01-01").Capacity
	on := day("2026-03-03")
	for _, x := range []struct {
		held Held
		want int
	}{
		{Held{}, 6000},
		{Held{Head: true}, 3000},
		{Held{Days: 3}, 3600},
		{Held{Days: 5}, 6000},
		{Held{Away: true}, 0},
		{Held{From: day("2026-02-01")}, 4500},
		{Held{From: day("2025-12-01")}, 6000},
		{Held{Head: true, Days: 1, From: day("2026-03-01")}, 450},
	} {
		if got, ok := c.Of(x.held, on); !ok || got != x.want {
			t.Errorf("%+v: %d %v, want %d", x.held, got, ok, x.want)
		}
	}
	if _, ok := (Capacity{}).Of(Held{}, on); ok {
		t.Error("a capacity was invented")
	}
}

func TestATableIsCheckedWhole(t *testing.T) {
	levels, kinds := []string{Unassessed, "low", "medium", "high"}, []string{"pretrial", "executive"}
	if p := table("2026-01-01").Check(levels, kinds); len(p) > 0 {
		t.Fatalf("%+v", p)
	}
	s := table("2026-01-01")
	s.Rows[1].Level = "low "                          // a gap at low, and a level that is not there
	s.Rows[2].Phases[Early].Office = cell("32")       // more than one a day
	s.Rows[3].EarlyWeeks, s.Rows[3].LastPart = 105, 1 //
	s.Rows[4].Kinds = []string{"purple", "pretrial"}  //
	s.Rows = append(s.Rows, s.Rows[4], s.Rows[3])     // twice
	s.Exemptions[1].Share, s.Capacity.Away = cell("2"), cell("1.01")
	var got []string
	for _, p := range s.Check(levels, kinds) {
		got = append(got, p.Field)
	}
	for _, f := range []string{"r1_level", "rows", "r2_early_office", "r3_early", "r3_last", "r4_kinds", "r5_kinds", "r6_level", "x1", "away"} {
		if !strings.Contains(" "+strings.Join(got, " ")+" ", " "+f+" ") {
			t.Errorf("no problem at %s: %v", f, got)
		}
	}
}

func TestTheEffectOfAChange(t *testing.T) {
	then := table("2026-04-01")
	then.Rows[1].Phases[Usual] = phase("3", "0", "1.5")
	then.Rows[1].Phases[Early] = then.Rows[1].Phases[Usual]
	now := NewStandardSet(table("2026-01-01"))
	e := EffectOf(now, now.With(then), []Case{
		{Office: "a", Officer: "x", Level: "low", Start: day("2026-01-01")},
		{Office: "a", Officer: "x", Level: "high", Start: day("2026-01-01")},
		{Office: "b", Officer: "y", Level: "low", Start: day("2026-04-11")}, // 20 of 30 days: 0.67 and 2
		{Office: "b", Officer: "y", Level: "low", Start: day("2026-05-01")}, // not yet
		{Office: "b", Level: "low", Start: day("2025-01-01"), End: day("2026-03-31")},
	}, day("2026-04-09"))
	if e.Total.Cases != 3 || e.Total.Contacts != [2]int{7, 10} || e.Total.Points != [2]int{600, 700} {
		t.Errorf("total %+v", e.Total)
	}
	if len(e.Levels) != 2 || e.Levels[1].Key != "low" || e.Levels[1].Contacts != [2]int{2, 5} {
		t.Errorf("levels %+v", e.Levels)
	}
	if len(e.Officers) != 2 || e.Officers[1].Key != "y" || e.Officers[1].Within != "b" || e.Officers[1].Points != [2]int{100, 150} {
		t.Errorf("officers %+v", e.Officers)
	}
}

func BenchmarkPreview(b *testing.B) {
	cases := make([]Case, 25000)
	levels := []string{"", "low", "medium", "high"}
	for i := range cases {
		start := day("2024-01-01").AddDays(i % 900)
		cases[i] = Case{
			Office: id.Office(rune('a' + i%57)), Officer: id.Account(rune('a' + i%700)), Level: levels[i%4], Kind: "executive", Start: start, End: start.AddDays(300 + i%700),
			MinorUntil: day("2026-04-10").AddDays(i%3000 - 2900),
		}
	}
	now := NewStandardSet(table("2024-01-01"), table("2025-06-01"))
	then := now.With(table("2026-04-01"))
	for b.Loop() {
		EffectOf(now, then, cases, day("2026-04-01"))
	}
}
