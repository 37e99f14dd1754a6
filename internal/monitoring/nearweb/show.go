package nearweb

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/platform/ui/mapui"
)

// oneView is one request with what it found.
type oneView struct {
	frame
	nearsvc.Result
	form ui.Form
}

func (w *Web) view(q *httpx.Req) (oneView, error) {
	var v oneView
	var err error
	if v.Result, err = w.Service.Result(q.Ctx(), q.PathValue("near")); err != nil {
		return v, err
	}
	var clients []id.Client
	for _, f := range v.Found {
		clients = append(clients, f.Client)
	}
	v.frame, err = w.frame(q, []string{v.AskedBy, v.DecidedBy}, clients)
	return v, err
}

func (w *Web) show(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.view(q)
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(onePage(v)), nil
}

func (w *Web) decide(q *httpx.Req) (httpx.Reply, error) {
	err := w.Service.Decide(q.Ctx(), nearsvc.Decide{Request: q.PathValue("near"), Version: version(q), Approve: q.Value("answer") == "approve", Words: q.Value("words")})
	return w.after(q, err)
}

func (w *Web) run(q *httpx.Req) (httpx.Reply, error) {
	return w.after(q, w.Service.Run(q.Ctx(), q.PathValue("near"), version(q)))
}

func (w *Web) after(q *httpx.Req, err error) (httpx.Reply, error) {
	if err == nil {
		return httpx.Redirect("/monitoring/near/" + q.PathValue("near") + "?done=saved"), nil
	}
	if !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return httpx.Reply{}, err
	}
	v, e := w.view(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form = ui.NewForm(q.Form(), err)
	return httpx.Invalid(onePage(v)), nil
}

func version(q *httpx.Req) int {
	n, err := strconv.Atoi(q.Value("version"))
	if err != nil {
		return -1
	}
	return n
}

func (v oneView) row() string { return strconv.Itoa(v.Row) }

func (v oneView) path(more string) string { return "/monitoring/near/" + v.ID + more }

func (v oneView) mayDecide(ctx context.Context) bool {
	return v.State == near.Asked && v.AskedBy != actor.From(ctx).Ref() && access.From(ctx).May(access.ApproveNear)
}

func (v oneView) mayRun(ctx context.Context) bool {
	return v.State == near.Approved && v.AskedBy == actor.From(ctx).Ref() && !v.Expired(v.limits, v.now)
}

func (v oneView) place(ctx context.Context) string {
	return i18n.Decimal(ctx, v.Place.Lat.Degrees(), 5) + "; " + i18n.Decimal(ctx, v.Place.Lon.Degrees(), 5)
}

func (v oneView) items(ctx context.Context) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("near.state"), Value: v.state(v.Request)},
		{Label: ui.M("near.basis"), Value: ui.Val(v.basis(ctx, v.Basis))},
		{Label: ui.M("near.case_number"), Value: ui.Val(v.Case)},
		{Label: ui.M("near.words"), Value: ui.Val(v.Words)},
		{Label: ui.M("near.place"), Value: ui.Val(v.place(ctx))},
		{Label: ui.M("near.radius"), Value: ui.Say(ui.M("monitoring.read.metres", "Metres", v.Radius))},
		{Label: ui.M("near.window_label"), Value: ui.Val(i18n.Instant(ctx, v.From) + " – " + i18n.Instant(ctx, v.Until))},
		{Label: ui.M("near.office"), Value: ui.Val(v.office(v.Office))},
		{Label: ui.M("near.asked_by"), Value: ui.Val(v.who(v.AskedBy) + ", " + i18n.Instant(ctx, v.AskedAt))},
	}
	if v.DecidedBy != "" {
		out = append(out, ui.Item{Label: ui.M("near.decided_by"), Value: ui.Val(v.who(v.DecidedBy) + ", " + i18n.Instant(ctx, v.DecidedAt))})
	}
	if v.Answer != "" {
		out = append(out, ui.Item{Label: ui.M("near.answer"), Value: ui.Val(v.Answer)})
	}
	if v.State == near.Done {
		out = append(out, ui.Item{Label: ui.M("near.ran_at"), Value: ui.Moment(v.RanAt)}, ui.Item{Label: ui.M("near.hash"), Value: ui.Val(hex.EncodeToString(v.Hash))})
	}
	return out
}

