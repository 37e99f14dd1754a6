package rulebook

import "strings"

// ClientText is the set of sheets for clients in one language. A language is added by adding a file; Draft marks one
// that no native jurist has checked, and is printed on the sheet.
type ClientText struct {
	Lang   string
	Name   string // the language in its own words
	Draft  bool
	Sheets []Sheet
	Basis
}

// Sheet is one paper for the client: the explanation of conditions, a summons, an appointment slip.
type Sheet struct {
	ID       string
	Title    string
	Sections []Section
}

// Section is a heading with paragraphs; Items are a bullet list below them.
type Section struct {
	ID         string
	Heading    string
	Paragraphs []string
	Items      []string
}

// The sheets that every language has.
const (
	SheetConditions  = "conditions"
	SheetSummons     = "summons"
	SheetAppointment = "appointment"
)

// ClientText finds the sheets in a language.
func (r *Rulebook) ClientText(lang string) (ClientText, bool) {
	for _, t := range r.Sheets {
		if t.Lang == lang {
			return t, true
		}
	}
	return ClientText{}, false
}

// Sheet finds a sheet.
func (t ClientText) Sheet(id string) (Sheet, bool) {
	for _, s := range t.Sheets {
		if s.ID == id {
			return s, true
		}
	}
	return Sheet{}, false
}

// Fill puts values in the places {name}, {date} ...; a place without a value becomes a line to write on. A list item
// filled with several lines becomes several items.
func (s Sheet) Fill(values map[string]string) Sheet {
	out := Sheet{ID: s.ID, Title: fill(s.Title, values), Sections: make([]Section, len(s.Sections))}
	for i, sec := range s.Sections {
		out.Sections[i] = Section{sec.ID, fill(sec.Heading, values), fillAll(sec.Paragraphs, values), lines(fillAll(sec.Items, values))}
	}
	return out
}

func fillAll(texts []string, values map[string]string) []string {
	out := make([]string, len(texts))
	for i, t := range texts {
		out[i] = fill(t, values)
	}
	return out
}

func lines(items []string) []string {
	out := make([]string, 0, len(items))
	for _, i := range items {
		out = append(out, strings.Split(i, "\n")...)
	}
	return out
}

const blank = "______________"

func fill(text string, values map[string]string) string {
	var b strings.Builder
	for {
		head, rest, ok := strings.Cut(text, "{")
		b.WriteString(head)
		if !ok {
			return b.String()
		}
		name, tail, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString("{" + rest)
			return b.String()
		}
		if v := values[name]; v != "" {
			b.WriteString(v)
		} else {
			b.WriteString(blank)
		}
		text = tail
	}
}
