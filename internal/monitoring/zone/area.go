package zone

import "math"

type vec struct{ x, y float64 }

func (a vec) minus(b vec) vec            { return vec{a.x - b.x, a.y - b.y} }
func (a vec) dot(b vec) float64          { return float64(a.x*b.x) + float64(a.y*b.y) }
func (a vec) cross(b vec) float64        { return float64(a.x*b.y) - float64(a.y*b.x) }
func (a vec) to(b vec) float64           { return length(b.x-a.x, b.y-a.y) }
func (a vec) along(d vec, t float64) vec { return vec{a.x + float64(d.x*t), a.y + float64(d.y*t)} }

type box struct{ low, high vec }

func (b box) outside(p vec, margin float64) bool {
	return p.x < b.low.x-margin || p.x > b.high.x+margin || p.y < b.low.y-margin || p.y > b.high.y+margin
}

// Area is a shape laid out on the plane of its middle, ready to be asked many times.
type Area struct {
	form   Form
	plane  Plane
	points []vec
	radius float64
	box    box
}

// Lay puts a valid shape on its plane; ask Check first.
func Lay(s Shape) *Area {
	a := &Area{form: s.Form, radius: s.Radius, plane: PlaneAt(middle(s.Points))}
	if s.Form == Polygon {
		a.radius = 0
	}
	a.points = make([]vec, len(s.Points))
	a.box = box{vec{math.Inf(1), math.Inf(1)}, vec{math.Inf(-1), math.Inf(-1)}}
	for i, p := range s.Points {
		v := a.vec(p)
		a.points[i] = v
		a.box.low = vec{min(a.box.low.x, v.x-a.radius), min(a.box.low.y, v.y-a.radius)}
		a.box.high = vec{max(a.box.high.x, v.x+a.radius), max(a.box.high.y, v.y+a.radius)}
	}
	return a
}

func middle(points []Point) Point {
	if len(points) == 0 {
		return Point{}
	}
	low, high := points[0], points[0]
	for _, p := range points {
		low = Point{min(low.Lat, p.Lat), min(low.Lon, p.Lon)}
		high = Point{max(high.Lat, p.Lat), max(high.Lon, p.Lon)}
	}
	return Point{low.Lat + (high.Lat-low.Lat)/2, low.Lon + (high.Lon-low.Lon)/2}
}

func (a *Area) vec(p Point) vec {
	x, y := a.plane.Metres(p)
	return vec{x, y}
}

// Distance is how far a point is from the boundary, in metres; inside it is negative.
func (a *Area) Distance(p Point) float64 { return a.distance(a.vec(p)) }

// DistanceWithin is Distance when the point is nearer to the zone's box than margin, else just some number above margin: enough to
// know that nothing can come of it, and much cheaper.
func (a *Area) DistanceWithin(p Point, margin float64) float64 {
	v := a.vec(p)
	if a.box.outside(v, margin) {
		return math.Inf(1)
	}
	return a.distance(v)
}

func (a *Area) distance(v vec) float64 {
	switch a.form {
	case Circle:
		return v.to(a.points[0]) - a.radius
	case Corridor:
		return a.toLine(v, false) - a.radius
	case Polygon:
		d := a.toLine(v, true)
		if a.holds(v) {
			return -d
		}
		return d
	}
	return math.Inf(1)
}

// toLine is the distance to the nearest of the edges.
func (a *Area) toLine(v vec, closed bool) float64 {
	best := math.Inf(1)
	last := len(a.points) - 1
	if closed {
		last = len(a.points)
	}
	for i := range last {
		best = min(best, toEdge(v, a.points[i], a.points[(i+1)%len(a.points)]))
	}
	return math.Sqrt(best)
}

// toEdge is the square of the distance from v to the edge a-b.
func toEdge(v, a, b vec) float64 {
	d := b.minus(a)
	w := v.minus(a)
	if n := d.dot(d); n > 0 {
		w = v.minus(a.along(d, min(1, max(0, w.dot(d)/n))))
	}
	return w.dot(w)
}

// holds tells by counting crossings of a ray whether a polygon holds the point.
func (a *Area) holds(v vec) bool {
	in := false
	for i, p := range a.points {
		q := a.points[(i+1)%len(a.points)]
		if (p.y > v.y) != (q.y > v.y) && v.x < p.x+float64((q.x-p.x)*((v.y-p.y)/(q.y-p.y))) {
			in = !in
		}
	}
	return in
}

