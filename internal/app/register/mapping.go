package register

import (
	"io"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"tuzjol/internal/app/register/sheet"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/yamlrow"
	"tuzjol/internal/rulebook"
)

// Mapping is a checked mapping file: how the columns of one register become cases.
type Mapping struct {
	Source    string   // name of the register; with the key it identifies a row for good
	Key       []string // columns that identify a row
	Encoding  string   // auto, utf-8, windows-1251
	Delimiter string   // auto, or the sign itself
	Sheet     string   // of a workbook; empty takes the first
	Keep      []string // fields whose later changes in the register are left alone
	People    string   // "refuse" a row whose person may be on record, or make a "new" person of it
	Hash      string   // of the file's text

	fields []filling
	keyRow int
}

// File is what the mapping says about the file itself.
func (m *Mapping) File() sheet.Options {
	return sheet.Options{Encoding: m.Encoding, Delimiter: m.Delimiter, Sheet: m.Sheet}
}

// filling says where one field comes from.
type filling struct {
	field    Field
	line     int
	column   string
	value    *string
	cel      *expression
	codes    map[string]string
	list     string // name of the translation
	fallback string
}

// columns are those that a field reads.
func (f filling) columns() []string {
	switch {
	case f.column != "":
		return []string{f.column}
	case f.cel != nil:
		return f.cel.columns
	}
	return nil
}

// Finding is one thing wrong in a mapping file, with the line and what to do.
type Finding struct {
	Line   int
	Msg    msg.Message
	Remedy msg.Message
}

// document is the mapping as it stands in the file; unknown keys are refused.
type document struct {
	Source    string                       `yaml:"source"`
	About     string                       `yaml:"about"`
	Encoding  string                       `yaml:"encoding"`
	Delimiter string                       `yaml:"delimiter"`
	Sheet     string                       `yaml:"sheet"`
	People    string                       `yaml:"people"`
	Key       []string                     `yaml:"key"`
	Keep      []string                     `yaml:"keep"`
	Codes     map[string]map[string]string `yaml:"codes"`
	Fields    map[string]entry             `yaml:"fields"`
}

type entry struct {
	Column  string  `yaml:"column"`
	Value   *string `yaml:"value"`
	CEL     string  `yaml:"cel"`
	Codes   string  `yaml:"codes"`
	Default string  `yaml:"default"`
}

// maxMap bounds a mapping file.
const maxMap = 1 << 20

// ReadMapping reads and checks a mapping file against the rulebook. Without findings the mapping is usable.
func ReadMapping(path string, rb *rulebook.Rulebook) (*Mapping, []Finding, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close() //nolint:errcheck // only read
	data, err := io.ReadAll(io.LimitReader(f, maxMap))
	if err != nil {
		return nil, nil, err
	}
	m, found := ParseMapping(data, rb)
	return m, found, nil
}

// ParseMapping is ReadMapping for text.
func ParseMapping(data []byte, rb *rulebook.Rulebook) (*Mapping, []Finding) {
	c := mapCheck{rb: rb}
	root, wrong := yamlrow.Root(data)
	if wrong != nil {
		c.syntax(wrong)
		return nil, c.found
	}
	c.root = root
	var doc document
	if wrong := yamlrow.Decode(root, &doc); wrong != nil {
		c.syntax(wrong)
		return nil, c.found
	}
	m := c.mapping(doc, data)
	slices.SortStableFunc(c.found, func(a, b Finding) int { return a.Line - b.Line })
	return m, c.found
}

// at is the line of a key below the root, such as at("fields", "sex"); the nearest key above when it does not stand there.
func (c *mapCheck) at(path ...string) int {
	_, line := c.walk(path)
	return line
}

// node is the value of a key below the root, or nil.
func (c *mapCheck) node(path ...string) ast.Node {
	n, _ := c.walk(path)
	return n
}

func (c *mapCheck) walk(path []string) (ast.Node, int) {
	node, line := ast.Node(c.root), 1
	for _, name := range path {
		var next ast.Node
		switch n := node.(type) {
		case *ast.MappingNode:
			for _, v := range n.Values {
				if keyText(v.Key) == name {
					next, line = v.Value, lineOf(v.Key)
				}
			}
		case *ast.MappingValueNode:
			if keyText(n.Key) == name {
				next, line = n.Value, lineOf(n.Key)
			}
		}
		if next == nil {
			return nil, line
		}
		node = next
	}
	return node, line
}

func keyText(k ast.MapKeyNode) string {
	if s, ok := ast.Node(k).(*ast.StringNode); ok {
		return s.Value
	}
	return strings.Trim(k.String(), `"' `)
}

func lineOf(n ast.Node) int { return max(1, yamlrow.Line(n)) }
