package deskweb

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/zoneui"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// Where is where an alert happened; empty when nothing may be drawn.
type Where struct {
	Zones []zoneui.Drawn
	Fixes []Fix
	Gone  []track.Destroyed // what retention destroyed of the hours in which the fixes arrived
}

// Fix is one of the fixes that decided.
type Fix struct {
	At       civil.Instant
	Lat, Lon float64
	Accuracy float64 // metres; 0 = not told
}

func (w Where) empty() bool { return len(w.Zones)+len(w.Fixes) == 0 }

func (w Where) picture(ctx context.Context) mapui.Props {
	var list []mapui.Feature
	for _, z := range w.Zones {
		list = append(list, zoneui.Features(z)...)
	}
	for _, f := range w.Fixes {
		list = append(list, mapui.Point(mapui.Place{f.Lon, f.Lat}, mapui.Properties{Kind: "fix", Radius: f.Accuracy, Mark: "alarm", Label: i18n.Instant(ctx, f.At)}))
	}
	return mapui.Props{ID: "alert-map", Label: ui.M("monitoring.desk.where"), Features: mapui.Collect(list...), Legend: zoneui.Legend(w.Zones)}
}

// table says the same as the map.
func (w Where) table() ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.why.fixes"), HideCaption: true,
		Columns: []ui.Column{{Label: ui.M("monitoring.desk.at")}, {Label: ui.M("monitoring.desk.place")}, {Label: ui.M("monitoring.why.accuracy"), Numeric: true}},
	}
	for _, f := range w.Fixes {
		accuracy := templ.Component(ui.None())
		if f.Accuracy > 0 {
			accuracy = ui.Say(ui.M("monitoring.why.metres", "Metres", int(f.Accuracy+0.5)))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Moment(f.At), ui.Val(degrees(f.Lat) + ", " + degrees(f.Lon)), accuracy}})
	}
	return g
}

func degrees(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }
