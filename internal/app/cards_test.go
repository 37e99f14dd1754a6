package app_test

import (
	"context"
	"database/sql"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/testkit/world"
)

// What the transactions kept current is what a rebuild computes: for every client of the fictional service, in every
// state, every column of the card.
func TestRebuildEqualsIncremental(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		if err := world.Service[*standardsvc.Service](w).Nightly(w.Job()); err != nil { // a month has begun since the last write
			t.Fatal(err)
		}
		before := cards(t, w)
		if len(before) < 5 {
			t.Fatalf("only %d cards", len(before))
		}
		if err := w.App.RebuildCards(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, cards(t, w)); diff != "" {
			t.Errorf("the rebuilt cards differ (-kept current +rebuilt):\n%s", diff)
		}
		if err := w.App.DB.System(context.Background(), "spoil", func(tx *db.Tx) error {
			_, err := tx.Exec(context.Background(), "update casefile_card set name = 'x', order_status = null")
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if cmp.Equal(before, cards(t, w)) {
			t.Fatal("the comparison cannot fail")
		}
		if err := w.App.RebuildCards(context.Background(), nil); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, cards(t, w)); diff != "" {
			t.Errorf("spoilt cards were not mended:\n%s", diff)
		}
	})
}

func cards(t *testing.T, w *world.World) map[string]db.Row {
	t.Helper()
	out := map[string]db.Row{}
	ctx := db.WithSight(context.Background(), db.Everyone{})
	if err := w.App.DB.Read(ctx, func(r *db.Reader) error {
		rows, err := r.Query(ctx, "select * from casefile_card")
		if err != nil {
			return err
		}
		defer rows.Close()
		return collect(rows, out)
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

func collect(rows *sql.Rows, out map[string]db.Row) error {
	for rows.Next() {
		row, err := db.ScanRow(rows)
		if err != nil {
			return err
		}
		out[row["client_id"].(string)] = row
	}
	return rows.Err()
}
