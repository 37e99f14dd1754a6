package seriesweb

import (
	"context"
	"net/url"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision/series"
	"tuzjol/internal/supervision/seriessvc"
)

// makeView is the form of a series, and once it is filled in what it would make.
type makeView struct {
	frame
	form  ui.Form
	slots []series.Slot
	list  []seriessvc.View // series of the client so far
}

func (w *Web) makeView(q *httpx.Req) (makeView, error) {
	v := makeView{}
	var err error
	if v.frame, err = w.frame(q); err != nil {
		return v, err
	}
	v.list, err = w.Service.Of(q.Ctx(), v.client)
	return v, err
}

func (w *Web) fresh(q *httpx.Req) (httpx.Reply, error) {
	v, err := w.makeView(q)
	today := w.Service.Today()
	v.form = ui.Form{Values: url.Values{
		"unit": {string(series.Weeks)}, "every": {"2"}, "weekday": {"1"}, "nth": {"1"}, "time": {"10:00"}, "minutes": {"30"}, "kind": {"office_visit"},
		"from": {i18n.Date(q.Ctx(), today.AddDays(1))},
	}}
	return httpx.Page(makePage(v)), err
}

func readSeries(problems *fault.Problems, q *httpx.Req) seriessvc.Series {
	return seriessvc.Series{
		Client: clientOf(q), Kind: q.Value("kind"), Clock: clock(q.Value("time")), Minutes: number(problems, q, "minutes", 0),
		Place: q.Value("place"), Purpose: q.Value("purpose"), Choices: choices(q.Form()), Rule: series.Rule{
			Unit: series.Unit(q.Value("unit")), Every: number(problems, q, "every", 0), Weekday: time.Weekday(number(problems, q, "weekday", -1)),
			Nth: number(problems, q, "nth", 0), From: date(problems, q, "from"), Until: date(problems, q, "until"),
		},
	}
}

// make shows what a series would make, or makes it: nothing is written before the officer has seen every day.
func (w *Web) make(q *httpx.Req) (httpx.Reply, error) {
	var problems fault.Problems
	in := readSeries(&problems, q)
	err := problems.Err()
	var slots []series.Slot
	if err == nil {
		slots, err = w.Service.Plan(q.Ctx(), in)
	}
	if err == nil && q.Value("step") == "make" {
		var key string
		if key, err = w.Service.Make(q.Ctx(), in); err == nil {
			return httpx.Redirect("/clients/" + string(in.Client) + "/series/" + key + "?done=saved"), nil
		}
	}
	if err != nil && !asForm(err) {
		return httpx.Reply{}, err
	}
	v, e := w.makeView(q)
	if e != nil {
		return httpx.Reply{}, e
	}
	v.form, v.slots = ui.NewForm(q.Form(), err), slots
	if q.Value("step") != "make" {
		v.form.Values = preset(v.form.Values, slots)
	}
	if err != nil {
		return httpx.Invalid(makePage(v)), nil
	}
	return httpx.Page(makePage(v)), nil
}

// preset proposes to move what can be moved; the officer decides.
func preset(values url.Values, slots []series.Slot) url.Values {
	for _, s := range slots {
		if !s.Free() && values.Get(series.Field(s.Day)) == "" && !s.Proposed.IsZero() {
			values.Set(series.Field(s.Day), string(series.Move))
		}
	}
	return values
}

// slotGrid shows day by day what would be made, and asks where something speaks against a day.
func slotGrid(ctx context.Context, form ui.Form, slots []series.Slot, at string) ui.Grid {
	g := ui.Grid{Caption: ui.M("series.slots"), Columns: []ui.Column{{Label: ui.M("common.date"), Narrow: true}, {Label: ui.M("series.against")}}}
	for _, s := range slots {
		row := ui.Row{ID: form.ID(series.Field(s.Day)), Cells: []templ.Component{ui.Val(i18n.DayDate(ctx, s.Day) + ", " + at), free()}}
		if !s.Free() {
			row.ID, row.Tone, row.Cells[1] = "", ui.Warn, slotChoice(form, s)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

func slotOptions(s series.Slot) []ui.Option {
	var out []ui.Option
	if !s.Proposed.IsZero() {
		out = append(out, ui.Option{Value: string(series.Move), Label: ui.M("series.choice.move", "Day", s.Proposed)})
	}
	return append(out, ui.Option{Value: string(series.Keep), Label: ui.M("series.choice.keep")}, ui.Option{Value: string(series.Leave), Label: ui.M("series.choice.leave")})
}
