package planweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/plansvc"
	"tuzjol/internal/platform/ui"
)

// asOfView is the plan as it was held to be at an instant.
type asOfView struct {
	planView
	any bool
}

// AsOf is this capability's part of the page "what did we know"; nothing for a reader who may not read plans.
func (w *Web) AsOf(ctx context.Context, client id.Client, at civil.Instant) (templ.Component, error) {
	if !access.From(ctx).May(access.ReadPlan) {
		return templ.NopComponent, nil
	}
	d, ok, err := w.Service.KnownAt(ctx, client, at)
	if err != nil {
		return nil, err
	}
	v := asOfView{any: ok}
	v.planView = planView{frame: frame{w: w, client: client, rules: w.Service.Rulebook()}, View: plansvc.View{Doc: d}}
	return asOfPart(v), nil
}

func (v asOfView) items() []ui.Item {
	out := []ui.Item{
		{Label: ui.M("plan.number"), Value: ui.Num(v.Doc.Plan.Number)},
		{Label: ui.M("common.status"), Value: ui.Tags([]ui.Label{stateTag(v.Doc.Plan.State)})},
	}
	for _, part := range plan.Parts() {
		out = append(out, ui.Item{Label: partTitle(part), Value: ui.Tags([]ui.Label{answerTag(v.Doc.Standing(part))})})
	}
	return out
}
