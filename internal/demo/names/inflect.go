package names

import (
	"strings"

	"tuzjol/internal/person"
)

// surname builds the classic surname on an ancestor's name; a root that has the ending already only takes the feminine.
func surname(root string, sex person.Sex) string {
	s := root
	switch {
	case anySuffix(root, "ов", "ев", "ёв", "ин"):
	case anySuffix(root, "енко", "ко", "хун", "ло", "за"):
		return root // does not change
	case strings.HasSuffix(root, "й"), strings.HasSuffix(root, "ь"):
		s = cut(root) + "ев"
	case anySuffix(root, "а", "о", "ө", "у", "ү", "ы", "и", "э", "я"):
		s = root + "ев"
	default:
		s = root + "ов"
	}
	if sex == person.Female {
		s += "а"
	}
	return s
}

// patronymic builds the Russian patronymic on a father's name.
func patronymic(father string, sex person.Sex) string {
	male, female := "ович", "овна"
	stem := father
	switch {
	case father == "Михаил":
		stem = "Михайл"
	case father == "Павел":
		stem = "Павл"
	case anySuffix(father, "ий") && !strings.HasSuffix(father, "трий"):
		stem, male, female = strings.TrimSuffix(father, "ий")+"ь", "евич", "евна"
	case anySuffix(father, "й", "ь"):
		stem, male, female = cut(father), "евич", "евна"
	case anySuffix(father, "а", "о", "ө", "у", "ү", "ы", "и", "э", "я"):
		male, female = "евич", "евна"
	}
	if sex == person.Female {
		return stem + female
	}
	return stem + male
}

func anySuffix(s string, ends ...string) bool {
	for _, e := range ends {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// cut drops the last letter.
func cut(s string) string {
	r := []rune(s)
	return string(r[:len(r)-1])
}

// style is the way in which an office writes Latin: passports by ICAO with zh and kh, or the national rule with j and h.
type style int

const (
	passport style = iota
	national
)

// latin spells a Cyrillic name in Latin letters.
func latin(name string, st style) string {
	var b strings.Builder
	for _, word := range strings.Fields(name) {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		out := ""
		for _, r := range strings.ToLower(word) {
			out += letter(r, st)
		}
		if person.ParticleOf(word) == person.NoParticle {
			out = strings.ToUpper(out[:min(1, len(out))]) + out[min(1, len(out)):]
		}
		b.WriteString(out)
	}
	return b.String()
}

func letter(r rune, st style) string {
	if st == national {
		switch r {
		case 'ж':
			return "j"
		case 'х':
			return "h"
		case 'й':
			return "y"
		case 'ң':
			return "ng"
		case 'ю':
			return "yu"
		case 'я':
			return "ya"
		}
	}
	const plain = "абвгдезийклмноңпрстуфөүыэё-'"
	as := [...]string{
		"a", "b", "v", "g", "d", "e", "z", "i", "i", "k", "l", "m", "n", "o", "n", "p", "r", "s", "t", "u", "f", "o", "u", "y", "e", "e", "-", "'",
	}
	i := 0
	for _, p := range plain {
		if p == r {
			return as[i]
		}
		i++
	}
	switch r {
	case 'ж':
		return "zh"
	case 'х':
		return "kh"
	case 'ц':
		return "ts"
	case 'ч':
		return "ch"
	case 'ш':
		return "sh"
	case 'щ':
		return "shch"
	case 'ю':
		return "iu"
	case 'я':
		return "ia"
	}
	return ""
}
