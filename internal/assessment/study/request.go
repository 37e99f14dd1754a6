package study

import (
	"net/url"
	"slices"
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/person"
	"tuzjol/internal/rulebook"
)

func requestFields() []Field {
	return []Field{
		{Name: "asker", Kind: Code, List: ListAskers, Required: true},
		{Name: "body", Kind: Line, Required: true},
		{Name: "official", Kind: Line},
		{Name: "number", Kind: Line, Required: true},
		{Name: "dated", Kind: Day, Required: true},
		{Name: "received", Kind: Day, Required: true},
		{Name: "how", Kind: Code, List: ListDelivery, Required: true},
		{Name: "surname", Kind: Line, Required: true},
		{Name: "given", Kind: Line, Required: true},
		{Name: "patronymic", Kind: Line},
		{Name: "birth", Kind: Line, Required: true},
		{Name: "sex", Kind: Code, Required: true},
		{Name: "pin", Kind: Line},
		{Name: "language", Kind: Code, List: rulebook.ListLanguages},
		{Name: "address", Kind: Line},
		{Name: "phone", Kind: Line},
		{Name: "held", Kind: Line},
		{Name: "representative", Kind: Line},
		{Name: "disability", Kind: Yes},
		{Name: "article", Kind: Line, Required: true},
		{Name: "asked", Kind: Codes, List: ListAsked, Required: true},
		{Name: "asked_text", Kind: Long},
		{Name: "due", Kind: Ahead},
		{Name: "another", Kind: Yes},
	}
}

func checkRequest(v url.Values, problems *fault.Problems, c Context) {
	if born := v.Get("birth"); born != "" {
		p, err := civil.ParsePartial(born)
		switch {
		case err != nil || p.IsZero():
			problems.Add("birth", "date.invalid")
		case p.First().After(c.Today):
			problems.Add("birth", "date.future")
		default:
			v.Set("birth", p.String())
		}
	}
	if sex := v.Get("sex"); sex != "" && sex != "m" && sex != "f" {
		problems.Add("sex", "field.unknown")
	}
	if v.Get("pin") != "" {
		if pin, err := person.ParsePIN(v.Get("pin")); err != nil {
			problems.Add("pin", "study.pin_bad")
		} else {
			v.Set("pin", string(pin))
		}
	}
	e := Entry{Values: v}
	if dated, got := e.Day("dated"), e.Day("received"); !dated.IsZero() && !got.IsZero() && dated.After(got) {
		problems.Add("received", "study.received_before_dated")
	}
	if due, got := e.Day("due"), e.Day("received"); !due.IsZero() && !got.IsZero() && due.Before(got) {
		problems.Add("due", "study.due_before_received")
	}
}

// Name is how the document spells the person studied.
func (e Entry) Name() string {
	return strings.TrimSpace(strings.Join([]string{e.Get("surname"), e.Get("given"), e.Get("patronymic")}, " "))
}

// Born is the birth date of a request, as precise as the document has it.
func (e Entry) Born() civil.Partial {
	p, err := civil.ParsePartial(e.Get("birth"))
	if err != nil {
		return civil.Partial{}
	}
	return p
}

// MinorOn reports whether the person of a request is under 18 on a day; somebody of whom only the year is known counts as under
// age as long as that may be.
func (e Entry) MinorOn(day civil.Date) bool {
	until := person.MinorUntil(e.Born())
	return !until.IsZero() && !until.Before(day)
}

// Must lists why the court must order the report: codes of the list study_must, by Criminal Procedure Code article 280.
func (e Entry) Must(day civil.Date) []string {
	var out []string
	if e.MinorOn(day) {
		out = append(out, "child")
	}
	if e.Get("sex") == "f" {
		out = append(out, "woman")
	}
	if e.Get("disability") != "" {
		out = append(out, "disability")
	}
	return out
}

func checkCheck(v url.Values, problems *fault.Problems) {
	for _, f := range Fields(KindCheck) {
		switch v.Get(f.Name) {
		case "", "yes":
		case "no":
			problems.Add(f.Name, "study.check_no")
		default:
			problems.Add(f.Name, "field.unknown")
		}
	}
}

// NameKeys is what the names of one person have in common whatever their order and case, for finding the same person again.
func NameKeys(surname, given string) string {
	words := strings.Fields(strings.ToLower(strings.ReplaceAll(surname+" "+given, "ё", "е")))
	slices.Sort(words)
	return strings.Join(words, " ")
}
