package evaluator

import (
	"cmp"
	"errors"
	"slices"
	"time"

	"tuzjol/internal/monitoring/judge"

	"tuzjol/internal/monitoring"
)

// ErrBeforeWindow says that a fix is older than what the engine keeps: resume from an older memory and the stored fixes since, then
// give it again.
var ErrBeforeWindow = errors.New("the fix is older than the kept window")

// every is after how many fixes a checkpoint is kept.
const every = 64

// Engine judges one order as things arrive. It is not safe for use by several goroutines at once.
type Engine struct {
	j       *judge.Judge
	set     *judge.Settings
	base    judge.State // after the newest fix in true time
	live    judge.State // the base let come to the horizon
	log     []judge.Input
	points  []point // the state before log[n]; the first is the beginning of the window
	horizon time.Time
	newest  time.Time // true time of the newest own fix that had come
	taken   int       // how much of the log is in the base
	steps   int
	liveOf  int
	told    tellings
	alerts  []Alert
}

type point struct {
	state judge.State
	n     int
}

// tellings is what was last compared with the alerts.
type tellings struct {
	live       bool
	rev, steps int
}

// New begins an order. The case must have been checked; settings are kept by reference and must not change.
func New(c judge.Case, set *judge.Settings) *Engine {
	e := &Engine{j: judge.New(c, set), set: set, liveOf: -1}
	e.base = e.j.Begin()
	e.points = []point{{e.base.Clone(), 0}}
	e.horizon = c.Start
	return e
}

// Feed takes one input and gives what it changed in the alerts, in a fixed order. ErrBeforeWindow: nothing was taken.
func (e *Engine) Feed(in judge.Input) ([]Told, error) {
	switch in.Kind {
	case judge.Tick:
		e.horizon = later(e.horizon, in.At)
	case judge.Clear:
		return e.clear(in), nil
	case judge.Change:
		e.change(in)
		return e.reconcile(in, "case_changed"), nil
	case judge.Own, judge.Peer, judge.Beside:
		return e.fix(in)
	}
	return e.settle(in), nil
}

func (e *Engine) fix(in judge.Input) ([]Told, error) {
	in = e.sane(in)
	if e.j.Over(in.Fix.At) || in.Fix.Marks.Has(monitoring.Duplicate) {
		return nil, nil
	}
	at, twice := len(e.log), false
	if at > 0 && !in.Fix.At.After(e.log[at-1].Fix.At) {
		at, twice = slices.BinarySearchFunc(e.log, in, order)
	}
	switch {
	case twice:
		return nil, nil
	case at == 0 && in.Fix.At.Before(e.points[0].state.Now):
		return nil, ErrBeforeWindow
	}
	out := e.latch(in)
	if at == len(e.log) {
		e.log = append(e.log, in)
	} else {
		e.log = slices.Insert(e.log, at, in)
		e.rewind(at)
	}
	e.run()
	e.horizon = later(e.horizon, in.Fix.At)
	out = append(out, e.settle(in)...)
	if in.Kind == judge.Own {
		e.newest = later(e.newest, in.Fix.At)
	}
	return out, nil
}

// Sane gives the input as the engine takes it: see sane.
func (e *Engine) Sane(in judge.Input) judge.Input {
	if in.IsFix() {
		return e.sane(in)
	}
	return in
}

// sane takes a fix whose clock cannot be for what it is: word from the device at the moment of its receipt, without a place.
func (e *Engine) sane(in judge.Input) judge.Input {
	f := in.Fix
	if f.ReceivedAt.IsZero() || !f.At.After(f.ReceivedAt.Add(e.set.FutureSlack)) && f.At.After(f.ReceivedAt.Add(-e.set.PastLimit)) {
		return in
	}
	in.Fix.At, in.Fix.NoPosition = f.ReceivedAt, true
	in.Fix.Marks |= monitoring.Implausible
	return in
}

// order is by true time, then by content, so that it does not depend on arrival.
func order(a, b judge.Input) int {
	f, g := &a.Fix, &b.Fix
	if c := f.At.Compare(g.At); c != 0 {
		return c
	}
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Zone, b.Zone), cmp.Compare(f.Lat, g.Lat), cmp.Compare(f.Lon, g.Lon),
		cmp.Compare(f.Accuracy, g.Accuracy), cmp.Compare(f.Mechanism, g.Mechanism), cmp.Compare(f.Speed, g.Speed),
		cmp.Compare(f.Battery, g.Battery), truth(f.NoPosition, g.NoPosition), truth(f.Charging, g.Charging), slices.Compare(f.Alarms, g.Alarms),
		cmp.Compare(f.Marks&^(monitoring.Late|monitoring.Duplicate), g.Marks&^(monitoring.Late|monitoring.Duplicate)))
}

