package zoneweb

import (
	"context"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoneui"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// listView is the zones of an order.
type listView struct {
	frame
	zonesvc.Sheet
}

func (w *Web) listView(q *httpx.Req) (listView, error) {
	var v listView
	var err error
	if v.Sheet, err = w.Zones.OfOrder(q.Ctx(), clientOf(q), q.PathValue("decision")); err != nil {
		return v, err
	}
	var refs []string
	for _, p := range v.Places {
		refs = append(refs, p.By)
	}
	v.frame, err = w.frame(q, append(refs, string(q.Account())))
	return v, err
}

func (w *Web) list(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(listPage(v)), nil
}

func (w *Web) print(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.listView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(printPage(v)), nil
}

// drawn are the zones as the map shows them: those that hold or wait; ended ones are left to the table.
func (v listView) drawn(ctx context.Context) []zoneui.Drawn {
	var out []zoneui.Drawn
	for _, z := range v.Zones {
		if z.State == zoning.Ended {
			continue
		}
		x := z.Latest()
		out = append(out, zoneui.Drawn{Kind: z.Kind, Shape: x.Shape, Buffer: x.Buffer, Label: x.Name, Note: i18n.T(ctx, "monitoring.zones.kind."+string(z.Kind)), Old: z.InForce == 0})
	}
	return out
}

func collect(list []zoneui.Drawn) *mapui.Collection {
	var all []mapui.Feature
	for _, d := range list {
		all = append(all, zoneui.Features(d)...)
	}
	return mapui.Collect(all...)
}

func (v listView) picture(ctx context.Context) mapui.Props {
	list := v.drawn(ctx)
	return mapui.Props{ID: "zones-map", Label: ui.M("monitoring.zones.title"), Features: collect(list), Legend: zoneui.Legend(list), Tall: true}
}

func (v listView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.zones.title"), HideCaption: true, Empty: ui.M("monitoring.zones.none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.zones.name")},
		{Label: ui.M("monitoring.zones.kind")},
		{Label: ui.M("monitoring.zones.shape")},
		{Label: ui.M("monitoring.zones.times")},
		{Label: ui.M("monitoring.state")},
		{Label: ui.M("monitoring.zones.holds")},
	}}
	for _, z := range v.Zones {
		x := z.Latest()
		g.Rows = append(g.Rows, ui.Row{ID: "z-" + z.ID, Off: z.State == zoning.Ended, Cells: []templ.Component{
			ui.LinkTo(v.at("/"+z.ID), x.Name), ui.Say(ui.M("monitoring.zones.kind." + string(z.Kind))), ui.Val(shapeWords(ctx, x)),
			ui.Val(timesWords(ctx, x.Times)), state(z.Zone), term(ctx, x),
		}})
	}
	return g
}

// state is how a zone stands; a change that waits is said beside it.
func state(z zoning.Zone) templ.Component {
	kind := map[zoning.State]ui.Kind{zoning.Drafted: ui.Warn, zoning.Returned: ui.Bad, zoning.InForce: ui.Good, zoning.Ended: ui.Neutral}[z.State]
	tag := ui.Tag(kind, ui.M("monitoring.zones.state."+string(z.State)))
	if z.InForce > 0 && z.Waiting > 0 {
		return ui.Lines(tag, ui.Tag(ui.Warn, ui.M("monitoring.zones.change_waits")))
	}
	return tag
}

func term(ctx context.Context, v zoning.Version) templ.Component {
	from, to := v.HoldsFrom, v.HoldsTo
	if from.IsZero() {
		from, to = v.From, v.Until
	}
	if from.IsZero() && to.IsZero() {
		return ui.Say(ui.M("monitoring.zones.as_order"))
	}
	return ui.Val(moment(ctx, from, "monitoring.zones.from_decision") + " – " + moment(ctx, to, "monitoring.zones.to_order"))
}

func moment(ctx context.Context, i civil.Instant, without string) string {
	if i.IsZero() {
		return i18n.T(ctx, without)
	}
	return i18n.Instant(ctx, i)
}

