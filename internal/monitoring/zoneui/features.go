// Package zoneui draws zones on maps: for all pages of monitoring.
package zoneui

import (
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// Drawn is a zone as a map shows it.
type Drawn struct {
	Kind   zone.Kind
	Shape  zone.Shape
	Buffer float64 // metres; drawn dashed when above zero
	Label  string
	Note   string
	Old    bool // replaced or ended
}

// Features draws a zone, and its buffer dashed round it.
func Features(d Drawn) []mapui.Feature {
	if len(d.Shape.Points) == 0 {
		return nil
	}
	p := mapui.Properties{Kind: string(d.Kind), Label: d.Label, Note: d.Note, Old: d.Old}
	area := zone.Lay(d.Shape)
	var out []mapui.Feature
	switch d.Shape.Form {
	case zone.Circle:
		p.Radius = d.Shape.Radius
		out = append(out, mapui.Point(place(d.Shape.Points[0]), p))
	case zone.Polygon:
		ring := places(d.Shape.Points)
		out = append(out, mapui.Polygon([][]mapui.Place{append(ring, ring[0])}, p))
	case zone.Corridor:
		for _, ring := range area.Contour(0) {
			out = append(out, mapui.Polygon([][]mapui.Place{places(ring)}, p))
		}
	}
	if d.Buffer <= 0 {
		return out
	}
	p = mapui.Properties{Kind: string(d.Kind), Part: "buffer", Old: d.Old}
	if d.Shape.Form == zone.Circle {
		p.Radius = d.Shape.Radius + d.Buffer
		return append(out, mapui.Point(place(d.Shape.Points[0]), p))
	}
	var lines [][]mapui.Place
	for _, ring := range area.Contour(d.Buffer) {
		lines = append(lines, places(ring))
	}
	return append(out, mapui.Lines(lines, p))
}

func place(p zone.Point) mapui.Place { return mapui.Place{p.Lon.Degrees(), p.Lat.Degrees()} }

func places(list []zone.Point) []mapui.Place {
	out := make([]mapui.Place, len(list))
	for i, p := range list {
		out[i] = place(p)
	}
	return out
}

// Legend explains the kinds that a map shows, each once, and the dashed line of a buffer.
func Legend(list []Drawn) []mapui.Entry {
	var out []mapui.Entry
	seen, buffer := map[zone.Kind]bool{}, false
	for _, d := range list {
		if !seen[d.Kind] {
			seen[d.Kind] = true
			out = append(out, mapui.Entry{Kind: string(d.Kind), Label: ui.M("monitoring.zones.kind." + string(d.Kind))})
		}
		buffer = buffer || d.Buffer > 0
	}
	if buffer {
		out = append(out, mapui.Entry{Kind: "buffer", Label: ui.M("monitoring.zones.buffer")})
	}
	return out
}
