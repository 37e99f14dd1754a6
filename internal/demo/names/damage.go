package names

import (
	"strings"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/person"
)

// Damage is the same person as another agency's extract would show them: Latin instead of Cyrillic, Kyrgyz letters lost
// on a Russian keyboard, the name in another form, a number absent or mistyped, day and month exchanged, a married
// surname. The rates are assumptions for testing the comparison, not measurements.
func (g *Generator) Damage(p Person) Person {
	switch {
	case g.Chance(0.15):
		p.Name = p.Latin
	case g.Chance(0.30):
		p.Name = russianKeyboard(p.Name)
	}
	switch {
	case g.Chance(0.20):
		p.PIN = ""
	case g.Chance(0.03):
		p.PIN = g.wrongDigit(p.PIN)
	case g.Chance(0.01):
		p.PIN = g.swapDigits(p.PIN)
	}
	if d, err := civil.MakeDate(p.Birth.Year(), time.Month(p.Birth.Day()), int(p.Birth.Month())); err == nil && g.Chance(0.02) {
		p.Born = civil.PartialOf(d)
	}
	if p.Name.Script == person.Cyrillic && p.Community == Kyrgyz && g.Chance(0.05) {
		p.Name = g.otherForm(p)
	}
	if p.Sex == person.Female && p.Name.Form == person.Classic && p.Name.Script == person.Cyrillic && g.Chance(0.04) {
		p.Name.Surname = surname(g.pick(g.lists.roots[p.Community]), p.Sex)
	}
	if g.Chance(0.2) {
		p.Name.Patronymic = ""
	}
	if g.Chance(0.3) {
		p.Phone = g.nextPhone()
	}
	p.Document = ""
	return p
}

func russianKeyboard(n person.Name) person.Name {
	for _, part := range []*string{&n.Surname, &n.Given, &n.Patronymic} {
		*part = strings.NewReplacer("ң", "н", "ө", "о", "ү", "у", "Ң", "Н", "Ө", "О", "Ү", "У").Replace(*part)
	}
	return n
}

// otherForm turns a classic name on the father's name into the traditional one, and the traditional into the classic.
func (g *Generator) otherForm(p Person) person.Name {
	n := p.Name
	switch n.Form {
	case person.FormUulu, person.FormKyzy:
		n.Form, n.Surname = person.Classic, surname(p.Father, p.Sex)
	case person.FormTegin:
		n.Form, n.Surname = person.Bare, strings.TrimSuffix(n.Surname, " тегин")
	default:
		n.Order = person.GivenFirst
	}
	return n
}

func (g *Generator) wrongDigit(p person.PIN) person.PIN {
	if p == "" {
		return p
	}
	at := g.r.IntN(len(p))
	b := []byte(p)
	b[at] = '0' + (b[at]-'0'+1+byte(g.r.IntN(9)))%10 //nolint:gosec // below 10
	return person.PIN(b)
}

func (g *Generator) swapDigits(p person.PIN) person.PIN {
	if p == "" {
		return p
	}
	at := g.r.IntN(len(p) - 1)
	b := []byte(p)
	b[at], b[at+1] = b[at+1], b[at]
	return person.PIN(b)
}
