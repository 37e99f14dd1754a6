package assessmentweb

import (
	"context"
	"slices"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
)

// words says an answer in the reader's language.
func words(ctx context.Context, spec assessment.Spec, it assessment.Item, answer string) string {
	switch {
	case answer == "":
		return ""
	case answer == assessment.NotKnownAnswer && !hasUnknown(spec, it):
		return i18n.T(ctx, "common.unknown")
	case it.Kind == assessment.ItemFlag && answer == "1":
		return i18n.T(ctx, "common.yes")
	case it.Kind == assessment.ItemFlag && answer == "0":
		return i18n.T(ctx, "common.no")
	case it.Kind == assessment.ItemDate:
		if d, err := civil.ParseDate(answer); err == nil {
			return i18n.Date(ctx, d)
		}
	}
	for _, o := range spec.OptionsOf(it) {
		if o.Code == answer {
			return o.Label.In(i18n.Lang(ctx))
		}
	}
	return answer
}

// hasUnknown reports whether an item has an option of its own for what nobody knows.
func hasUnknown(spec assessment.Spec, it assessment.Item) bool {
	return slices.ContainsFunc(spec.OptionsOf(it), func(o assessment.Option) bool { return o.Code == assessment.NotKnownAnswer })
}

// chosen reports whether an item is answered by choosing.
func chosen(spec assessment.Spec, it assessment.Item) bool {
	return it.Kind == assessment.ItemFlag || it.Kind == assessment.ItemChoice || it.Kind == assessment.ItemRating || len(spec.OptionsOf(it)) > 0
}

// choices are the options of an item; that nobody knows is always one of them.
func choices(ctx context.Context, spec assessment.Spec, it assessment.Item) []ui.Option {
	var out []ui.Option
	if it.Kind == assessment.ItemFlag {
		out = []ui.Option{{Value: "1", Label: ui.M("common.yes")}, {Value: "0", Label: ui.M("common.no")}}
	}
	for _, o := range spec.OptionsOf(it) {
		out = append(out, ui.Option{Value: o.Code, Text: o.Label.In(i18n.Lang(ctx))})
	}
	if !hasUnknown(spec, it) {
		out = append(out, ui.Option{Value: assessment.NotKnownAnswer, Label: ui.M("common.unknown")})
	}
	return out
}

// source says where an answer came from that the assessor did not write; nothing for one that was.
func source(e assessment.Entry) msg.Message {
	switch e.Source {
	case "", assessment.SourceTyped:
		return msg.Message{}
	case assessment.SourceCarried:
		return ui.M("assessment.source.carried")
	}
	return ui.M("assessment.source.from", "Source", ui.M("assessment.source."+e.Source))
}

// finding says one remark: what is the matter, with the item that it concerns.
func finding(spec assessment.Spec, f assessment.Finding) msg.Message {
	if len(f.Text) > 0 {
		return said(f.Text)
	}
	label := said(assessment.Item{}.Label)
	if len(f.Fields) > 0 {
		it, _ := spec.Item(f.Fields[0])
		label = said(it.Label)
	}
	return ui.M("assessment.finding."+string(f.Type), "Item", label)
}

// fieldOf is the first item of a finding with its page; empty for one that concerns none.
func fieldOf(spec assessment.Spec, f assessment.Finding) (domain, item string) {
	if len(f.Fields) == 0 {
		return "", ""
	}
	it, ok := spec.Item(f.Fields[0])
	if !ok {
		return "", ""
	}
	return it.Domain, it.ID
}

// theirs is the remark beside a field that another window has saved otherwise.
func theirs(field, text string) fault.Problem {
	return fault.Problem{Field: field, Msg: ui.M("assessment.conflict.theirs", "Text", text)}
}