func truth(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// rewind goes back to the last checkpoint before the fix at n of the log.
func (e *Engine) rewind(n int) {
	for len(e.points) > 1 && e.points[len(e.points)-1].n > n {
		e.points = e.points[:len(e.points)-1]
	}
	p := &e.points[len(e.points)-1]
	e.base = p.state.Clone()
	e.steps++
	e.told = tellings{rev: -1}
	e.taken = p.n
}

// run steps through what the base has not seen.
func (e *Engine) run() {
	for n := e.taken; n < len(e.log); n++ {
		if last := e.points[len(e.points)-1].n; n-last >= every {
			e.points = append(e.points, point{e.base.Clone(), n})
		}
		e.j.Step(&e.base, &e.log[n])
		e.taken = n + 1
		e.steps++
	}
}

// settle lets time come to the horizon and tells what changed.
func (e *Engine) settle(in judge.Input) []Told {
	cur, live := e.current()
	if same := e.told.live == live && e.told.rev == cur.Rev && (!live || e.told.steps == e.steps); same {
		return e.update(in)
	}
	out := e.reconcile(in, "late_data")
	return append(out, e.update(in)...)
}

// current is the state at the horizon. Only what has come of fixes stays in the base: a fix that a tick has overtaken is then not late.
func (e *Engine) current() (*judge.State, bool) {
	if due := e.j.NextDue(&e.base); due.IsZero() || e.horizon.Before(due) {
		return &e.base, false
	}
	if e.liveOf != e.steps {
		e.live, e.liveOf = e.base.Clone(), e.steps
	}
	e.j.Advance(&e.live, e.horizon)
	return &e.live, true
}

// change judges the kept window anew by another case.
func (e *Engine) change(in judge.Input) {
	if in.Case == nil {
		return
	}
	old := e.j
	e.j = judge.New(*in.Case, e.set)
	first := &e.points[0]
	e.j.Adopt(&first.state, old)
	e.points = e.points[:1]
	e.base = first.state.Clone()
	e.taken = first.n
	e.steps++
	e.run()
	e.horizon = later(e.horizon, in.At)
}

// State is what is known at the horizon; it must not be written to.
func (e *Engine) State() *judge.State {
	s, _ := e.current()
	return s
}

// Alerts are those of the kept window and all that are open, withdrawn ones too.
func (e *Engine) Alerts() []Alert { return slices.Clone(e.alerts) }

// Newest is the true time of the newest own fix that has come; zero = none has.
func (e *Engine) Newest() time.Time { return e.newest }

// Horizon is how far time has come.
func (e *Engine) Horizon() time.Time { return e.horizon }

// Since is the beginning of the kept window: a fix from before it asks for an older memory.
func (e *Engine) Since() time.Time { return e.points[0].state.Now }

// Due is when something falls due next without anything arriving, by what is known at the horizon; zero = never.
func (e *Engine) Due() time.Time {
	cur, _ := e.current()
	return e.j.NextDue(cur)
}

// Use takes other thresholds, from the next change of the case on, which judges the kept window anew by them.
func (e *Engine) Use(set *judge.Settings) { e.set = set }

// Trim forgets what is older than a moment, except the state at it: a fix from before it then asks for an older memory. The state is that
// at the very moment, wherever checkpoints lie, so that an engine which was taken up again keeps the same window as one that ran on. It
// gives the ended alerts that are no longer kept.
func (e *Engine) Trim(before time.Time) []Alert {
	if !before.After(e.Since()) {
		return nil
	}
	cut, _ := slices.BinarySearchFunc(e.log, before, func(in judge.Input, at time.Time) int {
		if in.Fix.At.Before(at) {
			return -1
		}
		return 1
	})
	keep := 0
	for i, p := range e.points {
		if p.n <= cut {
			keep = i
		}
	}
	first := point{e.points[keep].state.Clone(), e.points[keep].n}
	for n := first.n; n < cut; n++ {
		e.j.Step(&first.state, &e.log[n])
	}
	e.j.Advance(&first.state, before)
	first.n = cut
	e.points = append([]point{first}, e.points[keep+1:]...)
	e.log = slices.Clone(e.log[cut:])
	start := e.points[0].state.Now
	for i := range e.points {
		e.points[i].n -= cut
		e.points[i].state.DropBefore(start)
	}
	e.taken -= cut
	if e.taken == 0 {
		e.base = e.points[0].state.Clone()
	}
	e.base.DropBefore(start)
	e.liveOf = -1
	e.steps++
	var gone []Alert
	e.alerts = slices.DeleteFunc(e.alerts, func(a Alert) bool {
		old := a.Withdrawn == "" && !a.Open() && a.To.Before(start) || a.Withdrawn != "" && a.From.Before(start)
		if old {
			gone = append(gone, a)
		}
		return old
	})
	return gone
}

// Memory is what outlives the program: the state at the beginning of the kept window, and the alerts. With the fixes stored since, in the
// order of arrival, it gives the same engine again.
type Memory struct {
	State   judge.State
	Horizon time.Time
	Newest  time.Time
	Alerts  []Alert
}

// Memory gives what to store.
func (e *Engine) Memory() Memory {
	return Memory{e.points[0].state.Clone(), e.horizon, e.newest, slices.Clone(e.alerts)}
}

// Resume goes on from a memory with the fixes since, whose alerts the memory holds already: nothing is told again.
func Resume(c judge.Case, set *judge.Settings, m Memory, since []judge.Input) *Engine {
	e := New(c, set)
	e.base = m.State.Clone()
	e.base.Due = time.Time{}
	e.points = []point{{e.base.Clone(), 0}}
	for _, in := range since {
		in = e.sane(in)
		at, twice := slices.BinarySearchFunc(e.log, in, order)
		if !twice && !e.j.Over(in.Fix.At) && !in.Fix.At.Before(e.base.Now) {
			e.log = slices.Insert(e.log, at, in)
		}
	}
	e.run()
	e.base.DropBefore(e.Since())
	e.horizon, e.newest, e.alerts = m.Horizon, m.Newest, slices.Clone(m.Alerts)
	return e
}
