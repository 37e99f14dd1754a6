package spell

import "strings"

// Script is the writing of a name.
type Script string

// The scripts a document spells a name in. Mixed is never stored: it marks a typing slip.
const (
	Cyrillic Script = "cyrl"
	Latin    Script = "latn"
	Mixed    Script = "mixed"
	NoScript Script = "" // no letters at all
)

// ScriptOf tells the script of a text by its letters.
func ScriptOf(s string) Script {
	cyrl, latn := Letters(s)
	switch {
	case cyrl > 0 && latn > 0:
		return Mixed
	case cyrl > 0:
		return Cyrillic
	case latn > 0:
		return Latin
	}
	return NoScript
}

// Letters counts the letters of each script.
func Letters(s string) (cyrl, latn int) {
	for _, r := range s {
		switch {
		case IsCyrillic(r):
			cyrl++
		case IsLatin(r):
			latn++
		}
	}
	return cyrl, latn
}

// IsCyrillic reports whether a rune is a Cyrillic letter.
func IsCyrillic(r rune) bool { return r >= 0x400 && r <= 0x52f }

// IsLatin reports whether a rune is a Latin letter, with or without marks.
func IsLatin(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0xc0 && r <= 0x24f && r != '×' && r != '÷'
}

// look-alikes stand at the same place in both texts.
const (
	latinLooks    = "aeopcyxkiABEKMHOPCTXYI"
	cyrillicLooks = "аеорсухкіАВЕКМНОРСТХУІ"
)

// TwinOf returns the letter of the other script that looks the same.
func TwinOf(r rune) (rune, bool) {
	if r == 'Ү' || r == 'ү' || r == 'Ө' || r == 'ө' {
		return r, false
	}
	latin, cyrl := []rune(latinLooks), []rune(cyrillicLooks)
	for i := range latin {
		if r == latin[i] {
			return cyrl[i], true
		}
		if r == cyrl[i] {
			return latin[i], true
		}
	}
	return r, false
}

// Repair turns look-alike letters of the rarer script in a word into the commoner one: a Latin "a" within a Cyrillic
// name cannot be seen, only stumbled over. It reports whether anything changed; a word that cannot be repaired whole
// is returned as it was.
func Repair(s string) (string, bool) {
	cyrl, latn := Letters(s)
	if cyrl == 0 || latn == 0 {
		return s, false
	}
	wrong := IsLatin
	if latn > cyrl {
		wrong = IsCyrillic
	}
	var b strings.Builder
	for _, r := range s {
		if wrong(r) {
			twin, ok := TwinOf(r)
			if !ok {
				return s, false
			}
			r = twin
		}
		b.WriteRune(r)
	}
	return b.String(), true
}

// Clean trims a typed text, joins runs of spaces, composes the letters that keyboards send in two parts (й, ё, ö, ü)
// and unifies apostrophes. It never changes the spelling.
func Clean(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range strings.Join(strings.Fields(s), " ") {
		if r == 0x306 || r == 0x308 {
			if n := len(out); n > 0 {
				out[n-1] = composed(out[n-1], r)
			}
			continue
		}
		switch r {
		case '’', 'ʼ', '`', '‘':
			r = '\''
		case 'ӧ':
			r = 'ө'
		case 'Ӧ':
			r = 'Ө'
		case 'ӱ':
			r = 'ү'
		case 'Ӱ':
			r = 'Ү'
		case 0xad, 0x200b, 0xfeff: // soft hyphen, zero-width space, byte-order mark
			continue
		}
		out = append(out, r)
	}
	return strings.TrimSpace(string(out))
}

// composed joins a letter with the breve or the two dots that follow it as a sign of their own.
func composed(r, mark rune) rune {
	const (
		plain = "иИеЕoOuU"
		whole = "йЙёЁöÖüÜ"
	)
	i := 0
	for _, p := range plain {
		if p == r && (mark == 0x306) == (i < 2) {
			return []rune(whole)[i]
		}
		i++
	}
	return r
}
