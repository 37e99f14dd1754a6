package rulebook

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
)

func day(s string) civil.Date { return civil.MustDate(s) }

func TestLookupTakesTheRowOfTheDay(t *testing.T) {
	days := func(n int) Value { return Value{Kind: KindDuration, Set: true, Int: n, Unit: civil.WorkingDays} }
	rb := &Rulebook{Rules: []Rule{
		{ID: "d", Value: days(10), Basis: Basis{Valid: civil.Period{To: day("2026-06-30")}}},
		{ID: "d", Value: days(5), Basis: Basis{Valid: civil.Since(day("2026-07-01"))}},
		{ID: "unset", Value: Value{Kind: KindDuration}},
		{ID: "idle", Value: Value{Kind: KindDuration, Set: true, Int: 15, Unit: civil.Minutes}},
	}}
	for _, c := range []struct {
		on   string
		want int
	}{{"2026-06-30", 10}, {"2026-07-01", 5}} {
		d, ok := rb.Deadline("d", day(c.on))
		if !ok || d.Clock.N != c.want {
			t.Errorf("on %s: %d %v, want %d", c.on, d.Clock.N, ok, c.want)
		}
	}
	if _, ok := rb.Deadline("unset", day("2026-01-01")); ok {
		t.Error("a value that is not set gave a deadline")
	}
	if _, ok := rb.Deadline("idle", day("2026-01-01")); ok {
		t.Error("minutes gave a deadline in days")
	}
	if got := rb.Int("unset", day("2026-01-01"), 7); got != 7 {
		t.Errorf("fallback %d", got)
	}
	if got := rb.Int("idle", day("2026-01-01"), 0); got != 15 {
		t.Errorf("idle %d", got)
	}
}

func TestAnOldCaseKeepsItsVersion(t *testing.T) {
	set := NewSet(
		&Rulebook{Version: "2027.1", InForce: day("2027-01-01")},
		&Rulebook{Version: "2026.1", InForce: day("2026-01-01")},
	)
	for on, want := range map[string]string{
		"2019-09-01": "2026.1", "2026-12-31": "2026.1", "2027-01-01": "2027.1", "2030-01-01": "2027.1",
	} {
		if got := set.At(day(on)).Version; got != want {
			t.Errorf("at %s: %s, want %s", on, got, want)
		}
	}
	if got := set.For("2026.1", day("2030-01-01")).Version; got != "2026.1" {
		t.Errorf("the case lost its version: %s", got)
	}
	if got := set.For("gone", day("2030-01-01")).Version; got != "2027.1" {
		t.Errorf("unknown version gave %s", got)
	}
}

func TestOblastComesFromTheCode(t *testing.T) {
	for code, want := range map[SOATE]SOATE{
		"41702410000010": "41702000000000", "41706211800000": "41706000000000",
		"41711201000000": "41711000000000", "41721000000000": "41721000000000",
	} {
		if got, ok := Oblast(code); !ok || got != want {
			t.Errorf("%s: %s %v", code, got, ok)
		}
	}
	for code, want := range map[SOATE]SOATE{
		"41706211800000": "41706211000000", "41702410000010": "41702410000010", "41721000000000": "41721000000000",
		"41704400000010": "41704400000010",
	} {
		if got, ok := District(code); !ok || got != want {
			t.Errorf("district of %s: %s %v", code, got, ok)
		}
	}
	for _, bad := range []string{"", "4170241000001", "99902410000010", "41799410000010", "4170241000001x"} {
		if _, ok := ParseSOATE(bad); ok {
			t.Errorf("%q was taken", bad)
		}
	}
	if _, ok := District("41702000000000"); ok {
		t.Error("an oblast is not a district")
	}
}

func TestSheetLeavesALineForWhatIsNotKnown(t *testing.T) {
	got := Sheet{Title: "{office}", Sections: []Section{{Paragraphs: []string{"{name}, {date}", "open {brace"}}}}.
		Fill(map[string]string{"office": "Ош", "date": "03.03.2026"})
	want := Sheet{Title: "Ош", Sections: []Section{{
		Paragraphs: []string{blank + ", 03.03.2026", "open {brace"}, Items: []string{},
	}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSheetListsEveryObligation(t *testing.T) {
	s := Sheet{Sections: []Section{{Items: []string{"{obligations}", "last"}}}}.Fill(map[string]string{"obligations": "one\ntwo"})
	if d := cmp.Diff([]string{"one", "two", "last"}, s.Sections[0].Items); d != "" {
		t.Error(d)
	}
}

func TestItemAttributes(t *testing.T) {
	i := Item{Attr: map[string]string{"hides_record": "true", "kinds": "executive pretrial"}}
	if !i.Is("hides_record") || i.Is("kinds") || !i.Has("kinds", "pretrial") || i.Has("kinds", "penitentiary") {
		t.Error("attributes are read wrongly")
	}
	if !i.Has("measures", "anything") {
		t.Error("an absent attribute names everything")
	}
}
