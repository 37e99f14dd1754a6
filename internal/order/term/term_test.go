package term

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"tuzjol/internal/kernel/civil"
)

func on(s string) civil.Date { return civil.MustDate(s) }

func span(from, to string) Suspension {
	s := Suspension{Period: civil.Period{From: on(from)}, Reason: "search"}
	if to != "" {
		s.To = on(to)
	}
	return s
}

var inclusive = Convention{FirstDayCounts: true, Ratio: map[string]int{"detention": 1, "colony_settlement": 2}} //nolint:gochecknoglobals // fixture

func year(from string) Input { return Input{InForce: on(from), Length: civil.MustTerm("P1Y")} }

func TestReckon(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    func(*Input)
		start string
		end   string
		warn  string
	}{
		{"plain", func(*Input) {}, "2026-03-01", "2027-02-28", ""},
		{"stated start", func(i *Input) { i.StatedStart = on("2026-03-10") }, "2026-03-10", "2027-03-09", ""},
		{"stated end wins and differs", func(i *Input) { i.StatedEnd = on("2027-03-01") }, "2026-03-01", "2027-03-01", "term.warn.stated_differs"},
		{"stated end alone", func(i *Input) { i.Length, i.StatedEnd = civil.Term{}, on("2026-05-31") }, "2026-03-01", "2026-05-31", ""},
		{"stated end before start", func(i *Input) { i.StatedEnd = on("2026-02-01") }, "2026-03-01", "", "term.warn.ends_before_start"},
		{"credit", func(i *Input) { i.Credits = []Credit{{Kind: "detention", Days: 28}} }, "2026-03-01", "2027-01-31", ""},
		{"credit with the judgment's ratio", func(i *Input) { i.Credits = []Credit{{Kind: "detention", Days: 14, For: 2}} }, "2026-03-01", "2027-01-31", ""},
		{"credit with the rulebook's ratio", func(i *Input) { i.Credits = []Credit{{Kind: "colony_settlement", Days: 14}} }, "2026-03-01", "2027-01-31", ""},
		{"credit of more than the term", func(i *Input) { i.Credits = []Credit{{Kind: "detention", Days: 400}} }, "2026-03-01", "2026-02-28", "term.warn.credit_exceeds"},
		{"suspension", func(i *Input) { i.Suspensions = []Suspension{span("2026-06-01", "2026-06-30")} }, "2026-03-01", "2027-03-30", ""},
		{"suspensions that overlap count once", func(i *Input) {
			i.Suspensions = []Suspension{span("2026-06-11", "2026-06-30"), span("2026-06-01", "2026-06-20")}
		}, "2026-03-01", "2027-03-30", ""},
		{"a suspension in the lengthened part", func(i *Input) {
			i.Suspensions = []Suspension{span("2026-06-01", "2026-06-30"), span("2027-03-10", "2027-03-12")}
		}, "2026-03-01", "2027-04-02", ""},
		{"a suspension before the term counts from the first day", func(i *Input) {
			i.Suspensions = []Suspension{span("2026-02-01", "2026-03-02")}
		}, "2026-03-01", "2027-03-02", ""},
		{"a suspension after the end", func(i *Input) {
			i.Suspensions = []Suspension{span("2027-03-01", "2027-04-01")}
		}, "2026-03-01", "2027-02-28", "term.warn.suspension_outside"},
		{"a suspension without end", func(i *Input) { i.Suspensions = []Suspension{span("2027-02-27", "")} }, "2026-03-01", "", ""},
		{"extension", func(i *Input) {
			i.Changes = []Change{{On: on("2026-09-01"), Extends: true, Length: civil.MustTerm("P6M")}}
		}, "2026-03-01", "2027-08-31", ""},
		{"variation, then extension", func(i *Input) {
			i.Changes = []Change{{Length: civil.MustTerm("P6M")}, {Extends: true, Length: civil.MustTerm("P10D")}}
		}, "2026-03-01", "2026-09-10", ""},
		{"a change goes before a stated end", func(i *Input) {
			i.StatedEnd, i.Changes = on("2027-02-28"), []Change{{Length: civil.MustTerm("P6M")}}
		}, "2026-03-01", "2026-08-31", ""},
		{"consecutive order", func(i *Input) {
			i.Others = []Other{{Join: Consecutive, Length: civil.MustTerm("P1Y6M")}}
		}, "2026-03-01", "2028-08-31", ""},
		{"absorbed by the longer", func(i *Input) {
			i.Others = []Other{{Join: Absorbed, Length: civil.MustTerm("P2Y")}}
		}, "2026-03-01", "2028-02-29", ""},
		{"absorbs the shorter", func(i *Input) {
			i.Others = []Other{{Join: Absorbed, Length: civil.MustTerm("P364D")}}
		}, "2026-03-01", "2027-02-28", ""},
		{"concurrent and later", func(i *Input) {
			i.Others = []Other{{Join: Concurrent, End: on("2027-05-05")}}
		}, "2026-03-01", "2027-05-05", ""},
		{"concurrent and earlier", func(i *Input) {
			i.Others = []Other{{Join: Concurrent, End: on("2026-05-05")}}
		}, "2026-03-01", "2027-02-28", ""},
		{"former colony-settlement", func(i *Input) {
			i.Converted = &Conversion{On: on("2026-02-10"), Remaining: civil.MustTerm("P8M20D")}
		}, "2026-02-10", "2026-10-29", ""},
		{"ended early", func(i *Input) { i.EndedOn = on("2026-12-01") }, "2026-03-01", "2026-12-01", ""},
		{"an act after the end keeps nobody longer", func(i *Input) { i.EndedOn = on("2027-06-01") }, "2026-03-01", "2027-02-28", "term.warn.ended_late"},
		{"ended while it stood still", func(i *Input) {
			i.Suspensions, i.EndedOn = []Suspension{span("2026-06-01", "")}, on("2026-08-01")
		}, "2026-03-01", "2026-08-01", ""},
		{"no day in force", func(i *Input) { i.InForce = civil.Date{} }, "", "", "term.warn.no_start"},
		{"no length", func(i *Input) { i.Length = civil.Term{} }, "2026-03-01", "", "term.warn.no_length"},
		{"starts before it is in force", func(i *Input) { i.StatedStart = on("2026-02-20") }, "2026-02-20", "2027-02-19", "term.warn.starts_before_force"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := year("2026-03-01")
			c.in(&in)
			r := Reckon(in, inclusive)
			if r.Start.String() != c.start || r.End.String() != c.end {
				t.Errorf("%s..%s, want %s..%s", r.Start, r.End, c.start, c.end)
			}
			var warned []string
			for _, w := range r.Warnings {
				warned = append(warned, w.Key)
			}
			if c.warn == "" && len(warned) > 0 || c.warn != "" && !slices.Contains(warned, c.warn) {
				t.Errorf("warnings %v, want %q", warned, c.warn)
			}
			if n := len(r.Lines); n > 0 && !r.End.IsZero() && r.Lines[n-1].Day != r.End {
				t.Errorf("the last line leads to %s, not to the end %s", r.Lines[n-1].Day, r.End)
			}
		})
	}
}

