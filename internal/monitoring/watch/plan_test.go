package watch

import (
	"slices"
	"testing"
	"time"

	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/track"
)

// A group is taken whole, a portion ends between groups, and a group that may not have been read to its end waits.
func TestTake(t *testing.T) {
	groups := []track.Stretch{{Batch: 10, Fitting: 1, Last: 19, N: 5}, {Batch: 10, Fitting: 2, Last: 18, N: 5}, {Batch: 30, Last: 30}, {Batch: 40, Fitting: 1, Last: 49, N: 9}}
	all := Take(groups, 512, 100)
	if all.More || all.Batch != 40 || all.N != 19 || len(all.Groups) != 4 {
		t.Errorf("all: %+v", all)
	}
	part := Take(groups, 512, 7)
	if !part.More || part.Batch != 10 || part.N != 10 {
		t.Errorf("a portion: %+v", part)
	}
	if cut := Take(groups, 4, 100); !cut.More || cut.Batch != 30 {
		t.Errorf("cut off: %+v", cut)
	}
	if none := Take(nil, 512, 100); none.More || none.Batch != 0 {
		t.Errorf("nothing: %+v", none)
	}
	for arrival, want := range map[int64]bool{9: false, 10: true, 19: true, 20: false, 30: true, 39: false, 49: true, 50: false} {
		if all.Has(arrival) != want {
			t.Errorf("%d belongs to a group: %v", arrival, !want)
		}
	}
	if got := all.Fittings(); !slices.Equal(got, []int64{1, 2, 0}) {
		t.Errorf("fittings %v", got)
	}
}

// What began before positions were whole proves nothing, nor does what follows it of the same rule and zone; the rest is compared.
func TestProvable(t *testing.T) {
	at := func(h int) time.Time { return testDay.Add(time.Duration(h) * time.Hour) }
	one := func(id string, rule judge.Rule, zone string, from, to int) evaluator.Alert {
		a := evaluator.Alert{ID: id, Finding: judge.Finding{Rule: rule, Zone: zone, From: at(from)}}
		if to > 0 {
			a.To = at(to)
		}
		return a
	}
	stored := []evaluator.Alert{one("a", "silent", "", 1, 12), one("b", "keepout_entry", "z", 11, 13), one("c", "silent", "", 20, 21)}
	again := []evaluator.Alert{one("x", "silent", "", 11, 12), one("b", "keepout_entry", "z", 11, 13)}
	x, y, lost := Provable(stored, again, at(10))
	if lost != 1 || len(x) != 2 || len(y) != 1 || x[1].ID != "c" || y[0].ID != "b" {
		t.Errorf("%v %v %d", x, y, lost)
	}
	if got := Differ(x, y); len(got) != 1 {
		t.Errorf("what is whole still differs: %v", got)
	}
	if x, y, lost = Provable(stored, again, time.Time{}); lost != 0 || len(x) != 3 || len(y) != 2 {
		t.Error("nothing was destroyed and something is left out")
	}
}
