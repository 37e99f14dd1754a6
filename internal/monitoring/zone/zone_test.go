package zone

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"tuzjol/internal/kernel/fault"
)

var limits = Limits{MinRadius: 20, MaxRadius: 20000, MinWidth: 20, MaxWidth: 2000, MaxExtent: 60000, MaxSquareKm: 500, MaxPoints: 200, MaxBuffer: 5000}

// place is so many metres east and north of the middle of Bishkek.
func place(east, north float64) Point { return PlaneAt(At(42.8746, 74.5698)).Point(east, north) }

func ring(xy ...float64) Shape {
	s := Shape{Form: Polygon}
	for i := 0; i < len(xy); i += 2 {
		s.Points = append(s.Points, place(xy[i], xy[i+1]))
	}
	return s
}

func near(a, b, by float64) bool { return math.Abs(a-b) <= by }

func TestMetresPerDegree(t *testing.T) {
	p := PlaneAt(At(43, 74))
	if !near(p.North, 111093, 1) || !near(p.East, 81541, 1) {
		t.Errorf("43 degrees: %f north, %f east", p.North, p.East)
	}
}

func TestDistance(t *testing.T) {
	home := Lay(Shape{Circle, []Point{place(0, 0)}, 100})
	square := Lay(ring(0, 0, 200, 0, 200, 200, 0, 200))
	notch := Lay(ring(0, 0, 300, 0, 300, 300, 150, 100, 0, 300)) // a notch cut from above
	road := Lay(Shape{Corridor, []Point{place(0, 0), place(1000, 0), place(1000, 500)}, 50})
	for _, c := range []struct {
		name  string
		a     *Area
		x, y  float64
		wants float64
	}{
		{"middle of a circle", home, 0, 0, -100},
		{"within", home, 60, 0, -40},
		{"outside", home, 0, 250, 150},
		{"middle of a square", square, 100, 100, -100},
		{"beside an edge", square, 250, 100, 50},
		{"off a corner", square, 230, 240, 50},
		{"on the edge", square, 200, 50, 0},
		{"in the notch, outside", notch, 150, 200, 60},
		{"on the road", road, 500, 0, -50},
		{"beside the road", road, 500, 80, 30},
		{"at the bend", road, 1030, -40, 0},
		{"beyond the end", road, -100, 0, 50},
	} {
		if got := c.a.Distance(place(c.x, c.y)); !near(got, c.wants, 0.05) {
			t.Errorf("%s: %.2f, want %.2f", c.name, got, c.wants)
		}
	}
	if got := home.DistanceWithin(place(5000, 0), 300); !math.IsInf(got, 1) {
		t.Errorf("far away: %f", got)
	}
	if got := home.DistanceWithin(place(250, 0), 300); !near(got, 150, 0.05) {
		t.Errorf("near: %f", got)
	}
}

func TestCrossed(t *testing.T) {
	shapes := map[string]*Area{
		"circle":   Lay(Shape{Circle, []Point{place(0, 0)}, 100}),
		"polygon":  Lay(ring(-100, -100, 100, -100, 100, 100, -100, 100)),
		"corridor": Lay(Shape{Corridor, []Point{place(0, -500), place(0, 500)}, 100}),
	}
	for name, a := range shapes {
		for _, c := range []struct {
			x1, y1, x2, y2 float64
			want           bool
		}{
			{-300, 0, 300, 0, true},
			{-300, 50, 300, -50, true},
			{-300, 0, -150, 0, false},
			{-300, 700, 300, 700, false},
			{0, 0, 500, 0, true},
			{10, 10, 20, 20, true},
		} {
			if got := a.Crossed(place(c.x1, c.y1), place(c.x2, c.y2)); got != c.want {
				t.Errorf("%s, %v: %v", name, c, got)
			}
		}
	}
}

func TestAreaAndShare(t *testing.T) {
	square := Lay(ring(0, 0, 1000, 0, 1000, 1000, 0, 1000))
	if got := square.SquareMetres(); !near(got, 1e6, 100) {
		t.Errorf("square %f", got)
	}
	road := Lay(Shape{Corridor, []Point{place(0, 0), place(1000, 0)}, 50})
	if got, want := road.SquareMetres(), 100000+math.Pi*2500; !near(got/want, 1, 0.02) {
		t.Errorf("road %f, want %f", got, want)
	}
	half := Lay(ring(500, -100, 2000, -100, 2000, 2000, 500, 2000))
	if got := Share(square, half); !near(got, 0.5, 0.01) {
		t.Errorf("half covered: %f", got)
	}
	if got := Share(square, Lay(Shape{Circle, []Point{place(9000, 0)}, 100})); got != 0 {
		t.Errorf("not covered: %f", got)
	}
}

