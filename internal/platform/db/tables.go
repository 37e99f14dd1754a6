package db

import (
	"io/fs"
	"slices"
	"strings"

	"tuzjol/internal/platform/db/tables"
)

// Table is what the schema says of a table.
type Table = tables.Table

// The kinds of tables.
const (
	Record     = tables.Record
	Technical  = tables.Technical
	Projection = tables.Projection
)

// Tables lists the tables of the schema by name.
func (d *DB) Tables() []Table {
	out := make([]Table, 0, len(d.tables))
	for _, t := range d.tables {
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b Table) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// ParseSchema reads the tables of a schema without opening a database; archtest and the disclosure tests use it.
func ParseSchema(schema fs.FS) (map[string]Table, error) { return tables.Parse(schema) }
