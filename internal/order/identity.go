package order

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// Identity is what the document says of who the person is, for comparing with those on record.
func (c Convict) Identity() person.Identity {
	i := person.Identity{Born: c.Birth, Sex: c.Sex, District: string(c.District)}
	for _, n := range []person.Name{c.Name, c.Latin} {
		if !n.IsZero() {
			i.Names = append(i.Names, n)
		}
	}
	if c.PIN != "" {
		i.PINs = []person.PIN{c.PIN}
	}
	if c.Phone != "" {
		i.Phones = []person.Phone{c.Phone}
	}
	return i
}

// NewPerson is the person of the judgment for the record; the number of the case stands for an unknown name.
func (j Judgment) NewPerson() person.New {
	c := j.Convict
	n := person.New{
		Name: c.Name, Latin: c.Latin, Birth: c.Birth, Sex: c.Sex, PIN: c.PIN, Source: "judgment", SourceNumber: j.Number, Office: j.Office,
		Address: person.Address{Kind: person.Living, District: c.District, Text: c.Address},
	}
	if c.Language != "" {
		n.Languages = []string{c.Language}
	}
	if c.Phone != "" {
		n.Phones = []person.PhoneLine{{Phone: c.Phone}}
	}
	return n
}

// Label is how lists call the person of a judgment.
func (j Judgment) Label() string { return person.Shown(j.Convict.Name, j.Number) }

// Tokens are the folded words of the names with blanks around, for a search in one column.
func (c Convict) Tokens() string {
	return " " + strings.Join(append(c.Name.Tokens(), c.Latin.Tokens()...), " ") + " "
}

// SameKey is equal for two papers that are the same judgment: court, number and day, whatever the spelling of quotation
// marks, spaces and case.
func SameKey(court, number string, decided civil.Date) string {
	return squeeze(court) + "|" + squeeze(number) + "|" + decided.String()
}

// squeeze leaves letters and digits, in lower case.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// squeezesTo reports whether squeeze(s) is asked; it stops at the first letter that differs, since a register asks for every
// row against every court.
func squeezesTo(s, asked string) bool {
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		want, size := utf8.DecodeRuneInString(asked)
		if size == 0 || unicode.ToLower(r) != want {
			return false
		}
		asked = asked[size:]
	}
	return asked == ""
}

// CourtCode is the code of a court written by its code or by its name in any language; an unknown court stands for itself.
func CourtCode(courts []rulebook.Court, text string) string {
	asked := squeeze(text)
	for _, c := range courts {
		if squeezesTo(c.Code, asked) {
			return c.Code
		}
		for _, name := range c.Name {
			if squeezesTo(name, asked) {
				return c.Code
			}
		}
	}
	return text
}

// Opening is a judgment that has become an order of a client.
type Opening struct {
	Judgment
	ID       string // of the judgment
	Client   id.Client
	Rulebook string
	Running  *Running // of a case taken over
}

// CourtName is a court as a reader of a language knows it; an unknown court stays as the document writes it.
func CourtName(courts []rulebook.Court, text, lang string) string {
	code := CourtCode(courts, text)
	for _, c := range courts {
		if c.Code == code {
			return c.Name.In(lang)
		}
	}
	return text
}
