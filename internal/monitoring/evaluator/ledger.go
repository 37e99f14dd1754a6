package evaluator

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"tuzjol/internal/monitoring/judge"
)

// What happened to an alert.
const (
	Raised    = "raised"
	Updated   = "updated"   // it goes on
	Ended     = "ended"     // what it tells of is over; the alert still waits for a person
	Corrected = "corrected" // later knowledge gives other times or another reading
	Reopened  = "reopened"  // it goes on after all
	Withdrawn = "withdrawn" // later knowledge shows that it was not so
)

// Alert is one finding as the service was told of it. There is one per finding, with updates, however many fixes speak of it.
type Alert struct {
	ID    string // derived from order, zone, rule and beginning: a replay gives the same
	Order string
	judge.Finding
	Late      bool      // known long after it was so, or after newer fixes
	RaisedAt  time.Time // when it became known
	RaisedBy  int64     // arrival number of the input that made it known
	ToldAt    time.Time // last word of it
	Updates   int
	Withdrawn string // why it was withdrawn; empty = stands
	Merged    string // the alert that tells of the same
}

// Told is one change of an alert, with the input that caused it.
type Told struct {
	What  string
	Alert Alert
	Cause int64
	At    time.Time
}

// identify derives the identifier of an alert.
func identify(orderID string, f *judge.Finding, again int) string {
	text := orderID + "\x00" + f.Zone + "\x00" + string(f.Rule) + "\x00" + f.From.UTC().Format(time.RFC3339Nano)
	if again > 0 {
		text += "\x00" + strconv.Itoa(again)
	}
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

func (e *Engine) free(f *judge.Finding) string {
	for again := 0; ; again++ {
		id := identify(e.j.Order, f, again)
		if !slices.ContainsFunc(e.alerts, func(a Alert) bool { return a.ID == id }) {
			return id
		}
	}
}

// reconcile compares what is found now with the alerts, and changes the alerts where they differ.
func (e *Engine) reconcile(in judge.Input, why string) []Told {
	cur, live := e.current()
	e.told = tellings{live, cur.Rev, e.steps}
	found := make([]*judge.Finding, 0, len(cur.Done)+len(cur.Open))
	for i := range cur.Done {
		found = append(found, &cur.Done[i])
	}
	for i := range cur.Open {
		found = append(found, &cur.Open[i])
	}
	slices.SortStableFunc(found, func(a, b *judge.Finding) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Zone, b.Zone))
	})
	of := e.match(found)
	start := e.points[0].state.Now
	var out []Told
	taken := map[int]bool{}
	for i, f := range found {
		n := of[i]
		if n >= 0 {
			taken[n] = true
			out = append(out, e.revise(n, f, in)...)
			continue
		}
		if !f.Open() && f.To.Before(start) {
			continue // it ended before the kept window and was told then
		}
		out = append(out, e.raise(f, in))
		taken[len(e.alerts)-1] = true
	}
	for n := range e.alerts {
		a := &e.alerts[n]
		old := !a.Open() && a.To.Before(start)
		if taken[n] || old || a.Rule == judge.TamperLatched || a.Withdrawn != "" {
			continue
		}
		a.Withdrawn, a.ToldAt = why, in.Known()
		for i, f := range found {
			if f.Rule == a.Rule && f.Zone == a.Zone && overlap(f, &a.Finding) && of[i] != n {
				a.Withdrawn, a.Merged = "merged", e.idOf(f)
			}
		}
		if a.Open() {
			a.To, a.End = a.From, "withdrawn"
		}
		out = append(out, e.tell(Withdrawn, n, in))
	}
	return out
}

func (e *Engine) idOf(f *judge.Finding) string {
	for i := range e.alerts {
		a := &e.alerts[i]
		if a.Rule == f.Rule && a.Zone == f.Zone && a.From.Equal(f.From) && a.Withdrawn == "" {
			return a.ID
		}
	}
	return ""
}

