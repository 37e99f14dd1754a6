package zoneweb

import (
	"context"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoneui"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
	"tuzjol/internal/rulebook"
)

// oneView is a zone with what may be done.
type oneView struct {
	frame
	zonesvc.One
	decide, permit, ending, withdraw ui.Form
}

func blank(prefix string) ui.Form { return ui.Form{Prefix: prefix, Values: url.Values{}} }

func (w *Web) oneView(q *httpx.Req) (oneView, error) {
	v := oneView{decide: blank("d-"), permit: blank("p-"), ending: blank("e-"), withdraw: blank("w-")}
	var err error
	if v.One, err = w.Zones.One(q.Ctx(), clientOf(q), q.PathValue("decision"), q.PathValue("zone")); err != nil {
		return v, err
	}
	refs := []string{v.MadeBy, v.EndedBy}
	for _, x := range v.Versions {
		refs = append(refs, x.DraftedBy, x.DecidedBy)
	}
	for _, x := range v.Free {
		refs = append(refs, x.By, x.WithdrawnBy)
	}
	v.frame, err = w.frame(q, refs)
	return v, err
}

func (w *Web) zone(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.oneView(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(onePage(v)), nil
}

// done answers a form of the page: back to it when it was taken, else the page with what was typed and what is wrong.
func (w *Web) done(q *httpx.Req, err error, prefix string, form func(v *oneView) *ui.Form) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/clients/" + string(clientOf(q)) + "/monitoring/orders/" + q.PathValue("decision") + "/zones/" + q.PathValue("zone") + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.oneView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	f := ui.NewForm(q.Form(), err)
	f.Prefix = prefix
	*form(&v) = f
	return httpx.Invalid(onePage(v)), nil
}

func answer(q *httpx.Req) zonesvc.Decide {
	return zonesvc.Decide{
		Client: clientOf(q), Order: q.PathValue("decision"), Zone: q.PathValue("zone"), Version: version(q), Approve: q.Value("answer") == "approve",
		Seen: q.Value("seen") == "yes", Words: q.Value("words"),
	}
}

func (w *Web) confirm(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, w.Zones.Confirm(q.Ctx(), answer(q)), "d-", func(v *oneView) *ui.Form { return &v.decide })
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	return w.done(q, w.Zones.Approve(q.Ctx(), answer(q)), "d-", func(v *oneView) *ui.Form { return &v.decide })
}

func (w *Web) end(q *httpx.Req) (httpx.Reply, error) {
	err := w.Zones.End(q.Ctx(), zonesvc.End{
		Client: clientOf(q), Order: q.PathValue("decision"), Zone: q.PathValue("zone"), Version: version(q), Reason: q.Value("reason"), Words: q.Value("words"),
	})
	return w.done(q, err, "e-", func(v *oneView) *ui.Form { return &v.ending })
}

func (w *Web) permit(q *httpx.Req) (httpx.Reply, error) {
	var p fault.Problems
	in := zonesvc.Permit{Client: clientOf(q), Order: q.PathValue("decision"), Zone: q.PathValue("zone"), What: zoning.Exception{
		Effect: curfew.Effect(q.Value("effect")), From: w.moment(&p, q, "from", false), Until: w.moment(&p, q, "until", true), Reason: q.Value("reason"), Words: q.Value("words"),
	}}
	in.Unread = p
	return w.done(q, w.Zones.Permit(q.Ctx(), in), "p-", func(v *oneView) *ui.Form { return &v.permit })
}

func (w *Web) withdraw(q *httpx.Req) (httpx.Reply, error) {
	err := w.Zones.Withdraw(q.Ctx(), zonesvc.Withdraw{Client: clientOf(q), Order: q.PathValue("decision"), Zone: q.PathValue("zone"), Permission: q.Value("permission")})
	return w.done(q, err, "w-", func(v *oneView) *ui.Form { return &v.withdraw })
}

func (v oneView) path(p string) string { return v.at("/" + v.Zone.ID + p) }

func (v oneView) forms() []ui.Form { return []ui.Form{v.decide, v.permit, v.ending, v.withdraw} }

func (v oneView) failed() bool {
	for _, f := range v.forms() {
		if len(f.Problems) > 0 {
			return true
		}
	}
	return false
}

// name is how people call the place.
func (v oneView) name() string { return v.Latest().Name }

