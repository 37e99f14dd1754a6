package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"tuzjol/internal/kernel/actor"
)

const retries = 5

// Write runs fn in one transaction of the actor in ctx. It fails when fn changed record rows without Record. fn may run
// more than once and must have no effect outside the transaction.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	if err := replayed(ctx); err != nil {
		return err
	}
	return d.run(ctx, false, func(tx *Tx) error {
		if err := tx.claim(ctx); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		if len(tx.pending) > 0 {
			return fmt.Errorf("%d rows of %s changed without an audit entry", len(tx.pending), tx.pending[0].Table)
		}
		return nil
	})
}

// System runs fn in a transaction that may write technical and projection tables only; name says which task it is.
func (d *DB) System(ctx context.Context, name string, fn func(*Tx) error) error {
	return d.run(ctx, true, func(tx *Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		if len(tx.pending) > 0 {
			return fmt.Errorf("system task %s wrote the record table %s", name, tx.pending[0].Table)
		}
		return nil
	})
}

func (d *DB) run(ctx context.Context, system bool, fn func(*Tx) error) error {
	recorded := false
	err := d.transact(ctx, system, func(tx *Tx) error {
		err := fn(tx)
		recorded = tx.recorded
		return err
	})
	if err == nil && recorded {
		markRecorded(ctx)
	}
	return err
}

func (d *DB) transact(ctx context.Context, system bool, fn func(*Tx) error) error {
	if b := batchFrom(ctx, d); b != nil {
		return b.step(ctx, system, fn)
	}
	if d.queue != nil {
		return d.enqueue(ctx, system, false, fn)
	}
	var err error
	for try := range retries {
		if err = d.once(ctx, system, fn); classify(err) != retryError {
			return err
		}
		pause := time.NewTimer(time.Duration(1+rand.IntN(10<<try)) * time.Millisecond) //nolint:gosec // jitter
		select {
		case <-ctx.Done():
			pause.Stop()
			return ctx.Err()
		case <-pause.C:
		}
	}
	return err
}

func (d *DB) newTx(ctx context.Context, q queryer, system bool) *Tx {
	return &Tx{
		Reader: Reader{db: d, q: q, sight: sightFrom(ctx)}, Now: d.Now(), Actor: actor.From(ctx),
		Request: actor.RequestFrom(ctx), ctx: ctx, system: system,
	}
}

// once is one try on PostgreSQL.
func (d *DB) once(ctx context.Context, system bool, fn func(*Tx) error) error {
	sqlTx, err := d.write.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable})
	if err != nil {
		return err
	}
	defer sqlTx.Rollback() //nolint:errcheck // after a commit this is a no-op
	tx := d.newTx(ctx, sqlTx, system)
	if err := fn(tx); err != nil {
		return err
	}
	if err := sqlTx.Commit(); err != nil {
		return err
	}
	for _, f := range tx.after {
		f()
	}
	return nil
}

// protect turns a panic of a closure into an error, so that one bad request cannot stop the writer.
func protect(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in a transaction: %v", p)
		}
	}()
	return fn(tx)
}

var errClosed = errors.New("the database is closed")
