// Package event lets consumers read facts in the order of the record, each with a cursor of its own that moves in the
// same transaction as what the consumer did: nothing is lost and nothing is done twice.
package event

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Item is a fact with its place in the record.
type Item struct {
	Seq      int64 // gap-free number of its audit entry
	Entry    id.Entry
	Recorded civil.Instant
	Fact     fact.Fact
}

// Source gives facts; the audit implements it. After returns whole entries with a number above seq and the number up to
// which the answer is complete.
type Source interface {
	After(ctx context.Context, r *db.Reader, seq int64, limit int) (items []Item, upTo int64, err error)
}

// Consumer does something with facts. Handle runs in the transaction that moves the cursor; when it changes record rows
// it calls tx.Record itself.
type Consumer struct {
	Name   string
	Handle func(ctx context.Context, tx *db.Tx, item Item) error
}

const portion = 200

// Drain gives a consumer everything new and returns how many facts it handled.
func Drain(ctx context.Context, d *db.DB, src Source, c Consumer) (int, error) {
	total := 0
	for {
		n, more, err := step(ctx, d, src, c)
		total += n
		if err != nil || !more {
			return total, err
		}
	}
}

func step(ctx context.Context, d *db.DB, src Source, c Consumer) (n int, more bool, err error) {
	err = d.Write(ctx, func(tx *db.Tx) error {
		seq, known, err := db.Maybe[int64](ctx, tx, `select seq from event_cursor where name = $1`, c.Name)
		if err != nil {
			return err
		}
		items, upTo, err := src.After(ctx, &tx.Reader, seq, portion)
		n, more = len(items), len(items) > 0
		if err != nil || upTo == seq {
			return err
		}
		for _, it := range items {
			if err := c.Handle(ctx, tx, it); err != nil {
				return err
			}
		}
		move := `update event_cursor set seq = $2, moved_at = $3 where name = $1`
		if !known {
			move = `insert into event_cursor (name, seq, moved_at) values ($1, $2, $3)`
		}
		_, err = tx.Exec(ctx, move, c.Name, upTo, tx.Now)
		return err
	})
	return n, more, err
}