// mine reports whether the reader drew what waits: then somebody else decides.
func (v oneView) mine(ctx context.Context) bool {
	for _, x := range v.Versions {
		if x.Number > v.InForce && x.DraftedBy == string(access.From(ctx).Account) {
			return true
		}
	}
	return false
}

// decides is the address that the reader's answer goes to; empty when they may not answer.
func (v oneView) decides(ctx context.Context) string {
	rights := access.From(ctx)
	switch {
	case v.Waiting == 0 || !v.Of.Live(v.now):
		return ""
	case zoning.Second(v.Kind) && rights.May(access.ApproveZones) && !v.mine(ctx):
		return v.path("/decide")
	case !zoning.Second(v.Kind) && rights.May(access.DrawZones):
		return v.path("/confirm")
	}
	return ""
}

// lessens reports whether the reader may end the zone or free a time from it.
func (v oneView) lessens(ctx context.Context) bool {
	rights := access.From(ctx)
	return rights.May(access.DrawZones) && (!zoning.Second(v.Kind) || v.InForce == 0 || rights.May(access.ApproveZones))
}

func (v oneView) drawn(ctx context.Context) []zoneui.Drawn {
	var out []zoneui.Drawn
	add := func(number int, old bool, note string) {
		if x, ok := v.Version(number); ok {
			out = append(out, zoneui.Drawn{Kind: v.Kind, Shape: x.Shape, Buffer: x.Buffer, Label: x.Name, Note: i18n.T(ctx, note), Old: old})
		}
	}
	add(v.InForce, v.State == zoning.Ended, "monitoring.zones.version.in_force")
	add(v.Waiting, true, "monitoring.zones.version.waiting")
	if len(out) == 0 && len(v.Versions) > 0 {
		add(v.Versions[0].Number, true, "monitoring.zones.version."+v.Versions[0].State)
	}
	return out
}

func (v oneView) picture(ctx context.Context) mapui.Props {
	list := v.drawn(ctx)
	return mapui.Props{ID: "zone-map", Label: ui.M("monitoring.zones.map"), Features: collect(list), Legend: zoneui.Legend(list)}
}

func (v oneView) items(ctx context.Context) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("monitoring.state"), Value: state(v.Zone)},
		{Label: ui.M("monitoring.zones.kind"), Value: ui.Say(ui.M("monitoring.zones.kind." + string(v.Kind)))},
	}
	if v.State == zoning.Ended {
		items = append(items,
			ui.Item{Label: ui.M("monitoring.ended"), Value: ui.Lines(ui.Moment(v.EndedAt), ui.Val(v.who(v.EndedBy)))},
			ui.Item{Label: ui.M("common.reason"), Value: ui.Lines(ui.Val(v.code(ctx, zoning.ListEnds, v.EndReason)), ui.Val(v.EndWords))})
	}
	return items
}

// versionItems are the terms of one version.
func (v oneView) versionItems(ctx context.Context, x zoning.Version) []ui.Item {
	items := []ui.Item{
		{Label: ui.M("monitoring.zones.basis"), Value: ui.Lines(ui.Val(x.Basis), ui.Muted(ui.Say(ui.M("monitoring.zones.decision", "Number", x.Decision))))},
		{Label: ui.M("monitoring.zones.shape"), Value: ui.Val(shapeWords(ctx, x))},
		{Label: ui.M("monitoring.zones.times"), Value: ui.Val(timesWords(ctx, x.Times))},
		{Label: ui.M("monitoring.zones.holds"), Value: term(ctx, x)},
		{Label: ui.M("monitoring.drafted"), Value: ui.Lines(ui.Moment(x.DraftedAt), ui.Val(v.who(x.DraftedBy)))},
	}
	if x.Reason != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.zones.reason"), Value: ui.Lines(ui.Val(v.code(ctx, zoning.ListReasons, x.Reason)), ui.Val(x.Terms.Words))})
	}
	if !x.DecidedAt.IsZero() {
		items = append(items, ui.Item{Label: ui.M("monitoring.decided"), Value: ui.Lines(ui.Moment(x.DecidedAt), ui.Val(v.who(x.DecidedBy)))})
	}
	if x.Words != "" {
		items = append(items, ui.Item{Label: ui.M("monitoring.zones.decided_words"), Value: ui.Val(x.Words)})
	}
	return items
}

