package person

import (
	"strings"
	"unicode"
)

// FoldVersion is stored beside every folded column: raise it with any change of Fold, Tokens, SortKey or BlockKeys, and
// rebuild the columns that carry a smaller one.
const FoldVersion = 1

// Fold brings the spellings of one name together: Жумагулов, Джумагулов, Zhumagulov, Dzhumagulov and Jumagulov, Үсөн and
// Усон, Ысык and Isyk give the same key. The key is for finding, never for showing. It folds letters only: particles
// and endings stay (see Tokens). Fold of a folded text is the text itself.
//
// The rules follow the letters that differ between documents: BGN/PCGN 1979 and the national rule for place names (ж =
// j), ICAO 9303 in passports (zh, kh, iu, ia), and the Russian keyboard, which has no ң, ө, ү.
func Fold(s string) string {
	words := strings.Fields(Clean(s))
	for i, w := range words {
		words[i] = foldWord(w)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func foldWord(w string) string {
	if fixed, ok := Repair(w); ok {
		w = fixed
	}
	in := []rune(strings.ToLower(w))
	out := make([]rune, 0, len(in))
	for i := 0; i < len(in); {
		to, n := foldAt(in[i:])
		out = append(out, []rune(to)...)
		i += n
	}
	return squeeze(out)
}

// foldAt folds the letters at the start of in, the longest group first, and says how many it took.
func foldAt(in []rune) (string, int) {
	if len(in) >= 3 && string(in[:3]) == "sch" {
		return "шч", 3
	}
	if len(in) >= 2 {
		switch string(in[:2]) {
		case "zh":
			return "ж", 2
		case "kh":
			return "х", 2
		case "ch":
			return "ч", 2
		case "sh":
			return "ш", 2
		case "gh":
			return "г", 2
		}
	}
	return foldRune(in[0]), 1
}

// foldRune folds one letter of either script; anything but letters and hyphens vanishes. я and ю become two letters,
// since Latin spells them ia, ya, iu, yu; ц and щ likewise (ts, shch).
func foldRune(r rune) string {
	if to, ok := foldCyrillic(r); ok {
		return to
	}
	if to, ok := foldLatin(r); ok {
		return to
	}
	if r == '-' {
		return "-"
	}
	if unicode.IsLetter(r) {
		return string(r) // another script: kept, so that it can at least be found by itself
	}
	return ""
}

func foldCyrillic(r rune) (string, bool) {
	switch r {
	case 'ё', 'э', 'є':
		return "е", true
	case 'й', 'ы', 'і':
		return "и", true
	case 'ң':
		return "н", true
	case 'ө':
		return "о", true
	case 'ү':
		return "у", true
	case 'ъ', 'ь':
		return "", true
	case 'я':
		return "иа", true
	case 'ю':
		return "иу", true
	case 'ц':
		return "тс", true
	case 'щ':
		return "шч", true
	}
	return string(r), isCyrillic(r)
}

func foldLatin(r rune) (string, bool) {
	const (
		from = "abdefghijklmnopqrstuvwxyz"
		to   = "абдефгхижклмнопкрстуввхиз"
	)
	switch r {
	case 'c':
		return "тс", true
	case 'ö', 'ó', 'ô', 'ò', 'õ', 'ø':
		return "о", true
	case 'ü', 'ú', 'ù', 'û':
		return "у", true
	case 'ë', 'è', 'é', 'ê':
		return "е", true
	case 'á', 'â', 'à', 'ä', 'ã', 'å':
		return "а", true
	case 'í', 'ì', 'ï', 'î', 'ı', 'ý', 'ÿ':
		return "и", true
	case 'ñ', 'ņ':
		return "н", true
	case 'ž':
		return "ж", true
	case 'š', 'ş':
		return "ш", true
	case 'č', 'ç':
		return "ч", true
	case 'ğ':
		return "г", true
	}
	if i := strings.IndexRune(from, r); i >= 0 {
		return string([]rune(to)[i]), true
	}
	return "", isLatin(r)
}

// squeeze applies the rules on neighbours until none is left: дж = ж, нг = ң, ие = ио = ё, double letters are one.
func squeeze(in []rune) string {
	out := make([]rune, 0, len(in))
	for _, r := range in {
		out = append(out, r)
		for len(out) > 1 {
			to, ok := join(out[len(out)-2], out[len(out)-1])
			if !ok {
				break
			}
			out = append(out[:len(out)-2], to)
		}
	}
	return string(out)
}

func join(a, b rune) (rune, bool) {
	switch {
	case a == b && a != ' ':
		return a, true
	case a == 'д' && b == 'ж':
		return 'ж', true
	case a == 'т' && b == 'ч':
		return 'ч', true
	case a == 'н' && b == 'г':
		return 'н', true
	case a == 'и' && (b == 'е' || b == 'о'):
		return 'е', true
	case a == 'о' && b == 'е':
		return 'о', true
	case a == 'у' && b == 'е':
		return 'у', true
	}
	return 0, false
}
