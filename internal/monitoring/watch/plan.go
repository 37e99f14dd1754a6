package watch

import (
	"cmp"
	"slices"

	"tuzjol/internal/monitoring/track"
)

// Plan is what of an order is judged now.
type Plan struct {
	Groups []track.Stretch
	Batch  int64 // the last of the groups; 0 = nothing waits
	N      int   // positions
	More   bool  // something is left
}

// Take takes of the groups that wait what is judged now: about a portion. A group is taken whole. Where as many groups are given as were asked for, the last may not be whole and waits.
func Take(groups []track.Stretch, asked, portion int) Plan {
	p := Plan{Groups: groups}
	for i, g := range groups {
		if g.Batch != p.Batch && p.N >= portion || len(groups) == asked && g.Batch == groups[asked-1].Batch && p.Batch != 0 {
			p.Groups, p.More = groups[:i], true
			break
		}
		p.Batch = g.Batch
		p.N += g.N
	}
	return p
}

// Fittings lists the fittings of the groups, each once.
func (p Plan) Fittings() []int64 {
	var out []int64
	for _, g := range p.Groups {
		if !slices.Contains(out, g.Fitting) {
			out = append(out, g.Fitting)
		}
	}
	return out
}

// Has tells whether an arrival number belongs to one of the groups; they are in order and do not overlap. What else lies in the same hours
// has been judged, or comes with a later group.
func (p Plan) Has(arrival int64) bool {
	n, _ := slices.BinarySearchFunc(p.Groups, arrival, func(s track.Stretch, a int64) int { return cmp.Compare(s.Batch, a+1) })
	for i := n - 1; i >= 0 && p.Groups[i].Batch == p.Groups[n-1].Batch; i-- {
		if arrival <= p.Groups[i].Last {
			return true
		}
	}
	return false
}
