// Package person holds the rules on who somebody is: names in the forms of Kyrgyzstan, the personal number, folded keys
// for finding, and the comparison of two records at intake. It is pure: no clock, no store.
package person

import (
	"strings"

	"tuzjol/internal/person/spell"
)

// Form is the way in which the surname is built.
type Form string

// The forms that documents show. One person may appear in several of them over a life.
const (
	Classic     Form = "classic" // Бактыбеков Усон Жакшылыкович
	FormUulu    Form = "uulu"    // Жакшылык уулу Усон
	FormKyzy    Form = "kyzy"    // Жакшылык кызы Нургүл
	FormTegin   Form = "tegin"   // Бактыбек тегин Усон
	Bare        Form = "bare"    // Бактыбек Усон: an ancestor's name without ending
	Single      Form = "single"  // one name only
	UnknownForm Form = "unknown"
)

// Order is the order in which the document writes the parts.
type Order string

// The orders. The empty order reads as SurnameFirst.
const (
	SurnameFirst Order = "surname_first"
	GivenFirst   Order = "given_first"
)

// Name is a name as one document spells it. Surname may be several words ("Жакшылык уулу"); Patronymic is optional, and
// its absence disagrees with nothing. A person without any known name has the zero Name.
type Name struct {
	Surname    string
	Given      string
	Patronymic string
	Form       Form
	Script     Script
	Order      Order
}

// IsZero reports whether no name is known.
func (n Name) IsZero() bool { return n.Surname == "" && n.Given == "" && n.Patronymic == "" }

// String is the name in the order of its document.
func (n Name) String() string { return n.Display(n.Order) }

// Display writes the name in an order; lists use SurnameFirst.
func (n Name) Display(o Order) string {
	parts := []string{n.Surname, n.Given, n.Patronymic}
	if o == GivenFirst {
		parts = []string{n.Given, n.Patronymic, n.Surname}
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// Shown is what a list writes for a person: the name, else the number in the source that sent the person, else a dash.
// Documents may name nobody, and the person must still be found.
func Shown(n Name, sourceNumber string) string {
	if s := n.Display(SurnameFirst); s != "" {
		return s
	}
	if sourceNumber != "" {
		return "№ " + sourceNumber
	}
	return "—"
}

// Short is the surname with initials for narrow places: Бактыбеков У. Ж. A name of another form is not shortened, since
// its parts do not stand for one another.
func (n Name) Short() string {
	if n.Form != Classic || n.Surname == "" || n.Given == "" {
		return n.Display(SurnameFirst)
	}
	out := n.Surname + " " + initial(n.Given)
	if n.Patronymic != "" && len(strings.Fields(n.Patronymic)) == 1 {
		out += " " + initial(n.Patronymic)
	}
	return out
}

func initial(s string) string {
	for _, r := range s {
		return string(r) + "."
	}
	return ""
}

// Complete sets Script, Form and Order where they are empty, from the parts themselves.
func (n Name) Complete() Name {
	n.Surname, n.Given, n.Patronymic = Clean(n.Surname), Clean(n.Given), Clean(n.Patronymic)
	if n.Script == NoScript {
		n.Script = ScriptOf(n.Surname + n.Given + n.Patronymic)
	}
	if n.Order == "" {
		n.Order = SurnameFirst
	}
	if n.Form == "" {
		n.Form = n.form()
	}
	return n
}

func (n Name) form() Form {
	words := strings.Fields(n.Surname)
	switch {
	case n.IsZero():
		return UnknownForm
	case n.Surname == "" || n.Given == "":
		return Single
	case len(words) > 0 && ParticleOf(words[len(words)-1]) != NoParticle && len(words) > 1:
		return Form(ParticleOf(words[len(words)-1]))
	case len(words) == 1 && isTeginWord(words[0]):
		return FormTegin
	case spell.SurnameStrength(n.Surname) > 0:
		return Classic
	}
	return Bare
}

func isTeginWord(w string) bool { _, ok := spell.SplitTegin(Fold(w)); return ok }
