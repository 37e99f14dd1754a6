package person

import (
	"strings"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

func at(hour int) civil.Instant { return civil.At(time.Date(2026, 3, 3, hour, 0, 0, 0, time.UTC)) }

// What was known at an instant: a replaced version counts until it was replaced, its successor from then on.
func TestRecordAt(t *testing.T) {
	r := Record{SourceNumber: "7", Values: []Value{
		{Version: Version{RecordedAt: at(8), ReplacedAt: at(12)}, Field: FieldBirth, Value: "1987-05-14"},
		{Version: Version{RecordedAt: at(12)}, Field: FieldBirth, Value: "1987-05-15"},
	}, Names: []Named{{Version: Version{RecordedAt: at(10)}, Kind: MainName, Name: Name{Given: "Үсөн"}}}}
	for hour, want := range map[int]string{7: "", 8: "1987-05-14", 11: "1987-05-14", 12: "1987-05-15", 20: "1987-05-15"} {
		if got := r.At(at(hour)).Birth().String(); got != want {
			t.Errorf("at %d: %q, want %q", hour, got, want)
		}
	}
	if got := r.At(at(9)).Display(); got != "№ 7" {
		t.Errorf("without a name: %q", got)
	}
	if got := r.Now(); got.Display() != "Үсөн" || len(got.Values) != 1 {
		t.Errorf("now: %+v", got)
	}
}

func problemsOf(check func(*fault.Problems)) string {
	var p fault.Problems
	check(&p)
	var out []string
	for _, x := range p {
		out = append(out, x.Field+":"+x.Msg.Key)
	}
	return strings.Join(out, " ")
}

func TestCheckNew(t *testing.T) {
	today := civil.MustDate("2026-03-03")
	good := New{Name: ParseName("Бактыбек уулу Үсөн"), Birth: civil.MustPartial("1987"), Office: "o"}
	for name, c := range map[string]struct {
		change func(*New)
		want   string
	}{
		"good":     {func(*New) {}, ""},
		"nobody":   {func(n *New) { n.Name = Name{} }, "given:person.name_or_number"},
		"numbered": {func(n *New) { n.Name = Name{}; n.SourceNumber = "1" }, ""},
		"future":   {func(n *New) { n.Birth = civil.MustPartial("2026-04") }, "birth:date.future"},
		"ancient":  {func(n *New) { n.Birth = civil.MustPartial("1850") }, "birth:date.too_old"},
		"pin":      {func(n *New) { n.PIN = "1234567890123" }, "pin:pin.short"},
		"latin":    {func(n *New) { n.Latin = Name{Given: "Үсөн"} }, "latin_given:name.want_latin"},
		"office":   {func(n *New) { n.Office = "" }, "office:field.required"},
	} {
		n := good
		c.change(&n)
		if got := problemsOf(func(p *fault.Problems) { n.Check(p, today) }); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestWhy(t *testing.T) {
	rules := &rulebook.Rulebook{Lists: []rulebook.List{{ID: rulebook.ListCorrectionReasons, Items: []rulebook.Item{
		{Code: "typing"}, {Code: "wrong_client", Attr: map[string]string{"moves": "true"}}, {Code: "other", Attr: map[string]string{"note_required": "true"}},
	}}}}
	for _, c := range []struct {
		why  Why
		move bool
		want string
	}{
		{Why{Reason: "typing"}, false, ""},
		{Why{}, false, "reason:field.choose"},
		{Why{Reason: "x"}, false, "reason:field.unknown"},
		{Why{Reason: "wrong_client"}, false, "reason:person.reason_moves"},
		{Why{Reason: "wrong_client"}, true, ""},
		{Why{Reason: "other"}, false, "reason_text:field.required"},
		{Why{Reason: "other", Text: "так"}, false, ""},
		{Why{Reason: "typing", Text: strings.Repeat("я", MaxLine+1)}, false, "reason_text:field.too_long"},
	} {
		if got := problemsOf(func(p *fault.Problems) { c.why.Check(p, rules, civil.MustDate("2026-03-03"), c.move) }); got != c.want {
			t.Errorf("%+v: %q, want %q", c.why, got, c.want)
		}
	}
}

func TestMinorUntil(t *testing.T) {
	for born, want := range map[string]string{"2008-03-04": "2026-03-03", "2008-02-29": "2026-02-28", "2008": "2026-12-30", "": ""} {
		if got := MinorUntil(civil.MustPartial(born)).String(); got != want {
			t.Errorf("%s: %s, want %s", born, got, want)
		}
	}
}

func TestRankPutsNumbersThenWholeWordsFirst(t *testing.T) {
	hits := []Hit{
		{Client: "prefix", By: "name", Name: ParseName("Асанова Бактыгүл")},
		{Client: "whole", By: "name", Name: ParseName("Ясанов Бакты")},
		{Client: "number", By: "file"},
	}
	var got []string
	for _, h := range Rank(hits, QueryTokens("бакты")) {
		got = append(got, string(h.Client))
	}
	if strings.Join(got, " ") != "number whole prefix" {
		t.Errorf("order %v", got)
	}
}
