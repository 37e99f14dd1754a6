// Package mapui puts a map on a page: boundaries of our own or the operator's map file as ground, features of the page over it, and, for
// a form, the drawing of a circle, a polygon or a corridor. The script is sent only to pages that hold a map and works under the content
// policy. Without it nothing is missing but the picture: a table beside each map says the same, and places are typed into the same fields.
//
// # Data
//
// A GeoJSON FeatureCollection (RFC 7946; longitude before latitude), given inline (Features) or by an address of the page's own
// capability, scoped and recorded like a page (Data). The properties of a feature:
//
//	kind    colour and manner: home, work, inclusion, exclusion, victim_fixed, victim_moving (zones); track (a line between fixes that
//	        follow each other); fix (a point with its precision as a circle); place (anything else); gap (never drawn: nobody knows the
//	        way between two fixes with a silence between them, so tracks are cut there)
//	part    buffer: the dashed outline of a buffer round a zone
//	old     true: replaced or ended, drawn pale
//	radius  metres, of a Point: a circle zone, or the precision of a fix
//	mark    weak or alarm: another colour for a fix
//	label   shown at the pointer, as text; note stands after it
//
// A page's own script may wait for the event map:ready on the map; its detail holds L, map, features, shown, layer(data) and fit(bounds).
package mapui

import (
	"context"
	"encoding/json"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
)

// Props describe a map. Data or Features give what lies on it; neither is needed where something is drawn.
type Props struct {
	ID       string // of the map; one a page
	Label    msg.Message
	Data     string      // address of a GeoJSON
	Features *Collection // GeoJSON of the page itself
	Edit     *Edit       // what is drawn goes into the fields of a form on the same page
	Legend   []Entry
	Tall     bool
}

// Edit names the fields of the form by their ids, and two of its choices by name. Points holds one place a line, "latitude, longitude".
type Edit struct {
	Points, Radius, Width, Buffer string // ids; Radius, Width and Buffer in metres
	Form                          string // name of the choice between circle, polygon and corridor
	Kind                          string // name of the choice of the kind, for the colour
}

// Entry is one line of the legend.
type Entry struct {
	Kind  string // as in the data; "buffer" for the dashed line
	Label msg.Message
}

// Collection is a GeoJSON FeatureCollection.
type Collection struct {
	Type     string    `json:"type"`
	Features []Feature `json:"features"`
}

// Collect makes a collection.
func Collect(list ...Feature) *Collection {
	if list == nil {
		list = []Feature{}
	}
	return &Collection{Type: "FeatureCollection", Features: list}
}

// Feature is one thing on a map.
type Feature struct {
	Type       string     `json:"type"`
	Properties Properties `json:"properties"`
	Geometry   Geometry   `json:"geometry"`
}

// Properties are what the package comment says of them.
type Properties struct {
	Kind   string  `json:"kind"`
	Part   string  `json:"part,omitempty"`
	Old    bool    `json:"old,omitempty"`
	Radius float64 `json:"radius,omitempty"`
	Mark   string  `json:"mark,omitempty"`
	Label  string  `json:"label,omitempty"`
	Note   string  `json:"note,omitempty"`
	At     string  `json:"at,omitempty"` // RFC 3339, for replays
}

// Geometry is a GeoJSON geometry.
type Geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// Place is longitude and latitude in degrees, in the order of GeoJSON.
type Place = [2]float64

// Point is a place, with a radius in its properties a circle.
func Point(at Place, p Properties) Feature {
	return Feature{"Feature", p, Geometry{"Point", at}}
}

// Line is a line of places that follow each other.
func Line(places []Place, p Properties) Feature {
	return Feature{"Feature", p, Geometry{"LineString", places}}
}

// Polygon is a surface within closed rings; the first is the outer one.
func Polygon(rings [][]Place, p Properties) Feature {
	return Feature{"Feature", p, Geometry{"Polygon", rings}}
}

// Lines are several lines, such as the outline of a buffer.
func Lines(lines [][]Place, p Properties) Feature {
	return Feature{"Feature", p, Geometry{"MultiLineString", lines}}
}

// Ground is what lies under all maps of the service.
type Ground struct {
	Tiles       string // address of the operator's .pmtiles file; empty: only the boundaries that are in the program
	Attribution string // whom the operator's map file is of
}

type groundKey struct{}

// WithGround puts the ground into the context, for every page.
func WithGround(ctx context.Context, g Ground) context.Context {
	return context.WithValue(ctx, groundKey{}, g)
}

func ground(ctx context.Context) Ground {
	g, _ := ctx.Value(groundKey{}).(Ground)
	return g
}

// json is the data of the page itself; numbers and text always encode.
func (p Props) json() string {
	b, err := json.Marshal(p.Features)
	if err != nil {
		return ""
	}
	return string(b)
}

func words(ctx context.Context, m msg.Message) string {
	if m.Key == "" {
		return ""
	}
	return i18n.Msg(ctx, m)
}

func (e *Edit) attributes(corner string) templ.Attributes {
	a := templ.Attributes{"data-edit": true, "data-points": e.Points, "data-form": e.Form, "data-kind": e.Kind, "data-point": corner}
	for name, id := range map[string]string{"data-radius": e.Radius, "data-width": e.Width, "data-buffer": e.Buffer} {
		if id != "" {
			a[name] = id
		}
	}
	return a
}
