package order

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

func TestNear(t *testing.T) {
	windows := []int{30, 14, 0}
	for _, c := range []struct {
		today string
		want  Nearness
	}{
		{"2026-04-30", Nearness{Days: 31}},
		{"2026-05-01", Nearness{Days: 30, Window: 30, Soon: true}},
		{"2026-05-16", Nearness{Days: 15, Window: 30, Soon: true}},
		{"2026-05-17", Nearness{Days: 14, Window: 14, Soon: true}},
		{"2026-05-31", Nearness{Days: 0, Window: 0, Soon: true}},
		{"2026-06-01", Nearness{Days: -1, Ended: true}},
	} {
		if d := cmp.Diff(c.want, Near(on("2026-05-31"), on(c.today), windows)); d != "" {
			t.Errorf("on %s: %s", c.today, d)
		}
	}
	if (Near(civil.Date{}, on("2026-05-31"), windows) != Nearness{}) {
		t.Error("a term without end is near its end")
	}
}

func TestADemandAfterTheEnd(t *testing.T) {
	end := on("2026-05-31")
	if AfterEnd(end, end) || !AfterEnd(end.AddDays(1), end) || AfterEnd(end, civil.Date{}) {
		t.Error("the last day still belongs to the term, the next does not")
	}
}

func grounds() *rulebook.Rulebook {
	item := func(code string, attr ...string) rulebook.Item {
		i := rulebook.Item{Code: code, Attr: map[string]string{}}
		for _, a := range attr {
			i.Attr[a] = "true"
		}
		return i
	}
	return &rulebook.Rulebook{Lists: []rulebook.List{{ID: rulebook.ListEndGrounds, Items: []rulebook.Item{
		item("served", "at_end"), item("expunged", "document", "hides_record"),
		item("quashed", "document", "rehabilitates"), item("other", "document", "note_required"),
	}}}}
}

func TestClosing(t *testing.T) {
	start, end, today := on("2025-06-01"), on("2026-05-31"), on("2026-05-31")
	for _, c := range []struct {
		name   string
		k      Closing
		fields []string
	}{
		{"served on the last day", Closing{Ground: "served", On: end}, nil},
		{"served a day early", Closing{Ground: "served", On: end.AddDays(-1)}, []string{"on"}},
		{"in the future", Closing{Ground: "served", On: end.AddDays(1)}, []string{"on"}},
		{"expunged without its document", Closing{Ground: "expunged", On: today}, []string{"document"}},
		{"expunged", Closing{Ground: "expunged", On: today, Document: true}, nil},
		{"before the start", Closing{Ground: "expunged", On: on("2025-01-01"), Document: true}, []string{"on"}},
		{"quashed before the start", Closing{Ground: "quashed", On: on("2025-01-01"), Document: true}, nil},
		{"everything wrong at once", Closing{Ground: "other"}, []string{"on", "document", "note"}},
		{"unknown ground", Closing{Ground: "magic", On: today}, []string{"ground"}},
		{"no ground", Closing{On: today}, []string{"ground"}},
	} {
		_, err := c.k.Check(grounds(), start, end, today)
		var fields []string
		if f := fault.As(err); f != nil {
			for _, p := range f.Problems {
				fields = append(fields, p.Field)
			}
		}
		if d := cmp.Diff(c.fields, fields); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
	if c, ok := ConsequenceOf(grounds(), "expunged"); !ok || !c.HidesRecord || c.Rehabilitates {
		t.Errorf("expunged: %+v", c)
	}
	if c, _ := ConsequenceOf(grounds(), "served"); c.HidesRecord {
		t.Error("a served term hides the record")
	}
}
