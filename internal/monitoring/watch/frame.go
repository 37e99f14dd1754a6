package watch

import (
	"slices"
	"time"

	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/zone"
)

// Span is from one moment to another, without the second; a zero end is open.
type Span struct{ From, To time.Time }

// Gaps gives the stretches within spans' first beginning and the end of time in which none of them holds.
func Gaps(spans []Span) []Span {
	list := slices.Clone(spans)
	slices.SortFunc(list, func(a, b Span) int { return a.From.Compare(b.From) })
	var out []Span
	var end time.Time
	for i, s := range list {
		if i > 0 && s.From.After(end) {
			out = append(out, Span{end, s.From})
		}
		if s.To.IsZero() {
			return out
		}
		if s.To.After(end) {
			end = s.To
		}
	}
	if len(list) > 0 {
		out = append(out, Span{end, time.Time{}})
	}
	return out
}

// Without takes spans out of the time in which zones hold: while an order is suspended no zone holds. A version that is cut in two keeps its
// number.
func Without(zones []judge.Zone, spans []Span) []judge.Zone {
	out := slices.Clone(zones)
	for i := range out {
		for _, s := range spans {
			var versions []zone.Version
			for _, v := range out[i].Versions {
				versions = append(versions, cut(v, s)...)
			}
			out[i].Versions = versions
		}
	}
	return out
}

func cut(v zone.Version, s Span) []zone.Version {
	if !s.To.IsZero() && !s.To.After(v.From) || !v.To.IsZero() && !s.From.Before(v.To) {
		return []zone.Version{v}
	}
	var out []zone.Version
	if v.From.Before(s.From) {
		before := v
		before.To = s.From
		out = append(out, before)
	}
	if !s.To.IsZero() && (v.To.IsZero() || s.To.Before(v.To)) {
		after := v
		after.From = s.To
		out = append(out, after)
	}
	return out
}
