package assessmentweb

import (
	"context"

	"github.com/a-h/templ"

	"tuzjol/internal/assessment"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// facts are who did what and when with the case.
func (v caseView) facts(ctx context.Context) []ui.Item {
	out := []ui.Item{
		{Label: ui.M("common.status"), Value: ui.Tag(stateKind(v.State), ui.M("assessment.state."+string(v.State)))},
		{Label: ui.M("assessment.cause"), Value: ui.Lines(present(v.code(ctx, rulebook.ListAssessmentCauses, v.Cause), v.Opening)...)},
		{Label: ui.M("assessment.begun"), Value: v.by(v.StartedAt, v.Assessor)},
		{Label: ui.M("assessment.signed"), Value: v.by(v.SignedAt, v.SignedBy)},
	}
	if !v.ReadAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("assessment.read_by"), Value: v.by(v.ReadAt, v.ReadBy)})
	}
	if !v.CountersignedAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("assessment.countersigned"), Value: v.by(v.CountersignedAt, v.CountersignedBy)})
	}
	if !v.ValidUntil.IsZero() {
		out = append(out, ui.Item{Label: ui.M("assessment.valid_until"), Value: ui.Day(v.ValidUntil)})
	}
	if v.State == assessment.Dropped {
		out = append(out, ui.Item{Label: ui.M("assessment.dropped"), Value: ui.Lines(present(v.code(ctx, rulebook.ListDropReasons, v.Reason), v.Closing)...)})
	}
	return append(out, ui.Item{Label: ui.M("assessment.version"), Value: ui.Val(v.Version)})
}

func present(parts ...string) []templ.Component {
	var out []templ.Component
	for _, p := range parts {
		if p != "" {
			out = append(out, ui.Val(p))
		}
	}
	return out
}

// answersOf are the answers of one page with what they rest on.
func (v caseView) answersOf(ctx context.Context, d assessment.Domain) []ui.Item {
	var out []ui.Item
	for _, it := range v.Instrument.ItemsOf(d.ID) {
		e := v.Now[it.ID]
		if e.Answer == "" && e.Evidence == "" || !v.AskedOf(it.ID) {
			continue
		}
		parts := []templ.Component{ui.Val(words(ctx, v.Instrument.Spec, it, e.Answer))}
		if e.Evidence != "" {
			parts = append(parts, ui.Muted(ui.Say(ui.M("assessment.rests_on", "Text", e.Evidence))))
		}
		if s := source(e); s.Key != "" {
			parts = append(parts, ui.Muted(ui.Say(s)))
		}
		out = append(out, ui.Item{Label: said(it.Label), Value: ui.Lines(parts...)})
	}
	return out
}

// levelItems are the decision on the level with its reasons.
func (v caseView) levelItems(ctx context.Context) []ui.Item {
	d := v.Level
	out := []ui.Item{
		{Label: ui.M("assessment.level.title"), Value: ui.Lines(v.levelTag(ctx, d.Level), ui.Say(ui.M("assessment.level.state."+d.State)))},
		{Label: ui.M("common.reason"), Value: ui.Lines(present(v.code(ctx, rulebook.ListLevelReasons, d.Reason), d.ReasonText)...)},
		{Label: ui.M("assessment.level.decided"), Value: v.by(d.DecidedAt, d.DecidedBy)},
	}
	if d.Departs {
		out = append(out, ui.Item{Label: ui.M("assessment.override"), Value: ui.Say(ui.M("assessment.override.from", "Level", v.code(ctx, rulebook.ListLevels, string(d.Proposed))))})
	}
	if !d.SecondAt.IsZero() {
		out = append(out, ui.Item{Label: ui.M("assessment.level.second"), Value: v.by(d.SecondAt, d.SecondBy)})
	}
	return out
}
