package zone

import (
	"math"

	"tuzjol/internal/kernel/fault"
)

// Limits are what a zone may be at most; values of the rulebook.
type Limits struct {
	MinRadius, MaxRadius float64 // metres
	MinWidth, MaxWidth   float64 // of a corridor, whole width
	MaxExtent            float64 // longer side
	MaxSquareKm          float64
	MaxPoints            int
	MaxBuffer            float64
}

// Check gives everything that is wrong with a shape and its buffer at once, as a fault of kind Invalid that names field and remedy; nil
// when it can be used.
func Check(s Shape, buffer float64, l Limits) error {
	var p fault.Problems
	if !finite(buffer) || buffer < 0 || buffer > l.MaxBuffer {
		p.Add("buffer", "monitoring.zone.buffer", "max", whole(l.MaxBuffer))
	}
	for i, q := range s.Points {
		if q.Lat < -90e7 || q.Lat > 90e7 || q.Lon < -180e7 || q.Lon > 180e7 || q == (Point{}) {
			p.Add("points", "monitoring.zone.out_of_range", "n", i+1)
		}
	}
	switch s.Form {
	case Circle:
		checkCircle(&p, s, l)
	case Polygon:
		checkPolygon(&p, s, l)
	case Corridor:
		checkCorridor(&p, s, l)
	default:
		p.Add("form", "monitoring.zone.form")
	}
	if len(p) == 0 {
		checkSize(&p, Lay(s), l)
	}
	return p.Err()
}

func checkCircle(p *fault.Problems, s Shape, l Limits) {
	if len(s.Points) != 1 {
		p.Add("points", "monitoring.zone.centre")
	}
	if !finite(s.Radius) || s.Radius < l.MinRadius || s.Radius > l.MaxRadius {
		p.Add("radius", "monitoring.zone.radius", "min", whole(l.MinRadius), "max", whole(l.MaxRadius))
	}
}

func checkCorridor(p *fault.Problems, s Shape, l Limits) {
	if len(s.Points) < 2 {
		p.Add("points", "monitoring.zone.too_few_line")
	}
	if len(s.Points) > l.MaxPoints {
		p.Add("points", "monitoring.zone.too_many", "max", l.MaxPoints)
	}
	if w := 2 * s.Radius; !finite(w) || w < l.MinWidth || w > l.MaxWidth {
		p.Add("width", "monitoring.zone.width", "min", whole(l.MinWidth), "max", whole(l.MaxWidth))
	}
	repeats(p, s.Points, false)
}

func checkPolygon(p *fault.Problems, s Shape, l Limits) {
	n := len(s.Points)
	switch {
	case n < 3:
		p.Add("points", "monitoring.zone.too_few")
		return
	case n > l.MaxPoints:
		p.Add("points", "monitoring.zone.too_many", "max", l.MaxPoints)
		return
	}
	repeats(p, s.Points, true)
	if len(*p) > 0 {
		return
	}
	a := Lay(s)
	for i := range n {
		for j := i + 1; j < n; j++ {
			if crossing(a.points, i, j) {
				p.Add("points", "monitoring.zone.self_crossing",
					"a", i+1, "b", (i+1)%n+1, "c", j+1, "d", (j+1)%n+1)
				return
			}
		}
	}
	if a.SquareMetres() < 1 {
		p.Add("points", "monitoring.zone.no_area")
	}
}

// crossing tells whether the edges from corner i and from corner j meet where they should not: neighbours share a corner and nothing else.
func crossing(points []vec, i, j int) bool {
	n := len(points)
	a, b, c, d := points[i], points[(i+1)%n], points[j], points[(j+1)%n]
	switch {
	case (i+1)%n == j:
		return folded(a, b, d)
	case (j+1)%n == i:
		return folded(c, a, b)
	}
	return meet(a, b, c, d)
}

// folded reports whether the way a-b-c turns back upon itself.
func folded(a, b, c vec) bool {
	u, w := a.minus(b), c.minus(b)
	return sign(u.cross(w)) == 0 && u.dot(w) > 0
}

func repeats(p *fault.Problems, points []Point, closed bool) {
	for i := range points {
		j := i + 1
		if j == len(points) {
			if !closed {
				return
			}
			j = 0
		}
		if points[i] == points[j] && i != j {
			p.Add("points", "monitoring.zone.repeated", "a", i+1, "b", j+1)
		}
	}
}

func checkSize(p *fault.Problems, a *Area, l Limits) {
	if e := a.Extent(); e > l.MaxExtent {
		p.Add("points", "monitoring.zone.too_long", "is", whole(e/1000), "max", whole(l.MaxExtent/1000))
		return // on so large a plane the area means nothing
	}
	if km := a.SquareMetres() / 1e6; km > l.MaxSquareKm {
		p.Add("points", "monitoring.zone.too_large", "is", whole(km), "max", whole(l.MaxSquareKm))
	}
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }

func whole(x float64) int { return int(math.Ceil(x)) }
