package judge

import "time"

// Side is where the wearer is by a zone, as far as known.
type Side uint8

// The sides. Unknown is the state before the first evidence and after a silence; it never means outside.
const (
	Unknown Side = iota
	Inside
	Outside
)

// window is the largest N of a Confirm.
const window = 8

// Track is the state of one boundary: the side that is believed, and the evidence for another that has come since.
type Track struct {
	Side  Side
	Since time.Time // true time of the first evidence for the side
	Last  Ref       // last evidence for it
	Cand  Side      // what speaks against it
	Seen  uint8     // bit 0 is the newest evidence: 1 = for Cand
	Times [window]Ref
}

// Confidence is how sure the side is.
func (t *Track) Confidence() string {
	switch {
	case t.Side == Unknown:
		return "none"
	case t.Seen != 0:
		return "contested"
	}
	return "confirmed"
}

// forget makes the side unknown.
func (t *Track) forget(at time.Time) {
	if t.Side == Unknown && t.Cand == Unknown {
		return
	}
	*t = Track{Since: at}
}

// settle takes a side without waiting: for a zone that is new round a wearer whose place is known.
func (t *Track) settle(s Side, at time.Time, ref Ref) { *t = Track{Side: s, Since: at, Last: ref} }

// see takes one piece of evidence and reports whether the believed side changed.
func (t *Track) see(s Side, ref Ref, c Confirm) bool {
	if s == t.Side {
		t.Last = ref
		if t.Seen != 0 {
			t.push(0, ref)
		}
		return false
	}
	if t.Cand != s {
		t.Cand, t.Seen = s, 0
	}
	t.push(1, ref)
	n := min(max(c.N, 1), window)
	mask := uint8(1<<n - 1)
	count, first := 0, ref
	for i := range n {
		if t.Seen&mask>>i&1 == 1 {
			count++
			first = t.Times[i]
		}
	}
	long := c.Dwell > 0 && count > 1 && ref.At.Sub(first.At) >= c.Dwell
	if count < max(c.M, 1) && !long {
		return false
	}
	times := t.Times
	*t = Track{Side: s, Since: first.At, Last: ref, Times: times}
	return true
}

func (t *Track) push(bit uint8, ref Ref) {
	t.Seen = t.Seen<<1 | bit
	copy(t.Times[1:], t.Times[:window-1])
	t.Times[0] = ref
}

// evidence lists what the change of side just made rests on, oldest first.
func (t *Track) evidence() []Ref {
	var out []Ref
	for i := window - 1; i >= 0; i-- {
		r := t.Times[i]
		if !r.At.IsZero() && !r.At.Before(t.Since) && !r.At.After(t.Last.At) {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		out = append(out, t.Last)
	}
	return out
}
