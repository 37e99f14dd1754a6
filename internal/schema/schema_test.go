package schema_test

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/schema"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

// column is one column as an engine reports it.
type column struct {
	Table, Name string
	Required    bool
}

var asked = map[string]string{
	"sqlite": `select m.name, p.name, (p."notnull" = 1 or p.pk > 0) from sqlite_master m join pragma_table_info(m.name) p
		where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like 'goose_%' order by m.name, p.name`,
	"postgres": `select table_name collate "C", column_name collate "C", is_nullable = 'NO' from information_schema.columns
		where table_schema = 'public' and table_name not like 'goose_%' order by 1, 2`,
}

// What both engines hold after the migrations is the same, column by column, and is what the program reads out of the
// migrations' own text, where every table says what it is.
func TestBothEnginesHoldTheSameTables(t *testing.T) {
	dumps := map[string][]column{}
	for engine, query := range asked {
		t.Run(engine, func(t *testing.T) {
			d := testkit.OpenDB(t, engine, db.Options{})
			ctx := actor.With(db.WithSight(context.Background(), db.Everyone{}), actor.Actor{Kind: actor.Job, Name: "dump"})
			if err := d.Read(ctx, func(r *db.Reader) (err error) {
				dumps[engine], err = db.All[column](ctx, r, query)
				return err
			}); err != nil {
				t.Fatal(err)
			}
			said, held := map[string]bool{}, map[string]bool{}
			for _, table := range d.Tables() {
				if strings.TrimSpace(table.About) == "" {
					t.Errorf("%s does not say what it is", table.Name)
				}
				for _, c := range table.Columns {
					said[table.Name+"."+c] = true
				}
			}
			for _, c := range dumps[engine] {
				held[c.Table+"."+c.Name] = true
			}
			if diff := cmp.Diff(said, held); diff != "" {
				t.Errorf("the program reads other columns (-) than the database has (+):\n%s", diff)
			}
		})
	}
	if len(dumps) < 2 {
		return
	}
	if len(dumps["sqlite"]) < 300 {
		t.Errorf("only %d columns", len(dumps["sqlite"]))
	}
	if diff := cmp.Diff(dumps["sqlite"], dumps["postgres"]); diff != "" {
		t.Errorf("the engines differ (-sqlite +postgres):\n%s", diff)
	}
}

// A database that a newer program has written is refused, and is left as it was.
func TestNewerSchemaIsRefused(t *testing.T) {
	newer := fstest.MapFS{"9999_later.sql": {Data: []byte("-- +goose Up\n-- later_thing [technical]: of a later program\n" +
		"create table later_thing (\n  id {{key}} primary key\n){{strict}};\n")}}
	names, err := fs.Glob(schema.FS, "*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		b, err := fs.ReadFile(schema.FS, n)
		if err != nil {
			t.Fatal(err)
		}
		newer[n] = &fstest.MapFile{Data: b}
	}
	for _, engine := range []string{"sqlite", "postgres"} {
		t.Run(engine, func(t *testing.T) {
			url := filepath.Join(t.TempDir(), "x.db")
			if engine == "postgres" {
				var drop func()
				url, drop, err = pgtest.Clone("tuzjol_empty", func(string) error { return nil })
				if err != nil {
					testkit.SkipOrFail(t, "postgres", err.Error())
				}
				t.Cleanup(drop)
			}
			if n, err := migrate(t, url, newer); err != nil || n != len(newer) {
				t.Fatalf("the newer program ran %d of %d migrations: %v", n, len(newer), err)
			}
			if _, err := migrate(t, url, schema.FS); err == nil || !strings.Contains(err.Error(), "use the newer program") {
				t.Errorf("the older program answers %v", err)
			}
			if n, err := migrate(t, url, newer); err != nil || n != 0 {
				t.Errorf("the newer program finds it changed: %d, %v", n, err)
			}
		})
	}
}

// A table without the line that says what it is stops the program, not only its reader.
func TestTableWithoutAbout(t *testing.T) {
	silent := fstest.MapFS{"0001_x.sql": {Data: []byte("-- +goose Up\ncreate table x_thing (\n  id {{key}} primary key\n){{strict}};\n")}}
	if _, err := db.ParseSchema(silent); err == nil || !strings.Contains(err.Error(), "x_thing") {
		t.Errorf("a silent table: %v", err)
	}
}

func migrate(t *testing.T, url string, series fs.FS) (int, error) {
	t.Helper()
	d, err := db.Open(context.Background(), url, db.Options{Schema: series})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close() //nolint:errcheck // the answer is what counts
	return d.Migrate(context.Background())
}
