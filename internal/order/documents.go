package order

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// FileDocuments are the kinds of paper that the file of an order must hold, as the rulebook narrows them by kind of
// probation, measure and age.
func FileDocuments(rb *rulebook.Rulebook, kind string, measures []Measure, minor bool, on civil.Date) []rulebook.Item {
	var out []rulebook.Item
	for _, i := range rb.List(rulebook.ListFileDocuments).On(on) {
		if !i.Is("required") || !i.Has("kinds", kind) || i.Is("minors") && !minor {
			continue
		}
		if _, narrowed := i.Attr["measures"]; narrowed && !slices.ContainsFunc(measures, func(m Measure) bool { return i.Has("measures", m.Code) }) {
			continue
		}
		out = append(out, i)
	}
	return out
}

// Missing are the kinds among those needed that the file does not hold.
func Missing(needed []rulebook.Item, held []string) []rulebook.Item {
	return slices.DeleteFunc(slices.Clone(needed), func(i rulebook.Item) bool { return slices.Contains(held, i.Code) })
}
