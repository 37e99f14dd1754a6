package auditsvc_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Writers that meet on the same rows, readers and two sequencers at once: the order of the record must be one in which
// the changes can be replayed.
func TestConcurrentWritersLeaveAReplayableRecord(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for i := range 3 {
			b.add(t, fmt.Sprint("r", i), id.Client(fmt.Sprint("c", i)), "")
		}
		ctx, stop := context.WithCancel(b.ctx)
		var sequencers, writers sync.WaitGroup
		for range 2 {
			sequencers.Go(func() { b.seq.Run(ctx) })
		}
		reads := auditsvc.NewReads(b.db, b.rec)
		for w := range 6 {
			writers.Go(func() {
				for n := range 20 {
					row := fmt.Sprint("r", (w+n)%3)
					err := b.db.Write(b.ctx, func(tx *db.Tx) error {
						if err := tx.Update(b.ctx, "thing_item", row, db.Row{"note": fmt.Sprint(w, n)}); err != nil {
							return err
						}
						if err := tx.Record(b.ctx, "thing.change", ""); err != nil {
							return err
						}
						if err := tx.Update(b.ctx, "thing_item", row, db.Row{"note": fmt.Sprint(w, n, "again")}); err != nil {
							return err
						}
						return tx.Record(b.ctx, "thing.change", "")
					})
					if err != nil && b.db.Engine() == "sqlite" {
						t.Error(err)
					}
					if err := reads.Write(b.ctx, auditsvc.Shown{Action: "r", Result: "ok", Subjects: []id.Client{"c1"}}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		writers.Wait()
		reads.Close()
		if err := reads.Write(b.ctx, auditsvc.Shown{}); !fault.Is(err, fault.Unavailable) {
			t.Errorf("a read after closing: %v", err)
		}
		stop()
		sequencers.Wait()
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() {
			t.Errorf("before draining: %+v", r)
		}
		if _, err := b.seq.Drain(b.ctx); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, auditsvc.VerifyOptions{}); !r.OK() || r.Pending != 0 || r.Entries < 123 {
			t.Errorf("%+v", r)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	for _, engine := range []string{"sqlite"} {
		b.Run(engine, func(b *testing.B) {
			k := setup(b, engine)
			b.SetParallelism(16)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					err := k.db.Write(k.ctx, func(tx *db.Tx) error {
						rowID := tx.NewID()
						if err := tx.Insert(k.ctx, "thing_item", db.Row{"id": rowID, "client_id": rowID, "version": 1, "open": true, "note": "n"}); err != nil {
							return err
						}
						return tx.Record(k.ctx, "thing.add", "")
					})
					if err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}
