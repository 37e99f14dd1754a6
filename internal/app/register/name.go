package register

import (
	"tuzjol/internal/order"
	rules "tuzjol/internal/person"
)

// fullName splits a name that the register keeps in one column, by the particles and endings of Kyrgyz names.
func fullName(p *order.IncomingPerson, v string) {
	n := rules.ParseName(v)
	if n.Script == rules.Latin {
		p.SurnameLatin, p.GivenLatin, p.PatronymicLatin = n.Surname, n.Given, n.Patronymic
		return
	}
	p.Surname, p.Given, p.Patronymic = n.Surname, n.Given, n.Patronymic
}
