package sqlitekeep

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	c, err := Open("file:" + filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	d := sql.OpenDB(c)
	d.SetMaxOpenConns(1)
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the test is over
	return d
}

func run(t *testing.T, d interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}, query string, args ...any,
) {
	t.Helper()
	if _, err := d.ExecContext(context.Background(), query, args...); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
}

// One text is used again with other values, inside its own rows, after an error, after the table has changed, and after so
// many others that it was let go.
func TestStatementsAreUsedAgain(t *testing.T) {
	d, ctx := open(t), context.Background()
	run(t, d, "create table t (a integer primary key, b text)")
	for i := range 5 {
		run(t, d, "insert into t (a, b) values ($1, $2)", i, fmt.Sprint("v", i))
	}
	if _, err := d.ExecContext(ctx, "insert into t (a, b) values ($1, $2)", 1, "twice"); err == nil {
		t.Error("a key stands twice")
	}
	run(t, d, "insert into t (a, b) values ($1, $2)", 5, nil)
	tx, err := d.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	const after = "select b from t where a > $1 order by a"
	rows, err := tx.QueryContext(ctx, after, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // read to its end below
	var seen []string
	for rows.Next() {
		var b, inner sql.NullString
		if err := rows.Scan(&b); err != nil {
			t.Fatal(err)
		}
		if err := tx.QueryRowContext(ctx, after, 3).Scan(&inner); err != nil || inner.String != "v4" {
			t.Fatalf("inside its own rows: %v %v", inner, err)
		}
		seen = append(seen, b.String)
	}
	if err := rows.Err(); err != nil || fmt.Sprint(seen) != "[v2 v3 v4 ]" {
		t.Errorf("%v %v", seen, err)
	}
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	run(t, d, "alter table t add column c text")
	for i := range statementsKept + 20 {
		run(t, d, fmt.Sprintf("update t set c = $1 where a = %d", i), "x")
	}
	var n int
	if err := d.QueryRowContext(ctx, "select count(*) from t where c = $1 and a < $2", "x", 3).Scan(&n); err != nil || n != 3 {
		t.Errorf("%d %v", n, err)
	}
	all, err := d.QueryContext(ctx, "select * from t where a = $1", 1)
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close() //nolint:errcheck // read only
	if cols, err := all.Columns(); err != nil || len(cols) != 3 {
		t.Errorf("%v %v", cols, err)
	}
	if err := all.Err(); err != nil {
		t.Error(err)
	}
}

func TestPlaceholdersLoseTheirNamesOnlyInOrder(t *testing.T) {
	for text, want := range map[string]string{
		"insert into t (a, b) values ($1, $2), ($3, $4)": "insert into t (a, b) values (?, ?), (?, ?)",
		"select a from t where a = $1 or b = $1":         "select a from t where a = $1 or b = $1",
		"select a from t where b = $2 and a = $1":        "select a from t where b = $2 and a = $1",
		"select a from t where b = '$1' and a = $1":      "select a from t where b = '$1' and a = $1",
		"select 1": "select 1",
	} {
		if got := anonymous(text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
