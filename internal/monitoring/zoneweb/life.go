package zoneweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// lifeView is the places of a client's everyday life.
type lifeView struct {
	frame
	form   ui.Form
	places []zonesvc.Place
}

func (w *Web) lifeView(q *httpx.Req) (lifeView, error) {
	v := lifeView{form: ui.Form{Values: url.Values{"radius": {"50"}}}}
	s, err := w.Zones.OfOrder(q.Ctx(), clientOf(q), q.PathValue("decision"))
	if err != nil {
		return v, err
	}
	v.places = s.Places
	var refs []string
	for _, p := range s.Places {
		refs = append(refs, p.By)
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) lifeForm(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.lifeView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(lifePage(v)), nil
}

func (w *Web) addPlace(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := zonesvc.PlaceIn{Client: clientOf(q), What: everyday.What(q.Value("what")), Name: q.Value("name"), Shape: zone.Shape{Form: zone.Circle, Radius: metres(&p, q, "radius")}}
	points, err := zoning.ReadPlaces(q.Value("points"))
	if f := fault.As(err); f != nil {
		p = append(p, f.Problems...)
	}
	in.Shape.Points, in.Unread = points, p
	return w.lifeDone(q, w.Zones.AddPlace(q.Ctx(), in))
}

func (w *Web) removePlace(q *httpx.Req) (httpx.Reply, error) {
	return w.lifeDone(q, w.Zones.RemovePlace(q.Ctx(), clientOf(q), q.Value("place")))
}

func (w *Web) lifeDone(q *httpx.Req, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring/orders/" + q.PathValue("decision") + "/zones/life?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.lifeView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(lifePage(v)), nil
}

// life draws the places of everyday life.
func life(ctx context.Context, places []zonesvc.Place) []mapui.Feature {
	var list []mapui.Feature
	for _, p := range places {
		at := p.Shape.Middle()
		list = append(list, mapui.Point(mapui.Place{at.Lon.Degrees(), at.Lat.Degrees()}, mapui.Properties{
			Kind: "place", Radius: p.Shape.Radius, Label: p.Name, Note: i18n.T(ctx, "monitoring.everyday.what."+string(p.What)),
		}))
	}
	return list
}

func (v lifeView) picture(ctx context.Context) mapui.Props {
	return mapui.Props{
		ID: "life-map", Label: ui.M("monitoring.zones.map_draw"), Features: mapui.Collect(life(ctx, v.places)...),
		Edit: &mapui.Edit{Points: v.form.ID("points"), Radius: v.form.ID("radius"), Form: "form", Kind: "kind"},
	}
}

func (v lifeView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.zones.life"), HideCaption: true, Empty: ui.M("monitoring.zones.life_empty"), Columns: []ui.Column{
		{Label: ui.M("monitoring.zones.name")},
		{Label: ui.M("monitoring.zones.kind")},
		{Label: ui.M("monitoring.zones.shape")},
		{Label: ui.M("monitoring.zones.by")},
		{Label: ui.M("monitoring.zones.remove"), HideLabel: true},
	}}
	for _, p := range v.places {
		g.Rows = append(g.Rows, ui.Row{ID: "l-" + p.ID, Cells: []templ.Component{
			ui.Val(p.Name), ui.Say(ui.M("monitoring.everyday.what." + string(p.What))), ui.Val(shapeWords(ctx, zoning.Version{Terms: zoning.Terms{Shape: p.Shape}})),
			ui.Lines(ui.Moment(p.At), ui.Val(v.who(p.By))), removeButton(v, p),
		}})
	}
	return g
}
