package person

import (
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/person/spell"
)

// finding is what one field says, with its reason.
type finding struct {
	weight   float64
	key      string
	siblings bool // same family name, other given name: sisters, brothers, twins
}

// bestName compares every name with every other and keeps the pair that agrees best; siblings only when no pair agrees.
func bestName(a, b []foldedName) finding {
	if len(a) == 0 || len(b) == 0 {
		return finding{}
	}
	best := finding{weight: -100}
	for _, x := range a {
		for _, y := range b {
			if f := compareName(x, y); f.weight > best.weight {
				best = f
			}
		}
	}
	return best
}

// compareName weighs two names without regard to order, form and particles.
func compareName(a, b foldedName) finding {
	few, many := a.stems, b.stems
	if len(few) > len(many) {
		few, many = many, few
	}
	if len(few) == 0 {
		return finding{}
	}
	worst := likeness(few, many)
	alone := len(few) == 1
	switch {
	case a.text == b.text:
		return ifAlone(alone, 17, finding{key: "match.name_same"})
	case slices.Equal(a.words, b.words):
		return ifAlone(alone, 16, finding{key: "match.name_order"})
	case slices.Equal(a.stems, b.stems):
		return ifAlone(alone, 14, finding{key: "match.name_form"})
	case worst == 1:
		return ifAlone(alone, 12.5, finding{key: "match.name_part"})
	}
	if f, ok := relatives(a, b); ok {
		return f
	}
	switch {
	case worst >= 0.92:
		return ifAlone(alone, 8.5, finding{key: "match.name_near"})
	case worst >= 0.88:
		return ifAlone(alone, 6, finding{key: "match.name_near"})
	case worst >= 0.78:
		return ifAlone(alone, 3, finding{key: "match.name_alike"})
	case common(a.stems, b.stems):
		return finding{weight: -1, key: "match.name_shared_word"}
	}
	return finding{weight: -8, key: "match.name_differs"}
}

// ifAlone weighs a single word less: many people share one.
func ifAlone(alone bool, weight float64, f finding) finding {
	f.weight = weight
	if alone {
		f.weight = min(weight/2, 6)
	}
	return f
}

// relatives is the twin rule: the same surname and clearly different given names are two people of one family, even when
// born on one day. It needs both surname and given name on both sides.
func relatives(a, b foldedName) (finding, bool) {
	if len(a.surname) == 0 || len(b.surname) == 0 || len(a.given) == 0 || len(b.given) == 0 {
		return finding{}, false
	}
	if likeness(a.surname, b.surname) < 0.9 {
		return finding{}, false
	}
	if common(a.given, b.stems) || common(a.stems, b.given) || likeness(a.given, b.given) >= 0.9 {
		return finding{}, false
	}
	if likeness(a.given, b.given) >= 0.8 && spell.DamerauLevenshtein(a.given[0], b.given[0]) == 1 {
		return finding{}, false // one letter may be a slip
	}
	return finding{weight: 1, key: "match.surname_only", siblings: true}, true
}

// likeness pairs each word of the shorter list with its best partner, each partner used once, and returns the worst of
// the pairs.
func likeness(few, many []string) float64 {
	if len(few) > len(many) {
		few, many = many, few
	}
	used := make([]bool, len(many))
	worst := 1.0
	for _, w := range few {
		best, at := 0.0, -1
		for i, v := range many {
			if used[i] {
				continue
			}
			s := 1.0
			if w != v {
				s = spell.JaroWinkler(w, v)
			}
			if s > best {
				best, at = s, i
			}
		}
		if at >= 0 {
			used[at] = true
		}
		worst = min(worst, best)
	}
	return worst
}

// compareBirth weighs two dates of birth, of which perhaps only the year is known.
func compareBirth(a, b civil.Partial) finding {
	if a.IsZero() || b.IsZero() {
		return finding{}
	}
	x, xDay := a.Day()
	y, yDay := b.Day()
	apart := a.Year() - b.Year()
	switch {
	case xDay && yDay && x == y:
		return finding{weight: 13.9, key: "match.birth_same"}
	case xDay && yDay && swapped(x, y):
		return finding{weight: 9, key: "match.birth_swapped"}
	case !(xDay && yDay) && a.Compatible(b):
		return finding{weight: 4, key: "match.birth_year"}
	case xDay && yDay && spell.DamerauLevenshtein(x.String(), y.String()) == 1:
		return finding{weight: 4, key: "match.birth_near"}
	case apart >= -1 && apart <= 1:
		return finding{weight: -2, key: "match.birth_close"}
	case apart >= -5 && apart <= 5:
		return finding{weight: -4.4, key: "match.birth_differs"}
	}
	return finding{weight: -8.6, key: "match.birth_differs"}
}

func swapped(a, b civil.Date) bool {
	s, ok := swapDayMonth(a)
	return ok && s == b
}
