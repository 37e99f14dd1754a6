package validation

import (
	"math"
	"slices"
)

// ErrorRates are the errors when a score at or above the threshold counts as flagged.
type ErrorRates struct {
	Threshold                    float64
	TP, FP, TN, FN               int
	FalsePositive, FalseNegative Interval
	PPV, NPV, Flagged, Accuracy  Interval
}

// fewValues is up to how many different scores are shown one by one.
const fewValues = 20

func values(sorted []Case) []float64 {
	var out []float64
	for i, c := range sorted {
		if i == 0 || c.Score != out[len(out)-1] {
			out = append(out, c.Score)
		}
	}
	return out
}

// rates computes the errors at the thresholds asked for; without any, at each value where there are few, else at tenths of
// the probability or of the cases.
func rates(sorted []Case, scale Scale, thresholds []float64) []ErrorRates {
	if len(thresholds) == 0 {
		v := values(sorted)
		switch {
		case scale != PointsScale:
			for i := 1; i < 10; i++ {
				thresholds = append(thresholds, float64(i)/10*scale.unit())
			}
		case len(v) <= fewValues:
			thresholds = v[min(1, len(v)):]
		default:
			for i := 1; i < 10; i++ {
				thresholds = append(thresholds, sorted[len(sorted)*i/10].Score)
			}
			thresholds = slices.Compact(thresholds)
		}
	}
	out := make([]ErrorRates, len(thresholds))
	for i, t := range thresholds {
		out[i] = ratesAt(sorted, t)
	}
	return out
}

func ratesAt(cases []Case, threshold float64) ErrorRates {
	r := ErrorRates{Threshold: threshold}
	for _, c := range cases {
		switch flagged := c.Score >= threshold; {
		case flagged && c.Outcome:
			r.TP++
		case flagged:
			r.FP++
		case c.Outcome:
			r.FN++
		default:
			r.TN++
		}
	}
	r.FalsePositive, r.FalseNegative = Wilson(r.FP, r.FP+r.TN), Wilson(r.FN, r.FN+r.TP)
	r.PPV, r.NPV = Wilson(r.TP, r.TP+r.FP), Wilson(r.TN, r.TN+r.FN)
	r.Flagged, r.Accuracy = Wilson(r.TP+r.FP, len(cases)), Wilson(r.TP+r.TN, len(cases))
	return r
}

// bins divides sorted cases: by value where there are few, else into tenths; equal scores stay together.
func bins(sorted []Case) []Bin {
	few := len(values(sorted)) <= fewValues
	var out []Bin
	tenth := -1
	for i := 0; i < len(sorted); {
		j := i
		for j < len(sorted) && sorted[j].Score == sorted[i].Score {
			j++
		}
		if g := 10 * i / len(sorted); few || g != tenth {
			tenth = g
			out = append(out, Bin{From: sorted[i].Score})
		}
		b := &out[len(out)-1]
		b.To = sorted[i].Score
		for _, c := range sorted[i:j] {
			b.N++
			b.Mean += c.Score
			if c.Outcome {
				b.Rate.Value++
			}
		}
		i = j
	}
	for i := range out {
		b := &out[i]
		b.Mean /= float64(b.N)
		b.Rate = Wilson(int(math.Round(b.Rate.Value)), b.N)
	}
	return out
}
