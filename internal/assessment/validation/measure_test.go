package validation

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func draw(t *rapid.T) []Case {
	n := rapid.IntRange(2, 60).Draw(t, "n")
	out := make([]Case, n)
	for i := range out {
		out[i] = Case{float64(rapid.IntRange(0, 6).Draw(t, "score")), rapid.Bool().Draw(t, "outcome")}
	}
	return out
}

// Ensure the AUC of one pass is the share of pairs counted one by one.
func TestAUCIsPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := draw(t)
		wins, pairs := 0.0, 0.0
		for _, a := range cases {
			for _, b := range cases {
				if a.Outcome && !b.Outcome {
					pairs++
					switch {
					case a.Score > b.Score:
						wins++
					case a.Score == b.Score:
						wins += 0.5
					}
				}
			}
		}
		got := Measure(cases, PointsScale, nil).AUC
		if pairs == 0 {
			if got.Known() {
				t.Fatalf("%v out of nothing", got)
			}
			return
		}
		if math.Abs(got.Value-wins/pairs) > 1e-12 {
			t.Fatalf("%v, want %v", got.Value, wins/pairs)
		}
	})
}

// Ensure bins hold everybody once, and error rates add up.
func TestNobodyIsLost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cases := draw(t)
		m := Measure(cases, PointsScale, nil)
		n := 0
		for _, b := range m.Bins {
			n += b.N
		}
		if n != len(cases) {
			t.Fatalf("%d in bins of %d", n, len(cases))
		}
		for _, r := range m.Rates {
			if r.TP+r.FP+r.TN+r.FN != len(cases) || r.TP+r.FN != m.Events {
				t.Fatalf("%+v of %d with %d events", r, len(cases), m.Events)
			}
		}
	})
}

// Ensure what cannot be computed is unknown, never zero.
func TestUnknownIsNotZero(t *testing.T) {
	for name, cases := range map[string][]Case{"nobody": nil, "one outcome only": {{0.2, false}, {0.3, false}}, "one person": {{0.9, true}}} {
		m := Measure(cases, Probability, nil)
		if m.AUC.Known() || m.Slope.Known() {
			t.Errorf("%s: AUC %v, slope %v", name, m.AUC, m.Slope)
		}
	}
	if i := Wilson(0, 0); i.Known() {
		t.Errorf("share of nobody %v", i)
	}
}

// Ensure a forecast that is right on average and in spread has slope 1 and intercept 0.
func TestCalibrated(t *testing.T) {
	var cases []Case
	for i := range 10 {
		p := float64(i)/10 + 0.05
		for k := range 100 {
			cases = append(cases, Case{p, float64(k) < p*100-0.5})
		}
	}
	m := Measure(cases, Probability, nil)
	if math.Abs(m.Slope.Value-1) > 1e-6 || math.Abs(m.InTheLarge.Value) > 1e-6 || m.ECE > 1e-9 || math.Abs(m.Expected-1) > 1e-9 {
		t.Errorf("slope %v, in the large %v, ece %v, expected %v", m.Slope, m.InTheLarge, m.ECE, m.Expected)
	}
	same := Measure(percent(cases), Percent, nil)
	if math.Abs(same.Brier-m.Brier) > 1e-12 {
		t.Errorf("in per cent the Brier score is %v, as probability %v", same.Brier, m.Brier)
	}
}

func percent(cases []Case) []Case {
	out := make([]Case, len(cases))
	for i, c := range cases {
		out[i] = Case{c.Score * 100, c.Outcome}
	}
	return out
}
