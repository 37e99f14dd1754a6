package db

import (
	"context"
	"database/sql"
)

// queryer is what a connection and a transaction share.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Reader runs queries within the sight of the actor. It is valid inside the closure that got it only.
type Reader struct {
	db    *DB
	q     queryer
	sight Sight
}

// System returns a reader that sees every client: for matching, invariants and projections, never for an answer that
// a person reads. archtest lists its callers.
func (r *Reader) System() *Reader { return &Reader{db: r.db, q: r.q, sight: Everyone{}} }

// Within tells whether it reads inside the transaction, and so what it has written.
func (r *Reader) Within(tx *Tx) bool { return tx != nil && r.q == tx.q }

// Sight is what the reader may see.
func (r *Reader) Sight() Sight { return r.sight }

// Engine is "sqlite" or "postgres".
func (r *Reader) Engine() string { return r.db.dialect.name }

// Table is what the schema says of a table; the zero Table when there is none of that name.
func (r *Reader) Table(name string) Table { return r.db.tables[name] }

// Query runs a query; rows must be closed by the caller. One and All are the usual way.
func (r *Reader) Query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	text, all, err := expand(query, args, r.sight)
	if err != nil {
		return nil, err
	}
	r.db.seen(text, all)
	return r.q.QueryContext(ctx, text, all...)
}

func (d *DB) seen(text string, args []any) {
	d.count.Add(1)
	if d.opts.Trace != nil {
		d.opts.Trace(text, args)
	}
}

// Read runs fn on one consistent snapshot with the sight of the context.
func (d *DB) Read(ctx context.Context, fn func(*Reader) error) error {
	if b := batchFrom(ctx, d); b != nil {
		return b.read(ctx, fn)
	}
	if d.loading.Load() {
		return d.enqueue(ctx, true, true, func(tx *Tx) error { return fn(&tx.Reader) })
	}
	opts := &sql.TxOptions{ReadOnly: true}
	if d.dialect.name == "postgres" {
		opts.Isolation = sql.LevelRepeatableRead
	}
	tx, err := d.read.BeginTx(ctx, opts)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // a read has nothing to keep
	return fn(&Reader{db: d, q: tx, sight: sightFrom(ctx)})
}
