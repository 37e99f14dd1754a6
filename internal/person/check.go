package person

import (
	"strings"
	"unicode"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person/spell"
)

// MaxNamePart is the most letters one part of a name may have.
const MaxNamePart = 100

// Check notes what is wrong with the parts, with fields prefix+"surname", "given", "patronymic". Declared is the script
// the form asks for; Cyrillic names with Latin letters in them cannot be found again, so they are refused with the
// letters named. A name without any part is refused: a person of unknown name is recorded as such, on purpose.
func (n Name) Check(problems *fault.Problems, prefix string, declared Script) {
	if n.IsZero() {
		problems.Add(prefix+"given", "name.required")
		return
	}
	checkPart(problems, prefix+"surname", n.Surname, declared)
	checkPart(problems, prefix+"given", n.Given, declared)
	checkPart(problems, prefix+"patronymic", n.Patronymic, declared)
}

func checkPart(problems *fault.Problems, field, part string, declared Script) {
	if part == "" {
		return
	}
	if spell.Runes(part) > MaxNamePart {
		problems.Add(field, "field.too_long", "Max", MaxNamePart)
		return
	}
	for _, r := range part {
		switch {
		case unicode.IsDigit(r):
			problems.Add(field, "name.digits")
			return
		case !unicode.IsLetter(r) && !strings.ContainsRune(" -'.", r):
			problems.Add(field, "name.sign", "Sign", string(r))
			return
		}
	}
	checkScript(problems, field, part, declared)
}

func checkScript(problems *fault.Problems, field, part string, declared Script) {
	cyrl, latn := spell.Letters(part)
	found := ScriptOf(part)
	switch {
	case found == NoScript:
		problems.Add(field, "name.other_script")
	case found == Mixed && latn <= cyrl:
		problems.Add(field, "name.latin_inside", "Letters", strangers(part, spell.IsLatin))
	case found == Mixed:
		problems.Add(field, "name.cyrillic_inside", "Letters", strangers(part, spell.IsCyrillic))
	case declared == Cyrillic && found == Latin:
		problems.Add(field, "name.want_cyrillic")
	case declared == Latin && found == Cyrillic:
		problems.Add(field, "name.want_latin")
	}
}

// strangers lists the letters of the wrong script, each once, in the order they stand.
func strangers(s string, wrong func(rune) bool) string {
	var out []string
	for _, r := range s {
		if letter := string(r); wrong(r) && !contains(out, letter) {
			out = append(out, letter)
		}
	}
	return strings.Join(out, ", ")
}

func contains(list []string, s string) bool {
	for _, v := range list {
		if v == s {
			return true
		}
	}
	return false
}
