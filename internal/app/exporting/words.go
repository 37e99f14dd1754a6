package exporting

import (
	"context"

	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/rulebook"
)

// Words puts codes into the language of the context; with Codes they stay as they are stored, for other programs.
type Words struct {
	Rules   *rulebook.Rulebook
	Offices map[id.Office]map[string]string
	Codes   bool
}

// column is one column of an export.
type column struct {
	name  string
	value func(w Words, ctx context.Context, c casefile.Card) string
}

func text(f func(c casefile.Card) string) func(Words, context.Context, casefile.Card) string {
	return func(_ Words, _ context.Context, c casefile.Card) string { return f(c) }
}

func listed(list string, f func(c casefile.Card) string) func(Words, context.Context, casefile.Card) string {
	return func(w Words, ctx context.Context, c casefile.Card) string {
		if code := f(c); !w.Codes {
			if name := w.Rules.List(list).Name(code, i18n.Lang(ctx)); name != "" {
				return name
			}
		}
		return f(c)
	}
}

func keyed(prefix string, f func(c casefile.Card) string) func(Words, context.Context, casefile.Card) string {
	return func(w Words, ctx context.Context, c casefile.Card) string {
		if f(c) == "" || w.Codes {
			return f(c)
		}
		return i18n.T(ctx, prefix+f(c))
	}
}

// columns of an export, from left to right.
func columns() []column {
	return []column{
		{"source_number", text(func(c casefile.Card) string { return c.SourceNumber })},
		{"name", text(func(c casefile.Card) string { return c.Name })},
		{"name_latin", text(func(c casefile.Card) string { return c.NameLatin })},
		{"birth", text(func(c casefile.Card) string { return c.Birth.String() })},
		{"sex", keyed("sex.", func(c casefile.Card) string { return c.Sex })},
		{"status", keyed("casefile.status.", func(c casefile.Card) string { return c.Status })},
		{"file_number", text(func(c casefile.Card) string { return c.FileNumber })},
		{"kind", listed(rulebook.ListClientKinds, func(c casefile.Card) string { return c.Kind })},
		{"measure", listed(rulebook.ListMeasures, func(c casefile.Card) string { return c.Measure })},
		{"court", text(func(c casefile.Card) string { return c.Court })},
		{"judgment_no", text(func(c casefile.Card) string { return c.JudgmentNo })},
		{"in_force", text(func(c casefile.Card) string { return c.InForce.String() })},
		{"registered_on", text(func(c casefile.Card) string { return c.RegisteredOn.String() })},
		{"term_start", text(func(c casefile.Card) string { return c.TermStart.String() })},
		{"term_end", text(func(c casefile.Card) string { return c.TermEnd.String() })},
		{"ends_ground", listed(rulebook.ListEndGrounds, func(c casefile.Card) string { return c.EndsGround })},
		{"office_code", text(func(c casefile.Card) string { return string(c.Office) })},
		{"office", func(w Words, ctx context.Context, c casefile.Card) string { return w.Offices[c.Office][i18n.Lang(ctx)] }},
		{"officer", text(func(c casefile.Card) string { return c.OfficerName })},
		{"next_at", func(w Words, ctx context.Context, c casefile.Card) string {
			if c.NextAt.IsZero() || w.Codes {
				return c.NextAt.String()
			}
			return i18n.Instant(ctx, c.NextAt)
		}},
		{"last_contact", text(func(c casefile.Card) string { return c.LastContact.String() })},
		{"taken_over", func(w Words, ctx context.Context, c casefile.Card) string {
			switch {
			case !c.TakenOver:
				return ""
			case w.Codes:
				return "true"
			}
			return i18n.T(ctx, "export.yes")
		}},
	}
}

func (w Words) head(ctx context.Context) []string {
	var out []string
	for _, c := range columns() {
		if w.Codes {
			out = append(out, c.name)
			continue
		}
		out = append(out, i18n.T(ctx, "export.col."+c.name))
	}
	return out
}

func (w Words) row(ctx context.Context, card casefile.Card) []string {
	var out []string
	for _, c := range columns() {
		out = append(out, c.value(w, ctx, card))
	}
	return out
}
