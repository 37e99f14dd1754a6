package near

import (
	"math/rand/v2"
	"testing"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

var (
	place  = zone.At(40.5, 72.8)
	limits = Limits{Hours: 12, Radius: 1000, Valid: 7, Accuracy: 500, Untold: 50}
	at     = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)
)

func north(metres float64) monitoring.Fix {
	p := zone.PlaneAt(place).Point(0, metres)
	return monitoring.Fix{At: at, ReceivedAt: at, Lat: p.Lat, Lon: p.Lon, Accuracy: 20, Mechanism: monitoring.Satellite}
}

// What a position says of nearness follows from its whole circle of accuracy.
func TestFind(t *testing.T) {
	r := Request{Place: place, Radius: 200}
	with := func(f monitoring.Fix, change func(*monitoring.Fix)) monitoring.Fix { change(&f); return f }
	for name, x := range map[string]struct {
		fix            monitoring.Fix
		found, certain bool
	}{
		"in the middle":        {north(0), true, true},
		"wholly inside":        {north(179), true, true},
		"on the edge":          {north(190), true, false},
		"touching from out":    {north(219), true, false},
		"outside":              {north(222), false, false},
		"far but coarse":       {with(north(600), func(f *monitoring.Fix) { f.Accuracy = 450 }), true, false},
		"too coarse":           {with(north(0), func(f *monitoring.Fix) { f.Accuracy = 501 }), false, false},
		"accuracy not told":    {with(north(0), func(f *monitoring.Fix) { f.Accuracy = 0 }), true, false},
		"not told, too far":    {with(north(251), func(f *monitoring.Fix) { f.Accuracy = 0 }), false, false},
		"impossible":           {with(north(0), func(f *monitoring.Fix) { f.Marks = monitoring.Implausible }), false, false},
		"invalid":              {with(north(0), func(f *monitoring.Fix) { f.Marks = monitoring.Invalid | monitoring.Late }), false, false},
		"late counts":          {with(north(0), func(f *monitoring.Fix) { f.Marks = monitoring.Late }), true, true},
		"cell tower":           {with(north(0), func(f *monitoring.Fix) { f.Mechanism = monitoring.Cell }), false, false},
		"a beat has no place":  {with(north(0), func(f *monitoring.Fix) { f.NoPosition = true }), false, false},
		"wifi counts like gps": {with(north(100), func(f *monitoring.Fix) { f.Mechanism = monitoring.WiFi }), true, true},
	} {
		h := Find(r, limits, []monitoring.Fix{x.fix})
		if (len(h.Points) == 1) != x.found || h.Certain != x.certain {
			t.Errorf("%s: %+v", name, h)
		}
	}
}

// The squares of the box hold every position that could matter.
func TestCells(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test
	for range 20_000 {
		centre := zone.At(39+4*rng.Float64(), 69+11*rng.Float64())
		radius := Least + rng.IntN(980)
		cells := map[int64]bool{}
		box := BoxOf(centre, radius, limits.Accuracy)
		for _, c := range box.Cells() {
			cells[c] = true
		}
		d := float64(radius+limits.Accuracy) - 1
		p := zone.PlaneAt(centre).Point((2*rng.Float64()-1)*d*0.7, (2*rng.Float64()-1)*d*0.7)
		if !cells[CellOf(int64(p.Lat), int64(p.Lon))] {
			t.Fatalf("%v round %v is in none of %d squares", p, centre, len(cells))
		}
		if len(cells) > 42 {
			t.Fatalf("%d squares", len(cells))
		}
	}
}

func TestCheck(t *testing.T) {
	now := civil.At(at)
	good := Request{Case: "1", Words: "Кража в магазине, нужен ответ", Place: place, Radius: 200, From: now.Add(-12 * time.Hour), Until: now}
	if p := Check(good, limits, true, now); len(p) != 0 {
		t.Errorf("%+v", p)
	}
	for field, change := range map[string]func(*Request){
		"until": func(r *Request) { r.From = r.From.Add(-time.Minute) }, "words": func(r *Request) { r.Words = "нужно" }, "radius": func(r *Request) { r.Radius = 1001 },
		"lat": func(r *Request) { r.Place.Lat = 0 }, "lon": func(r *Request) { r.Place.Lon = 1_900_000_000 }, "case_number": func(r *Request) { r.Case = " " }, "from": func(r *Request) { r.From = civil.Instant{} },
	} {
		r := good
		change(&r)
		if p := Check(r, limits, true, now); len(p) != 1 || p[0].Field != field {
			t.Errorf("%s: %+v", field, p)
		}
	}
	for in, want := range map[string]bool{"40,5": true, " 72.81 ": true, "NaN": false, "1e9": false, "сорок": false, "": false} {
		if _, ok := Degrees(in); ok != want {
			t.Errorf("%q: %v", in, ok)
		}
	}
}

// Any change of what is frozen changes its hash.
func TestSum(t *testing.T) {
	h := Find(Request{Place: place, Radius: 200}, limits, []monitoring.Fix{north(0), north(10)})
	was := string(h.Sum("f"))
	if string(h.Sum("g")) == was {
		t.Error("another fitting")
	}
	h.Points[1].Received = h.Points[1].Received.Add(time.Millisecond)
	if string(h.Sum("f")) == was {
		t.Error("another time of receipt")
	}
}
