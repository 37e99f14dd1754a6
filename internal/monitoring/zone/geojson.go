package zone

import (
	"encoding/json"
	"math"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
)

type feature struct {
	Type       string     `json:"type"`
	Properties properties `json:"properties"`
	Geometry   geometry   `json:"geometry"`
}

type properties struct {
	Form   Form    `json:"form,omitempty"`
	Radius float64 `json:"radius,omitempty"` // metres, of a circle
	Width  float64 `json:"width,omitempty"`  // metres, whole width of a corridor
}

type geometry struct {
	Type        string          `json:"type"`
	Coordinates json.RawMessage `json:"coordinates"`
}

// GeoJSON writes a shape as a Feature (RFC 7946): a polygon as Polygon, a corridor as LineString with the property width, a circle as Point
// with the property radius, in metres.
func GeoJSON(s Shape) ([]byte, error) {
	f := feature{Type: "Feature", Properties: properties{Form: s.Form}}
	var coordinates any
	switch s.Form {
	case Circle:
		f.Geometry.Type, f.Properties.Radius = "Point", s.Radius
		if len(s.Points) > 0 {
			coordinates = lonLat(s.Points[0])
		}
	case Corridor:
		f.Geometry.Type, f.Properties.Width, coordinates = "LineString", 2*s.Radius, line(s.Points)
	case Polygon:
		ring := line(s.Points)
		if len(ring) > 0 {
			ring = append(ring, ring[0])
		}
		f.Geometry.Type, coordinates = "Polygon", [][][2]float64{ring}
	}
	raw, err := json.Marshal(coordinates)
	if err != nil {
		return nil, err
	}
	f.Geometry.Coordinates = raw
	return json.Marshal(f)
}

func lonLat(p Point) [2]float64 { return [2]float64{p.Lon.Degrees(), p.Lat.Degrees()} }

func line(points []Point) [][2]float64 {
	out := make([][2]float64, len(points))
	for i, p := range points {
		out[i] = lonLat(p)
	}
	return out
}

// FromGeoJSON reads what GeoJSON wrote, or a Feature drawn elsewhere. It tells what cannot be read; whether the shape makes sense is
// Check's to say.
func FromGeoJSON(data []byte) (Shape, error) {
	var f feature
	if err := json.Unmarshal(data, &f); err != nil || f.Type != "Feature" {
		return Shape{}, unreadable("monitoring.zone.geojson")
	}
	switch f.Geometry.Type {
	case "Point":
		var c []float64
		p, ok := Point{}, json.Unmarshal(f.Geometry.Coordinates, &c) == nil
		if ok {
			p, ok = point(c)
		}
		if !ok {
			return Shape{}, unreadable("monitoring.zone.geojson")
		}
		return Shape{Circle, []Point{p}, f.Properties.Radius}, nil
	case "LineString":
		var c [][]float64
		points, ok := []Point(nil), json.Unmarshal(f.Geometry.Coordinates, &c) == nil
		if ok {
			points, ok = pointsOf(c)
		}
		if !ok {
			return Shape{}, unreadable("monitoring.zone.geojson")
		}
		return Shape{Corridor, points, f.Properties.Width / 2}, nil
	case "Polygon":
		return polygon(f.Geometry.Coordinates)
	}
	return Shape{}, unreadable("monitoring.zone.geojson_kind")
}

func polygon(raw json.RawMessage) (Shape, error) {
	var c [][][]float64
	if json.Unmarshal(raw, &c) != nil || len(c) == 0 {
		return Shape{}, unreadable("monitoring.zone.geojson")
	}
	if len(c) > 1 {
		return Shape{}, unreadable("monitoring.zone.holes")
	}
	points, ok := pointsOf(c[0])
	if !ok {
		return Shape{}, unreadable("monitoring.zone.geojson")
	}
	if n := len(points); n > 1 && points[0] == points[n-1] {
		points = points[:n-1]
	}
	return Shape{Polygon, points, 0}, nil
}

func pointsOf(c [][]float64) ([]Point, bool) {
	out := make([]Point, len(c))
	for i, x := range c {
		p, ok := point(x)
		if !ok {
			return nil, false
		}
		out[i] = p
	}
	return out, true
}

func point(c []float64) (Point, bool) {
	if len(c) < 2 || math.Abs(c[0]) > 180 || math.Abs(c[1]) > 90 {
		return Point{}, false
	}
	return Point{monitoring.DegreesE7(c[1]), monitoring.DegreesE7(c[0])}, true
}

func unreadable(key string) error {
	var p fault.Problems
	p.Add("shape", key)
	return p.Err()
}
