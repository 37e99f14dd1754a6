package db_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"tuzjol/internal/platform/db"
)

// While a database is being loaded, rows that are written behind are seen by whoever asks for their table, batch or not, and
// afterwards the file is as safe as any.
func TestLoadingIsSeenAndThenSafe(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, b *book) {
		ctx := db.WithSight(context.Background(), db.Everyone{})
		if err := d.Loading(ctx, true, "thing_item"); err != nil {
			t.Fatal(err)
		}
		const steps = 700 // more than wait for one another, and more rows than a statement holds
		if err := d.Batch(ctx, func(ctx context.Context) error {
			for i := range steps {
				if err := d.Write(ctx, func(tx *db.Tx) error {
					for range 3 {
						if _, err := insert(tx, fmt.Sprint(i)); err != nil {
							return err
						}
					}
					if err := tx.Put(ctx, "thing_count", "id, n", [][]any{{fmt.Sprint("a", i), int64(i)}, {fmt.Sprint("b", i), int64(i)}}); err != nil {
						return err
					}
					return tx.Record(ctx, "thing.add", "")
				}); err != nil {
					return err
				}
				if i%100 == 0 {
					if n := count(t, d, ctx); n != 3*(i+1) {
						t.Fatalf("%d rows seen after step %d", n, i)
					}
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if n := count(t, d, ctx); n != 3*steps || len(b.entries) != steps {
			t.Errorf("%d rows and %d entries while loading", n, len(b.entries))
		}
		if err := d.Loading(ctx, false); err != nil {
			t.Fatal(err)
		}
		var counted int
		if err := d.Read(ctx, func(r *db.Reader) (err error) {
			counted, err = db.One[int](ctx, r, `select count(*) from thing_count`)
			return err
		}); err != nil || counted != 2*steps || count(t, d, ctx) != 3*steps {
			t.Errorf("%d counts, %v", counted, err)
		}
		if d.Engine() != "sqlite" {
			return
		}
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": "2", "locking_mode": "normal"} {
			var got string
			if err := d.SQL().QueryRowContext(ctx, "pragma "+pragma).Scan(&got); err != nil || got != want {
				t.Errorf("%s is %s after loading, %v", pragma, got, err)
			}
		}
	})
}

// A row that is refused behind fails the batch, at the latest at its end, and nothing of it is kept.
func TestARowRefusedBehindUndoesTheBatch(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, _ *book) {
		ctx := db.WithSight(context.Background(), db.Everyone{})
		put := func(ctx context.Context, name string) error {
			return d.System(ctx, "put", func(tx *db.Tx) error {
				return tx.Put(ctx, "thing_count", "id, n", [][]any{{name, int64(1)}})
			})
		}
		for _, after := range []int{0, 500} {
			reached := false
			err := d.Batch(ctx, func(ctx context.Context) error {
				if err := errors.Join(put(ctx, "twice"), put(ctx, "twice")); err != nil {
					return err
				}
				for i := range after {
					if err := put(ctx, fmt.Sprint(i)); err != nil {
						return err
					}
				}
				reached = true
				return nil
			})
			if !db.IsUnique(err) {
				t.Errorf("with %d rows after it: %v (end reached: %v)", after, err, reached)
			}
		}
		var n int
		if err := d.Read(ctx, func(r *db.Reader) (err error) {
			n, err = db.One[int](ctx, r, `select count(*) from thing_count`)
			return err
		}); err != nil || n != 0 {
			t.Errorf("%d rows kept, %v", n, err)
		}
		if err := put(ctx, "twice"); err != nil {
			t.Error(err)
		}
		if err := d.System(ctx, "record", func(tx *db.Tx) error { return tx.Put(ctx, "thing_item", "id", [][]any{{"x"}}) }); err == nil {
			t.Error("a record was put without an entry")
		}
	})
}
