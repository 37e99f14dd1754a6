package db_test

import (
	"context"
	"errors"
	"testing"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/platform/db"
)

type batchBook struct {
	book
	batches [][]db.Recorded
}

func (b *batchBook) RecordBatch(_ context.Context, _ *db.Tx, list []db.Recorded) error {
	b.batches = append(b.batches, list)
	return nil
}

// A batch keeps every use case's own entry and actor, lets later ones read what earlier ones wrote, and commits once.
func TestBatchSharesOneTransaction(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, b *book) {
		many := &batchBook{}
		d.SetRecorders(b, many)
		ctx := db.WithSight(context.Background(), db.Everyone{})
		err := d.Batch(ctx, func(ctx context.Context) error {
			for i, who := range []string{"anna", "bek"} {
				mine := actor.With(ctx, actor.Actor{Kind: actor.Job, Name: who})
				if err := d.Write(mine, func(tx *db.Tx) error {
					if _, err := insert(tx, who); err != nil {
						return err
					}
					return tx.Record(mine, "thing.add", who)
				}); err != nil {
					return err
				}
				if n := count(t, d, mine); n != i+1 {
					t.Errorf("%d rows seen within the batch, want %d", n, i+1)
				}
			}
			if len(b.entries) != 0 {
				t.Error("an entry was handed over before the end of the batch")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(b.entries) != 2 || len(b.entries[0].Changes) != 1 || b.entries[1].Reason != "bek" {
			t.Fatalf("entries one by one: %+v", b.entries)
		}
		if len(many.batches) != 1 || len(many.batches[0]) != 2 || many.batches[0][0].Actor.Name != "anna" || many.batches[0][1].Actor.Name != "bek" {
			t.Fatalf("entries together: %+v", many.batches)
		}
	})
}

// One failed use case undoes the whole batch, even when the caller forgets the error; an unrecorded one too.
func TestBatchIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, b *book) {
		ctx := db.WithSight(context.Background(), db.Everyone{})
		add := func(ctx context.Context, record bool, err error) error {
			return d.Write(ctx, func(tx *db.Tx) error {
				if _, err := insert(tx, "x"); err != nil {
					return err
				}
				if record {
					if err := tx.Record(ctx, "thing.add", ""); err != nil {
						return err
					}
				}
				return err
			})
		}
		broken := errors.New("broken")
		for name, second := range map[string]func(ctx context.Context) error{
			"error":      func(ctx context.Context) error { return add(ctx, true, broken) },
			"forgotten":  func(ctx context.Context) error { _ = add(ctx, true, broken); return nil },
			"unrecorded": func(ctx context.Context) error { return add(ctx, false, nil) },
		} {
			err := d.Batch(ctx, func(ctx context.Context) error {
				if err := add(ctx, true, nil); err != nil {
					return err
				}
				return second(ctx)
			})
			if err == nil {
				t.Errorf("%s: the batch was kept", name)
			}
		}
		if n := count(t, d, ctx); n != 0 || len(b.entries) != 0 {
			t.Fatalf("%d rows and %d entries kept", n, len(b.entries))
		}
		if err := d.Loading(ctx, true, "thing_item"); err != nil {
			t.Fatal(err)
		}
		if n := indexes(t, d); d.Engine() == "sqlite" && n != 0 {
			t.Errorf("%d indexes while loading", n)
		}
		if err := d.Loading(ctx, false); err != nil {
			t.Fatal(err)
		}
		if n := indexes(t, d); d.Engine() == "sqlite" && n != 1 {
			t.Errorf("%d indexes after loading, want the one of the schema", n)
		}
	})
}

func indexes(t *testing.T, d *db.DB) int {
	t.Helper()
	if d.Engine() != "sqlite" {
		return 0
	}
	var n int
	if err := d.SQL().QueryRowContext(context.Background(), "select count(*) from sqlite_master where name = 'thing_item_client'").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
