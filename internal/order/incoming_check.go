package order

import (
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

// maxWords bounds short texts of a judgment; maxNumber a part of a term or a number of sheets.
const (
	maxWords  = 300
	maxText   = 4000
	maxNumber = 9999
)

// Check turns an incoming judgment into one whose values are possible, or says everything that is wrong at once. It
// judges the input only; whether the judgment is in force, signed and of this person is decided by a person.
// Faults: invalid.
func (in Incoming) Check(rb *rulebook.Rulebook, today civil.Date) (Judgment, error) {
	c := checker{rb: rb, today: today}
	j := Judgment{
		Source: in.Source, Office: id.Office(strings.TrimSpace(in.Office)), Another: in.Another,
		Court: c.words("court", in.Court, true), Number: c.words("number", in.Number, true),
		Article: c.words("article", in.Article, false), Document: c.words("document", in.Document, false),
		Pages: c.number("pages", in.Pages),
		Kind:  c.kind(in.Kind), Convict: c.convict(in.Person),
		Measures: c.measures(in.Measures), Obligations: c.obligations(in.Obligations),
	}
	if j.Source == "" {
		j.Source = SourcePaper
	}
	c.dates(in, &j)
	c.term(in, &j)
	c.credit(in, &j)
	return j, c.problems.Err()
}

type checker struct {
	rb       *rulebook.Rulebook
	today    civil.Date
	problems fault.Problems
}

func (c *checker) words(field, text string, required bool) string {
	text = strings.Join(strings.Fields(text), " ")
	switch {
	case text == "" && required:
		c.problems.Add(field, "field.required")
	case len([]rune(text)) > maxWords:
		c.problems.Add(field, "field.too_long", "Max", maxWords)
	}
	return text
}

func (c *checker) has(field string) bool {
	return slices.ContainsFunc(c.problems, func(p fault.Problem) bool { return p.Field == field })
}

func (c *checker) number(field, text string) int {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > maxNumber {
		c.problems.Add(field, "field.number")
		return 0
	}
	return n
}

func (c *checker) date(field, text string) civil.Date {
	d, err := civil.ParseDate(strings.TrimSpace(text))
	if err != nil {
		c.problems.Add(field, "date.invalid")
	}
	return d
}

func (c *checker) dates(in Incoming, j *Judgment) {
	j.DecidedOn = c.date("decided_on", in.DecidedOn)
	j.InForceOn = c.date("in_force_on", in.InForceOn)
	j.ReceivedOn = c.date("received_on", in.ReceivedOn)
	if strings.TrimSpace(in.DecidedOn) == "" {
		c.problems.Add("decided_on", "field.required")
	}
	if j.ReceivedOn.IsZero() {
		j.ReceivedOn = c.today
	}
	if j.DecidedOn.After(c.today) {
		c.problems.Add("decided_on", "date.future")
	}
	if j.ReceivedOn.After(c.today) {
		c.problems.Add("received_on", "date.future")
	}
	if !j.InForceOn.IsZero() && j.InForceOn.Before(j.DecidedOn) {
		c.problems.Add("in_force_on", "judgment.in_force_before_decision")
	}
	if !j.DecidedOn.IsZero() && j.ReceivedOn.Before(j.DecidedOn) {
		c.problems.Add("received_on", "judgment.received_before_decision")
	}
}

// term reads years, months and days, or the first and last day, or both; a term that ends before it starts is refused.
func (c *checker) term(in Incoming, j *Judgment) {
	j.Term = civil.Term{
		Years: c.number("term_years", in.TermYears), Months: c.number("term_months", in.TermMonths), Days: c.number("term_days", in.TermDays),
	}.Normal()
	from, to := c.date("term_from", in.TermFrom), c.date("term_to", in.TermTo)
	switch {
	case !from.IsZero() && !to.IsZero() && to.Before(from):
		c.problems.Add("term_to", "date.order", "From", from, "To", to)
	case !to.IsZero() && !j.DecidedOn.IsZero() && to.Before(j.DecidedOn):
		c.problems.Add("term_to", "date.order", "From", j.DecidedOn, "To", to)
	}
	j.StatedFrom, j.StatedTo = from, to
	if j.Term.IsZero() && to.IsZero() && c.needsTerm(j.Measures) && !c.has("term_to") && !c.has("term_months") {
		c.problems.Add("term_months", "judgment.term_required")
	}
}

func (c *checker) credit(in Incoming, j *Judgment) {
	j.Credit = Credit{Kind: strings.TrimSpace(in.CreditKind), Days: c.number("credit_days", in.CreditDays)}
	if j.Credit.Days == 0 {
		j.Credit = Credit{}
		return
	}
	if !c.rb.List(rulebook.ListCreditKinds).Holds(j.Credit.Kind, c.today) {
		c.problems.Add("credit_kind", "field.choose")
	}
}

func (c *checker) needsTerm(measures []Measure) bool {
	list := c.rb.List(rulebook.ListMeasures)
	for _, m := range measures {
		if item, ok := list.Item(m.Code); ok && item.Attr["unit"] == "term" {
			return true
		}
	}
	return false
}

func (c *checker) kind(code string) string {
	code = strings.TrimSpace(code)
	if code == "" {
		code = "executive"
	}
	if !c.rb.List(rulebook.ListClientKinds).Holds(code, c.today) {
		c.problems.Add("kind", "judgment.kind_unknown")
	}
	return code
}

func (c *checker) measures(in []IncomingMeasure) []Measure {
	list := c.rb.List(rulebook.ListMeasures)
	var out []Measure
	for _, m := range in {
		code := strings.TrimSpace(m.Code)
		if code == "" {
			continue
		}
		if _, ok := list.Item(code); !ok {
			c.problems.Add("measures", "judgment.measure_unknown", "Code", short(code))
			continue
		}
		for _, o := range out {
			if o.Code == code {
				c.problems.Add("measures", "judgment.measure_twice", "Code", code)
			}
		}
		hours := c.number("hours", m.Hours)
		if item, _ := list.Item(code); item.Attr["unit"] == "hours" && hours == 0 && !c.has("hours") {
			c.problems.Add("hours", "judgment.hours_required")
		}
		out = append(out, Measure{Code: code, Hours: hours})
	}
	if len(out) == 0 && !c.has("measures") {
		c.problems.Add("measures", "judgment.measure_required")
	}
	return out
}

func (c *checker) obligations(in []IncomingObligation) []Obligation {
	list := c.rb.List(rulebook.ListObligations)
	var out []Obligation
	for _, o := range in {
		code, text := strings.TrimSpace(o.Code), strings.TrimSpace(o.Text)
		if code == "" && text == "" {
			continue
		}
		if _, ok := list.Item(code); !ok {
			c.problems.Add("obligations", "judgment.obligation_unknown", "Code", short(code))
			continue
		}
		if item, _ := list.Item(code); item.Is("note_required") && text == "" {
			c.problems.Add("obligations", "judgment.obligation_words", "Code", code)
		}
		if len([]rune(text)) > maxText {
			c.problems.Add("obligations", "field.too_long", "Max", maxText)
		}
		out = append(out, Obligation{Code: code, Text: text})
	}
	return out
}

// short keeps what a problem repeats of an unknown code within bounds.
func short(code string) string {
	if r := []rune(code); len(r) > 40 {
		return string(r[:40])
	}
	return code
}

func (c *checker) convict(in IncomingPerson) Convict {
	out := Convict{
		Name:     person.Name{Surname: in.Surname, Given: in.Given, Patronymic: in.Patronymic, Script: person.Cyrillic}.Complete(),
		Language: strings.TrimSpace(in.Language), Address: c.words("person.address", in.Address, false),
	}
	latin := person.Name{Surname: in.SurnameLatin, Given: in.GivenLatin, Patronymic: in.PatronymicLatin, Script: person.Latin}.Complete()
	if !latin.IsZero() {
		c.latin(latin)
		out.Latin = latin
	}
	if !in.Unknown || !out.Name.IsZero() {
		out.Name.Check(&c.problems, "person.", person.Cyrillic)
	}
	if out.Language != "" && !c.rb.List(rulebook.ListLanguages).Holds(out.Language, c.today) && !slices.Contains(person.Languages(), out.Language) {
		c.problems.Add("person.language", "field.unknown")
	}
	var err error
	if strings.TrimSpace(in.PIN) != "" {
		out.PIN, err = person.ParsePIN(in.PIN)
		c.problems.Join("person.", err)
	}
	if strings.TrimSpace(in.Phone) != "" {
		out.Phone, err = person.ParsePhone(in.Phone)
		c.problems.Join("person.", err)
	}
	if out.Birth, err = civil.ParsePartial(strings.TrimSpace(in.Birth)); err != nil {
		c.problems.Add("person.birth", "date.invalid")
	} else if out.Birth.First().After(c.today) {
		c.problems.Add("person.birth", "date.future")
	}
	var ok bool
	if out.Sex, ok = person.ParseSex(in.Sex); !ok {
		c.problems.Add("person.sex", "field.choose")
	}
	if strings.TrimSpace(in.District) != "" {
		if out.District, ok = rulebook.ParseSOATE(in.District); !ok {
			c.problems.Add("person.district", "judgment.district_unknown")
		}
	}
	return out
}

// latin checks the Latin spelling under the names that its own fields have.
func (c *checker) latin(n person.Name) {
	var p fault.Problems
	n.Check(&p, "person.", person.Latin)
	for _, q := range p {
		q.Field += "_latin"
		c.problems = append(c.problems, q)
	}
}
