package assessmentcareweb

import (
	"context"
	"net/url"
	"slices"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentcaresvc"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// qualityView is what a head should ask about.
type qualityView struct {
	frame
	ctx     context.Context //nolint:containedctx // a view lives as long as its request
	q       assessmentcaresvc.Questions
	labels  map[id.Client]string
	offices []ui.Option
	office  string
}

func (w *Web) quality(q *httpx.Req) (httpx.Reply, error) {
	ctx := q.Ctx()
	v := qualityView{frame: frame{w: w, rules: w.Service.Rulebook()}, ctx: ctx, office: q.Query().Get("office")}
	var err error
	if v.q, err = w.Service.Questions(ctx, id.Office(v.office)); err != nil {
		return httpx.Reply{}, err
	}
	var clients []id.Client
	var refs []string
	for _, x := range v.q.Alike {
		clients, refs = append(clients, x.A.Client, x.B.Client), append(refs, x.Twins.A.Assessor)
	}
	for _, d := range v.q.Departures {
		refs = append(refs, d.Assessor)
	}
	if v.labels, err = w.labelsOf(ctx, clients); err != nil {
		return httpx.Reply{}, err
	}
	if v.names, err = w.namesOf(ctx, refs); err != nil {
		return httpx.Reply{}, err
	}
	if v.offices, err = w.officeOptions(ctx); err != nil {
		return httpx.Reply{}, err
	}
	slices.SortStableFunc(v.q.Departures, func(a, b assessment.Departures) int { return compareText(v.who(a.Assessor), v.who(b.Assessor)) })
	return httpx.Page(qualityPage(v)), nil
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func (w *Web) officeOptions(ctx context.Context) ([]ui.Option, error) {
	if w.Offices == nil {
		return nil, nil
	}
	names, err := w.Offices(ctx, i18n.Lang(ctx))
	var out []ui.Option
	for o, n := range names {
		if w.Service.Covers(ctx, o) {
			out = append(out, ui.Option{Value: string(o), Text: n})
		}
	}
	slices.SortFunc(out, func(a, b ui.Option) int { return compareText(a.Text, b.Text) })
	return out, err
}

func (v qualityView) form() ui.Form {
	return ui.Form{Prefix: "f-", Values: url.Values{"office": {v.office}}}
}

// href leads to the assessment; two clients are read one after the other, each within its own log.
func href(s assessmentcaresvc.AlikeSide) string {
	return "/clients/" + string(s.Client) + "/" + Tab + "/" + s.Assessment
}
