// Package rulebookui holds parts of pages that speak of the rulebook: the instruction beside a step, a rule's value in
// words, where a row comes from. Pages of every capability may use it; it asks nobody for anything.
package rulebookui

import (
	"context"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/rulebook"
)

// Value says a rule's value in words: "10 working days", "yes", "not set".
func Value(ctx context.Context, v rulebook.Value) string {
	if !v.Set {
		return i18n.T(ctx, "rulebook.value.unset")
	}
	switch v.Kind {
	case rulebook.KindDuration:
		s := i18n.Msg(ctx, msg.Plural("rulebook.unit."+string(v.Unit), v.Int))
		if v.Roll && v.Unit != civil.WorkingDays {
			s += "; " + i18n.T(ctx, "rulebook.value.rolls")
		}
		return s
	case rulebook.KindInt:
		return i18n.Number(ctx, v.Int)
	case rulebook.KindBool:
		if v.Bool {
			return i18n.T(ctx, "common.yes")
		}
		return i18n.T(ctx, "common.no")
	case rulebook.KindDate:
		return i18n.Date(ctx, v.Date())
	case rulebook.KindList:
		return joined(ctx, v.List)
	case rulebook.KindMap:
		parts := make([]string, len(v.Map))
		for i, p := range v.Map {
			parts[i] = word(ctx, p.Name) + " " + i18n.Number(ctx, p.N)
		}
		return strings.Join(parts, ", ")
	case rulebook.KindText, rulebook.KindDecimal:
	}
	return word(ctx, v.Text)
}

func joined(ctx context.Context, codes []string) string {
	words := make([]string, len(codes))
	for i, c := range codes {
		words[i] = word(ctx, c)
	}
	return strings.Join(words, ", ")
}

// word says a code of a value where the catalogue has a word for it, else the code itself.
func word(ctx context.Context, code string) string {
	if key := "rulebook.word." + code; i18n.Has(ctx, key) {
		return i18n.T(ctx, key)
	}
	return code
}

// StatusLabel is the tag of a status.
func StatusLabel(s rulebook.Status) ui.Label {
	kind := ui.Warn
	if !s.ToConfirm() {
		kind = ui.Good
	}
	return ui.Label{Kind: kind, Words: ui.M(s.Key())}
}

// AreaKey is the catalogue key of an area, a heading of the handbook.
func AreaKey(area string) string { return "rulebook.area." + area }

func deadline(ctx context.Context, rb *rulebook.Rulebook, i rulebook.Instruction, on civil.Date) (string, bool) {
	if i.Deadline == "" {
		return "", false
	}
	rule, ok := rb.Lookup(i.Deadline, on)
	if !ok {
		return i18n.T(ctx, "rulebook.value.unset"), true
	}
	return Value(ctx, rule.Value), rule.ToConfirm()
}
