package db

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
)

// Recorded is one entry of a batch with the instant, actor and request under which it was made.
type Recorded struct {
	Entry
	Ctx     context.Context //nolint:containedctx // the rights of the actor stand in it
	Now     civil.Instant
	Actor   actor.Actor
	Request actor.Request
}

// BatchRecorder is a Recorder that can remember many entries at once, in their order, with few statements.
type BatchRecorder interface {
	RecordBatch(ctx context.Context, tx *Tx, list []Recorded) error
}

// batch is one transaction that many use cases share. Every one of them keeps its own instant, actor and entry; only the
// commit, the writing of the entries and the statements of new rows are shared.
type batch struct {
	db       *DB
	tx       *Tx
	held     *holding
	recorded []Recorded
	failed   error
}

type batchKey struct{}

func batchFrom(ctx context.Context, d *DB) *batch {
	if b, ok := ctx.Value(batchKey{}).(*batch); ok && b.db == d {
		return b
	}
	return nil
}

// Batch runs many use cases in one transaction: every Write, System and Read of a service called with the context that
// fn gets joins it, with the service's clock and the actor of its own context. Their entries reach the recorders
// together at the end. One failed use case undoes the whole batch. It is for filling an empty service and for large
// imports; on SQLite nobody else writes meanwhile. Use it from one goroutine.
func (d *DB) Batch(ctx context.Context, fn func(ctx context.Context) error) error {
	work := func(tx *Tx) error {
		b := &batch{db: d, tx: tx, held: &holding{q: tx.q, db: d, held: map[string]*heldRows{}}}
		tx.batch, tx.q = b, b.held
		if err := fn(context.WithValue(ctx, batchKey{}, b)); err != nil {
			return err
		}
		if b.failed != nil {
			return b.failed
		}
		if err := b.flush(ctx); err != nil {
			return err
		}
		return b.held.before(ctx, "")
	}
	if d.queue != nil {
		return d.enqueue(ctx, true, true, work)
	}
	return d.run(ctx, true, work)
}

// step runs one use case within the batch. It works on the batch's one Tx, so that what is kept by transaction, such as
// a person's key, is kept for the whole batch.
func (b *batch) step(ctx context.Context, system bool, fn func(*Tx) error) error {
	tx := b.tx
	tx.Now, tx.Actor, tx.Request = b.db.Now(), actor.From(ctx), actor.RequestFrom(ctx)
	tx.sight, tx.ctx, tx.system, tx.pending = sightFrom(ctx), ctx, system, nil
	if err := fn(tx); err != nil {
		b.failed = fmt.Errorf("batch at %s: %w", tx.Now, err)
		return err
	}
	return nil
}

// add keeps an entry until the end. The values of new rows about people are let go: no entry holds them, because they are
// the row itself.
func (b *batch) add(ctx context.Context, e Entry) {
	for i, c := range e.Changes {
		if c.Op == "insert" && b.db.tables[c.Table].PersonBearing() {
			e.Changes[i].After = nil
		}
	}
	b.recorded = append(b.recorded, Recorded{Entry: e, Ctx: ctx, Now: b.tx.Now, Actor: b.tx.Actor, Request: b.tx.Request})
}

// flush hands the entries to the recorders.
func (b *batch) flush(ctx context.Context) error {
	tx := b.tx
	if len(b.recorded) == 0 {
		return nil
	}
	for _, r := range b.db.opts.Recorders {
		if many, ok := r.(BatchRecorder); ok {
			if err := many.RecordBatch(ctx, tx, b.recorded); err != nil {
				return fmt.Errorf("record a batch: %w", err)
			}
			continue
		}
		for _, e := range b.recorded {
			e.Resume(tx)
			if err := r.Record(e.Ctx, tx, e.Entry); err != nil {
				return fmt.Errorf("record %s: %w", e.Action, err)
			}
		}
	}
	return nil
}

// Resume puts tx back to the instant, actor and request of the entry, for a recorder that works on it now.
func (e Recorded) Resume(tx *Tx) { tx.Now, tx.Actor, tx.Request = e.Now, e.Actor, e.Request }

// read is DB.Read within the batch: it sees what the batch has written.
func (b *batch) read(ctx context.Context, fn func(*Reader) error) error {
	return fn(&Reader{db: b.db, q: b.tx.q, sight: sightFrom(ctx)})
}

// Loading trades safety against power loss for speed while a fresh database is filled, and takes the trade back. Only
// SQLite knows it; a load that did not finish is thrown away. The plain indexes named, or of the tables named, are dropped
// meanwhile and made again in one go, which is cheaper than keeping them for every row.
func (d *DB) Loading(ctx context.Context, on bool, unused ...string) error {
	if d.queue == nil {
		return nil
	}
	// at the end everything is put on the disk at once, so that the first users do not wait for it
	pragmas := []string{
		"pragma synchronous=full", fmt.Sprintf("pragma cache_size=-%d", writerCache), "pragma wal_autocheckpoint=1000", "pragma wal_checkpoint(truncate)",
	}
	if on {
		pragmas = []string{"pragma synchronous=off", "pragma cache_size=-48000", "pragma wal_autocheckpoint=16000"}
		if err := d.dropIndexes(ctx, unused); err != nil {
			return err
		}
	} else {
		// sorted in files and in small portions: half a million entries would be in memory at once
		small := []string{pragmas[1], "pragma shrink_memory", "pragma temp_store=file"}
		for _, text := range slices.Concat(small, d.dropped, []string{"pragma temp_store=memory"}) {
			if _, err := d.write.ExecContext(ctx, text); err != nil {
				return fmt.Errorf("make an index again: %w", err)
			}
		}
		d.dropped = nil
	}
	for _, p := range pragmas {
		if _, err := d.write.ExecContext(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

func (d *DB) dropIndexes(ctx context.Context, these []string) error {
	rows, err := d.write.QueryContext(ctx, "select name, tbl_name, sql from sqlite_master where type = 'index' and sql like 'create index %'")
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	var names []string
	for rows.Next() {
		var name, table, text string
		if err := rows.Scan(&name, &table, &text); err != nil {
			return err
		}
		if slices.Contains(these, table) || slices.Contains(these, name) {
			names, d.dropped = append(names, name), append(d.dropped, text)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	for _, name := range names {
		if _, err := d.write.ExecContext(ctx, "drop index "+name); err != nil {
			return err
		}
	}
	return nil
}
