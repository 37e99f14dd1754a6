package person

import (
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
)

// New is a person as a first document shows them. Everything but Office may be unknown: a judgment can concern somebody
// whose name nobody knows, and is found by its number until then.
type New struct {
	Name         Name // as the document spells it
	Latin        Name // the Latin spelling of a passport or an embassy
	Aliases      []Name
	Birth        civil.Partial
	Sex          Sex
	PIN          PIN
	Citizenship  string   // ISO 3166 code of two letters, "xx" for stateless
	Languages    []string // the one the person understands best first; see Languages
	Address      Address
	Phones       []PhoneLine
	Document     IdentityDocument
	Source       string // what the data were read from: judgment, file, api, import, takeover
	SourceNumber string // the number in the source, shown when no name is known
	Office       id.Office
}

// IdentityDocument is a passport, identity card or the like as shown.
type IdentityDocument struct {
	Kind   DocumentKind
	Number string
	Issuer string
	Valid  civil.Period
}

// Check notes what is wrong with the input, all at once. Today guards against a birth in the future.
func (n New) Check(problems *fault.Problems, today civil.Date) {
	if !n.Name.IsZero() {
		n.Name.Check(problems, "", NoScript)
	}
	if !n.Latin.IsZero() {
		n.Latin.Check(problems, "latin_", Latin)
	}
	if n.Name.IsZero() && n.Latin.IsZero() && n.SourceNumber == "" {
		problems.Add("given", "person.name_or_number")
	}
	CheckBirth(problems, n.Birth, today)
	if n.PIN != "" {
		if _, err := ParsePIN(string(n.PIN)); err != nil {
			problems.Join("", err)
		}
	}
	if n.Office == "" {
		problems.Add("office", "field.required")
	}
}

// Identity is what the person is found and compared by, but for numbers.
func (n New) Identity() Identity {
	out := Identity{Born: n.Birth, Sex: n.Sex}
	for _, name := range append([]Name{n.Name, n.Latin}, n.Aliases...) {
		if name = name.Complete(); !name.IsZero() {
			out.Names = append(out.Names, name)
		}
	}
	return out
}

// CheckBirth refuses a birth in the future or more than 120 years ago; nothing known is no problem.
func CheckBirth(problems *fault.Problems, born civil.Partial, today civil.Date) {
	switch {
	case born.IsZero():
	case born.First().After(today):
		problems.Add("birth", "date.future")
	case born.Year() < today.Year()-120:
		problems.Add("birth", "date.too_old", "Limit", today.Year()-120)
	}
}

// Candidate is a person on record who may be the one a document means.
type Candidate struct {
	Client       id.Client
	Display      string // name, or the source number
	Birth        civil.Partial
	FileNumber   string // filled by whoever knows the orders
	SourceNumber string
	Match        Match
}
