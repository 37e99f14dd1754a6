package person

import (
	"slices"
	"strings"

	"tuzjol/internal/person/spell"
)

// Tokens are the folded words under which a name is found: without particles, in no order, a hyphenated word also
// whole, "Бактыбектегин" also as "Бактыбек". Store one row a token; a query matches when each of its words begins some
// token (see QueryTokens).
func (n Name) Tokens() []string {
	return tokens(n.Surname + " " + n.Given + " " + n.Patronymic)
}

func tokens(s string) []string {
	var out []string
	add := func(t string) {
		if t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	for _, w := range strings.Fields(Fold(s)) {
		if spell.FoldedParticle(w) != NoParticle {
			continue
		}
		if strings.Contains(w, "-") {
			for _, part := range strings.Split(w, "-") {
				if spell.FoldedParticle(part) == NoParticle {
					add(part)
				}
			}
		}
		w = spell.FoldWord(strings.ReplaceAll(w, "-", ""))
		add(w)
		if root, ok := spell.SplitTegin(w); ok {
			add(root)
		}
	}
	slices.Sort(out)
	return out
}

// QueryTokens are the words of a search as prefixes of stored tokens, for SQL: token like prefix || '%'. Feminine endings
// are shortened to the masculine ones, so that either finds the family; particles are left out unless nothing else was
// typed. An empty list means that nothing can be searched.
func QueryTokens(query string) []string {
	var out, particles []string
	for _, w := range strings.Fields(Fold(query)) {
		w = spell.FoldWord(strings.ReplaceAll(w, "-", ""))
		switch {
		case w == "":
		case spell.FoldedParticle(w) != NoParticle:
			particles = append(particles, w)
		default:
			out = append(out, masculine(w))
		}
	}
	if len(out) == 0 {
		return particles
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func masculine(w string) string {
	for _, end := range [...]string{"ова", "ева", "ина"} {
		if root, ok := strings.CutSuffix(w, end); ok && spell.Runes(root) >= 3 {
			return strings.TrimSuffix(w, "а")
		}
	}
	if root, ok := strings.CutSuffix(w, "скаиа"); ok {
		return root + "ск"
	}
	return w
}
