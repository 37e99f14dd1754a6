package spell

import "strings"

// alphabet is the Kyrgyz order of letters: Ң after Н, Ө after О, Ү after У.
const alphabet = "абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя"

// SortKey turns a text into bytes whose binary order is the Kyrgyz alphabet on every database engine: digits, then
// Cyrillic, then Latin; spaces part words; case, hyphens and apostrophes do not count. Texts without letters or digits
// come last.
func SortKey(s string) string {
	const cyrl = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" // as many as the alphabet has letters
	var b strings.Builder
	for _, r := range strings.ToLower(Clean(s)) {
		switch i := letterIndex(r); {
		case i >= 0:
			b.WriteByte(cyrl[i])
		case r >= 'a' && r <= 'z':
			b.WriteByte(byte(r)) //nolint:gosec // ASCII
		case r >= '0' && r <= '9':
			b.WriteByte('!' + byte(r-'0')) //nolint:gosec // ASCII
		case r == ' ':
			b.WriteByte(' ')
		}
	}
	if out := strings.TrimSpace(b.String()); out != "" {
		return out
	}
	return "~"
}

func letterIndex(r rune) int {
	i := 0
	for _, c := range alphabet {
		if c == r {
			return i
		}
		i++
	}
	return -1
}
