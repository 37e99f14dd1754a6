package register

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/yamlrow"
	"tuzjol/internal/rulebook"
)

// mapCheck collects what is wrong in a mapping file.
type mapCheck struct {
	rb    *rulebook.Rulebook
	root  *ast.MappingNode
	found []Finding
}

func (c *mapCheck) add(line int, code string, args ...any) {
	key := "register.map." + code
	c.found = append(c.found, Finding{line, msg.New(key, args...), msg.New(key+".remedy", args...)})
}

func (c *mapCheck) syntax(p *yamlrow.Problem) {
	if p.Shape {
		c.add(1, "shape")
		return
	}
	c.add(max(1, p.Line), "syntax", "Error", p.Text)
}

var sourceName = regexp.MustCompile(`^[a-z][a-z0-9_-]{0,39}$`)

func (c *mapCheck) mapping(doc document, data []byte) *Mapping {
	sum := sha256.Sum256(data)
	m := &Mapping{
		Source: doc.Source, Key: doc.Key, Encoding: orElse(doc.Encoding, "auto"), Delimiter: orElse(doc.Delimiter, "auto"),
		Sheet: doc.Sheet, Keep: doc.Keep, People: orElse(doc.People, "refuse"), Hash: hex.EncodeToString(sum[:16]), keyRow: c.at("key"),
	}
	if !sourceName.MatchString(doc.Source) {
		c.add(c.at("source"), "source", "Given", doc.Source)
	}
	if len(doc.Key) == 0 {
		c.add(c.at("key"), "key")
	}
	for _, one := range []struct {
		name, value string
		allowed     []string
	}{
		{"encoding", m.Encoding, []string{"auto", "utf-8", "windows-1251"}},
		{"delimiter", m.Delimiter, []string{"auto", ",", ";", "\t", "|"}},
		{"people", m.People, []string{"refuse", "new"}},
	} {
		if !slices.Contains(one.allowed, one.value) {
			c.add(c.at(one.name), "choice", "Name", one.name, "Given", one.value, "Allowed", strings.Join(quoted(one.allowed), ", "))
		}
	}
	all := Fields()
	names := fieldNames(all)
	for _, name := range slices.Sorted(maps.Keys(doc.Fields)) {
		if !slices.Contains(names, name) {
			c.add(c.at("fields", name), "field", "Given", name, "Allowed", strings.Join(names, ", "))
		}
	}
	for _, name := range doc.Keep {
		if !slices.Contains(names, name) {
			c.add(c.at("keep"), "field", "Given", name, "Allowed", strings.Join(names, ", "))
		}
	}
	used := map[string]bool{}
	for _, f := range all {
		e, ok := doc.Fields[f.Name]
		if !ok {
			if f.Required {
				c.add(c.at("fields"), "required", "Field", f.Name)
			}
			continue
		}
		used[e.Codes] = true
		m.fields = append(m.fields, c.filling(f, e, doc.Codes))
	}
	for _, name := range slices.Sorted(maps.Keys(doc.Codes)) {
		if !used[name] {
			c.add(c.at("codes", name), "unused", "Codes", name)
		}
	}
	if !m.names() && !slices.ContainsFunc(m.fields, func(f filling) bool { return f.field.Name == "name_unknown" }) {
		yes := "true"
		i := slices.Index(names, "name_unknown")
		m.fields = append(m.fields, filling{field: all[i], value: &yes})
	}
	return m
}

// names reports whether the register names people.
func (m *Mapping) names() bool {
	return slices.ContainsFunc(m.fields, func(f filling) bool { return slices.Contains(nameFields, f.field.Name) })
}

// nameColumns are the columns that name people.
func (m *Mapping) nameColumns() []string {
	var out []string
	for _, f := range m.fields {
		if slices.Contains(nameFields, f.field.Name) {
			out = append(out, f.columns()...)
		}
	}
	return out
}

func fieldNames(all []Field) []string {
	out := make([]string, len(all))
	for i, f := range all {
		out[i] = f.Name
	}
	return out
}

func quoted(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		out[i] = `"` + strings.ReplaceAll(s, "\t", `\t`) + `"`
	}
	return out
}

func (c *mapCheck) filling(f Field, e entry, codes map[string]map[string]string) filling {
	at := func(part string) int { return c.at("fields", f.Name, part) }
	out := filling{field: f, line: c.at("fields", f.Name), column: e.Column, value: e.Value, list: e.Codes, fallback: e.Default}
	n := 0
	for _, given := range []bool{e.Column != "", e.Value != nil, e.CEL != ""} {
		if given {
			n++
		}
	}
	if n != 1 {
		c.add(out.line, "origin", "Field", f.Name)
	}
	if e.CEL != "" {
		x, problem := compile(e.CEL)
		if problem != nil {
			c.add(c.text(f.Name)+problem.line-1, "cel", "Field", f.Name, "Column", problem.column, "Error", problem.text)
		}
		out.cel = x
	}
	if e.Codes != "" {
		table, ok := codes[e.Codes]
		if !ok {
			c.add(at("codes"), "codes", "Codes", e.Codes, "Allowed", strings.Join(slices.Sorted(maps.Keys(codes)), ", "))
		}
		out.codes = table
		for _, from := range slices.Sorted(maps.Keys(table)) {
			c.code(f, table[from], c.at("codes", e.Codes, from))
		}
	}
	if e.Value != nil && out.codes == nil {
		c.code(f, *e.Value, at("value"))
	}
	c.code(f, e.Default, at("default"))
	return out
}

// text is the line at which the expression of a field begins; a block begins below its key.
func (c *mapCheck) text(field string) int {
	at := c.at("fields", field, "cel")
	if n := c.node("fields", field, "cel"); n != nil && n.Type() == ast.LiteralType {
		at++
	}
	return at
}

// code checks a code that the mapping writes itself; an empty one means that nothing is known.
func (c *mapCheck) code(f Field, code string, line int) {
	if code == "" {
		return
	}
	switch {
	case f.List != "":
		list := c.rb.List(f.List)
		if _, ok := list.Item(code); !ok {
			c.add(line, "code", "Field", f.Name, "Given", code, "Allowed", strings.Join(listCodes(list), ", "))
		}
	case len(f.Codes) > 0 && !slices.Contains(f.Codes, code):
		c.add(line, "code", "Field", f.Name, "Given", code, "Allowed", strings.Join(f.Codes, ", "))
	}
}

func listCodes(l rulebook.List) []string {
	out := make([]string, len(l.Items))
	for i, item := range l.Items {
		out[i] = item.Code
	}
	return out
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}

// CheckHeader says which columns the mapping asks for and the file does not have.
func (m *Mapping) CheckHeader(header []string) []Finding {
	var out []Finding
	missing := func(column string, line int) {
		if !slices.Contains(header, column) {
			args := []any{"Column", column, "Allowed", strings.Join(header, ", ")}
			out = append(out, Finding{line, msg.New("register.map.column", args...), msg.New("register.map.column.remedy", args...)})
		}
	}
	for _, k := range m.Key {
		missing(k, m.keyRow)
	}
	for _, f := range m.fields {
		for _, column := range f.columns() {
			missing(column, f.line)
		}
	}
	return out
}
