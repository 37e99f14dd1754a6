// Package trail turns the positions of one wearer into what a person looks at: pieces between silences, thinned for a map, a sketch to
// print, and files to give out. Pure: no clock, no input or output.
package trail

import (
	"math"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// Point is one position of a replay with its number in the whole of what was read.
type Point struct {
	N int
	monitoring.Fix
	When time.Time
	Gap  bool // nothing is known between the position before it and this one
	Cut  bool // no position that a line may be drawn through is known between the one before and this one
	Keep bool // never thinned away: the ends of a piece, alarms, marks, changes of mechanism
}

// DrawnAtOnce is how many points a map draws at most.
const DrawnAtOnce = 1500

// Points numbers positions in the order given and says between which of them nothing is known: a silence longer than gap.
func Points(fixes []monitoring.Fix, when func(monitoring.Fix) time.Time, gap time.Duration) []Point {
	out := make([]Point, len(fixes))
	line := -1 // the last position that a line may be drawn through
	for i, f := range fixes {
		p := Point{N: i + 1, Fix: f, When: when(f)}
		p.Keep = i == 0 || i == len(fixes)-1 || len(f.Alarms) > 0 || f.Marks != 0
		if i > 0 {
			before := &out[i-1]
			p.Gap = p.When.Sub(before.When) > gap
			if p.Gap || f.Mechanism != before.Mechanism || f.NoPosition != before.NoPosition {
				p.Keep, before.Keep = true, true
			}
		}
		if Usable(f) {
			if p.Cut = line >= 0 && p.When.Sub(out[line].When) > gap; p.Cut {
				p.Keep, out[line].Keep = true, true
			}
			line = i
		}
		out[i] = p
	}
	return out
}

// Usable reports whether a line may be drawn through a position; the others stand beside it, marked.
func Usable(f monitoring.Fix) bool {
	return !f.NoPosition && !f.Marks.Has(monitoring.Implausible|monitoring.Invalid|monitoring.CellOnly) && f.Mechanism != monitoring.Cell
}

// Thin leaves out points that lie within metres of the line that the others draw (the method of Douglas and Peucker), and doubles the
// metres until at most most are left. What is to be kept stays in any case, so a long list of marked positions may stay longer than most.
func Thin(points []Point, metres float64, most int) []Point {
	if len(points) <= most {
		return points
	}
	kept := 0
	for _, p := range points {
		if p.Keep {
			kept++
		}
	}
	flat := lay(points)
	for {
		stays := make([]bool, len(points))
		n, from := 0, 0
		for i, p := range points {
			if p.Keep || i == len(points)-1 {
				stays[i] = true
				between(flat, stays, from, i, metres)
				from = i
			}
		}
		for _, s := range stays {
			if s {
				n++
			}
		}
		if n <= max(most, kept+2) || metres > 5000 {
			out := make([]Point, 0, n)
			for i, s := range stays {
				if s {
					out = append(out, points[i])
				}
			}
			return out
		}
		metres *= 2
	}
}

type xy struct{ x, y float64 }

// lay puts the points on a plane; one without a place stands where the one before it was.
func lay(points []Point) []xy {
	out := make([]xy, len(points))
	var plane zone.Plane
	set, last := false, xy{}
	for i, p := range points {
		if !p.NoPosition {
			at := zone.Point{Lat: p.Lat, Lon: p.Lon}
			if !set {
				plane, set = zone.PlaneAt(at), true
			}
			last.x, last.y = plane.Metres(at)
		}
		out[i] = last
	}
	return out
}

// between marks the points that stand out from the line of two others, without recursion: a track of two days is long.
func between(flat []xy, stays []bool, from, until int, metres float64) {
	work := [][2]int{{from, until}}
	for len(work) > 0 {
		a, b := work[len(work)-1][0], work[len(work)-1][1]
		work = work[:len(work)-1]
		worst, at := metres, -1
		for i := a + 1; i < b; i++ {
			if d := off(flat[i], flat[a], flat[b]); d > worst {
				worst, at = d, i
			}
		}
		if at > 0 {
			stays[at] = true
			work = append(work, [2]int{a, at}, [2]int{at, b})
		}
	}
}

// off is how far p lies from the stretch between a and b.
func off(p, a, b xy) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := float64(dx*dx) + float64(dy*dy); l > 0 {
		t = min(1, max(0, (float64((p.x-a.x)*dx)+float64((p.y-a.y)*dy))/l))
	}
	return math.Hypot(p.x-a.x-float64(t*dx), p.y-a.y-float64(t*dy))
}
