package study

import (
	"net/url"
	"slices"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/rulebook"
)

// Codes of the shipped lists that the rules speak of; an item says the rest by its attributes.
const (
	ConsentGiven = "given"
	Person       = "person" // the interview with the person studied
)

func consentFields() []Field {
	return []Field{
		{Name: "outcome", Kind: Code, List: ListConsent, Required: true},
		{Name: "why", Kind: Code, List: ListCannot},
		{Name: "on", Kind: Day, Required: true},
		{Name: "informed_in", Kind: Code, List: rulebook.ListLanguages},
		{Name: "interpreter", Kind: Line},
		{Name: "explained", Kind: Yes},
		{Name: "representative", Kind: Line},
		{Name: "relation", Kind: Line},
		{Name: "note", Kind: Long},
	}
}

// checkConsent asks what makes a consent informed: in which language, that everything was explained, and for a child the
// legal representative. A refusal needs no reason.
func checkConsent(v url.Values, problems *fault.Problems, c Context) {
	it, _ := c.Rules.List(ListConsent).Item(v.Get("outcome"))
	if it.Is("unreached") {
		if v.Get("why") == "" {
			problems.Add("why", "field.choose")
		}
		checkNote(v, problems, c.Rules.List(ListCannot), v["why"])
		return
	}
	v.Del("why")
	if v.Get("informed_in") == "" {
		problems.Add("informed_in", "field.choose")
	}
	if v.Get("outcome") == ConsentGiven && v.Get("explained") == "" {
		problems.Add("explained", "study.explain_first")
	}
	if c.Request.MinorOn(c.Today) {
		for _, f := range []string{"representative", "relation"} {
			if v.Get(f) == "" {
				problems.Add(f, "study.representative_needed")
			}
		}
	}
}

func interviewFields() []Field {
	return []Field{
		{Name: "who", Kind: Code, List: ListWho, Required: true},
		{Name: "name", Kind: Line},
		{Name: "relation", Kind: Line},
		{Name: "on", Kind: Day, Required: true},
		{Name: "how", Kind: Code, List: ListHow, Required: true},
		{Name: "outcome", Kind: Code, List: ListTalk, Required: true},
		{Name: "told", Kind: Code, List: ListTold},
		{Name: "told_text", Kind: Line},
		{Name: "text", Kind: Long, Silent: true},
	}
}

// checkInterview asks of every conversation with others what they were told: only what is needed, or more with the written
// agreement of the person studied.
func checkInterview(v url.Values, problems *fault.Problems, c Context) {
	talked, _ := c.Rules.List(ListTalk).Item(v.Get("outcome"))
	others := v.Get("who") != Person
	if others && v.Get("who") != "" && (talked.Is("spoke") || talked.Is("met")) && v.Get("told") == "" {
		problems.Add("told", "study.told_needed")
	}
	if !others {
		v.Del("told")
		v.Del("told_text")
	}
	if told, ok := c.Rules.List(ListTold).Item(v.Get("told")); ok && told.Is("note_required") && v.Get("told_text") == "" {
		problems.Add("told_text", "field.required")
	}
	if talked.Is("spoke") {
		if v.Get("text") == "" && !has(*problems, "text") {
			problems.Add("text", "field.required")
		}
		if others && v.Get("name") == "" {
			problems.Add("name", "field.required")
		}
	}
}

// SectionField is the field of a statement that says in which part of the report it stands.
const SectionField = "section"

// RatingField is the service's view, in the part that asks for it.
const RatingField = "rating"

func statementFields() []Field {
	return []Field{
		{Name: SectionField, Kind: Code, Required: true},
		{Name: RatingField, Kind: Code},
		{Name: "text", Kind: Long, Required: true, Silent: true},
		{Name: "grounds", Kind: Codes, List: ListGrounds, Required: true},
		{Name: "source_text", Kind: Line},
		{Name: "read_back", Kind: Yes},
	}
}

// checkStatement asks that the person's own view was read back to them, and for the document or register where one is named.
func checkStatement(v url.Values, problems *fault.Problems, c Context) {
	s, known := c.section(v.Get(SectionField))
	if !known && v.Get(SectionField) != "" {
		problems.Add(SectionField, "field.unknown")
	}
	if _, ok := s.Rated(v.Get(RatingField)); !ok && len(s.Rates) > 0 && v.Get(RatingField) != "" {
		problems.Add(RatingField, "field.unknown")
	}
	if len(s.Rates) == 0 {
		v.Del(RatingField)
	}
	if s.OwnView && v.Get("read_back") == "" {
		problems.Add("read_back", "study.read_back_needed")
	}
	if !s.OwnView {
		v.Del("read_back")
	}
	for _, g := range v["grounds"] {
		if ground, ok := c.Rules.List(ListGrounds).Item(g); ok && ground.Is("note_required") && v.Get("source_text") == "" {
			problems.Add("source_text", "study.source_needed")
			return
		}
	}
}

// Ready says what a report or a letter still lacks before the head may see it.
func Ready(s Study, entries []Entry, c Context) fault.Problems {
	var problems fault.Problems
	if s.Product == Letter {
		return problems
	}
	if !slices.ContainsFunc(entries, func(e Entry) bool {
		it, _ := c.Rules.List(ListTalk).Item(e.Get("outcome"))
		return e.Kind == KindInterview && e.Get("who") == Person && it.Is("spoke")
	}) {
		problems.Add("", "study.no_talk_with_person")
	}
	if n := len(Empty(entries, c)); n > 0 {
		problems.Add("", "study.sections_empty", "Count", n)
	}
	return problems
}

// Empty lists the sections that a report must have and that nothing is written in yet.
func Empty(entries []Entry, c Context) []string {
	var out []string
	for _, s := range c.Sections {
		if s.Required && !slices.ContainsFunc(entries, func(e Entry) bool { return c.fills(e, s) }) {
			out = append(out, s.Code)
		}
	}
	return out
}

// Closes reports whether a decision of the court closes the compartment: the person is not guilty or the case is over.
func Closes(rules *rulebook.Rulebook, decision string) bool {
	it, _ := rules.List(ListDecisions).Item(decision)
	return it.Is("closes")
}

// Convicts reports whether a decision of the court is a conviction, after which the person may come as a client.
func Convicts(rules *rulebook.Rulebook, decision string) bool {
	it, _ := rules.List(ListDecisions).Item(decision)
	return it.Is("convicts")
}
