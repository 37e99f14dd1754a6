package watch

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
)

// Tape is a past that is wholly in memory: for a replay.
type Tape struct {
	set      func(at time.Time) (*judge.Settings, error)
	taken    []judge.Input
	rulings  map[int64]Ruling
	memories []kept
	alerts   []evaluator.Alert
}

type kept struct {
	from time.Time
	at   int64
	text []byte
}

// Replay judges everything that was stored of an order, in the order of arrival numbers, and gives each change as it was told, and how the
// alerts stand in the end. set gives the thresholds of a day.
func Replay(inputs []judge.Input, set func(at time.Time) (*judge.Settings, error)) ([]evaluator.Told, []evaluator.Alert, error) {
	t := &Tape{set: set, rulings: map[int64]Ruling{}}
	slices.SortStableFunc(inputs, func(a, b judge.Input) int { return cmp.Compare(a.Arrival, b.Arrival) })
	first := slices.IndexFunc(inputs, func(in judge.Input) bool { return in.Kind == judge.Change })
	if first < 0 {
		return nil, nil, nil
	}
	s, err := t.rule(inputs[first])
	if err != nil {
		return nil, nil, err
	}
	w, err := Begin(t, inputs[first], s)
	if err != nil {
		return nil, nil, err
	}
	var all []evaluator.Told
	for _, in := range inputs {
		var set *judge.Settings
		if in.Kind == judge.Change {
			if set, err = t.rule(in); err != nil {
				return nil, nil, err
			}
		}
		told, err := w.Feed(in, set)
		if err != nil {
			return nil, nil, err
		}
		t.taken = append(t.taken, w.eng.Sane(in))
		t.note(told)
		all = append(all, told...)
	}
	return all, t.alerts, nil
}

func (t *Tape) rule(in judge.Input) (*judge.Settings, error) {
	set, err := t.set(in.At)
	t.rulings[in.Arrival] = Ruling{*in.Case, set}
	return set, err
}

func (t *Tape) note(told []evaluator.Told) {
	for _, x := range told {
		n := slices.IndexFunc(t.alerts, func(a evaluator.Alert) bool { return a.ID == x.Alert.ID })
		if n < 0 {
			t.alerts = append(t.alerts, x.Alert)
			continue
		}
		t.alerts[n] = x.Alert
	}
}

// Ruling gives a case that came on the tape.
func (t *Tape) Ruling(arrival int64) (Ruling, error) {
	r, ok := t.rulings[arrival]
	if !ok {
		return r, errors.New("no such case on the tape")
	}
	return r, nil
}

// Memory gives the last memory from at or before a moment, or the first, and forgets the later ones.
func (t *Tape) Memory(at time.Time) (Memory, bool, error) {
	if len(t.memories) == 0 {
		return Memory{}, false, nil
	}
	n := 0
	for i, m := range t.memories {
		if !m.from.After(at) {
			n = i
		}
	}
	t.memories = t.memories[:n+1]
	m := Memory{From: t.memories[n].from, Case: t.memories[n].at}
	return m, true, json.Unmarshal(t.memories[n].text, &m.State)
}

// Save keeps a memory, and of those before it the first of each day.
func (t *Tape) Save(m Memory) error {
	text, err := json.Marshal(m.State)
	if err != nil {
		return err
	}
	n := len(t.memories)
	for n > 0 && !t.memories[n-1].from.Before(m.From) {
		n--
	}
	t.memories = t.memories[:n]
	if n >= 2 && SameDay(t.memories[n-1].from, t.memories[n-2].from) {
		t.memories = t.memories[:n-1]
	}
	t.memories = append(t.memories, kept{m.From, m.Case, text})
	return nil
}

// Inputs gives the positions from a moment on that have been taken.
func (t *Tape) Inputs(from time.Time, below int64) ([]judge.Input, error) {
	var out []judge.Input
	for _, in := range t.taken {
		if in.IsFix() && in.Arrival < below && !in.Fix.At.Before(from) {
			out = append(out, in)
		}
	}
	return out, nil
}

// Alerts gives the alerts that reach into the time from a moment on.
func (t *Tape) Alerts(from time.Time) ([]evaluator.Alert, error) {
	var out []evaluator.Alert
	for _, a := range t.alerts {
		if a.Withdrawn == "" && (a.Open() || !a.To.Before(from)) || a.Withdrawn != "" && !a.From.Before(from) {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b evaluator.Alert) int {
		return cmp.Or(cmp.Compare(a.RaisedBy, b.RaisedBy), a.From.Compare(b.From), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Zone, b.Zone))
	})
	return out, nil
}
