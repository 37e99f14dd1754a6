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

// Source gives facts; the audit implements it. After returns the facts of the types, of any when none is named, out of whole
// entries with a number above seq, and the number up to which the answer is complete.
type Source interface {
	After(ctx context.Context, r *db.Reader, seq int64, limit int, types ...string) (items []Item, upTo int64, err error)
}

// Consumer does something with facts. Handle runs in the transaction that moves the cursor; when it changes record rows
// it calls tx.Record itself.
type Consumer struct {
	Name   string
	Types  []string // the facts it wants; empty are all
	Handle func(ctx context.Context, tx *db.Tx, item Item) error
	// Sift, when given, leaves of a portion only what Handle has to see: one question instead of one for each fact.
	Sift func(ctx context.Context, tx *db.Tx, items []Item) ([]Item, error)
}

const portion = 400

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
		items, upTo, err := src.After(ctx, &tx.Reader, seq, portion, c.Types...)
		n, more = len(items), len(items) > 0
		if err != nil || upTo == seq {
			return err
		}
		if c.Sift != nil && len(items) > 0 {
			if items, err = c.Sift(ctx, tx, items); err != nil {
				return err
			}
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
