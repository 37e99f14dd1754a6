package seriesweb

import (
	"context"
	"net/url"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/supervision/seriessvc"
)

// seriesView is one series with its appointments and what may be done about those that are to come.
type seriesView struct {
	frame
	seriessvc.View
	change, off ui.Form
	slots       []series.Slot
	stale       bool
}

func (w *Web) seriesView(q *httpx.Req) (seriesView, error) {
	v := seriesView{}
	var err error
	if v.View, err = w.Service.View(q.Ctx(), clientOf(q), q.PathValue("row")); err != nil {
		return v, err
	}
	if v.frame, err = w.frame(q); err != nil {
		return v, err
	}
	first := ""
	if open := v.Open(); len(open) > 0 {
		first = open[0].Entry
	}
	v.change = ui.Form{Prefix: "c-", Values: url.Values{
		"from": {first}, "weekday": {strconv.Itoa(int(v.Weekday))}, "time": {v.Clock}, "minutes": {strconv.Itoa(v.Minutes)}, "place": {v.Place}, "purpose": {v.Purpose},
	}}
	v.off = ui.Form{Prefix: "x-", Values: url.Values{"from": {first}}}
	return v, nil
}

func (w *Web) series(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.seriesView(q)
	return httpx.Page(seriesPage(v)), err
}

// change shows what a change would do to the appointments to come, or does it.
func (w *Web) change(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := seriessvc.Change{
		Client: clientOf(q), Series: q.PathValue("row"), From: q.Value("from"), Seen: q.Value("seen"), Weekday: time.Weekday(number(&problems, q, "weekday", -1)),
		Clock: clock(q.Value("time")), Minutes: number(&problems, q, "minutes", 0), Place: q.Value("place"), Purpose: q.Value("purpose"), Text: q.Value("text"),
		Choices: choices(q.Form()),
	}
	err := problems.Err()
	var slots []series.Slot
	if err == nil {
		slots, err = w.Service.PlanChange(q.Ctx(), in)
	}
	if err == nil && q.Value("step") == "make" {
		if err = w.Service.ChangeFollowing(q.Ctx(), in); err == nil {
			return httpx.Redirect("/clients/" + string(in.Client) + "/series/" + in.Series + "?done=saved"), nil
		}
	}
	if err != nil && !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.seriesView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.change, v.slots, v.stale = ui.NewForm(q.Form(), err), slots, fault.Is(err, fault.Conflict)
	v.change.Prefix = "c-"
	if q.Value("step") != "make" {
		v.change.Values = preset(v.change.Values, slots)
	}
	if err != nil {
		return httpx.Invalid(seriesPage(v)), nil
	}
	return httpx.Page(seriesPage(v)), nil
}

func (w *Web) callOff(q *httpx.Req) (httpx.Reply, error) {
	in := seriessvc.CallOff{Client: clientOf(q), Series: q.PathValue("row"), From: q.Value("from"), Seen: q.Value("seen"), Text: q.Value("text")}
	err := w.Service.CallOffFollowing(q.Ctx(), in)
	if err == nil {
		return httpx.Redirect("/clients/" + string(in.Client) + "/series/" + in.Series + "?done=saved"), nil
	}
	if !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.seriesView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.off, v.stale = ui.NewForm(q.Form(), err), fault.Is(err, fault.Conflict)
	v.off.Prefix = "x-"
	return httpx.Invalid(seriesPage(v)), nil
}

func (v seriesView) failed() bool { return len(v.change.Problems)+len(v.off.Problems) > 0 }

// path is the address of something about the series.
func (v seriesView) path(what string) string { return v.at("/series/" + v.ID + what) }

// rule says when the series comes, in words.
func rule(ctx context.Context, s seriessvc.Series) string {
	day := i18n.Weekday(ctx, s.Weekday)
	if s.Unit == series.Months {
		return i18n.N(ctx, "series.rule.month", s.Every, "Nth", i18n.T(ctx, "series.nth."+nthCode(s.Nth)), "Weekday", day, "Time", s.Clock)
	}
	return i18n.N(ctx, "series.rule.week", s.Every, "Weekday", day, "Time", s.Clock)
}

func (v seriesView) items(ctx context.Context) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("supervision.kind"), Value: ui.Val(v.kind(ctx, v.Kind))},
		{Label: ui.M("series.rule"), Value: ui.Val(rule(ctx, v.Series))},
		{Label: ui.M("series.until"), Value: ui.Day(v.Until)},
		{Label: ui.M("supervision.place"), Value: ui.Val(v.Place)},
	}
	if !v.EndedAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("series.called_off"), Value: ui.Lines(ui.Moment(v.EndedAt), ui.Val(v.Ended))})
	}
	return out
}

// from offers the appointments to come as the first that is changed.
func (v seriesView) from(ctx context.Context) []ui.Option {
	var out []ui.Option
	for _, p := range v.Open() {
		out = append(out, ui.Option{Value: p.Entry, Text: i18n.Instant(ctx, p.PlannedAt)})
	}
	return out
}

func (v seriesView) grid(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("series.parts"), Columns: []ui.Column{{Label: ui.M("common.when")}, {Label: ui.M("series.by_rule"), Narrow: true}, {Label: ui.M("common.status")}}}
	for _, p := range v.Parts {
		g.Rows = append(g.Rows, ui.Row{ID: "a-" + p.Entry, Off: p.State == supervision.Cancelled || p.State == supervision.Stopped, Cells: []templ.Component{
			ui.LinkTo(v.at("/appointments/"+p.Entry), i18n.Instant(ctx, p.PlannedAt)), ui.Day(p.Day), v.status(ctx, p),
		}})
	}
	return g
}

func (v seriesView) status(ctx context.Context, p seriessvc.Part) templ.Component {
	if p.State == supervision.Closed {
		return ui.Val(v.rules.List(rulebook.ListOutcomes).Name(p.Outcome, i18n.Lang(ctx)))
	}
	tag := ui.Tag(ui.Info, ui.M("supervision.state."+string(p.State)))
	if p.Closing != "" {
		return ui.Lines(tag, ui.Val(p.Closing))
	}
	return tag
}