func TestCheckRefusesWhatCannotBe(t *testing.T) {
	for _, c := range []struct {
		name  string
		shape Shape
		want  string
	}{
		{"a good square", ring(0, 0, 200, 0, 200, 200, 0, 200), ""},
		{"a good circle", Shape{Circle, []Point{place(0, 0)}, 100}, ""},
		{"a good road", Shape{Corridor, []Point{place(0, 0), place(1000, 0)}, 50}, ""},
		{"bow tie", ring(0, 0, 200, 200, 200, 0, 0, 200), "self_crossing 1-2 3-4"},
		{"an edge that turns back", ring(0, 0, 200, 0, 100, 0, 100, 200), "self_crossing 1-2 2-3"},
		{"a corner touches an edge", ring(0, 0, 200, 0, 200, 200, 100, 0, 0, 200), "self_crossing 1-2 3-4"},
		{"two corners", ring(0, 0, 200, 0), "too_few"},
		{"a corner twice", ring(0, 0, 0, 0, 200, 0, 200, 200), "repeated"},
		{"no place on earth", Shape{Circle, []Point{{Lat: 91e7, Lon: 10}}, 100}, "out_of_range"},
		{"nought, nought", Shape{Circle, []Point{{}}, 100}, "out_of_range"},
		{"radius not a number", Shape{Circle, []Point{place(0, 0)}, math.NaN()}, "radius"},
		{"radius too small", Shape{Circle, []Point{place(0, 0)}, 5}, "radius"},
		{"corridor too wide", Shape{Corridor, []Point{place(0, 0), place(1000, 0)}, 5000}, "width"},
		{"corridor of one point", Shape{Corridor, []Point{place(0, 0)}, 50}, "too_few_line"},
		{"half the country", ring(0, 0, 90000, 0, 90000, 90000, 0, 90000), "too_long"},
		{"a whole district", ring(0, 0, 40000, 0, 40000, 40000, 0, 40000), "too_large"},
		{"no form", Shape{Form: "star", Points: []Point{place(0, 0)}}, "form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := words(Check(c.shape, 100, limits))
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	if got := words(Check(Shape{Circle, []Point{{Lat: 91e7}}, 1}, -5, limits)); strings.Count(got, ";") != 3 {
		t.Errorf("not all at once: %q", got)
	}
}

func words(err error) string {
	f := fault.As(err)
	if f == nil {
		return ""
	}
	var b strings.Builder
	for _, p := range f.Problems {
		b.WriteString(strings.TrimPrefix(p.Msg.Key, "monitoring.zone."))
		if p.Msg.Args["c"] != nil {
			b.WriteString(" " + num(p.Msg.Args["a"]) + "-" + num(p.Msg.Args["b"]) + " " + num(p.Msg.Args["c"]) + "-" + num(p.Msg.Args["d"]))
		}
		b.WriteString(";")
	}
	return b.String()
}

func num(x any) string {
	out, _ := json.Marshal(x)
	return string(out)
}

func TestGeoJSONThereAndBack(t *testing.T) {
	for _, s := range []Shape{
		{Circle, []Point{place(10, 20)}, 150},
		ring(0, 0, 200, 0, 200, 200, 0, 200),
		{Corridor, []Point{place(0, 0), place(1000, 0)}, 50},
	} {
		data, err := GeoJSON(s)
		if err != nil {
			t.Fatal(err)
		}
		got, err := FromGeoJSON(data)
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		a, _ := json.Marshal(s)
		b, _ := json.Marshal(got)
		if string(a) != string(b) {
			t.Errorf("%s\nbecame\n%s", a, b)
		}
	}
	for _, bad := range []string{
		``, `{}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[1]}}`, `{"type":"Feature","geometry":{"type":"Point","coordinates":[200,10]}}`,
		`{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[]}}`, `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[]}}`,
		`{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,1]],[[1,1],[2,1],[2,2],[1,1]]]}}`,
	} {
		if _, err := FromGeoJSON([]byte(bad)); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
}

// A ring with many corners and a plain one of the same place agree about where points are.
func FuzzDistance(f *testing.F) {
	f.Add(10.0, 20.0)
	f.Add(-5000.0, 12.5)
	circle := Lay(Shape{Circle, []Point{place(0, 0)}, 1000})
	var many Shape
	many.Form = Polygon
	for i := range 180 {
		a := float64(i) * math.Pi / 90
		many.Points = append(many.Points, place(1000*math.Cos(a), 1000*math.Sin(a)))
	}
	rough := Lay(many)
	f.Fuzz(func(t *testing.T, x, y float64) {
		if math.IsNaN(x) || math.IsNaN(y) || math.Abs(x) > 20000 || math.Abs(y) > 20000 {
			return
		}
		if a, b := circle.Distance(place(x, y)), rough.Distance(place(x, y)); !near(a, b, 1) {
			t.Errorf("%f %f: %f by circle, %f by corners", x, y, a, b)
		}
	})
}

// The contour lies where it says, is closed, and a corridor and a buffer have one ring each.
func TestContour(t *testing.T) {
	for name, c := range map[string]struct {
		s  Shape
		at float64
	}{
		"circle":   {Shape{Circle, []Point{place(0, 0)}, 200}, 0},
		"buffer":   {ring(0, 0, 500, 0, 500, 400, 0, 400), 150},
		"corridor": {Shape{Corridor, []Point{place(0, 0), place(1000, 0), place(1000, 800)}, 60}, 0},
	} {
		a := Lay(c.s)
		rings := a.Contour(c.at)
		if len(rings) != 1 {
			t.Errorf("%s: %d rings", name, len(rings))
			continue
		}
		r := rings[0]
		if r[0] != r[len(r)-1] || len(r) < 20 {
			t.Errorf("%s: not closed, %d points", name, len(r))
		}
		for _, p := range r {
			if d := a.Distance(p); !near(d, c.at, 6) {
				t.Errorf("%s: a point at %.1f m, want %.1f", name, d, c.at)
				break
			}
		}
	}
}
