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
	Now   *Fix              // the last known place of the wearer while the alert is open
}

// Fix is one of the fixes that decided.
type Fix struct {
	At       civil.Instant
	Lat, Lon float64
	Accuracy float64 // metres; 0 = not told
}

func (w Where) empty() bool { return len(w.Zones)+len(w.Fixes) == 0 && w.Now == nil }

func (w Where) picture(ctx context.Context) mapui.Props {
	var list []mapui.Feature
	for _, z := range w.Zones {
		list = append(list, zoneui.Features(z)...)
	}
	for _, f := range w.Fixes {
		list = append(list, mapui.Point(mapui.Place{f.Lon, f.Lat}, mapui.Properties{Kind: "fix", Radius: f.Accuracy, Mark: "alarm", Label: i18n.Instant(ctx, f.At)}))
	}
	if w.Now != nil {
		list = append(list, w.Now.feature(ctx, i18n.T(ctx, "monitoring.desk.now"), ""))
	}
	return mapui.Props{ID: "alert-map", Label: ui.M("monitoring.desk.where"), Features: mapui.Collect(list...), Legend: zoneui.Legend(w.Zones)}
}

// feature draws a last known place.
func (f Fix) feature(ctx context.Context, label, mark string) mapui.Feature {
	return mapui.Point(mapui.Place{f.Lon, f.Lat}, mapui.Properties{Kind: "fix", Radius: f.Accuracy, Mark: mark, Label: label, Note: i18n.Instant(ctx, f.At)})
}

// cells say a fix in a table: when, where, how exact.
func (f Fix) cells(when templ.Component) []templ.Component {
	accuracy := templ.Component(ui.None())
	if f.Accuracy > 0 {
		accuracy = ui.Say(ui.M("monitoring.why.metres", "Metres", int(f.Accuracy+0.5)))
	}
	return []templ.Component{when, ui.Val(degrees(f.Lat) + ", " + degrees(f.Lon)), accuracy}
}

// table says the same as the map.
func (w Where) table(ctx context.Context) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.why.fixes"), HideCaption: true,
		Columns: []ui.Column{{Label: ui.M("monitoring.desk.at")}, {Label: ui.M("monitoring.desk.place")}, {Label: ui.M("monitoring.why.accuracy"), Numeric: true}},
	}
	for _, f := range w.Fixes {
		g.Rows = append(g.Rows, ui.Row{Cells: f.cells(ui.Moment(f.At))})
	}
	if w.Now != nil {
		g.Rows = append(g.Rows, ui.Row{Cells: w.Now.cells(ui.Say(ui.M("monitoring.desk.now_at", "At", i18n.Instant(ctx, w.Now.At))))})
	}
	return g
}

func degrees(x float64) string { return strconv.FormatFloat(x, 'f', 5, 64) }