// Crossed reports whether the straight way from p to q touches the zone.
func (a *Area) Crossed(p, q Point) bool {
	v, w := a.vec(p), a.vec(q)
	if max(v.x, w.x) < a.box.low.x || min(v.x, w.x) > a.box.high.x || max(v.y, w.y) < a.box.low.y || min(v.y, w.y) > a.box.high.y {
		return false
	}
	switch a.form {
	case Circle:
		return toEdge(a.points[0], v, w) <= a.radius*a.radius
	case Corridor:
		for i := range len(a.points) - 1 {
			if edgesNear(v, w, a.points[i], a.points[i+1], a.radius) {
				return true
			}
		}
		return false
	case Polygon:
		if a.holds(v) || a.holds(w) {
			return true
		}
		for i := range a.points {
			if meet(v, w, a.points[i], a.points[(i+1)%len(a.points)]) {
				return true
			}
		}
	}
	return false
}

func edgesNear(a, b, c, d vec, r float64) bool {
	if meet(a, b, c, d) {
		return true
	}
	return min(toEdge(a, c, d), toEdge(b, c, d), toEdge(c, a, b), toEdge(d, a, b)) <= r*r
}

// meet reports whether the edges a-b and c-d share a point.
func meet(a, b, c, d vec) bool {
	u, w := b.minus(a), d.minus(c)
	s1, s2 := sign(u.cross(c.minus(a))), sign(u.cross(d.minus(a)))
	s3, s4 := sign(w.cross(a.minus(c))), sign(w.cross(b.minus(c)))
	if s1*s2 < 0 && s3*s4 < 0 {
		return true
	}
	return s1 == 0 && on(c, a, b) || s2 == 0 && on(d, a, b) || s3 == 0 && on(a, c, d) || s4 == 0 && on(b, c, d)
}

// on reports whether p, known to lie on the line a-b, lies between them.
func on(p, a, b vec) bool {
	return p.x >= min(a.x, b.x) && p.x <= max(a.x, b.x) && p.y >= min(a.y, b.y) && p.y <= max(a.y, b.y)
}

// sign counts less than a square millimetre as nothing.
func sign(x float64) int {
	switch {
	case x > 1e-6:
		return 1
	case x < -1e-6:
		return -1
	}
	return 0
}

// Extent is the longer side of the zone's box, in metres.
func (a *Area) Extent() float64 { return max(a.box.high.x-a.box.low.x, a.box.high.y-a.box.low.y) }

// SquareMetres is the zone's area; of a corridor by a grid, as its parts overlap at bends.
func (a *Area) SquareMetres() float64 {
	switch a.form {
	case Circle:
		return math.Pi * a.radius * a.radius
	case Polygon:
		sum := 0.0
		for i, p := range a.points {
			sum += p.cross(a.points[(i+1)%len(a.points)])
		}
		return math.Abs(sum) / 2
	case Corridor:
		in, all := 0, 0
		a.grid(func(p Point) {
			all++
			if a.Distance(p) <= 0 {
				in++
			}
		})
		return (a.box.high.x - a.box.low.x) * (a.box.high.y - a.box.low.y) * float64(in) / float64(all)
	}
	return 0
}

const gridSide = 128

func (a *Area) grid(see func(Point)) {
	for i := range gridSide {
		for j := range gridSide {
			see(a.plane.Point(
				a.box.low.x+(a.box.high.x-a.box.low.x)*(float64(i)+0.5)/gridSide,
				a.box.low.y+(a.box.high.y-a.box.low.y)*(float64(j)+0.5)/gridSide,
			))
		}
	}
}

// Share is which part of the place lies within the cover, 0 to 1, by a grid of 128 x 128 points: right to about one per cent.
func Share(place, cover *Area) float64 {
	in, all := 0, 0
	place.grid(func(p Point) {
		if place.Distance(p) > 0 {
			return
		}
		all++
		if cover.Distance(p) <= 0 {
			in++
		}
	})
	if all == 0 {
		return 0
	}
	return float64(in) / float64(all)
}
