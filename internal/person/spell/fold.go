// Package spell folds the spellings of names: scripts, look-alike letters, romanisation, particles and endings, the Kyrgyz
// order of letters, and the likeness of two words. Only package person speaks to the outside.
package spell

import (
	"strings"
	"unicode"
)

// Version is stored beside every folded column: raise it with any change of Fold, Tokens, SortKey or BlockKeys, and
// rebuild the columns that carry a smaller one.
const Version = 1

// Fold brings the spellings of one name together: Жумагулов, Джумагулов, Zhumagulov, Dzhumagulov and Jumagulov, Үсөн and
// Усон, Ысык and Isyk give the same key. The key is for finding, never for showing. It folds letters only: particles
// and endings stay (see Tokens of package person). Fold of a folded text is the text itself.
//
// The rules follow the letters that differ between documents: BGN/PCGN 1979 and the national rule for place names (ж =
// j), ICAO 9303 in passports (zh, kh, iu, ia), and the Russian keyboard, which has no ң, ө, ү.
func Fold(s string) string {
	words := strings.Fields(Clean(s))
	for i, w := range words {
		words[i] = FoldWord(w)
	}
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

// FoldWord folds a single word; a hyphen in it stays.
func FoldWord(w string) string {
	if fixed, ok := Repair(w); ok {
		w = fixed
	}
	in := []rune(strings.ToLower(w))
	out := make([]rune, 0, len(in)+4)
	for i := 0; i < len(in); {
		a, b, n := foldAt(in[i:])
		if a != 0 {
			out = append(out, a)
		}
		if b != 0 {
			out = append(out, b)
		}
		i += n
	}
	return squeeze(out)
}

// foldAt folds the letters at the start of in, the longest group first: at most two letters come out (0 is none), n go in.
func foldAt(in []rune) (a, b rune, n int) {
	if len(in) >= 3 && in[0] == 's' && in[1] == 'c' && in[2] == 'h' {
		return 'ш', 'ч', 3
	}
	if len(in) >= 2 && in[1] == 'h' {
		switch in[0] {
		case 'z':
			return 'ж', 0, 2
		case 'k':
			return 'х', 0, 2
		case 'c':
			return 'ч', 0, 2
		case 's':
			return 'ш', 0, 2
		case 'g':
			return 'г', 0, 2
		}
	}
	a, b = foldRune(in[0])
	return a, b, 1
}

// foldRune folds one letter of either script; anything but letters and hyphens vanishes. я and ю become two letters,
// since Latin spells them ia, ya, iu, yu; ц and щ likewise (ts, shch).
func foldRune(r rune) (a, b rune) {
	switch {
	case IsCyrillic(r):
		return foldCyrillic(r)
	case IsLatin(r):
		return foldLatin(r), second(r)
	case r == '-', unicode.IsLetter(r):
		return r, 0 // another script is kept, so that it can at least be found by itself
	}
	return 0, 0
}

func foldCyrillic(r rune) (a, b rune) {
	switch r {
	case 'ё', 'э', 'є':
		return 'е', 0
	case 'й', 'ы', 'і':
		return 'и', 0
	case 'ң':
		return 'н', 0
	case 'ө':
		return 'о', 0
	case 'ү':
		return 'у', 0
	case 'ъ', 'ь':
		return 0, 0
	case 'я':
		return 'и', 'а'
	case 'ю':
		return 'и', 'у'
	case 'ц':
		return 'т', 'с'
	case 'щ':
		return 'ш', 'ч'
	}
	if !unicode.IsLetter(r) {
		return 0, 0
	}
	return r, 0
}

// second is the second folded letter of a Latin one: c is ц, hence тс.
func second(r rune) rune {
	if r == 'c' {
		return 'с'
	}
	return 0
}

func foldLatin(r rune) rune {
	if r >= 'a' && r <= 'z' {
		return [...]rune{
			'а', 'б', 'т', 'д', 'е', 'ф', 'г', 'х', 'и', 'ж', 'к', 'л', 'м', 'н', 'о', 'п', 'к', 'р', 'с', 'т', 'у', 'в', 'в', 'х', 'и', 'з',
		}[r-'a']
	}
	switch r {
	case 'ö', 'ó', 'ô', 'ò', 'õ', 'ø':
		return 'о'
	case 'ü', 'ú', 'ù', 'û':
		return 'у'
	case 'ë', 'è', 'é', 'ê':
		return 'е'
	case 'á', 'â', 'à', 'ä', 'ã', 'å':
		return 'а'
	case 'í', 'ì', 'ï', 'î', 'ı', 'ý', 'ÿ':
		return 'и'
	case 'ñ', 'ņ':
		return 'н'
	case 'ž':
		return 'ж'
	case 'š', 'ş':
		return 'ш'
	case 'č', 'ç':
		return 'ч'
	case 'ğ':
		return 'г'
	}
	return 0
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
