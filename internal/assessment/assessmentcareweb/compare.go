package assessmentcareweb

import (
	"context"
	"net/url"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// compareView is two assessments side by side.
type compareView struct {
	frame
	ctx  context.Context //nolint:containedctx // a view lives as long as its request
	c    assessmentcaresvc.Comparison
	form ui.Form
}

// compare reads which two from the address. Two that cannot be compared are said so, with the choice left as it was.
func (w *Web) compare(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	before, after := q.Query().Get("before"), q.Query().Get("after")
	v := compareView{ctx: ctx}
	got, err := w.Service.Comparison(ctx, clientOf(q), before, after)
	refused := err
	if fault.Is(err, fault.Conflict) {
		got.Found = false
	} else if err != nil {
		return httpx.Reply{}, err
	}
	v.c = got
	if v.c.Found {
		before, after = v.c.Before.Case.ID, v.c.After.Case.ID
	}
	v.form = ui.NewForm(url.Values{"before": {before}, "after": {after}}, refused)
	v.form.Prefix = "v-"
	if v.frame, err = w.frame(q, []string{string(got.Before.Case.Assessor), string(got.After.Case.Assessor)}); err != nil {
		return httpx.Reply{}, err
	}
	if refused != nil {
		return httpx.Invalid(comparePage(v)), nil
	}
	return httpx.Page(comparePage(v)), nil
}

func (v compareView) choices() []ui.Option {
	var out []ui.Option
	for _, c := range v.c.Choices {
		title := c.Instrument
		if t, ok := v.w.Service.Title(c.Instrument); ok {
			title = t.In(i18n.Lang(v.ctx))
		}
		out = append(out, ui.Option{Value: c.ID, Text: v.day(c) + ", " + title})
	}
	return out
}

func (v compareView) day(c assessment.Case) string {
	return i18n.Date(v.ctx, v.signed(c))
}

func (v compareView) signed(c assessment.Case) civil.Date { return v.w.Service.Day(c.SignedAt) }

// chart draws the ratings of the domains; the table below has the same.
func (v compareView) chart() ui.PairChart {
	out := ui.PairChart{Title: ui.M("assessment.compare.picture", "Before", v.signed(v.c.Before.Case), "After", v.signed(v.c.After.Case))}
	for _, p := range v.c.Ratings {
		out.Top = max(out.Top, len(v.c.Spec.OptionsOf(p.Item)))
		tone := ui.Neutral
		if moved, up := p.Moved(); moved && up {
			tone = ui.Bad
		} else if moved {
			tone = ui.Good
		}
		out.Bars = append(out.Bars, ui.PairBar{
			Text: p.Title.In(i18n.Lang(v.ctx)), Before: p.From + 1, After: p.To + 1, Tone: tone,
			BeforeText: v.option(p.Item, p.Before), AfterText: v.option(p.Item, p.After),
		})
	}
	return out
}

// option is an answer in words.
func (v compareView) option(it assessment.Item, code string) string {
	if code == "" {
		return i18n.T(v.ctx, "assessment.compare.not_answered")
	}
	if code == assessment.NotKnownAnswer {
		return i18n.T(v.ctx, "assessment.compare.not_known")
	}
	for _, o := range v.c.Spec.OptionsOf(it) {
		if o.Code == code {
			return o.Label.In(i18n.Lang(v.ctx))
		}
	}
	if it.Kind == assessment.ItemFlag {
		return i18n.T(v.ctx, "assessment.compare.flag."+yesNo(code))
	}
	return code
}

func yesNo(code string) string {
	if code == "1" || code == "true" || code == "yes" {
		return "yes"
	}
	return "no"
}

func (v compareView) ratings() ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.compare.ratings"), Columns: v.columns("assessment.compare.domain", "assessment.compare.direction")}
	for _, p := range v.c.Ratings {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(p.Title.In(i18n.Lang(v.ctx))), ui.Val(v.option(p.Item, p.Before)), ui.Val(v.option(p.Item, p.After)), direction(p),
		}})
	}
	return g
}

func (v compareView) columns(first, last string) []ui.Column {
	return []ui.Column{
		{Label: ui.M(first)},
		{Label: ui.M("assessment.compare.before", "Day", v.signed(v.c.Before.Case))},
		{Label: ui.M("assessment.compare.after", "Day", v.signed(v.c.After.Case))},
		{Label: ui.M(last)},
	}
}

func direction(p assessment.RatingPair) templ.Component {
	moved, up := p.Moved()
	switch {
	case moved && up:
		return ui.Tag(ui.Bad, ui.M("assessment.compare.up"))
	case moved:
		return ui.Tag(ui.Good, ui.M("assessment.compare.down"))
	case p.From == assessment.Unrated || p.To == assessment.Unrated:
		return ui.Say(ui.M("assessment.compare.no_direction"))
	}
	return ui.Say(ui.M("assessment.compare.same_rating"))
}

func (v compareView) changed() ui.Grid {
	g := ui.Grid{Caption: ui.M("assessment.compare.changed"), Columns: v.columns("assessment.compare.item", "assessment.compare.evidence"), Empty: ui.M("assessment.compare.nothing")}
	for _, p := range v.c.Changed {
		g.Rows = append(g.Rows, ui.Row{Cells: []templ.Component{
			ui.Val(p.Item.Label.In(i18n.Lang(v.ctx))), ui.Val(v.option(p.Item, p.Before)), ui.Val(v.option(p.Item, p.After)), evidence(p),
		}})
	}
	return g
}
