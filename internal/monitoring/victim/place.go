package victim

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/rulebook"
)

// MovingPlace is the kind of the zone round her own device: it has a radius and goes where she goes.
const MovingPlace = "moving"

// HomePlace is the kind of the place where she lives.
const HomePlace = "home"

// Place is what is drawn round one of her places, or round her device.
type Place struct {
	Kind    string        `json:"kind"`
	Address string        `json:"address,omitempty"`
	Lat     monitoring.E7 `json:"lat,omitempty"`
	Lon     monitoring.E7 `json:"lon,omitempty"`
	Radius  float64       `json:"radius"`
	Buffer  float64       `json:"buffer"`
	Basis   string        `json:"basis"` // by which decision or whose wish
}

// Moving reports whether the zone goes with her device.
func (x Place) Moving() bool { return x.Kind == MovingPlace }

// Point is the middle of a fixed place.
func (x Place) Point() zone.Point { return zone.Point{Lat: x.Lat, Lon: x.Lon} }

// Shape is the place as the evaluator takes it.
func (x Place) Shape() zone.Shape {
	if x.Moving() {
		return zone.Shape{Form: zone.Circle, Radius: x.Radius}
	}
	return zone.Shape{Form: zone.Circle, Points: []zone.Point{x.Point()}, Radius: x.Radius}
}

// ZoneKind is what the evaluator calls it.
func (x Place) ZoneKind() zone.Kind {
	if x.Moving() {
		return zone.VictimMoving
	}
	return zone.VictimFixed
}

// Check says everything that is wrong with a place.
func (x Place) Check(rb *rulebook.Rulebook, limits zone.Limits, today civil.Date) fault.Problems {
	var p fault.Problems
	if !x.Moving() && !rb.List(ListPlaces).Holds(x.Kind, today) {
		p.Add("kind", "field.choose")
	}
	if !x.Moving() && strings.TrimSpace(x.Address) == "" {
		p.Add("address", "field.required")
	}
	if strings.TrimSpace(x.Basis) == "" {
		p.Add("basis", "monitoring.victim.basis_needed")
	}
	long(&p, "address", x.Address, 300)
	long(&p, "basis", x.Basis, MaxText)
	shape := x.Shape()
	if x.Moving() {
		shape.Points = []zone.Point{zone.At(42, 74)} // anywhere: only the radius is judged
	}
	if f := fault.As(zone.Check(shape, x.Buffer, limits)); f != nil {
		for _, q := range f.Problems {
			if q.Field == "points" {
				q.Field = "lat"
			}
			p = append(p, q)
		}
	}
	return p
}

// The states of a version of a place.
const (
	PlaceWaiting   = "waiting" // for the second person
	PlaceReturned  = "returned"
	PlaceInForce   = "in_force"
	PlaceReplaced  = "replaced"
	PlaceEnded     = "ended"
	PlaceWithdrawn = "withdrawn" // her consent ended
)

// Version is a place as it was proposed or held. Key is the place, whose versions follow one another.
type Version struct {
	ID        string
	Victim    string
	Key       string
	Number    int
	State     string
	Ends      bool // proposes that the place is no longer protected
	Place     Place
	From      civil.Instant
	Until     civil.Instant
	DraftedAt civil.Instant
	DraftedBy string
	DecidedAt civil.Instant
	DecidedBy string
	Returned  string // why it was sent back
	Reason    string // why it was approved in spite of a warning
	Row       int
}

// Everyday is the check of everyday life: what the zone covers of the wearer's places. The findings name kinds and shares, never a place.
func Everyday(x Place, id string, life []everyday.Place, l everyday.Limits) []everyday.Finding {
	if x.Moving() {
		return nil
	}
	return everyday.Zones([]everyday.Zone{{ID: id, Kind: x.ZoneKind(), Shape: x.Shape()}}, life, l)
}

// Warned reports whether a finding asks the second person for a reason.
func Warned(list []everyday.Finding) bool {
	for _, f := range list {
		if f.Grade == everyday.Warns {
			return true
		}
	}
	return false
}

// Device is her own device for a time. Its positions are hers: no fitting of a wearer leads to them.
type Device struct {
	ID      string
	Number  int64 // as its positions name it; below zero, as no device of the inventory is
	Ident   string
	Kind    string
	From    civil.Instant
	Until   civil.Instant
	Reason  string
	GivenBy string
	EndedBy string
	Seen    civil.Instant // last heard
	Battery int           // percent; -1 = never told
}

// Peer is where the evaluator finds the fixes of a protected person's device, and the moving zone that they move. Fitting and Device
// are the numbers under which they are stored.
type Peer struct {
	Zone            string
	Device, Fitting int64
	From, Until     civil.Instant
}
