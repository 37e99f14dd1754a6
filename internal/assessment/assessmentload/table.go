package assessmentload

import (
	"encoding/csv"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"tuzjol/internal/assessment"
)

// table reads the rows of a table beside its instrument, then makes the changes that the instrument lists.
func (r *reading) table(folder fs.FS, t *assessment.Table) {
	at := r.lines["tables/"+t.ID]
	if !fs.ValidPath(t.File) || path.Ext(t.File) != ".csv" {
		r.add(at, t.ID, "file", "table_file", "File", t.File)
		return
	}
	f, err := folder.Open(t.File)
	if err != nil {
		r.add(at, t.ID, "file", "table_file", "File", t.File)
		return
	}
	defer f.Close() //nolint:errcheck // read only
	in := csv.NewReader(f)
	in.Comment = '#'
	head, err := in.Read()
	if err != nil || len(head) < 2 || t.Key != "" && head[0] != t.Key {
		r.add(at, t.ID, "file", "table_head", "File", t.File, "Key", t.Key)
		return
	}
	t.Columns, t.Rows = head[1:], map[string][]string{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			r.add(at, t.ID, "file", "syntax", "Error", t.File+": "+err.Error())
			return
		}
		key := strings.TrimSpace(row[0])
		if _, twice := t.Rows[key]; twice {
			n, _ := in.FieldPos(0)
			r.add(at, t.ID, "file", "table_twice", "File", t.File, "Key", key, "Line", n)
		}
		t.Rows[key] = row[1:]
		t.Order = append(t.Order, key)
	}
	r.changes(at, t)
}

func (r *reading) changes(at int, t *assessment.Table) {
	for _, c := range t.Changes {
		row, ok := t.Rows[c.Key]
		col := slices.Index(t.Columns, c.Column)
		if !ok || col < 0 || strings.TrimSpace(c.Reason) == "" {
			r.add(at, t.ID, "changes", "table_change", "Key", c.Key)
			continue
		}
		row[col] = c.Value
	}
	if t.Version == "" {
		r.add(at, t.ID, "version", "required", "Field", "version")
	}
}
