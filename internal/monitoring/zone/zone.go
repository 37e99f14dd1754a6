// Package zone knows places: circles, polygons and corridors with versions, how far a point is from their boundary in metres, what is
// wrong with a drawn one, and how much of one place another covers. Pure: no clock, no input or output, standard library only.
// Products are written float64(a*b) where they are summed, so that no machine fuses the two steps and all give the same answer.
package zone

import (
	"math"
	"time"

	"tuzjol/internal/monitoring"
)

// Kind is what a zone is for.
type Kind string

// The kinds. Home, work and inclusion are places to be at; the others are places to keep away from.
const (
	Home         Kind = "home"
	Work         Kind = "work"
	Inclusion    Kind = "inclusion"
	Exclusion    Kind = "exclusion"
	VictimFixed  Kind = "victim_fixed"  // a victim's home, work, school
	VictimMoving Kind = "victim_moving" // round the victim's own device; has a radius and no shape
)

// Known reports whether the kind exists.
func (k Kind) Known() bool { return k.Presence() || k.KeepOut() }

// Presence reports whether the wearer is to be inside.
func (k Kind) Presence() bool { return k == Home || k == Work || k == Inclusion }

// KeepOut reports whether the wearer is to stay away.
func (k Kind) KeepOut() bool { return k == Exclusion || k.Victim() }

// Victim reports whether the zone protects a named person: nothing that the wearer can read may tell of it.
func (k Kind) Victim() bool { return k == VictimFixed || k == VictimMoving }

// Form is the form of a shape.
type Form string

// The forms.
const (
	Circle   Form = "circle"
	Polygon  Form = "polygon"
	Corridor Form = "corridor" // a line with a width: the way to work
)

// Point is a place on the ground.
type Point struct {
	Lat, Lon monitoring.E7
}

// At makes a point of degrees.
func At(lat, lon float64) Point {
	return Point{monitoring.DegreesE7(lat), monitoring.DegreesE7(lon)}
}

// Shape is a drawn zone. A circle has one point and a radius, a polygon its corners without the first repeated, a corridor its
// line and as radius half of its width. Metres.
type Shape struct {
	Form   Form
	Points []Point
	Radius float64
}

// Middle is the middle of the shape's box: of a circle its centre.
func (s Shape) Middle() Point { return middle(s.Points) }

// Version is a zone as it was from one moment to another; a later one replaces it and it stays readable.
type Version struct {
	Number   int
	Shape    Shape
	Buffer   float64   // metres round a place to keep away from in which the operator is warned
	From, To time.Time // To is the first moment at which it holds no longer; zero = open
}

// Holds reports whether the version is the one in force at a moment.
func (v Version) Holds(at time.Time) bool {
	return !at.Before(v.From) && (v.To.IsZero() || at.Before(v.To))
}

// Plane is the flat neighbourhood of a point: metres per degree of the WGS 84 ellipsoid at its latitude. Within 50 km of the point
// a distance is right to about 0.2 %, within 2 km to a few centimetres north to south.
type Plane struct {
	Origin      Point
	North, East float64 // metres per degree
}

// PlaneAt makes the plane round a point.
func PlaneAt(p Point) Plane {
	f := p.Lat.Degrees() * math.Pi / 180
	return Plane{
		Origin: p,
		North:  111132.92 - float64(559.82*math.Cos(2*f)) + float64(1.175*math.Cos(4*f)) - float64(0.0023*math.Cos(6*f)),
		East:   float64(111412.84*math.Cos(f)) - float64(93.5*math.Cos(3*f)) + float64(0.118*math.Cos(5*f)),
	}
}

// Metres is where a point lies on the plane: metres east and north of its origin.
func (p Plane) Metres(q Point) (east, north float64) {
	return float64(float64(int64(q.Lon)-int64(p.Origin.Lon))*p.East) / 1e7, float64(float64(int64(q.Lat)-int64(p.Origin.Lat))*p.North) / 1e7
}

// Point is the place so many metres east and north of the plane's origin.
func (p Plane) Point(east, north float64) Point {
	return Point{
		p.Origin.Lat + monitoring.DegreesE7(north/p.North),
		p.Origin.Lon + monitoring.DegreesE7(east/p.East),
	}
}

// Between is the distance of two points in metres, on the plane at the first.
func Between(a, b Point) float64 {
	x, y := PlaneAt(a).Metres(b)
	return length(x, y)
}

func length(x, y float64) float64 { return math.Sqrt(float64(x*x) + float64(y*y)) }
