package watch

import (
	"fmt"
	"slices"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
)

// Step is one step of what became known of an alert.
type Step struct {
	Alert string
	What  string
	Cause int64
	At    civil.Instant
}

// Differ compares alerts by identifier, times and end.
func Differ(stored, again []evaluator.Alert) []string {
	type key struct{ from, to, decided, raised, withdrawn, end, class string }
	of := func(a evaluator.Alert) key {
		to := ""
		if !a.Open() {
			to = civil.At(a.To).String()
		}
		return key{civil.At(a.From).String(), to, civil.At(a.DecidedAt).String(), civil.At(a.RaisedAt).String(), a.Withdrawn, a.End, string(a.Class)}
	}
	var out []string
	find := func(list []evaluator.Alert, id string) int {
		return slices.IndexFunc(list, func(a evaluator.Alert) bool { return a.ID == id })
	}
	for _, a := range stored {
		switch n := find(again, a.ID); {
		case n < 0:
			out = append(out, fmt.Sprintf("alert %s (%s) stands in the store; the replay does not give it", a.ID, a.Rule))
		case of(a) != of(again[n]):
			out = append(out, fmt.Sprintf("alert %s (%s): stored %v, replay %v", a.ID, a.Rule, of(a), of(again[n])))
		}
	}
	for _, a := range again {
		if find(stored, a.ID) < 0 {
			out = append(out, fmt.Sprintf("alert %s (%s) comes of the replay; the store does not have it", a.ID, a.Rule))
		}
	}
	return out
}

// DifferSteps compares what became known of each alert, step by step.
func DifferSteps(stored []Step, told []evaluator.Told, alerts []evaluator.Alert) []string {
	var out []string
	for _, a := range alerts {
		var x, y []Step
		for _, s := range stored {
			if s.Alert == a.ID {
				x = append(x, s)
			}
		}
		for _, t := range told {
			if t.Alert.ID == a.ID {
				y = append(y, Step{a.ID, t.What, t.Cause, civil.At(t.At)})
			}
		}
		if len(x) > 0 && !slices.Equal(x, y) {
			out = append(out, fmt.Sprintf("alert %s (%s): %d steps in the store, %d in the replay, or other ones", a.ID, a.Rule, len(x), len(y)))
		}
	}
	return out
}

// Provable takes out of two lists what a replay cannot prove or refute when what arrived before a moment is not whole: alerts that began before
// it, and what speaks of the same rule and zone as one of them and goes on from it. lost counts the stored ones.
func Provable(stored, again []evaluator.Alert, since time.Time) (keptStored, keptAgain []evaluator.Alert, lost int) {
	if since.IsZero() {
		return stored, again, 0
	}
	type of struct {
		rule judge.Rule
		zone string
	}
	reaches := map[of]time.Time{} // how far what began before goes on
	for _, a := range slices.Concat(stored, again) {
		if k := (of{a.Rule, a.Zone}); a.From.Before(since) {
			to := a.To
			if a.Open() {
				to = since.AddDate(100, 0, 0)
			}
			if to.After(reaches[k]) {
				reaches[k] = to
			}
		}
	}
	hidden := func(a evaluator.Alert) bool {
		return a.From.Before(since) || a.From.Before(reaches[of{a.Rule, a.Zone}])
	}
	keptStored = slices.DeleteFunc(slices.Clone(stored), hidden)
	return keptStored, slices.DeleteFunc(slices.Clone(again), hidden), len(stored) - len(keptStored)
}