// match finds for each finding the alert that tells of it: the one that began when it did, else one that overlaps it; -1 = none.
func (e *Engine) match(found []*judge.Finding) []int {
	of := make([]int, len(found))
	used := make([]bool, len(e.alerts))
	for pass := range 3 {
		for i, f := range found {
			if pass == 0 {
				of[i] = -1
			}
			if of[i] >= 0 {
				continue
			}
			for n := range e.alerts {
				a := &e.alerts[n]
				if used[n] || a.Rule != f.Rule || a.Zone != f.Zone || a.Rule == judge.TamperLatched {
					continue
				}
				same := a.From.Equal(f.From)
				stands := a.Withdrawn == ""
				if pass == 0 && same && stands || pass == 1 && stands && overlap(f, &a.Finding) || pass == 2 && same {
					of[i], used[n] = n, true
					break
				}
			}
		}
	}
	return of
}

// overlap reports whether two findings share a moment.
func overlap(a, b *judge.Finding) bool {
	return (a.Open() || !a.To.Before(b.From)) && (b.Open() || !b.To.Before(a.From))
}

func (e *Engine) raise(f *judge.Finding, in judge.Input) Told {
	a := Alert{ID: e.free(f), Order: e.j.Order, Finding: *f, RaisedAt: in.Known(), RaisedBy: in.Arrival}
	a.Late = f.DecidedAt.Before(e.newest) || in.Known().Sub(f.DecidedAt) > e.set.LateAfter
	e.alerts = append(e.alerts, a)
	return e.tell(Raised, len(e.alerts)-1, in)
}

func (e *Engine) tell(what string, n int, in judge.Input) Told {
	e.alerts[n].ToldAt = in.Known()
	return Told{what, e.alerts[n], in.Arrival, in.Known()}
}

// revise brings an alert to what is found now.
func (e *Engine) revise(n int, f *judge.Finding, in judge.Input) []Told {
	a := &e.alerts[n]
	was := a.Finding
	back := a.Withdrawn != ""
	a.Finding, a.Withdrawn, a.Merged = *f, "", ""
	switch {
	case back || !was.Open() && f.Open():
		return []Told{e.tell(Reopened, n, in)}
	case !was.From.Equal(f.From) || was.Class != f.Class || was.Version != f.Version || !was.Open() && !was.To.Equal(f.To):
		return []Told{e.tell(Corrected, n, in)}
	case was.Open() && !f.Open():
		return []Told{e.tell(Ended, n, in)}
	}
	return nil
}

// update tells from time to time of alerts that go on, when the device has been heard.
func (e *Engine) update(in judge.Input) []Told {
	if in.Kind != judge.Own && in.Kind != judge.Peer || len(e.alerts) == 0 {
		return nil
	}
	var out []Told
	for n := range e.alerts {
		a := &e.alerts[n]
		if a.Open() && a.Withdrawn == "" && a.Class != judge.Technical && in.Known().Sub(a.ToldAt) >= e.set.UpdateEvery {
			a.Updates++
			out = append(out, e.tell(Updated, n, in))
		}
	}
	return out
}

// latch keeps tampering until an officer clears it. It goes by arrival: a clear speaks only of what had come by then, so that a tamper
// from before it that comes after it is a new alert.
func (e *Engine) latch(in judge.Input) []Told {
	if in.Kind == judge.Peer || !slices.ContainsFunc(in.Fix.Alarms, judge.Latched) {
		return nil
	}
	ref := judge.Ref{Arrival: in.Arrival, At: in.Fix.At}
	for n := range e.alerts {
		a := &e.alerts[n]
		if a.Rule != judge.TamperLatched || !a.Open() {
			continue
		}
		earlierOne := ref.At.Before(a.From)
		a.From = earlier(a.From, ref.At)
		if len(a.Explain.Evidence) < e.set.EvidenceLimit {
			a.Explain.Evidence = append(slices.Clone(a.Explain.Evidence), ref)
		}
		a.Updates++
		if earlierOne {
			return []Told{e.tell(Corrected, n, in)}
		}
		return []Told{e.tell(Updated, n, in)}
	}
	f := e.j.Plain(judge.TamperLatched, ref.At, ref.At)
	f.Explain.Evidence = []judge.Ref{ref}
	return []Told{e.raise(&f, in)}
}

func (e *Engine) clear(in judge.Input) []Told {
	var out []Told
	for n := range e.alerts {
		a := &e.alerts[n]
		if a.Rule == judge.TamperLatched && a.Open() {
			a.To, a.End = later(in.At, a.From), "cleared"
			out = append(out, e.tell(Ended, n, in))
		}
	}
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}
