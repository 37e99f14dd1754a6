package spell

import "strings"

// Skeleton is the first letter of a folded word and its consonants after it, voiced and voiceless made one: a block key
// for names spelled by ear.
func Skeleton(folded string) string {
	var b strings.Builder
	for i, r := range []rune(folded) {
		switch r {
		case 'а', 'е', 'и', 'о', 'у', '-', ' ':
			if i > 0 {
				continue
			}
		case 'з':
			r = 'с'
		case 'д':
			r = 'т'
		case 'б':
			r = 'п'
		case 'г':
			r = 'к'
		case 'в':
			r = 'ф'
		}
		b.WriteRune(r)
	}
	return collapseDoubles(b.String())
}

func collapseDoubles(s string) string {
	var b strings.Builder
	var last rune
	for _, r := range s {
		if r != last {
			b.WriteRune(r)
		}
		last = r
	}
	return b.String()
}
