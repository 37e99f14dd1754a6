// Package near answers who was near a place at a time: what a request must say, which squares of the earth are looked at, and what
// follows from each position with its accuracy. Pure: no clock, no input or output.
package near

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/zone"
)

// Algorithm names the rules below; it changes whenever the same positions could give another answer.
const Algorithm = "near-1"

// Rules and lists of the rulebook.
const (
	RuleHours    = "monitoring.near_window_hours"
	RuleRadius   = "monitoring.near_radius_metres"
	RuleValid    = "monitoring.near_valid_days"
	RuleAccuracy = "monitoring.near_accuracy_metres"
	RuleUntold   = "monitoring.near_untold_metres"
	ListBasis    = "monitoring_near_grounds"
)

// Least is the smallest radius, in metres: a smaller one is smaller than what positions can tell.
const Least = 20

// Longest are the bounds of free text.
const (
	MaxCase = 60
	MaxText = 2000
	MinText = 20
)

// State is where a request stands.
type State string

// The states.
const (
	Asked    State = "asked"
	Approved State = "approved"
	Refused  State = "refused"
	Done     State = "done" // it ran once and its result is frozen
)

// Limits are the bounds from the rulebook.
type Limits struct {
	Hours    int // longest window
	Radius   int // metres
	Valid    int // days for which an approval may be used
	Accuracy int // a position less accurate than this many metres tells nothing of nearness
	Untold   int // what is taken as accuracy where the device told none, metres
}

// Request asks who was near a place at a time.
type Request struct {
	ID          string
	Number      int
	State       State
	Office      id.Office
	Basis       string // code
	Case        string // number of the case or the material
	Words       string // why
	Place       zone.Point
	Radius      int
	From, Until civil.Instant
	AskedAt     civil.Instant
	AskedBy     string
	DecidedAt   civil.Instant
	DecidedBy   string
	Answer      string // why it was refused
	RanAt       civil.Instant
	Algorithm   string
	Rulebook    string
	Row         int
}

// Degrees reads a coordinate as people write it, with a point or a comma.
func Degrees(s string) (monitoring.E7, bool) {
	f, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(s), ",", ".", 1), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 180 {
		return 0, false
	}
	return monitoring.DegreesE7(f), true
}

// Check says everything that is wrong with a request; basis tells whether its code is on the list.
func Check(r Request, l Limits, basis bool, now civil.Instant) fault.Problems {
	var p fault.Problems
	if !basis {
		p.Add("basis", "field.choose")
	}
	text(&p, "case_number", r.Case, 1, MaxCase, "field.required")
	text(&p, "words", r.Words, MinText, MaxText, "near.words_short")
	if r.Place.Lat < -900_000_000 || r.Place.Lat > 900_000_000 || r.Place.Lat == 0 {
		p.Add("lat", "near.lat")
	}
	if r.Place.Lon < -1_800_000_000 || r.Place.Lon > 1_800_000_000 || r.Place.Lon == 0 {
		p.Add("lon", "near.lon")
	}
	if r.Radius < Least || r.Radius > l.Radius {
		p.Add("radius", "near.radius_bounds", "Least", Least, "Most", l.Radius)
	}
	if r.From.IsZero() {
		p.Add("from", "field.required")
	}
	switch {
	case r.Until.IsZero():
		p.Add("until", "field.required")
	case r.Until.After(now):
		p.Add("until", "near.future")
	case !r.From.IsZero() && !r.From.Before(r.Until):
		p.Add("until", "monitoring.read.order")
	case !r.From.IsZero() && r.Until.After(r.From.Add(time.Duration(l.Hours)*time.Hour)):
		p.Add("until", "near.window", "Hours", l.Hours)
	}
	return p
}

func text(p *fault.Problems, field, s string, least, most int, key string) {
	switch n := utf8.RuneCountInString(strings.TrimSpace(s)); {
	case n < least:
		p.Add(field, key, "Least", least)
	case n > most:
		p.Add(field, "field.too_long", "Max", most)
	}
}

// Expired reports whether an approval can no longer be used.
func (r Request) Expired(l Limits, now civil.Instant) bool {
	return r.State == Approved && now.After(r.DecidedAt.Add(time.Duration(l.Valid)*24*time.Hour))
}

