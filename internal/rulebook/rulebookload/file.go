package rulebookload

import (
	"io"

	"github.com/goccy/go-yaml/ast"

	"tuzjol/internal/platform/yamlrow"
	"tuzjol/internal/rulebook"
)

// maxFile bounds a rulebook file; the largest shipped one is a tenth of it.
const maxFile = 4 << 20

// content is everything a file may hold, by its top-level keys.
type content struct {
	manifest *manifest
	sheets   *rulebook.ClientText
	rules    []located[rulebook.Rule]
	lists    []located[rulebook.List]
	years    []located[rulebook.HolidayYear]
	steps    []located[rulebook.Instruction]
	offices  []located[rulebook.Office]
	courts   []located[rulebook.Court]
	tables   []located[rulebook.Standard]
}

// located is a row with the place where it stands.
type located[T any] struct {
	at  place
	row T
}

// manifest is the head of a version: rulebook*.yaml in the root of the folder.
type manifest struct {
	Jurisdiction string   `yaml:"jurisdiction"`
	Version      string   `yaml:"version"`
	InForce      string   `yaml:"in_force"`
	Zone         string   `yaml:"zone"`
	Title        text     `yaml:"title"`
	Weekend      []string `yaml:"weekend"`
	BasedOn      string   `yaml:"based_on"`
	Files        []string `yaml:"files"`
}

type sheetFile struct {
	Lang     string     `yaml:"lang"`
	Name     string     `yaml:"name"`
	Draft    bool       `yaml:"draft"`
	Sheets   []sheetRow `yaml:"sheets"`
	BasisRow `yaml:",inline"`
}

// read takes a file apart. What cannot be read at all is one finding with the line that the parser names.
func (found *findings) read(name string, in io.Reader) content {
	var c content
	at := place{file: name}
	data, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err != nil || len(data) > maxFile {
		found.add(at, "", "file")
		return c
	}
	root, wrong := yamlrow.Root(data)
	if wrong != nil {
		found.add(place{file: name, row: wrong.Line}, "", "syntax", "Error", wrong.Text)
		return c
	}
	found.sections(&c, name, root)
	return c
}

func (found *findings) sections(c *content, name string, root *ast.MappingNode) {
	keys := map[string]bool{}
	for _, v := range root.Values {
		keys[v.Key.String()] = true
	}
	at := place{file: name, row: 1}
	switch {
	case keys["version"]:
		c.manifest = decode[manifest](found, at, root)
		return
	case keys["lang"]:
		if f := decode[sheetFile](found, at, root); f != nil {
			at.id = f.Lang
			c.sheets = found.clientText(at, *f)
		}
		return
	}
	for _, v := range root.Values {
		seq, ok := v.Value.(*ast.SequenceNode)
		if !ok {
			found.add(place{file: name, row: yamlrow.Line(v.Key)}, v.Key.String(), "section", "Section", v.Key.String())
			continue
		}
		found.section(c, name, v.Key.String(), yamlrow.Line(v.Key), seq)
	}
}

func (found *findings) section(c *content, name, key string, row int, seq *ast.SequenceNode) {
	for _, n := range seq.Values {
		at := place{file: name, row: yamlrow.Line(n)}
		switch key {
		case "rules":
			c.rules = appendRow(found, c.rules, at, n, found.rule)
		case "lists":
			c.lists = appendRow(found, c.lists, at, n, found.codeList)
		case "holidays":
			c.years = appendRow(found, c.years, at, n, found.year)
		case "instructions":
			c.steps = appendRow(found, c.steps, at, n, found.step)
		case "offices":
			c.offices = appendRow(found, c.offices, at, n, found.office)
		case "standards":
			c.tables = appendRow(found, c.tables, at, n, found.standard)
		case "courts":
			c.courts = appendRow(found, c.courts, at, n, found.court)
		default:
			found.add(place{file: name, row: row}, key, "section", "Section", key)
			return
		}
	}
}

// appendRow decodes one row and turns it into the type of the rulebook.
func appendRow[R, T any](
	found *findings, list []located[T], at place, n ast.Node, turn func(place, R) T,
) []located[T] {
	r := decode[R](found, at, n)
	if r == nil {
		return list
	}
	return append(list, located[T]{at, turn(at, *r)})
}

// decode reads a node strictly: an unknown field is a finding, for it is most often a misspelt one.
func decode[R any](found *findings, at place, n ast.Node) *R {
	var r R
	if wrong := yamlrow.Decode(n, &r); wrong != nil {
		at.row = wrong.Line
		found.add(at, "", "syntax", "Error", wrong.Text)
		return nil
	}
	return &r
}
