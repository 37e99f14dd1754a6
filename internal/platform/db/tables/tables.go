// Package tables reads what the schema says of its tables out of the migrations' own text.
package tables

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

// Kind says how a table may be written.
type Kind string

// The kinds, named in the migration by a line "-- <table> [<kind>]: what it is" above each table.
const (
	Record     Kind = "record"     // what the service knows: written with the verbs, covered by the audit
	Technical  Kind = "technical"  // sessions, cursors, counters, drafts, the audit's own tables
	Projection Kind = "projection" // computed from record rows and rebuilt at will
)

// Table is what the schema says of a table.
type Table struct {
	Name    string
	Kind    Kind
	Columns []string
	Bools   map[string]bool
	About   string
}

// PersonBearing reports whether the table's rows belong to a client.
func (t Table) PersonBearing() bool { return slices.Contains(t.Columns, "client_id") }

var (
	aboutLine   = regexp.MustCompile(`(?m)^-- (\w+) \[(record|technical|projection)\]: (.+)$`)
	createTable = regexp.MustCompile(`(?s)create table (\w+) \((.*?)\n\)`)
	columnLine  = regexp.MustCompile(`^\s*(\w+)\s+\{\{(\w+)\}\}`)
	addColumn   = regexp.MustCompile(`(?m)^alter table (\w+) add column (\w+)\s+\{\{(\w+)\}\}`)
)

// Parse reads the schema's own text, so that the kinds stand beside the tables and cannot drift from them.
func Parse(schema fs.FS) (map[string]Table, error) {
	out := map[string]Table{}
	if schema == nil {
		return out, nil
	}
	names, err := fs.Glob(schema, "*.sql")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		text, err := fs.ReadFile(schema, name)
		if err != nil {
			return nil, err
		}
		if err := parseFile(out, name, string(text)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func parseFile(out map[string]Table, name, text string) error {
	about := map[string][]string{}
	for _, m := range aboutLine.FindAllStringSubmatch(text, -1) {
		about[m[1]] = m[2:]
	}
	for _, m := range createTable.FindAllStringSubmatch(text, -1) {
		t := Table{Name: m[1], Bools: map[string]bool{}}
		a, ok := about[t.Name]
		if !ok {
			return fmt.Errorf("%s: table %s needs a line \"-- %s [record|technical|projection]: what it is\" above it", name, t.Name, t.Name)
		}
		t.Kind, t.About = Kind(a[0]), a[1]
		for line := range strings.SplitSeq(m[2], "\n") {
			if c := columnLine.FindStringSubmatch(line); c != nil {
				t.Columns = append(t.Columns, c[1])
				t.Bools[c[1]] = c[2] == "bool"
			}
		}
		out[t.Name] = t
	}
	for _, m := range addColumn.FindAllStringSubmatch(text, -1) {
		t := out[m[1]]
		t.Columns = append(t.Columns, m[2])
		t.Bools[m[2]] = m[3] == "bool"
		out[m[1]] = t
	}
	return nil
}