// cellSide is the side of a square in ten-millionths of a degree: about 1.1 km north to south, 0.85 km east to west in Osh.
const cellSide = 100_000

// CellOf names the square of a place.
func CellOf(lat, lon int64) int64 {
	return (lat+900_000_000)/cellSide*36_000 + (lon+1_800_000_000)/cellSide
}

// Box is the bounding box of a circle, in ten-millionths of a degree.
type Box struct{ South, West, North, East int64 }

// BoxOf is the box in which a position must lie to matter: the circle and, round it, the worst accuracy that still counts.
func BoxOf(place zone.Point, radius, accuracy int) Box {
	p, m := zone.PlaneAt(place), float64(radius+accuracy)
	a, b := p.Point(-m, -m), p.Point(m, m)
	return Box{int64(a.Lat), int64(a.Lon), int64(b.Lat), int64(b.Lon)}
}

// Cells lists the squares that a box touches.
func (b Box) Cells() []int64 {
	var out []int64
	for y := (b.South + 900_000_000) / cellSide; y <= (b.North+900_000_000)/cellSide; y++ {
		for x := (b.West + 1_800_000_000) / cellSide; x <= (b.East+1_800_000_000)/cellSide; x++ {
			out = append(out, y*36_000+x)
		}
	}
	return out
}

// Point is one position that may have been within the circle.
type Point struct {
	At       time.Time
	Received time.Time
	Arrival  int64
	Lat, Lon monitoring.E7
	Accuracy int // metres
	Untold   bool
	Distance int // metres from the middle
	Certain  bool
	Mech     monitoring.Mechanism
}

// Hit is what was found of one wearer of one device.
type Hit struct {
	Points  []Point
	Nearest int // metres
	Certain bool
}

// Find looks at the positions of one wearer: those that cannot be, that the device itself calls invalid, that come from cell towers
// alone or are too inaccurate tell nothing. A position is certain when its whole circle of accuracy lies within the circle asked
// for, and possible when the two touch.
func Find(r Request, l Limits, fixes []monitoring.Fix) Hit {
	h := Hit{Nearest: math.MaxInt}
	plane := zone.PlaneAt(r.Place)
	for _, f := range fixes {
		if f.NoPosition || f.Marks.Has(monitoring.Implausible|monitoring.Invalid|monitoring.CellOnly) || f.Mechanism == monitoring.Cell {
			continue
		}
		accuracy, untold := f.Accuracy, f.Accuracy <= 0
		if untold {
			accuracy = float64(l.Untold)
		}
		x, y := plane.Metres(zone.Point{Lat: f.Lat, Lon: f.Lon})
		d := math.Sqrt(float64(x*x) + float64(y*y))
		if accuracy > float64(l.Accuracy) || d-accuracy > float64(r.Radius) {
			continue
		}
		p := Point{
			At: f.At, Received: f.ReceivedAt, Arrival: f.Arrival, Lat: f.Lat, Lon: f.Lon, Accuracy: int(accuracy + 0.5), Untold: untold, Distance: int(d + 0.5),
			Certain: !untold && d+accuracy <= float64(r.Radius), Mech: f.Mechanism,
		}
		h.Points = append(h.Points, p)
		h.Nearest, h.Certain = min(h.Nearest, p.Distance), h.Certain || p.Certain
	}
	slices.SortStableFunc(h.Points, func(a, b Point) int { return a.At.Compare(b.At) })
	return h
}

// Sum is the hash of a hit: of its fitting and every column of its positions.
func (h Hit) Sum(fitting string) []byte {
	b := append([]byte(Algorithm+"\x00"), fitting...)
	for _, p := range h.Points {
		for _, n := range []int64{p.At.UnixMilli(), p.Received.UnixMilli(), p.Arrival, int64(p.Lat), int64(p.Lon), int64(p.Accuracy), int64(p.Distance), flag(p.Certain), flag(p.Untold)} {
			b = binary.LittleEndian.AppendUint64(b, uint64(n)) //nolint:gosec // bits
		}
		b = append(append(b, p.Mech...), 0)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Total is the hash over the hashes of hits, in their order.
func Total(sums [][]byte) []byte {
	h := sha256.New()
	for _, s := range sums {
		h.Write(s)
	}
	return h.Sum(nil)
}
