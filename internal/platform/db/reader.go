package db

import (
	"context"
	"database/sql"
	"sync"

	"tuzjol/internal/kernel/id"
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

// Subjects collects the clients whose data a request showed, for its one read entry, and whether the request left an
// entry of its own.
type Subjects struct {
	mu       sync.Mutex
	seen     map[id.Client]bool
	list     []id.Client
	recorded bool
}

type subjectsKey struct{}

// WithSubjects prepares the context of a request to collect the clients shown.
func WithSubjects(ctx context.Context) (context.Context, *Subjects) {
	s := &Subjects{seen: map[id.Client]bool{}}
	return context.WithValue(ctx, subjectsKey{}, s), s
}

// List returns the clients shown so far, in order of first showing.
func (s *Subjects) List() []id.Client {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]id.Client(nil), s.list...)
}

// Shown marks clients as shown to the actor of the request in ctx.
func Shown(ctx context.Context, clients ...id.Client) {
	s, ok := ctx.Value(subjectsKey{}).(*Subjects)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range clients {
		if c != "" && !s.seen[c] {
			s.seen[c] = true
			s.list = append(s.list, c)
		}
	}
}

// SubjectsFrom returns the clients shown in the request of ctx so far.
func SubjectsFrom(ctx context.Context) []id.Client {
	if s, ok := ctx.Value(subjectsKey{}).(*Subjects); ok {
		return s.List()
	}
	return nil
}

// HasRecorded reports whether a transaction of this request has left its own entry: no read entry is written beside it.
func HasRecorded(ctx context.Context) bool {
	s, ok := ctx.Value(subjectsKey{}).(*Subjects)
	if !ok {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recorded
}

func markRecorded(ctx context.Context) {
	if s, ok := ctx.Value(subjectsKey{}).(*Subjects); ok {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.recorded = true
	}
}
