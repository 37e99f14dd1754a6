package trail

import (
	"math"

	"tuzjol/internal/monitoring/zone"
)

// Sketch is a drawing of places without a map: for paper, and for whoever has no script. Numbers are units of the drawing; north is up.
type Sketch struct {
	Wide, High float64
	Scale      int // metres of the bar
	Bar        float64
	Dots       []Dot
	Lines      [][]XY // between points that follow each other without a silence
	Ring       *Dot   // the circle that was asked for
}

// XY is a place on the drawing.
type XY struct{ X, Y float64 }

// Dot is one position with its circle of precision.
type Dot struct {
	XY
	Radius float64
	N      int // 0 has no number beside it
	Class  string
}

// Spot is what a sketch is made of.
type Spot struct {
	At       zone.Point
	Accuracy float64
	N        int
	Class    string
	Joined   bool // a line leads here from the spot before
}

// Draw lays spots out on a drawing. With ring, a circle of so many metres round its place is on it too.
func Draw(spots []Spot, ring *Spot, wide, high float64) Sketch {
	out := Sketch{Wide: wide, High: high}
	all := spots
	if ring != nil {
		all = append([]Spot{*ring}, spots...)
	}
	if len(all) == 0 {
		return out
	}
	plane := zone.PlaneAt(all[0].At)
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range all {
		x, y := plane.Metres(s.At)
		r := min(s.Accuracy, 500)
		if ring != nil {
			r = s.Accuracy
		}
		x0, y0, x1, y1 = min(x0, x-r), min(y0, y-r), max(x1, x+r), max(y1, y+r)
	}
	const edge = 24
	k := min((wide-2*edge)/max(x1-x0, 40), (high-2*edge)/max(y1-y0, 40))
	put := func(s Spot) Dot {
		x, y := plane.Metres(s.At)
		return Dot{XY{wide/2 + (x-(x0+x1)/2)*k, high/2 - (y-(y0+y1)/2)*k}, s.Accuracy * k, s.N, s.Class}
	}
	for _, s := range spots {
		d := put(s)
		if s.Joined && len(out.Lines) > 0 {
			out.Lines[len(out.Lines)-1] = append(out.Lines[len(out.Lines)-1], d.XY)
		} else {
			out.Lines = append(out.Lines, []XY{d.XY})
		}
		out.Dots = append(out.Dots, d)
	}
	if ring != nil {
		d := put(*ring)
		out.Ring = &d
	}
	for _, m := range []int{10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000} {
		if float64(m)*k <= wide/4 {
			out.Scale, out.Bar = m, float64(m)*k
		}
	}
	return out
}
