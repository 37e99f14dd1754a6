package names

import (
	"fmt"
	"strconv"

	"tuzjol/internal/person"
)

// community draws by rough shares of the country's people.
func (g *Generator) community() Community {
	switch x := g.r.Float64(); {
	case x < 0.76:
		return Kyrgyz
	case x < 0.90:
		return Uzbek
	case x < 0.98:
		return Russian
	}
	return Dungan
}

// name builds the name in one of the forms that papers show.
func (g *Generator) name(p *Person, form person.Form) person.Name {
	if form == "" {
		form = g.form(p)
	}
	n := person.Name{Given: g.pick(g.lists.given[p.Community][p.Sex]), Form: form, Script: person.Cyrillic, Order: person.SurnameFirst}
	root := g.pick(g.lists.roots[p.Community])
	switch form {
	case person.FormUulu, person.FormKyzy:
		n.Form, n.Surname = person.FormUulu, p.Father+" уулу"
		if p.Sex == person.Female {
			n.Form, n.Surname = person.FormKyzy, p.Father+" кызы"
		}
		if g.Chance(0.25) {
			n.Order = person.GivenFirst
		}
	case person.FormTegin:
		n.Surname = root + " тегин"
	case person.Bare:
		n.Surname = root
		if g.Chance(0.5) {
			n.Surname = p.Father
		}
	case person.Single:
	case person.Classic, person.UnknownForm:
		n.Form, n.Surname = person.Classic, surname(root, p.Sex)
		if p.Community != Dungan && !g.Chance(0.12) {
			n.Patronymic = patronymic(p.Father, p.Sex)
		}
	}
	return n
}

// form draws the form: the traditional ones are commoner among the young.
func (g *Generator) form(p *Person) person.Form {
	if p.Community != Kyrgyz {
		return person.Classic
	}
	traditional := 0.18
	if g.today.Year()-p.Birth.Year() < 35 {
		traditional = 0.42
	}
	switch x := g.r.Float64(); {
	case x < traditional:
		return person.FormUulu
	case x < traditional+0.05:
		return person.Bare
	case x < traditional+0.07:
		return person.FormTegin
	}
	return person.Classic
}

func (g *Generator) latin(n person.Name) person.Name {
	st := passport
	if g.Chance(0.3) {
		st = national
	}
	n.Surname, n.Given, n.Patronymic, n.Script = latin(n.Surname, st), latin(n.Given, st), latin(n.Patronymic, st), person.Latin
	return n
}

// Address invents an address in a district, or anywhere when the code is empty or unknown.
func (g *Generator) Address(district string) Address {
	places, ok := g.lists.places[district]
	if !ok {
		district = g.pick(g.lists.codes)
		places = g.lists.places[district]
	}
	place := places[0]
	if g.Chance(0.4) {
		place = places[1]
	}
	street := g.lists.streets[g.r.IntN(len(g.lists.streets))]
	a := Address{District: district, Settlement: place[0], Street: street[0], House: strconv.Itoa(g.Between(1, 180))}
	if g.Chance(0.25) {
		a.Flat = strconv.Itoa(g.Between(1, 60))
	}
	a.RU = fmt.Sprintf("%s, ул. %s, д. %s", place[1], street[1], a.House)
	if a.Flat != "" {
		a.RU += ", кв. " + a.Flat
	}
	return a
}

// Identity is the person as the rules of comparison see them.
func (p Person) Identity() person.Identity {
	id := person.Identity{Names: []person.Name{p.Name}, Born: p.Born, Sex: p.Sex, District: p.Address.District}
	if p.PIN != "" {
		id.PINs = append(id.PINs, p.PIN)
	}
	if p.Phone != "" {
		id.Phones = append(id.Phones, p.Phone)
	}
	if p.Document != "" {
		id.Documents = append(id.Documents, p.Document)
	}
	return id
}