// checkGrid shows what the zone leaves of everyday life.
func (v oneView) checkGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.zones.everyday"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("monitoring.zones.finding")},
		{Label: ui.M("monitoring.zones.is"), Narrow: true},
		{Label: ui.M("monitoring.zones.limit"), Narrow: true},
		{Label: ui.M("monitoring.zones.grade"), Narrow: true},
	}}
	for _, f := range v.Findings {
		if f.Code == everyday.ZoneSize && f.Zone != v.Zone.ID {
			continue // of another zone of the order
		}
		kind := map[everyday.Grade]ui.Kind{everyday.Refused: ui.Bad, everyday.Warns: ui.Warn, everyday.Shows: ui.Neutral}[f.Grade]
		what := ui.M("monitoring.everyday." + string(f.Code))
		if f.Code == everyday.CoversPlace {
			what = ui.M("monitoring.everyday.covers_" + string(f.What))
		}
		is, limit := v.measured(ctx, f)
		r := ui.Row{Cells: []templ.Component{ui.Say(what), ui.Val(is), limit, ui.Tag(kind, ui.M("monitoring.everyday.grade."+string(f.Grade)))}}
		if f.Grade != everyday.Shows {
			r.Tone = kind
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

func (v oneView) measured(ctx context.Context, f everyday.Finding) (string, templ.Component) {
	switch f.Code {
	case everyday.ZoneSize:
		return i18n.T(ctx, "monitoring.everyday.hectares", "N", i18n.Decimal(ctx, f.SquareMetres/10000, 1)), ui.None()
	case everyday.HoursDay, everyday.HoursWeek, everyday.HoursUnbroken:
		is := i18n.T(ctx, "monitoring.everyday.hours", "N", i18n.Decimal(ctx, float64(f.Length)/float64(time.Hour), 1))
		if f.Limit == 0 {
			return is, ui.ToBeConfirmed("")
		}
		return is, ui.Say(ui.M("monitoring.everyday.hours", "N", i18n.Decimal(ctx, f.Limit, 0)))
	}
	limit := ui.Val(i18n.Percent(ctx, f.Limit, 0))
	if row, ok := v.rules.Lookup("monitoring.everyday_percent", v.today); ok && row.Status != rulebook.Sourced {
		limit = ui.Lines(limit, ui.ToBeConfirmed(""))
	}
	return i18n.Percent(ctx, f.Share, 0), limit
}

// unchecked lists the kinds of place that nothing is noted of: what is not known cannot be checked.
func (v oneView) unchecked() []msg.Message {
	var out []msg.Message
	for _, w := range zonesvc.Whats() {
		known := false
		for _, p := range v.Places {
			known = known || p.What == w
		}
		if !known {
			out = append(out, ui.M("monitoring.everyday.what."+string(w)))
		}
	}
	return out
}

// freeGrid shows the times in which the zone rests.
func (v oneView) freeGrid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("monitoring.zones.permissions"), HideCaption: true, Empty: ui.M("monitoring.zones.permissions_none"), Columns: []ui.Column{
		{Label: ui.M("monitoring.zones.effect")},
		{Label: ui.M("monitoring.zones.from"), Narrow: true},
		{Label: ui.M("monitoring.zones.until"), Narrow: true},
		{Label: ui.M("common.reason")},
		{Label: ui.M("monitoring.zones.by")},
		{Label: ui.M("monitoring.zones.withdraw"), HideLabel: true},
	}}
	for _, e := range v.Free {
		over := !e.WithdrawnAt.IsZero() || !e.Until.IsZero() && !v.now.Before(e.Until)
		act := ui.None()
		if !over && v.State == zoning.InForce && v.lessens(ctx) {
			act = withdrawButton(v, e.ID)
		}
		if !e.WithdrawnAt.IsZero() {
			act = ui.Tag(ui.Neutral, ui.M("monitoring.zones.withdrawn"))
		}
		until := ui.Moment(e.Until)
		if e.Until.IsZero() {
			until = ui.Say(ui.M("monitoring.zones.open_end"))
		}
		g.Rows = append(g.Rows, ui.Row{ID: "f-" + e.ID, Off: over, Cells: []templ.Component{
			ui.Say(ui.M("monitoring.zones.effect." + string(e.Effect))), ui.Moment(e.From), until,
			ui.Lines(ui.Val(v.code(ctx, zoning.ListPermissions, e.Reason)), ui.Val(e.Words)), ui.Lines(ui.Moment(e.At), ui.Val(v.who(e.By))), act,
		}})
	}
	return g
}
