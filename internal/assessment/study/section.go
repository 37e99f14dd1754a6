package study

import (
	"slices"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// Section is one part of the report: a domain of the instrument of the study, with its guidance and the questions that may be put.
type Section struct {
	Code      string
	Title     rulebook.Text
	Guidance  rulebook.Text
	Interview []rulebook.Text
	Asks      []rulebook.Text // what the section is to say
	Required  bool
	OwnView   bool
	Rates     []assessment.Option // what the service may answer where the section asks for its view
}

// Sections gives the parts of a report from the instrument that is in force on a day. A domain whose instrument asks for something
// must be written, but for that of the conversations, which the report lists from their own entries.
func Sections(specs []assessment.Spec, on civil.Date) []Section {
	spec, ok := current(specs, on)
	if !ok {
		return nil
	}
	out := make([]Section, 0, len(spec.Domains))
	for _, d := range spec.Domains {
		s := Section{Code: d.ID, Title: d.Title, Guidance: d.Guidance, Interview: d.Interview}
		for _, it := range spec.Items {
			if it.Domain == d.ID && it.ID == d.Rating {
				s.Rates = spec.OptionsOf(it)
			}
			if it.Domain != d.ID || it.Kind != assessment.ItemText {
				continue
			}
			s.Asks = append(s.Asks, it.Label)
			s.Required = s.Required || !it.Optional && d.ID != conversations
			s.OwnView = s.OwnView || it.Part == assessment.PartView
		}
		out = append(out, s)
	}
	return out
}

// conversations is the domain that says who was asked.
const conversations = "sources"

// current is the latest version of the instrument of studies that holds on a day.
func current(specs []assessment.Spec, on civil.Date) (assessment.Spec, bool) {
	best, ok := assessment.Spec{}, false
	for _, s := range specs {
		if s.Use == assessment.UseStudy && !s.ValidFrom.After(on) && (s.ValidTo.IsZero() || !s.ValidTo.Before(on)) && (!ok || s.ValidFrom.After(best.ValidFrom)) {
			best, ok = s, true
		}
	}
	return best, ok
}

// Former are the parts of reports written before the sections came from the instrument: the list study_sections names them, and says
// in which part of today what they say stands.
func Former(rules *rulebook.Rulebook) []Section {
	var out []Section
	for _, it := range rules.List(ListSections).Items {
		out = append(out, Section{Code: it.Code, Title: it.Label, OwnView: it.Is("own_view")})
	}
	return out
}

// section finds the part of a code among those of today.
func (c Context) section(code string) (Section, bool) {
	n := slices.IndexFunc(c.Sections, func(s Section) bool { return s.Code == code })
	if n < 0 {
		return Section{}, false
	}
	return c.Sections[n], true
}

// Rated is the code of the service's view that a statement may carry; ok is false where its section asks for none or knows no such.
func (s Section) Rated(code string) (assessment.Option, bool) {
	n := slices.IndexFunc(s.Rates, func(o assessment.Option) bool { return o.Code == code })
	if n < 0 {
		return assessment.Option{}, false
	}
	return s.Rates[n], true
}

// fills reports whether a statement is enough for a part: one that asks for the service's view is written once that is given.
func (c Context) fills(e Entry, s Section) bool {
	if !c.says(e, s.Code) {
		return false
	}
	_, rated := s.Rated(e.Get(RatingField))
	return len(s.Rates) == 0 || rated
}

// says reports whether a statement, written under whatever section, stands for a part of today.
func (c Context) says(e Entry, code string) bool {
	if e.Kind != KindStatement {
		return false
	}
	was := e.Get("section")
	if _, ok := c.section(was); ok {
		return was == code
	}
	it, _ := c.Rules.List(ListSections).Item(was)
	return it.Attr["now"] == code
}