func TestReckonByConvention(t *testing.T) {
	in := year("2026-03-01")
	in.Registered = on("2026-03-20")
	if r := Reckon(in, Convention{FirstDayCounts: true, FromRegistration: true}); r.End.String() != "2027-03-19" {
		t.Errorf("from registration: %s", r.End)
	}
	if r := Reckon(in, Convention{}); r.End.String() != "2027-03-01" {
		t.Errorf("first day does not count: %s", r.End)
	}
	in.Registered = civil.Date{}
	if r := Reckon(in, Convention{FromRegistration: true}); len(r.Warnings) != 1 || !r.End.IsZero() {
		t.Errorf("not registered yet: %s %v", r.End, r.Warnings)
	}
	rolls := Convention{
		FirstDayCounts: true, Rolls: true,
		Calendar: civil.NewCalendar([]time.Weekday{time.Saturday, time.Sunday}, civil.CalendarYear{Year: 2027}),
	}
	if r := Reckon(year("2026-03-01"), rolls); r.End.String() != "2027-03-01" {
		t.Errorf("28 February 2027 is a Sunday, rolled to %s", r.End)
	}
	if r := Reckon(year("2026-03-01"), Convention{FirstDayCounts: true, Least: 13, ToConfirm: true}); len(r.Warnings) != 1 || !r.ToConfirm {
		t.Errorf("unusual length: %v", r.Warnings)
	}
}

