// Package register brings a register kept elsewhere into the service: a mapping file says which column fills what, codes
// are translated, missing values computed, and each row becomes a case taken over, in batches that survive a kill.
package register

import (
	"strings"

	"tuzjol/internal/order"
	"tuzjol/internal/rulebook"
)

// Case is one row of a register in the words of the service, still as text: the rules of orders check it.
type Case struct {
	order.TakeOver
	EndedOn    string // the register says that the order has ended
	EndsGround string
	EndsNote   string
}

// Field is one thing that a mapping may fill.
type Field struct {
	Name     string
	Required bool
	List     string   // code list of the rulebook that its values come from
	Codes    []string // or these codes
	Date     bool     // a spreadsheet may hold it as a number of days
	set      func(c *Case, v string)
}

func person(set func(p *order.IncomingPerson, v string)) func(*Case, string) {
	return func(c *Case, v string) { set(&c.Person, v) }
}

// Fields are all fields in the order in which they are filled.
func Fields() []Field {
	return append(append(caseFields(), personFields()...), stateFields()...)
}

func caseFields() []Field {
	return []Field{
		{Name: "office", set: func(c *Case, v string) { c.Office = v }},
		{Name: "court", Required: true, set: func(c *Case, v string) { c.Court = v }},
		{Name: "number", Required: true, set: func(c *Case, v string) { c.Number = v }},
		{Name: "decided_on", Required: true, Date: true, set: func(c *Case, v string) { c.DecidedOn = v }},
		{Name: "in_force_on", Required: true, Date: true, set: func(c *Case, v string) { c.InForceOn = v }},
		{Name: "received_on", Date: true, set: func(c *Case, v string) { c.ReceivedOn = v }},
		{Name: "kind", List: rulebook.ListClientKinds, set: func(c *Case, v string) { c.Kind = v }},
		{Name: "measure", Required: true, List: rulebook.ListMeasures, set: func(c *Case, v string) { measure(c, v, 0) }},
		{Name: "hours", set: func(c *Case, v string) {
			if len(c.Measures) > 0 {
				c.Measures[0].Hours = v
			}
		}},
		{Name: "measure_2", List: rulebook.ListMeasures, set: func(c *Case, v string) { measure(c, v, 1) }},
		{Name: "term_years", set: func(c *Case, v string) { c.TermYears = v }},
		{Name: "term_months", set: func(c *Case, v string) { c.TermMonths = v }},
		{Name: "term_days", set: func(c *Case, v string) { c.TermDays = v }},
		{Name: "term_from", Date: true, set: func(c *Case, v string) { c.TermFrom = v }},
		{Name: "term_to", Date: true, set: func(c *Case, v string) { c.TermTo = v }},
		{Name: "credit_kind", List: rulebook.ListCreditKinds, set: func(c *Case, v string) { c.CreditKind = v }},
		{Name: "credit_days", set: func(c *Case, v string) { c.CreditDays = v }},
		{Name: "obligations", set: obligations},
		{Name: "article", set: func(c *Case, v string) { c.Article = v }},
		{Name: "pages", set: func(c *Case, v string) { c.Pages = v }},
		{Name: "document", set: func(c *Case, v string) { c.Document = v }},
	}
}

func personFields() []Field {
	return []Field{
		{Name: "name_unknown", Codes: []string{"true", "false"}, set: person(func(p *order.IncomingPerson, v string) { p.Unknown = v == "true" })},
		{Name: "full_name", set: person(fullName)},
		{Name: "surname", set: person(func(p *order.IncomingPerson, v string) { p.Surname = v })},
		{Name: "given", set: person(func(p *order.IncomingPerson, v string) { p.Given = v })},
		{Name: "patronymic", set: person(func(p *order.IncomingPerson, v string) { p.Patronymic = v })},
		{Name: "surname_latin", set: person(func(p *order.IncomingPerson, v string) { p.SurnameLatin = v })},
		{Name: "given_latin", set: person(func(p *order.IncomingPerson, v string) { p.GivenLatin = v })},
		{Name: "patronymic_latin", set: person(func(p *order.IncomingPerson, v string) { p.PatronymicLatin = v })},
		{Name: "pin", set: person(func(p *order.IncomingPerson, v string) { p.PIN = v })},
		{Name: "birth", Date: true, set: person(func(p *order.IncomingPerson, v string) { p.Birth = v })},
		{Name: "sex", set: person(func(p *order.IncomingPerson, v string) { p.Sex = v })},
		{Name: "language", set: person(func(p *order.IncomingPerson, v string) { p.Language = v })},
		{Name: "address", set: person(func(p *order.IncomingPerson, v string) { p.Address = v })},
		{Name: "district", set: person(func(p *order.IncomingPerson, v string) { p.District = v })},
		{Name: "phone", set: person(func(p *order.IncomingPerson, v string) { p.Phone = v })},
	}
}

func stateFields() []Field {
	return []Field{
		{Name: "registered_on", Required: true, Date: true, set: func(c *Case, v string) { c.RegisteredOn = v }},
		{Name: "hours_done", set: func(c *Case, v string) { c.HoursDone = v }},
		{Name: "warnings", set: func(c *Case, v string) { c.Warnings = v }},
		{Name: "paper_number", set: func(c *Case, v string) { c.FileNumber = v }},
		{Name: "ended_on", Date: true, set: func(c *Case, v string) { c.EndedOn = v }},
		{Name: "ends_ground", List: rulebook.ListEndGrounds, set: func(c *Case, v string) { c.EndsGround = v }},
		{Name: "ends_note", set: func(c *Case, v string) { c.EndsNote = v }},
	}
}

func measure(c *Case, code string, at int) {
	for len(c.Measures) <= at {
		c.Measures = append(c.Measures, order.IncomingMeasure{})
	}
	c.Measures[at].Code = code
}

// obligations are codes with blanks or commas between them.
func obligations(c *Case, v string) {
	for _, code := range strings.FieldsFunc(v, func(r rune) bool { return r == ' ' || r == ',' || r == ';' }) {
		c.Obligations = append(c.Obligations, order.IncomingObligation{Code: code})
	}
}

// nameFields tell whether a register names people at all.
var nameFields = []string{"full_name", "surname", "given", "patronymic", "surname_latin", "given_latin"}

// problemField is the field of a mapping that a problem of the rules of orders concerns.
func problemField(field string) string {
	field = strings.TrimPrefix(field, "person.")
	switch field {
	case "measures":
		return "measure"
	case "on":
		return "ended_on"
	case "ground":
		return "ends_ground"
	case "note":
		return "ends_note"
	}
	return field
}
