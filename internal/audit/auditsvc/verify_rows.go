package auditsvc

import (
	"context"
	"database/sql"
	"errors"

	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// rowSet holds the expected digest of each business row, in short form, for one share of all rows.
type rowSet struct {
	part, parts byte
	want        map[[16]byte][16]byte
}

func newRowSet(part, parts int) rowSet {
	if parts > 255 {
		parts = 255
	}
	return rowSet{part: byte(part), parts: byte(parts), want: map[[16]byte][16]byte{}} //nolint:gosec // bounded above
}

func (s rowSet) mine(key [16]byte) bool { return key[0]%s.parts == s.part }

func (s rowSet) take(e audit.Entry) {
	for _, c := range e.Changes {
		if key := audit.RowKey(c.Table, c.Row); s.mine(key) {
			s.want[key] = [16]byte(c.Digest[:16])
		}
	}
}

// replay collects the digests of another share of the rows.
func (v *verifier) replay(ctx context.Context) error {
	take := func(content string) {
		if e, err := audit.Decode([]byte(content)); err == nil {
			v.rows.take(e)
		}
	}
	err := v.walk(ctx, func(_ context.Context, part []chained) error {
		for _, c := range part {
			take(c.Content)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range v.waiting {
		take(c)
	}
	return nil
}

// compare reads every record table and strikes off what agrees; what is left over was removed.
func (v *verifier) compare(ctx context.Context) error {
	damaged := map[[16]byte]bool{}
	for _, t := range v.svc.db.Tables() {
		if t.Kind != db.Record {
			continue
		}
		if err := v.compareTable(ctx, t.Name, damaged); err != nil {
			return err
		}
	}
	for key := range v.rows.want {
		damaged[key] = true
	}
	if len(damaged) == 0 {
		return nil
	}
	return v.nameRows(ctx, damaged)
}

func (v *verifier) compareTable(ctx context.Context, table string, damaged map[[16]byte]bool) (err error) {
	rows, err := v.r.Query(ctx, "select * from "+table) //nolint:gosec // the name comes from the schema itself
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		if err := v.compareRow(rows, table, damaged); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (v *verifier) compareRow(rows *sql.Rows, table string, damaged map[[16]byte]bool) error {
	row, err := db.ScanRow(rows)
	if err != nil {
		return err
	}
	name, _ := row["id"].(string)
	key := audit.RowKey(table, name)
	if !v.rows.mine(key) {
		return nil
	}
	v.report.Rows++
	want, known := v.rows.want[key]
	if !known {
		v.report.Add(audit.Problem{Damage: audit.RowUnrecorded, Table: table, Row: name})
		return nil
	}
	delete(v.rows.want, key)
	got := db.RowDigest(table, row)
	if [16]byte(got[:16]) != want {
		damaged[key] = true
		v.report.Add(audit.Problem{Damage: audit.RowAltered, Table: table, Row: name})
	}
	return nil
}

// nameRows walks the entries once more, only after damage, to say which rows are gone and which entry wrote each.
func (v *verifier) nameRows(ctx context.Context, damaged map[[16]byte]bool) error {
	type writer struct {
		seq        int64
		entry      id.Entry
		table, row string
	}
	found := map[[16]byte]writer{}
	visit := func(seq int64, content string) {
		e, err := audit.Decode([]byte(content))
		if err != nil {
			return
		}
		for _, c := range e.Changes {
			if key := audit.RowKey(c.Table, c.Row); damaged[key] {
				found[key] = writer{seq, e.ID, c.Table, c.Row}
			}
		}
	}
	err := v.walk(ctx, func(_ context.Context, part []chained) error {
		for _, c := range part {
			visit(c.Seq, c.Content)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, c := range v.waiting {
		visit(0, c)
	}
	for i := range v.report.Problems {
		if p := &v.report.Problems[i]; p.Damage == audit.RowAltered {
			w := found[audit.RowKey(p.Table, p.Row)]
			p.Seq, p.Entry = w.seq, w.entry
		}
	}
	for key := range v.rows.want {
		w := found[key]
		v.report.Add(audit.Problem{Damage: audit.RowRemoved, Seq: w.seq, Entry: w.entry, Table: w.table, Row: w.row})
	}
	return nil
}
