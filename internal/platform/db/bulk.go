package db

import (
	"context"
	"fmt"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db/held"
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
	held     *held.Rows
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
// many at a time, the last at the end. One failed use case undoes the whole batch. It is for filling an empty service and for large
// imports; on SQLite nobody else writes meanwhile. Use it from one goroutine.
func (d *DB) Batch(ctx context.Context, fn func(ctx context.Context) error) error {
	work := func(tx *Tx) error {
		// PostgreSQL's connection bears no statement while rows are being read
		b := &batch{db: d, tx: tx, held: held.New(ctx, tx.q, d.queue != nil, d.seen)}
		defer b.held.Close()
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
		return b.held.Flush(ctx)
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
	if len(b.recorded) < entriesHeld {
		return nil
	}
	b.failed = b.flush(ctx)
	return b.failed
}

// entriesHeld is how many entries wait for one another: more of them only fill memory.
const entriesHeld = 512

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
	b.recorded = b.recorded[:0:0]
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
// until Reindex or the end, and made again in one go, which is cheaper than keeping them for every row. Meanwhile nobody else
// may have the database open, and readers wait for the writer.
func (d *DB) Loading(ctx context.Context, on bool, unused ...string) error {
	if d.queue == nil {
		return nil
	}
	if on {
		d.loading.Store(true)
		d.read.SetMaxIdleConns(0) // a reader would keep the journal as it is
		return d.load.Begin(ctx, unused)
	}
	if err := d.load.End(ctx); err != nil {
		return err
	}
	d.read.SetMaxIdleConns(d.opts.Readers)
	d.loading.Store(false)
	return nil
}

// Reindex makes the indexes again that Loading dropped.
func (d *DB) Reindex(ctx context.Context) error {
	if d.queue == nil {
		return nil
	}
	return d.load.Reindex(ctx)
}
