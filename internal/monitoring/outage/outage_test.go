package outage

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/jurisdiction/kg"
)

var t0 = time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)

func some(n int, operator, area string, silent bool, heard time.Time) []Device {
	var out []Device
	for i := range n {
		out = append(out, Device{fmt.Sprintf("%s-%s-%v-%d", operator, area, silent, i), operator, area, heard.Add(time.Duration(i) * time.Second), silent, false})
	}
	return out
}

func settings(t *testing.T) Settings {
	t.Helper()
	set, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	s, err := FromRulebook(set.At(civil.MustDate("2026-03-02")), civil.MustDate("2026-03-02"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestRecognise(t *testing.T) {
	set := settings(t)
	now := t0.Add(20 * time.Minute)
	for _, c := range []struct {
		name    string
		devices []Device
		want    string
	}{
		{"one operator in one village", slices.Concat(some(9, "A", "v1", true, t0), some(1, "A", "v1", false, now), some(20, "A", "v2", false, now), some(5, "B", "v1", false, now)), "[A/v1 9 of 10]"},
		{"power of a village, all operators", slices.Concat(some(6, "A", "v1", true, t0), some(6, "B", "v1", true, t0), some(40, "A", "v2", false, now), some(40, "B", "v2", false, now)), "[/v1 12 of 12]"},
		{"an operator everywhere, a few in each village", slices.Concat(some(5, "A", "v1", true, t0), some(5, "A", "v2", true, t0), some(9, "B", "v1", false, now), some(9, "B", "v2", false, now)), "[A/ 10 of 10]"},
		{"seven are too few", slices.Concat(some(7, "A", "v1", true, t0)), "[]"},
		{"a third is no outage", slices.Concat(some(10, "A", "v1", true, t0), some(20, "A", "v1", false, now)), "[]"},
		{"silent since different days", func() (out []Device) {
			for i := range 12 {
				out = append(out, some(1, "A", "v1", true, t0.Add(-time.Duration(i)*24*time.Hour))...)
			}
			return out
		}(), "[]"},
		{"nothing known of the devices", some(20, "", "", true, t0), "[]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := show(Recognise(c.devices, nil, now, set))
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			slices.Reverse(c.devices)
			if again := show(Recognise(c.devices, nil, now, set)); again != got {
				t.Errorf("in another order %s", again)
			}
		})
	}
}

func show(list []Outage) string {
	out := []string{}
	for _, o := range list {
		out = append(out, fmt.Sprintf("%s/%s %d of %d", o.Scope.Operator, o.Scope.Area, o.Silent, o.All))
	}
	return fmt.Sprint(out)
}

func TestItGoesOnAndEnds(t *testing.T) {
	set := settings(t)
	first := Recognise(some(10, "A", "v1", true, t0), nil, t0.Add(20*time.Minute), set)
	more := Recognise(some(14, "A", "v1", true, t0), first, t0.Add(30*time.Minute), set)
	if len(more) != 1 || more[0].ID != first[0].ID || more[0].Silent != 14 || !more[0].From.Equal(t0) {
		t.Fatalf("it goes on: %v then %v", first, more)
	}
	back := slices.Concat(some(2, "A", "v1", true, t0), some(12, "A", "v1", false, t0.Add(time.Hour)))
	ended := Recognise(back, more, t0.Add(time.Hour), set)
	if len(ended) != 1 || !ended[0].To.Equal(t0.Add(time.Hour)) {
		t.Errorf("it ends: %v", ended)
	}
}

// A power cut that somebody entered explains the silence: no second outage is made of it.
func TestARegisteredOutageExplains(t *testing.T) {
	set := settings(t)
	known := Outage{ID: "power-1", Scope: Scope{Area: "v1"}, Known: true, From: t0.Add(-time.Minute), To: t0.Add(3 * time.Hour)}
	got := Recognise(some(12, "A", "v1", true, t0), []Outage{known}, t0.Add(20*time.Minute), set)
	if len(got) != 1 || got[0].ID != "power-1" {
		t.Errorf("got %v", got)
	}
}
