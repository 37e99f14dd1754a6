package auditsvc_test

import (
	"context"
	"fmt"
	"testing"

	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// A batch of hundreds of entries verifies like the same entries written one by one, and damage in it is named.
func TestBatchedEntriesVerify(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		b.fill(t)
		const n = 250
		err := b.db.Batch(b.ctx, func(ctx context.Context) error {
			for i := range n {
				client := id.Client(fmt.Sprintf("c%d", i%7))
				row := fmt.Sprintf("b%03d", i)
				err := b.db.Write(ctx, func(tx *db.Tx) error {
					if err := tx.Insert(ctx, "thing_item", db.Row{"id": row, "client_id": client, "version": 1, "open": true, "note": "n"}); err != nil {
						return err
					}
					if i%3 == 0 {
						if err := tx.Update(ctx, "thing_item", row, db.Row{"note": "changed"}); err != nil {
							return err
						}
					}
					return tx.Record(ctx, "thing.add", "why", fact.New("thing.added", client, "thing", row))
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.seq.Drain(b.ctx); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() || r.Entries != 8+n || r.Rows != 4+n {
			t.Fatalf("%+v", r)
		}
		b.tamper(t, `update thing_item set note = 'tampered' where id = 'b100'`)
		if r := b.verify(t, auditsvc.VerifyOptions{}); r.OK() || r.Problems[0].Row != "b100" {
			t.Fatalf("after tampering: %+v", r)
		}
	})
}
