// Package watch drives the evaluator of one order over everything that was stored of it, in the order of arrival numbers: how much is kept at
// hand, how far a change of the case reaches back, and where a position that is older than that finds its place. A service that judges what
// comes in and a replay years later go through the same door, and so give the same alerts. Pure: what it must look up is asked of Past.
package watch

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/judge"
)

const (
	// Keep is how much of an order is kept at hand; older positions are judged from a memory.
	Keep = 6 * time.Hour
	// Anew is how far back a change of the case judges anew: a zone, a timetable, an outage that becomes known later.
	Anew = 48 * time.Hour
)

// Memory is what was known of an order at a moment, under the case that came with the arrival number Case.
type Memory struct {
	From  time.Time
	Case  int64
	State judge.State
}

// Ruling is a case with the thresholds that held when it came.
type Ruling struct {
	Case judge.Case
	Set  *judge.Settings
}

// Past is what was stored of an order.
type Past interface {
	// Ruling gives the case that came with an arrival number.
	Ruling(arrival int64) (Ruling, error)
	// Memory gives the last memory from at or before a moment, or the first of all where there is none, and forgets the later ones; ok is
	// false when there is none at all.
	Memory(at time.Time) (m Memory, ok bool, err error)
	// Save keeps a memory; one of the same moment is replaced.
	Save(m Memory) error
	// Inputs gives the positions, own and others', from a moment on, that arrived before a number.
	Inputs(from time.Time, below int64) ([]judge.Input, error)
	// Alerts gives the alerts that reach into the time from a moment on, and all that are open, in the order in which they were raised.
	Alerts(from time.Time) ([]evaluator.Alert, error)
}

// Watch is one order as it is being judged.
type Watch struct {
	past    Past
	eng     *evaluator.Engine
	now     Ruling
	caseAt  int64
	trimmed time.Time
}

// Mark is how far a watch has come, beside its memory.
type Mark struct {
	Horizon, Newest, Trimmed time.Time
}

// Begin watches an order from its first case on, which is taken before everything else however it was numbered.
func Begin(past Past, in judge.Input, set *judge.Settings) (*Watch, error) {
	w := &Watch{past: past, eng: evaluator.New(*in.Case, set), now: Ruling{*in.Case, set}, caseAt: in.Arrival, trimmed: in.At.Truncate(time.Hour)}
	return w, past.Save(Memory{w.eng.Since(), in.Arrival, w.eng.Memory().State})
}

// Resume takes a watch up again; below is the first number that it has not seen, last the number of the case in force.
func Resume(past Past, mark Mark, last, below int64) (*Watch, error) {
	w := &Watch{past: past, caseAt: last, trimmed: mark.Trimmed}
	var err error
	if w.now, err = past.Ruling(last); err != nil {
		return nil, err
	}
	ok, err := w.from(mark.Horizon.Add(400*24*time.Hour), mark, below)
	if err == nil && !ok {
		err = errors.New("the order has no memory")
	}
	return w, err
}

// Past gives the watch another look at what is stored: that of the transaction in which it goes on.
func (w *Watch) Past(p Past) { w.past = p }

// Mark is how far the watch has come.
func (w *Watch) Mark() Mark {
	return Mark{w.eng.Horizon(), w.eng.Newest(), w.trimmed}
}

// Case is the arrival number of the case in force.
func (w *Watch) Case() int64 { return w.caseAt }

// Zone gives a zone of the case in force.
func (w *Watch) Zone(id string) (judge.Zone, bool) {
	for _, z := range w.now.Case.Zones {
		if z.ID == id {
			return z, true
		}
	}
	return judge.Zone{}, false
}

// Due is when something falls due next without anything arriving; zero = never, as after the end of the order.
func (w *Watch) Due() time.Time {
	end := w.now.Case.End
	if due := w.eng.Due(); end.IsZero() || !due.After(end) && w.eng.Horizon().Before(end) {
		return due
	}
	return time.Time{}
}

// Feed takes one input and gives what it changed in the alerts. A position from before the first memory of the order is not judged. set are
// the thresholds that come with a change.
func (w *Watch) Feed(in judge.Input, set *judge.Settings) ([]evaluator.Told, error) {
	if in.Kind == judge.Change {
		if err := w.back(in.At.Add(-Anew), in.Arrival); err != nil {
			return nil, err
		}
		w.eng.Use(set)
		w.now, w.caseAt = Ruling{*in.Case, set}, in.Arrival
	}
	in = w.eng.Sane(in)
	told, err := w.eng.Feed(in)
	if errors.Is(err, evaluator.ErrBeforeWindow) {
		if err := w.back(in.Fix.At, in.Arrival); err != nil {
			return nil, err
		}
		if told, err = w.eng.Feed(in); errors.Is(err, evaluator.ErrBeforeWindow) {
			told, err = nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	if in.Kind == judge.Change {
		if err := w.save(); err != nil {
			return nil, err
		}
	}
	return told, w.trim(in)
}

func (w *Watch) save() error {
	return w.past.Save(Memory{w.eng.Since(), w.caseAt, w.eng.Memory().State})
}

// back opens the window to a moment, if it does not reach so far.
func (w *Watch) back(to time.Time, below int64) error {
	if !to.Before(w.eng.Since()) {
		return nil
	}
	_, err := w.from(to, w.Mark(), below)
	return err
}

func (w *Watch) from(at time.Time, mark Mark, below int64) (bool, error) {
	m, ok, err := w.past.Memory(at)
	if err != nil || !ok || w.eng != nil && !m.From.Before(w.eng.Since()) {
		return ok, err
	}
	if m.Case != w.caseAt {
		old, err := w.past.Ruling(m.Case)
		if err != nil {
			return false, err
		}
		judge.New(w.now.Case, w.now.Set).Adopt(&m.State, judge.New(old.Case, old.Set))
	}
	inputs, err := w.past.Inputs(m.From, below)
	if err != nil {
		return false, err
	}
	alerts, err := w.past.Alerts(m.From)
	if err != nil {
		return false, err
	}
	w.eng = evaluator.Resume(w.now.Case, w.now.Set, evaluator.Memory{State: m.State, Horizon: mark.Horizon, Newest: mark.Newest, Alerts: alerts}, inputs)
	if m.Case != w.caseAt {
		return true, w.save()
	}
	return true, nil
}

// trim lets go of what is older than the window, once an hour of what is known.
func (w *Watch) trim(in judge.Input) error {
	hour := in.Known().Truncate(time.Hour)
	if !hour.After(w.trimmed) {
		return nil
	}
	w.trimmed = hour
	if h := w.eng.Horizon(); h.Before(hour) {
		hour = h
	}
	if before := hour.Add(-Keep); before.After(w.eng.Since()) {
		w.eng.Trim(before)
		return w.save()
	}
	return nil
}

// SameDay tells whether two moments lie on one day: of the memories before the latest only the first of each day is kept.
func SameDay(a, b time.Time) bool {
	return a.UTC().Truncate(24 * time.Hour).Equal(b.UTC().Truncate(24 * time.Hour))
}

// Same tells whether two values are written alike: a case, the thresholds of a day.
func Same(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
