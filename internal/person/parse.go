package person

import (
	"slices"
	"strings"

	"tuzjol/internal/person/spell"
)

// ParseName reads a name from one line as a document writes it and finds its parts: "Бактыбеков Усон Жакшылыкович",
// "Жакшылык уулу Усон", "Усон Жакшылык уулу", "Бактыбек тегин Усон", "Нургүл". It never changes the spelling. The split
// is a proposal for a person to look at: a two-word name without endings is read as surname, given name.
func ParseName(line string) Name {
	words := strings.Fields(Clean(line))
	n := Name{Script: ScriptOf(line), Order: SurnameFirst}
	switch i := particleAt(words); {
	case len(words) == 0:
		return Name{Form: UnknownForm}
	case i > 0:
		n.splitAtParticle(words, i)
	case len(words) == 1:
		n.Given = words[0]
	default:
		n.splitPlain(words)
	}
	n.Form = n.form()
	return n
}

// particleAt is the place of the first particle that follows a name; -1 when there is none.
func particleAt(words []string) int {
	for i, w := range words {
		if i > 0 && ParticleOf(w) != NoParticle {
			return i
		}
	}
	return -1
}

// splitAtParticle handles the traditional order (father уулу given), the inverted one (given father уулу) and the bare
// surname before them (surname given father уулу).
func (n *Name) splitAtParticle(words []string, i int) {
	last := i == len(words)-1
	switch {
	case i == 1:
		n.Surname, n.Given = join2(words[:2]), first(words[2:])
		n.Patronymic = join2(rest(words[2:]))
	case last && i == 2:
		n.Given, n.Surname, n.Order = words[0], join2(words[1:]), GivenFirst
	case last:
		n.Surname, n.Given, n.Patronymic = words[0], join2(words[1:i-1]), join2(words[i-1:])
	default:
		n.Surname, n.Given = join2(words[:i+1]), join2(words[i+1:])
	}
}

// splitPlain handles names without a particle by the endings of their words.
func (n *Name) splitPlain(words []string) {
	switch p := slices.IndexFunc(words, spell.HasPatronymicEnding); {
	case len(words) == 2 && p == 1 && spell.SurnameStrength(words[0]) == 0:
		n.Given, n.Patronymic = words[0], words[1]
	case len(words) > 2 && p == 1:
		n.Given, n.Patronymic, n.Surname, n.Order = words[0], words[1], join2(words[2:]), GivenFirst
	case len(words) == 2 && likeSurname(words[1]) == 2 && likeSurname(words[0]) < 2:
		n.Given, n.Surname, n.Order = words[0], words[1], GivenFirst
	default:
		n.Surname, n.Given, n.Patronymic = words[0], words[1], join2(words[2:])
	}
}

func likeSurname(word string) int {
	if isTeginWord(word) {
		return 2
	}
	return spell.SurnameStrength(word)
}

func join2(words []string) string { return strings.Join(words, " ") }

func first(words []string) string {
	if len(words) == 0 {
		return ""
	}
	return words[0]
}

func rest(words []string) []string {
	if len(words) < 2 {
		return nil
	}
	return words[1:]
}
