package validation

import "math"

// auc is the share of pairs (one with the outcome, one without) in which the former scores higher, ties counting half, with
// DeLong's standard error, in one pass over sorted cases. Unknown unless both sorts are there.
func auc(sorted []Case, events int) Interval {
	n, m := len(sorted)-events, events
	if n == 0 || m == 0 {
		return unknown()
	}
	var sum10, sq10, sum01, sq01 float64 // of the structural components
	below, eventsBelow := 0.0, 0.0
	for i := 0; i < len(sorted); {
		j, e := i, 0
		for ; j < len(sorted) && sorted[j].Score == sorted[i].Score; j++ {
			if sorted[j].Outcome {
				e++
			}
		}
		free, hit := float64(j-i-e), float64(e)
		v10 := (below + free/2) / float64(n)                         // for each event here
		v01 := (float64(m) - eventsBelow - hit + hit/2) / float64(m) // for each of the others here
		sum10, sq10 = sum10+hit*v10, sq10+hit*v10*v10
		sum01, sq01 = sum01+free*v01, sq01+free*v01*v01
		below, eventsBelow = below+free, eventsBelow+hit
		i = j
	}
	a := sum10 / float64(m)
	if n < 2 || m < 2 {
		return Interval{a, math.NaN(), math.NaN()}
	}
	s10 := (sq10 - float64(m)*a*a) / float64(m-1)
	s01 := (sq01 - float64(n)*(sum01/float64(n))*(sum01/float64(n))) / float64(n-1)
	return around(a, math.Sqrt(max(0, s10/float64(m)+s01/float64(n))))
}
