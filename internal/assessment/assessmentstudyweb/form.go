package assessmentstudyweb

import (
	"context"
	"net/url"

	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

func label(kind study.Kind, name string) msg.Message {
	return ui.M("study.field." + string(kind) + "." + name)
}

// field is a field of a form as a page shows it; a hint stands where the catalogue has one.
func field(ctx context.Context, kind study.Kind, f study.Field) ui.Field {
	out := ui.Field{Name: f.Name, Label: label(kind, f.Name), Optional: !f.Required && f.Kind != study.Yes}
	if key := "study.hint." + string(kind) + "." + f.Name; i18n.Has(ctx, key) {
		out.Hint = ui.M(key)
	}
	switch f.Name {
	case "number", "pin", "phone", "birth", "article":
		out.Width = 20
	}
	if f.Kind == study.Long {
		out.Rows = 5
	}
	return out
}

// options are the values of a choice: the codes of its list, or yes and no, or the sexes.
func (w *Web) options(ctx context.Context, f study.Field) []ui.Option {
	switch {
	case f.List != "":
		return w.codes(ctx, f.List)
	case f.Name == study.SectionField:
		var out []ui.Option
		for _, s := range w.Service.Sections() {
			out = append(out, ui.Option{Value: s.Code, Text: s.Title.In(i18n.Lang(ctx))})
		}
		return out
	case f.Name == study.RatingField:
		var out []ui.Option
		for _, s := range w.Service.Sections() {
			for _, o := range s.Rates {
				out = append(out, ui.Option{Value: o.Code, Text: o.Label.In(i18n.Lang(ctx))})
			}
		}
		return out
	case f.Name == "sex":
		return []ui.Option{{Value: "f", Label: ui.M("study.sex.f")}, {Value: "m", Label: ui.M("study.sex.m")}}
	}
	return []ui.Option{{Value: "yes", Label: ui.M("common.yes")}, {Value: "no", Label: ui.M("common.no")}}
}

// inline reports whether the options are few and short enough to stand side by side.
func inline(f study.Field) bool {
	return f.List == "" && f.Name != study.SectionField && f.Name != study.RatingField || f.List == study.ListAskers || f.List == study.ListDelivery
}

// long reports whether a list is chosen from a drop-down instead of from options in view.
func long(f study.Field) bool {
	return f.List == rulebook.ListLanguages || f.Name == study.SectionField || f.Name == study.RatingField
}

// shown turns what is kept into what a form shows: dates as the reader's language writes them.
func shown(ctx context.Context, kind study.Kind, kept url.Values) url.Values {
	out := url.Values{}
	for name, values := range kept {
		out[name] = values
	}
	for _, f := range study.Fields(kind) {
		if f.Kind == study.Day || f.Kind == study.Ahead {
			if d, err := civil.ParseDate(kept.Get(f.Name)); err == nil {
				out.Set(f.Name, i18n.Date(ctx, d))
			}
		}
	}
	if p, err := civil.ParsePartial(kept.Get("birth")); err == nil && kind == study.KindRequest {
		out.Set("birth", i18n.Partial(ctx, p))
	}
	return out
}

// items are the fields of an entry that say something, as a summary.
func (w *Web) items(ctx context.Context, e study.Entry, leave ...string) []ui.Item {
	var out []ui.Item
	for _, f := range study.Fields(e.Kind) {
		if len(e.Values[f.Name]) == 0 || contains(leave, f.Name) {
			continue
		}
		out = append(out, ui.Item{Label: label(e.Kind, f.Name), Value: ui.Val(w.said(ctx, f, e))})
	}
	return out
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// said is one field of an entry in words.
func (w *Web) said(ctx context.Context, f study.Field, e study.Entry) string {
	switch f.Kind {
	case study.Day, study.Ahead:
		return i18n.Date(ctx, e.Day(f.Name))
	case study.Yes:
		return i18n.T(ctx, "common.yes")
	case study.Code, study.Codes:
		out := ""
		for _, code := range e.Values[f.Name] {
			if out != "" {
				out += "; "
			}
			out += w.codeName(ctx, f, code)
		}
		return out
	case study.Line, study.Long:
	}
	if f.Name == "birth" {
		return i18n.Partial(ctx, e.Born())
	}
	return e.Get(f.Name)
}

// rated says the service's view in words.
func (w *Web) rated(ctx context.Context, code string) string {
	for _, s := range w.Service.Sections() {
		if o, ok := s.Rated(code); ok {
			return o.Label.In(i18n.Lang(ctx))
		}
	}
	return code
}

// sectionTitle names a part of the report, those of former reports too.
func (w *Web) sectionTitle(ctx context.Context, code string) string {
	for _, s := range append(w.Service.Sections(), study.Former(w.rules())...) {
		if s.Code == code {
			return s.Title.In(i18n.Lang(ctx))
		}
	}
	return code
}

func (w *Web) codeName(ctx context.Context, f study.Field, code string) string {
	switch {
	case f.List != "":
		return w.name(ctx, f.List, code)
	case f.Name == study.SectionField:
		return w.sectionTitle(ctx, code)
	case f.Name == study.RatingField:
		return w.rated(ctx, code)
	case f.Name == "sex":
		return i18n.T(ctx, "study.sex."+code)
	}
	return i18n.T(ctx, "common."+code)
}

// part lists fields of a request by name, in the order of the names.
func part(names ...string) []study.Field {
	var out []study.Field
	for _, n := range names {
		for _, f := range study.Fields(study.KindRequest) {
			if f.Name == n {
				out = append(out, f)
			}
		}
	}
	return out
}
