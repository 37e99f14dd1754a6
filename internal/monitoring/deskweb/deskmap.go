package deskweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// mapView is the queue of open alerts with where their wearers are.
type mapView struct {
	deskView
	spots map[id.Client]Fix
}

// mapped reads the queue under the page's filter and the places. A queue of closed alerts has none: their reading is an act of its own.
func (w *Web) mapped(q *httpx.Req) (mapView, error) {
	v := mapView{}
	var err error
	if v.deskView, err = w.deskView(q); err != nil || w.Spots == nil {
		return v, err
	}
	open := make([]desksvc.Alert, 0, len(v.rows))
	for _, r := range v.rows {
		open = append(open, r.Alert)
	}
	v.spots, err = w.Spots(q.Ctx(), open)
	return v, err
}

// mapOf shows where the wearers of open alerts are, on a map that keeps up and in a table that says the same.
func (w *Web) mapOf(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.mapped(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(mapPage(v)), nil
}

// places gives the same as GeoJSON, for maps that are open.
func (w *Web) places(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.mapped(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.JSON(v.features(q.Ctx())), nil
}

func (v mapView) features(ctx context.Context) *mapui.Collection {
	var list []mapui.Feature
	for _, g := range v.groups {
		top := g.top()
		fix, ok := v.spots[top.Client]
		if !ok || top.Drill {
			continue
		}
		mark := "weak"
		if g.alert.Severity >= alert.High {
			mark = "alarm"
		}
		list = append(list, fix.feature(ctx, v.client(ctx, top.Alert)+" · "+i18n.Msg(ctx, ruleName(top.Alert)), mark))
	}
	return mapui.Collect(list...)
}

func (v mapView) table(ctx context.Context) ui.Grid {
	g := ui.Grid{
		Caption: ui.M("monitoring.desk.spots"), HideCaption: true, Empty: ui.M("monitoring.desk.map_empty"),
		Columns: []ui.Column{
			{Label: ui.M("monitoring.client")},
			{Label: ui.M("monitoring.desk.what")},
			{Label: ui.M("monitoring.desk.severity"), Narrow: true},
			{Label: ui.M("monitoring.desk.at")},
			{Label: ui.M("monitoring.desk.place")},
			{Label: ui.M("monitoring.why.accuracy"), Numeric: true},
		},
	}
	for _, x := range v.groups {
		top := x.top()
		fix, ok := v.spots[top.Client]
		if !ok || top.Drill {
			continue
		}
		g.Rows = append(g.Rows, ui.Row{ID: x.key, Tone: tone(x.alert.Severity), Cells: append([]templ.Component{
			ui.LinkTo("/monitoring/alerts/"+top.ID, v.client(ctx, top.Alert)), ui.Say(ruleName(top.Alert)), ui.Tag(tone(x.alert.Severity), severityName(x.alert.Severity)),
		}, fix.cells(ui.Moment(fix.At))...)})
	}
	return g
}

// under keeps the filter of the desk in the address of another of its pages.
func (v deskView) under(path string) string {
	if q := v.query.Encode(); q != "" {
		return deskPath + path + "?" + q
	}
	return deskPath + path
}

func (v deskView) mapProps(tall bool) mapui.Props {
	return mapui.Props{ID: "desk-map", Label: ui.M("monitoring.desk.spots"), Data: v.under("/places"), Tall: tall, Legend: []mapui.Entry{
		{Kind: "alarm", Label: ui.M("monitoring.desk.map_grave")}, {Kind: "weak", Label: ui.M("monitoring.desk.map_other")},
	}}
}
