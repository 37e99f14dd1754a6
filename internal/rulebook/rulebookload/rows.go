package rulebookload

import (
	"strings"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/rulebook"
)

// BasisRow is the part that every row has; exported because the YAML library cannot fill an unexported one.
type BasisRow struct {
	Status    string `yaml:"status"`
	Source    string `yaml:"source"`
	Article   string `yaml:"article"`
	Note      text   `yaml:"note"`
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

type text map[string]string

type ruleRow struct {
	ID       string `yaml:"id"`
	Area     string `yaml:"area"`
	Kind     string `yaml:"kind"`
	Value    any    `yaml:"value"`
	Unit     string `yaml:"unit"`
	Roll     bool   `yaml:"roll"`
	Label    text   `yaml:"label"`
	BasisRow `yaml:",inline"`
}

type listRow struct {
	ID       string    `yaml:"id"`
	Area     string    `yaml:"area"`
	Label    text      `yaml:"label"`
	Items    []itemRow `yaml:"items"`
	BasisRow `yaml:",inline"`
}

type itemRow struct {
	Code     string         `yaml:"code"`
	Label    text           `yaml:"label"`
	Attr     map[string]any `yaml:"attr"`
	BasisRow `yaml:",inline"`
}

type yearRow struct {
	Year     int      `yaml:"year"`
	Off      []offRow `yaml:"off"`
	Working  []string `yaml:"working"`
	BasisRow `yaml:",inline"`
}

type offRow struct {
	Date     string `yaml:"date"`
	To       string `yaml:"to"`
	Label    text   `yaml:"label"`
	BasisRow `yaml:",inline"`
}

type stepRow struct {
	Step     string   `yaml:"step"`
	Area     string   `yaml:"area"`
	Title    text     `yaml:"title"`
	Roles    []string `yaml:"roles"`
	What     []text   `yaml:"what"`
	Deadline string   `yaml:"deadline"`
	Form     string   `yaml:"form"`
	BasisRow `yaml:",inline"`
}

type sheetRow struct {
	ID       string `yaml:"id"`
	Title    string `yaml:"title"`
	Sections []struct {
		ID         string   `yaml:"id"`
		Heading    string   `yaml:"heading"`
		Paragraphs []string `yaml:"paragraphs"`
		Items      []string `yaml:"items"`
	} `yaml:"sections"`
}

type officeRow struct {
	Code     string      `yaml:"code"`
	Kind     string      `yaml:"kind"`
	SOATE    string      `yaml:"soate"`
	Names    []nameRow   `yaml:"names"`
	Parents  []parentRow `yaml:"parents"`
	BasisRow `yaml:",inline"`
}

type nameRow struct {
	Name      text   `yaml:"name"`
	ValidFrom string `yaml:"valid_from"`
	ValidTo   string `yaml:"valid_to"`
}

type parentRow struct {
	Code     string `yaml:"code"`
	BasisRow `yaml:",inline"`
}

type courtRow struct {
	Code     string `yaml:"code"`
	SOATE    string `yaml:"soate"`
	Kind     string `yaml:"kind"`
	Name     text   `yaml:"name"`
	BasisRow `yaml:",inline"`
}

// basis checks and turns the common part. An empty status takes over that of the row above (given by inherit).
func (found *findings) basis(at place, r BasisRow, inherit *rulebook.Basis) rulebook.Basis {
	b := rulebook.Basis{
		Status: rulebook.Status(r.Status), Source: r.Source, Article: r.Article, Note: rulebook.Text(r.Note),
		Valid: found.period(at, r.ValidFrom, r.ValidTo),
	}
	if b.Status == "" && inherit != nil {
		b.Status, b.Source = inherit.Status, inherit.Source
		if b.Article == "" {
			b.Article = inherit.Article
		}
	}
	if len(r.Note) > 0 {
		found.label(at, "note", r.Note)
	}
	switch {
	case !b.Status.Known():
		found.add(at, "status", "status", "Status", string(b.Status))
	case b.Status == rulebook.Sourced && strings.TrimSpace(b.Source) == "":
		found.add(at, "source", "source")
	}
	return b
}

func (found *findings) period(at place, from, to string) civil.Period {
	p := civil.Period{From: found.date(at, "valid_from", from), To: found.date(at, "valid_to", to)}
	if !p.Valid() {
		found.add(at, "valid_to", "period")
	}
	return p
}

func (found *findings) date(at place, field, s string) civil.Date {
	d, err := civil.ParseDate(s)
	if err != nil {
		found.add(at, field, "date", "Value", s)
	}
	return d
}

// label checks that a text stands in each official language.
func (found *findings) label(at place, field string, t text) rulebook.Text {
	out := rulebook.Text(t)
	switch lacks := out.Lacks(); {
	case len(lacks) == 3:
		found.add(at, field, "label")
	case len(lacks) > 0:
		found.add(at, field, "label_language", "Languages", strings.Join(lacks, ", "))
	}
	return out
}
