package accessweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

type glassView struct {
	reasons []ui.Option
	form    ui.Form
	nothing bool // the request opened nothing
}

func (w *Web) glass(q *httpx.Req) (httpx.Reply, error) {
	return httpx.Page(glassPage(glassView{reasons: w.codes(q.Ctx(), rulebook.ListBreakGlassReasons)})), nil
}

// openGlass opens one person and leads there. Nobody, a sealed and a hidden person give one and the same page.
func (w *Web) openGlass(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	var p fault.Problems
	birth, err := civil.ParseDate(q.Value("birth"))
	if err != nil {
		p.Add("birth", "date.invalid")
	}
	in := accesssvc.OpenGlass{Query: access.GlassQuery{PIN: q.Value("pin"), File: q.Value("file"), Birth: birth}, Reason: q.Value("reason"), Text: q.Value("text")}
	if err = p.Err(); err == nil {
		client, openErr := w.Service.Open(ctx, in)
		if openErr == nil && client != "" {
			return httpx.Redirect("/clients/" + string(client)), nil
		}
		if openErr == nil {
			return httpx.Page(glassPage(glassView{reasons: w.codes(ctx, rulebook.ListBreakGlassReasons), nothing: true, form: ui.Form{Values: q.Form()}})), nil
		}
		err = openErr
	}
	return answer(q, err, "", "glass", func(s sent) (templ.Component, error) {
		return glassPage(glassView{reasons: w.codes(ctx, rulebook.ListBreakGlassReasons), form: s.of("glass")}), nil
	})
}

type reviewsView struct {
	help templ.Component
	accesssvc.ReviewBoard
	list  rulebook.List
	today civil.Date
	sent  sent
}

func (w *Web) reviews(q *httpx.Req) (httpx.Reply, error) {
	page, err := w.reviewsPage(q.Ctx(), sent{})
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Page(page), nil
}

func (w *Web) reviewsPage(ctx context.Context, s sent) (templ.Component, error) {
	b, err := w.Service.Reviews(ctx)
	if err != nil {
		return nil, err
	}
	return reviewsPage(reviewsView{w.help("access.break_glass_review"), b, w.Service.List(rulebook.ListBreakGlassReasons), w.Service.Today(), s}), nil
}

func (w *Web) review(q *httpx.Req) (httpx.Reply, error) {
	o := q.PathValue("id")
	err := w.Service.Review(q.Ctx(), accesssvc.ReviewGlass{ID: o, Version: version(q), Finding: q.Value("finding"), Text: q.Value("text")})
	return answer(q, err, "/break-glass/reviews?done=saved", o, func(s sent) (templ.Component, error) { return w.reviewsPage(q.Ctx(), s) })
}

// who is the client of an opening for its reviewer: a link when in sight, else only that there is one.
func who(l accesssvc.ReviewLine) templ.Component {
	if l.Shown {
		return ui.LinkTo("/clients/"+string(l.Client), l.Label.Name)
	}
	return ui.Say(ui.M("access.glass.out_of_sight"))
}

func (v reviewsView) summary(ctx context.Context, l accesssvc.ReviewLine) []ui.Item {
	due := ui.Day(l.ReviewDue)
	if l.ReviewDue.Before(v.today) {
		due = ui.Beside(ui.Day(l.ReviewDue), ui.Tag(ui.Bad, ui.M("common.overdue")))
	}
	return []ui.Item{
		{Label: ui.M("access.glass.opened_by"), Value: ui.Val(l.Who)},
		{Label: ui.M("access.client"), Value: who(l)},
		{Label: ui.M("common.reason"), Value: named(ctx, v.list, l.Reason)},
		{Label: ui.M("access.glass.words"), Value: ui.Val(l.Text)},
		{Label: ui.M("access.glass.opened"), Value: ui.Moment(l.OpenedAt)},
		{Label: ui.M("access.glass.until"), Value: ui.Moment(l.Until)},
		{Label: ui.M("access.glass.review_due"), Value: due},
	}
}

func (v reviewsView) done(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("access.glass.reviewed"), HideCaption: true, Columns: []ui.Column{
		{Label: ui.M("access.glass.opened_by")},
		{Label: ui.M("access.client")},
		{Label: ui.M("common.reason")},
		{Label: ui.M("access.glass.opened")},
		{Label: ui.M("access.glass.finding")},
		{Label: ui.M("common.when")},
	}}
	for _, l := range v.Done {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(l.Who), who(l), named(ctx, v.list, l.Reason), ui.Moment(l.OpenedAt),
			ui.Say(ui.M("access.finding." + l.Finding)), ui.Moment(l.ReviewedAt),
		}})
	}
	return g
}

func (v reviewsView) uses(ctx context.Context) ui.Grid {
	g := ui.Grid{Caption: ui.M("access.glass.uses", "Month", i18n.MonthYear(ctx, v.today.Year(), v.today.Month())), Empty: ui.M("access.glass.no_uses"), Plain: true, Columns: []ui.Column{
		{Label: ui.M("access.glass.opened_by")}, {Label: ui.M("access.glass.times"), Numeric: true}, {Label: ui.M("access.glass.misses"), Numeric: true},
	}}
	for _, u := range v.Uses {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{ui.Val(u.Who), ui.Num(u.Opened), ui.Num(u.Missed)}})
	}
	return g
}

func findings() []ui.Option {
	var out []ui.Option
	for _, f := range access.Findings() {
		out = append(out, ui.Option{Value: f, Label: ui.M("access.finding." + f)})
	}
	return out
}
