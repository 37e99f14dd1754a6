package validation

import "math"

// edge keeps logits finite: a forecast of certainty is read as this far from it.
const edge = 1e-9

func (m *Measures) calibrate(sorted []Case, unit float64) {
	var sq, loss, sum float64
	type bin struct{ n, p, y float64 }
	var tenths [10]bin
	for _, c := range sorted {
		p, y := c.Score/unit, 0.0
		if c.Outcome {
			y = 1
		}
		sq += (y - p) * (y - p)
		q := min(max(p, edge), 1-edge)
		loss -= y*math.Log(q) + (1-y)*math.Log(1-q)
		sum += p
		b := &tenths[min(9, max(0, int(p*10)))]
		b.n, b.p, b.y = b.n+1, b.p+p, b.y+y
	}
	n := float64(m.N)
	m.Brier, m.LogLoss = sq/n, loss/n
	m.ECE = 0
	for _, b := range tenths {
		m.ECE += math.Abs(b.p-b.y) / n
	}
	if m.Events > 0 {
		m.Expected = sum / float64(m.Events)
	}
	logit := func(s float64) float64 {
		p := min(max(s/unit, edge), 1-edge)
		return math.Log(p / (1 - p))
	}
	m.Intercept, m.Slope = regress(sorted, logit)
	m.InTheLarge = offset(sorted, logit)
}

// regress fits a logistic regression of the outcome on x by Newton's method, with Wald intervals. Unknown where it has no
// finite solution: one outcome only, one score only, or perfectly divided.
func regress(cases []Case, x func(float64) float64) (intercept, slope Interval) {
	var a, b float64
	for range 50 {
		var g0, g1, h00, h01, h11 float64
		for _, c := range cases {
			v := x(c.Score)
			p := 1 / (1 + math.Exp(-(a + b*v)))
			y := 0.0
			if c.Outcome {
				y = 1
			}
			w := p * (1 - p)
			g0, g1 = g0+y-p, g1+(y-p)*v
			h00, h01, h11 = h00+w, h01+w*v, h11+w*v*v
		}
		det := h00*h11 - h01*h01
		if det < 1e-12 || math.IsNaN(det) {
			break
		}
		da, db := (h11*g0-h01*g1)/det, (h00*g1-h01*g0)/det
		a, b = a+da, b+db
		if math.Abs(da) < 1e-12 && math.Abs(db) < 1e-12 {
			return around(a, math.Sqrt(h11/det)), around(b, math.Sqrt(h00/det))
		}
	}
	return unknown(), unknown()
}

// offset fits the intercept alone, with x taken as it is.
func offset(cases []Case, x func(float64) float64) Interval {
	var a float64
	for range 50 {
		var g, h float64
		for _, c := range cases {
			p := 1 / (1 + math.Exp(-(a + x(c.Score))))
			if c.Outcome {
				g++
			}
			g -= p
			h += p * (1 - p)
		}
		if h < 1e-12 {
			break
		}
		a += g / h
		if math.Abs(g/h) < 1e-12 {
			return around(a, math.Sqrt(1/h))
		}
	}
	return unknown()
}