// shapeWords says what the map shows: the form, its size and where it is.
func shapeWords(ctx context.Context, v zoning.Version) string {
	s := v.Shape
	out := ""
	at := i18n.Decimal(ctx, s.Middle().Lat.Degrees(), 5) + "; " + i18n.Decimal(ctx, s.Middle().Lon.Degrees(), 5)
	switch s.Form {
	case zone.Circle:
		out = i18n.T(ctx, "monitoring.zones.circle_words", "Radius", int(s.Radius+0.5), "At", at)
	case zone.Polygon:
		out = i18n.T(ctx, "monitoring.zones.polygon_words", "N", len(s.Points), "At", at)
	case zone.Corridor:
		out = i18n.T(ctx, "monitoring.zones.corridor_words", "Width", int(2*s.Radius+0.5), "N", len(s.Points), "At", at)
	}
	if v.Buffer > 0 {
		out += ", " + i18n.T(ctx, "monitoring.zones.buffer_words", "Buffer", int(v.Buffer+0.5))
	}
	return out
}

// timesWords says when a zone holds.
func timesWords(ctx context.Context, t zoning.Times) string {
	if t.Always {
		return i18n.T(ctx, "monitoring.zones.always")
	}
	var parts []string
	days := week()
	for i := 0; i < len(days); {
		hours, last := zoning.WriteSpans(t.Weekly, days[i].day), i
		for last+1 < len(days) && zoning.WriteSpans(t.Weekly, days[last+1].day) == hours {
			last++ // days that follow each other with the same hours are said once
		}
		name := i18n.T(ctx, "monitoring.zones."+days[i].name)
		if last > i {
			name += "–" + i18n.T(ctx, "monitoring.zones."+days[last].name)
		}
		if hours == "" {
			hours = i18n.T(ctx, "monitoring.zones.free")
		}
		parts = append(parts, name+" "+hours)
		i = last + 1
	}
	out := strings.Join(parts, "; ")
	switch t.Holiday {
	case zoning.HolidaysFree:
		out += "; " + i18n.T(ctx, "monitoring.zones.holiday_free")
	case zoning.HolidaysOwn:
		out += "; " + i18n.T(ctx, "monitoring.zones.holiday_own_words", "Hours", zoning.WriteSpans(t.Own, 0))
	}
	return out
}

// queueView is what waits for a second person.
type queueView struct {
	frame
	list   []zonesvc.Waiting
	labels map[id.Client]string
	more   bool
}

func (w *Web) queue(q *httpx.Req) (httpx.Reply, error) {
	var v queueView
	var err error
	if v.list, v.more, err = w.Zones.Queue(q.Ctx()); err != nil {
		return httpx.Reply{}, err
	}
	var refs []string
	var clients []id.Client
	for _, x := range v.list {
		refs, clients = append(refs, x.DraftedBy), append(clients, x.Client)
	}
	v.labels = map[id.Client]string{}
	if w.Labels != nil && len(clients) > 0 {
		if v.labels, err = w.Labels(q.Ctx(), clients); err != nil {
			return httpx.Reply{}, err
		}
	}
	if v.frame, err = w.frame(q, refs); err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(queuePage(v)), nil
}

func (v queueView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.zones.queue"), HideCaption: true, Empty: ui.M("monitoring.zones.queue_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.client")},
		{Label: ui.M("monitoring.zones.kind")},
		{Label: ui.M("monitoring.drafted")},
		{Label: ui.M("monitoring.zones.by")},
	}}
	for _, x := range v.list {
		by := ui.Val(v.who(x.DraftedBy))
		if x.DraftedBy == string(access.From(ctx).Account) {
			by = ui.Lines(by, ui.Muted(ui.Say(ui.M("monitoring.zones.yours"))))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "q-" + x.Zone, Cells: []templ.Component{
			ui.LinkTo("/clients/"+string(x.Client)+"/monitoring/orders/"+x.Order+"/zones/"+x.Zone, v.labels[x.Client]), ui.Say(ui.M("monitoring.zones.kind." + string(x.Kind))),
			ui.Moment(x.DraftedAt), by,
		}})
	}
	return g
}

func more(on bool) string {
	if on {
		return "+"
	}
	return ""
}

func row(n int) string { return strconv.Itoa(n) }
