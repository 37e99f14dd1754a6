package bench

import (
	"slices"
	"time"
)

// Sample is a set of measured times.
type Sample struct{ took []time.Duration }

// Add puts one in.
func (s *Sample) Add(d time.Duration) { s.took = append(s.took, d) }

// Len is how many there are.
func (s *Sample) Len() int { return len(s.took) }

// At is the time that a part q of them did not exceed: 0.99 for the ninety-ninth percentile. It is 0 for none.
func (s *Sample) At(q float64) time.Duration {
	if len(s.took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(s.took))
	return sorted[min(len(sorted)-1, int(q*float64(len(sorted))))]
}
