package zoneweb

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoneui"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

type weekday struct {
	day  time.Weekday
	name string
}

// week is the days from Monday, by the names of their fields.
func week() []weekday {
	return []weekday{
		{time.Monday, "mon"}, {time.Tuesday, "tue"}, {time.Wednesday, "wed"}, {time.Thursday, "thu"}, {time.Friday, "fri"}, {time.Saturday, "sat"}, {time.Sunday, "sun"},
	}
}

// formView is the form of a zone or of its next version.
type formView struct {
	frame
	form   ui.Form
	of     regime.Order
	zone   *zonesvc.Whole // nil for a new one
	others []zoneui.Drawn
	places []zonesvc.Place
}

func (w *Web) formView(q *httpx.Req) (formView, error) {
	v := formView{form: ui.Form{Values: url.Values{"form": {"circle"}, "radius": {"100"}, "width": {"100"}, "times": {"always"}, "holiday": {"same"}}}}
	s, err := w.Zones.OfOrder(q.Ctx(), clientOf(q), q.PathValue("decision"))
	if err != nil {
		return v, err
	}
	v.of, v.places = s.Order, s.Places
	for i, z := range s.Zones {
		if z.ID == q.PathValue("zone") {
			v.zone = &s.Zones[i]
			v.form.Values = values(q.Ctx(), z)
		} else if z.State == zoning.InForce {
			x := z.Latest()
			v.others = append(v.others, zoneui.Drawn{Kind: z.Kind, Shape: x.Shape, Buffer: x.Buffer, Label: x.Name})
		}
	}
	if q.PathValue("zone") != "" && v.zone == nil {
		return v, fault.MissingRecord()
	}
	v.frame, err = w.frame(q, nil)
	return v, err
}

// values are the terms of a zone as the form shows them; the reason is of the new version.
func values(ctx context.Context, z zonesvc.Whole) url.Values {
	t := z.Latest().Terms
	if x, ok := z.Version(z.Waiting); ok {
		t = x.Terms
	}
	out := url.Values{
		"kind": {string(z.Kind)}, "name": {t.Name}, "form": {string(t.Shape.Form)}, "points": {zoning.WritePlaces(t.Shape.Points)}, "basis": {t.Basis},
		"radius": {"100"}, "width": {"100"}, "times": {"hours"}, "holiday": {string(zoning.HolidaysSame)},
	}
	switch t.Shape.Form {
	case zone.Circle:
		out.Set("radius", number(t.Shape.Radius))
	case zone.Corridor:
		out.Set("width", number(2*t.Shape.Radius))
	}
	if t.Buffer > 0 {
		out.Set("buffer", number(t.Buffer))
	}
	if t.Times.Always {
		out.Set("times", "always")
	} else {
		out.Set("holiday", string(t.Times.Holiday))
	}
	for _, d := range week() {
		out.Set(d.name, zoning.WriteSpans(t.Times.Weekly, d.day))
	}
	out.Set("own", zoning.WriteSpans(t.Times.Own, 0))
	until(ctx, out, t.Until)
	return out
}

// until puts the last moment of a term into the fields; the beginning of a changed version is its own.
func until(ctx context.Context, out url.Values, at civil.Instant) {
	if at.IsZero() {
		return
	}
	out.Set("until", i18n.Date(ctx, at.In(i18n.Zone(ctx))))
	out.Set("until_time", at.Time().In(i18n.Zone(ctx)).Format("15:04"))
}

func number(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// terms reads the form.
func (w *Web) terms(p *fault.Problems, q *httpx.Req) zoning.Terms {
	t := zoning.Terms{
		Name: q.Value("name"), Basis: q.Value("basis"), Reason: q.Value("reason"), Words: q.Value("words"), Buffer: metres(p, q, "buffer"),
		From: w.moment(p, q, "from", false), Until: w.moment(p, q, "until", true),
	}
	t.Shape = shape(p, q)
	t.Times.Always = q.Value("times") != "hours"
	if t.Times.Always {
		return t
	}
	for _, d := range week() {
		spans, ok := zoning.ReadSpans(d.day, q.Value(d.name))
		if !ok {
			p.Add(d.name, "monitoring.zones.hours")
		}
		t.Times.Weekly = append(t.Times.Weekly, spans...)
	}
	if t.Times.Holiday = zoning.OnHolidays(q.Value("holiday")); t.Times.Holiday == zoning.HolidaysOwn {
		var ok bool
		if t.Times.Own, ok = zoning.ReadSpans(0, q.Value("own")); !ok {
			p.Add("own", "monitoring.zones.hours")
		}
	}
	return t
}

func shape(p *fault.Problems, q *httpx.Req) zone.Shape {
	s := zone.Shape{Form: zone.Form(q.Value("form"))}
	points, err := zoning.ReadPlaces(q.Value("points"))
	if f := fault.As(err); f != nil {
		*p = append(*p, f.Problems...)
	}
	s.Points = points
	switch s.Form {
	case zone.Circle:
		s.Radius = metres(p, q, "radius")
	case zone.Corridor:
		s.Radius = metres(p, q, "width") / 2
	}
	return s
}

func (w *Web) drawForm(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.formView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(formPage(v)), nil
}

func (w *Web) changeForm(q *httpx.Req) (httpx.Reply, error) { return w.drawForm(q) }

func (w *Web) draw(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	t := w.terms(&p, q)
	made, err := w.Zones.Draw(q.Ctx(), zonesvc.Draw{Client: clientOf(q), Order: q.PathValue("decision"), Kind: zone.Kind(q.Value("kind")), Terms: t, Unread: p})
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring/orders/" + q.PathValue("decision") + "/zones/" + made + "?done=saved"), nil
	}
	return w.again(q, err)
}

func (w *Web) change(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := zonesvc.Change{Client: clientOf(q), Order: q.PathValue("decision"), Zone: q.PathValue("zone"), Version: version(q), Terms: w.terms(&p, q)}
	in.Unread = p
	err := w.Zones.Change(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/monitoring/orders/" + in.Order + "/zones/" + in.Zone + "?done=saved"), nil
	}
	return w.again(q, err)
}

// again shows the form with what was typed and what is wrong.
func (w *Web) again(q *httpx.Req, err error) (httpx.Reply, error) {
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.formView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(formPage(v)), nil
}

func (v formView) title() msg.Message {
	if v.zone != nil {
		return ui.M("monitoring.zones.change")
	}
	return ui.M("monitoring.zones.draw")
}

func (v formView) action() string {
	if v.zone != nil {
		return v.at("/" + v.zone.ID + "/change")
	}
	return v.at("/new")
}

func (v formView) back() string {
	if v.zone != nil {
		return v.at("/" + v.zone.ID)
	}
	return v.at("")
}

// needsReason tells whether a version was in force before.
func (v formView) needsReason() bool { return v.zone != nil && v.zone.InForce > 0 }

// keepOut tells whether a buffer can be typed: always for a new zone, whose kind is not chosen yet.
func (v formView) keepOut() bool { return v.zone == nil || v.zone.Kind.KeepOut() }

func (v formView) picture(ctx context.Context) mapui.Props {
	features := collect(v.others)
	features.Features = append(features.Features, life(ctx, v.places)...)
	e := mapui.Edit{Points: v.form.ID("points"), Radius: v.form.ID("radius"), Width: v.form.ID("width"), Form: "form", Kind: "kind"}
	if v.keepOut() {
		e.Buffer = v.form.ID("buffer")
	}
	return mapui.Props{ID: "draw-map", Label: ui.M("monitoring.zones.map_draw"), Features: features, Legend: zoneui.Legend(v.others), Edit: &e, Tall: true}
}
