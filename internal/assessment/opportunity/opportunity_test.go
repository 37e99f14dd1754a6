package opportunity

import (
	"strings"
	"testing"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

func TestWhatARecordAllows(t *testing.T) {
	day := civil.MustDate
	rules := ChanceRules{LevelMonths: 6, CleanMonths: 3, KeptLeast: 3, ServedPercent: 50, AbovePercent: 150, SnoozeDays: 90}
	good := Track{
		Level: assessment.Medium, Lower: assessment.Low, LevelSince: day("2025-08-31"), Start: day("2025-08-01"), End: day("2027-07-31"), Kept: 6, Valid: true, Contacts: 2, Standard: 2,
	}
	with := func(change func(*Track)) Track { p := good; change(&p); return p }
	for _, c := range []struct {
		name string
		p    Track
		on   string
		want string
	}{
		{"a clean record", good, "2026-03-03", "lower_level recognition"},
		{"the day before six months, in a short February", good, "2026-02-27", "recognition"},
		{"six months from 31 August end on 28 February", good, "2026-02-28", "lower_level recognition"},
		{"half of the term", good, "2026-07-31", "lower_level recognition"},
		{"half of the term and a day", good, "2026-08-01", "lower_level recognition early_end"},
		{"a missed appointment", with(func(p *Track) { p.Missed = 1 }), "2026-08-01", ""},
		{"an open flag", with(func(p *Track) { p.Flags = 1 }), "2026-08-01", ""},
		{"too few appointments", with(func(p *Track) { p.Kept = 2 }), "2026-08-01", ""},
		{"the assessment is due again", with(func(p *Track) { p.Valid = false }), "2026-03-03", "recognition"},
		{"the lowest level", with(func(p *Track) { p.Level, p.Lower = assessment.Low, "" }), "2026-03-03", "fewer_contacts recognition"},
		{"the lowest level, once a month", with(func(p *Track) { p.Level, p.Lower, p.Standard, p.Contacts = assessment.Low, "", 1, 1 }), "2026-03-03", "fewer_contacts recognition"},
		{"the lowest level, nothing asked for", with(func(p *Track) { p.Level, p.Lower, p.Standard, p.Contacts = assessment.Low, "", 0, 1 }), "2026-03-03", "recognition"},
		{"the lowest level, less than asked", with(func(p *Track) { p.Lower, p.Contacts = "", 1 }), "2026-03-03", "recognition"},
		{"no level", with(func(p *Track) { p.Level, p.Lower, p.LevelSince = assessment.Unassessed, "", civil.Date{} }), "2026-03-03", "recognition"},
		{"far above the standard", with(func(p *Track) { p.Missed, p.Contacts = 1, 4 }), "2026-03-03", "above_standard"},
		{"one above the standard", with(func(p *Track) { p.Missed, p.Standard = 1, 1 }), "2026-03-03", ""},
		{"suspended", with(func(p *Track) { p.Stopped = true }), "2026-03-03", ""},
		{"over", good, "2027-08-01", ""},
		{"no end", with(func(p *Track) { p.End = civil.Date{} }), "2030-03-03", "lower_level recognition"},
	} {
		var got []string
		for _, o := range c.p.Opportunities(rules, day(c.on)) {
			got = append(got, string(o.Kind))
			if len(o.Reasons) == 0 {
				t.Errorf("%s: %s without a reason", c.name, o.Kind)
			}
			back, err := ReadReasons(o.ReasonsJSON())
			if err != nil || len(back) != len(o.Reasons) || back[0] != o.Reasons[0] {
				t.Errorf("%s: reasons are not kept: %v %v", c.name, back, err)
			}
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s: %q, want %q", c.name, s, c.want)
		}
	}
	if got := good.Opportunities(ChanceRules{}, day("2026-08-01")); len(got) != 0 {
		t.Errorf("without values something is offered: %v", got)
	}
}

func TestAnAnswerIsChecked(t *testing.T) {
	today := civil.MustDate("2026-03-03")
	rules := ChanceRules{SnoozeDays: 90}
	list := rulebook.List{Items: []rulebook.Item{{Code: "other"}}}
	for _, c := range []struct{ answer, reason, text, until, want string }{
		{ChanceAccepted, "", "x", "", ""},
		{ChanceAccepted, "", "", "", "text"},
		{ChanceNotNow, "other", "", "2026-06-01", ""},
		{ChanceNotNow, "", "", "2026-03-03", "reason until"},
		{ChanceNotNow, "other", "", "2026-06-02", "until"},
		{"perhaps", "", "", "", "answer"},
	} {
		until, _ := civil.ParseDate(c.until)
		var got []string
		for _, p := range rules.CheckAnswer(c.answer, c.reason, c.text, list, until, today) {
			got = append(got, p.Field)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%+v: %q", c, s)
		}
	}
}