func (v oneView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("near.found"), Empty: ui.M("near.nobody"), Columns: []ui.Column{
		{Label: ui.M("near.client")}, {Label: ui.M("monitoring.device")}, {Label: ui.M("near.nearest"), Narrow: true}, {Label: ui.M("near.count"), Numeric: true}, {Label: ui.M("near.first_last")}, {Label: ui.M("near.certainty")},
	}}
	for _, f := range v.Found {
		cells := []templ.Component{ui.LinkTo("/clients/"+string(f.Client)+"/monitoring", v.label(f.Client)), ui.Val(f.Model)}
		if f.Certificate > 0 {
			cells = append(cells, ui.None(), ui.Num(f.Count), ui.None(), ui.Say(ui.M("near.destroyed", "Number", f.Certificate)))
		} else {
			points := f.Hit.Points
			cells = append(cells, ui.Say(ui.M("monitoring.read.metres", "Metres", f.Hit.Nearest)), ui.Num(f.Count),
				ui.Val(i18n.Instant(ctx, civil.At(points[0].At))+" – "+i18n.Instant(ctx, civil.At(points[len(points)-1].At))), certainty(f))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: cells})
	}
	return g
}

func certainty(f nearsvc.Found) templ.Component {
	out := ui.Tag(ui.Neutral, ui.M("near.possible"))
	if f.Certain {
		out = ui.Tag(ui.Warn, ui.M("near.certain"))
	}
	if !f.Whole {
		return ui.Beside(out, ui.Tag(ui.Bad, ui.M("near.changed")))
	}
	return out
}

// shownAtOnce bounds the rows of positions on a page and in a report.
const shownAtOnce = 500

func (v oneView) pointsGrid(ctx context.Context, n int, f nearsvc.Found) ui.Grid {
	g := ui.Grid{Caption: ui.M("near.positions_of", "Name", fmt.Sprintf("%d. %s", n, v.label(f.Client))), Columns: []ui.Column{
		{Label: ui.M("monitoring.read.at"), Narrow: true}, {Label: ui.M("monitoring.read.place")}, {Label: ui.M("near.distance"), Narrow: true}, {Label: ui.M("monitoring.read.accuracy"), Narrow: true}, {Label: ui.M("monitoring.read.mechanism")}, {Label: ui.M("near.certainty")},
	}}
	for _, p := range f.Hit.Points[:min(len(f.Hit.Points), shownAtOnce)] {
		acc, sure := ui.Say(ui.M("monitoring.read.metres", "Metres", p.Accuracy)), ui.Say(ui.M("near.possible"))
		if p.Untold {
			acc = ui.Say(ui.M("near.untold", "Metres", p.Accuracy))
		}
		if p.Certain {
			sure = ui.Say(ui.M("near.certain"))
		}
		mech := ui.None()
		if p.Mech != "" {
			mech = ui.Say(ui.M("monitoring.mechanism." + string(p.Mech)))
		}
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Moment(civil.At(p.At)), ui.Val(i18n.Decimal(ctx, p.Lat.Degrees(), 5) + "; " + i18n.Decimal(ctx, p.Lon.Degrees(), 5)),
			ui.Say(ui.M("monitoring.read.metres", "Metres", p.Distance)), acc, mech, sure,
		}})
	}
	return g
}

// features are the circle that was asked for and what was found, for the map.
func (v oneView) features(ctx context.Context) *mapui.Collection {
	out := []mapui.Feature{mapui.Point(mapui.Place{v.Place.Lon.Degrees(), v.Place.Lat.Degrees()}, mapui.Properties{
		Kind: "place", Radius: float64(v.Radius), Label: i18n.T(ctx, "near.circle"),
	})}
	for i, f := range v.Found {
		for _, p := range f.Hit.Points[:min(len(f.Hit.Points), shownAtOnce)] {
			mark := ""
			if p.Certain {
				mark = "alarm"
			}
			out = append(out, mapui.Point(mapui.Place{p.Lon.Degrees(), p.Lat.Degrees()}, mapui.Properties{
				Kind: "fix", Mark: mark, Radius: float64(p.Accuracy), Label: fmt.Sprintf("%d. %s", i+1, v.label(f.Client)), Note: i18n.Instant(ctx, civil.At(p.At)),
			}))
		}
	}
	return mapui.Collect(out...)
}