func TestStandingStill(t *testing.T) {
	in := year("2026-03-01")
	in.Suspensions = []Suspension{span("2027-02-27", "")}
	r := Reckon(in, inclusive)
	if !r.StandsNow || r.Left != 2 {
		t.Errorf("stands %v, left %d", r.StandsNow, r.Left)
	}
}

// Properties of the arithmetic that hold for every judgment.
func TestReckonProperties(t *testing.T) {
	first := on("2015-01-01")
	gen := rapid.Custom(func(t *rapid.T) Input {
		in := Input{
			InForce: first.AddDays(rapid.IntRange(0, 6000).Draw(t, "start")),
			Length: civil.Term{
				Years: rapid.IntRange(0, 5).Draw(t, "years"), Months: rapid.IntRange(0, 23).Draw(t, "months"),
				Days: rapid.IntRange(1, 60).Draw(t, "days"),
			},
		}
		for range rapid.IntRange(0, 4).Draw(t, "suspensions") {
			from := in.InForce.AddDays(rapid.IntRange(-100, 900).Draw(t, "from"))
			in.Suspensions = append(in.Suspensions, Suspension{
				Period: civil.Period{From: from, To: from.AddDays(rapid.IntRange(0, 200).Draw(t, "for"))},
			})
		}
		return in
	})
	rapid.Check(t, func(t *rapid.T) {
		in := gen.Draw(t, "term")
		plain := in
		plain.Suspensions = nil
		base, full := Reckon(plain, inclusive), Reckon(in, inclusive)
		if base.End.Before(base.Start) {
			t.Fatalf("ends %s before it starts %s", base.End, base.Start)
		}
		if full.End.Before(base.End) {
			t.Fatalf("suspensions made the term shorter: %s, %s", base.End, full.End)
		}
		// Served days are the same with and without suspensions: nobody is kept longer than the term.
		served := 0
		for d := full.Start; !d.After(full.End); d = d.AddDays(1) {
			if !slices.ContainsFunc(in.Suspensions, func(s Suspension) bool { return s.Contains(d) }) {
				served++
			}
		}
		if want := base.Start.DaysUntil(base.End) + 1; served != want {
			t.Fatalf("serves %d days instead of %d", served, want)
		}
		// A later start never ends earlier, and a credit takes off exactly its days.
		later := plain
		later.InForce = later.InForce.AddDays(1)
		if Reckon(later, inclusive).End.Before(base.End) {
			t.Fatal("a later start ends earlier")
		}
		n := rapid.IntRange(1, 20).Draw(t, "credit")
		plain.Credits = []Credit{{Kind: "detention", Days: n}}
		got := Reckon(plain, inclusive)
		if want := min(n, base.Start.DaysUntil(base.End)+1); got.End.DaysUntil(base.End) != want {
			t.Fatalf("a credit of %d took off %d", n, got.End.DaysUntil(base.End))
		}
		// What the page shows adds up: the moves lead from the first end to the last.
		moved := 0
		for _, l := range full.Lines {
			moved += l.Days
		}
		if base.End.AddDays(moved) != full.End {
			t.Fatalf("lines move %d days, the end moved %d", moved, base.End.DaysUntil(full.End))
		}
		if again := civil.TermBetween(base.Start, base.End); again.LastDay(base.Start) != base.End {
			t.Fatalf("%s from %s does not lead back to %s", again, base.Start, base.End)
		}
	})
}
