// Package validation says how well scores agree with what happened: discrimination, calibration and error rates, each with
// its interval. A service validates an instrument with it on its own outcomes, by sex, language and region, before it
// relies on the instrument. All intervals are 95 per cent.
package validation

import (
	"math"
	"slices"
)

// z is the normal quantile of a 95 per cent interval.
const z = 1.959963984540054

// Case is one person: the score given and whether what it foretells happened.
type Case struct {
	Score   float64
	Outcome bool
}

// Scale says what a score is.
type Scale string

// The scales. Calibration and the Brier score exist for the first two only; points have no probability.
const (
	Probability Scale = "probability" // 0 to 1
	Percent     Scale = "percent"     // 0 to 100
	PointsScale Scale = "points"
)

// unit turns a score into a probability.
func (s Scale) unit() float64 {
	if s == Percent {
		return 100
	}
	return 1
}

// Interval is an estimate with its limits. A limit that cannot be given is NaN.
type Interval struct{ Value, Low, High float64 }

// Known reports whether there is an estimate.
func (i Interval) Known() bool { return !math.IsNaN(i.Value) }

func unknown() Interval { return Interval{math.NaN(), math.NaN(), math.NaN()} }

func around(value, se float64) Interval {
	return Interval{value, value - z*se, value + z*se}
}

// Measures is everything about one group of cases. What the cases do not allow is NaN, never zero.
type Measures struct {
	N, Events int
	Rate      Interval // share with the outcome, Wilson
	AUC       Interval // ties count half, DeLong

	Brier          float64 // mean squared error of the probability
	BrierBase      float64 // of the group's own rate as forecast
	LogLoss        float64
	Expected       float64  // expected over observed
	ECE            float64  // ten bins of equal width, weighted mean distance
	Slope          Interval // logistic regression of the outcome on the logit
	Intercept      Interval // of the same regression
	InTheLarge     Interval // intercept with the logit as offset
	PointSlope     Interval // logistic regression on the score as it is
	PointIntercept Interval

	Bins  []Bin
	Rates []ErrorRates
}

// Bin is a stretch of scores: by value where there are few values, else by tenths of the cases.
type Bin struct {
	From, To float64
	N        int
	Mean     float64 // of the score
	Rate     Interval
}

// Measure computes everything. Thresholds are in the units of the score; none asks for a set that fits the scores.
func Measure(cases []Case, scale Scale, thresholds []float64) Measures {
	nan := math.NaN()
	m := Measures{
		N: len(cases), AUC: unknown(), Brier: nan, BrierBase: nan, LogLoss: nan, Expected: nan, ECE: nan, Slope: unknown(),
		Intercept: unknown(), InTheLarge: unknown(), PointSlope: unknown(), PointIntercept: unknown(),
	}
	for _, c := range cases {
		if c.Outcome {
			m.Events++
		}
	}
	m.Rate = Wilson(m.Events, m.N)
	if m.N == 0 {
		return m
	}
	sorted := slices.Clone(cases)
	slices.SortFunc(sorted, func(a, b Case) int {
		switch {
		case a.Score < b.Score:
			return -1
		case a.Score > b.Score:
			return 1
		}
		return 0
	})
	m.AUC = auc(sorted, m.Events)
	m.Bins = bins(sorted)
	m.Rates = rates(sorted, scale, thresholds)
	base := m.Rate.Value
	m.BrierBase = base * (1 - base)
	if scale == PointsScale {
		m.PointIntercept, m.PointSlope = regress(sorted, func(s float64) float64 { return s })
		return m
	}
	m.calibrate(sorted, scale.unit())
	return m
}

// Wilson is the Wilson interval of a share; unknown when there is nobody.
func Wilson(k, n int) Interval {
	if n == 0 {
		return unknown()
	}
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return Interval{p, max(0, middle-half), min(1, middle+half)}
}
