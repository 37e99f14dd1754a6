// Package db is the only way to the database: one SQL text for SQLite and PostgreSQL, one transaction a write that
// cannot commit without its audit entry, and reads whose scope is part of the query. It knows no capability.
package db

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"sync/atomic"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db/held"
	"tuzjol/internal/platform/db/sqliteload"
)

// Options are what the composition root gives to Open.
type Options struct {
	Schema    fs.FS            // migrations with type macros
	Clock     func() time.Time // the service's clock; nil means the machine's
	Recorders []Recorder       // called in order by Tx.Record, in the same transaction
	Log       *slog.Logger
	Readers   int // connections for reading; 0 means as many as suit the engine and the processors
	Trace     func(sql string, args []any)
}

// DB is an open database of either engine.
type DB struct {
	read    *sql.DB
	write   *sql.DB
	dialect dialect
	tables  map[string]Table
	opts    Options
	queue   chan *job // SQLite only: closures waiting for the writer
	done    chan struct{}
	count   atomic.Int64 // statements sent, for benches
	layouts held.Layouts
	loading atomic.Bool     // SQLite only: the writer has the file to itself
	load    sqliteload.Load // SQLite only
}

// Open opens url: "postgres://..." or the path of an SQLite file ("sqlite:" before it is allowed).
// It does not migrate; see Migrate.
func Open(ctx context.Context, url string, opts Options) (*DB, error) {
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.Default()
	}
	tables, err := ParseSchema(opts.Schema)
	if err != nil {
		return nil, err
	}
	d := &DB{opts: opts, tables: tables}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		err = d.openPostgres(ctx, url)
	} else {
		err = d.openSQLite(ctx, strings.TrimPrefix(url, "sqlite:"))
	}
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	return d, nil
}

// SetRecorders replaces the recorders; the composition root calls it once, before the first write, because recorders
// themselves need the database.
func (d *DB) SetRecorders(r ...Recorder) { d.opts.Recorders = r }

// SetTrace sets a hook that sees every statement; only benches and tests use it.
func (d *DB) SetTrace(f func(sql string, args []any)) { d.opts.Trace = f }

// Engine is "sqlite" or "postgres".
func (d *DB) Engine() string { return d.dialect.name }

// Now is the service's clock as an instant.
func (d *DB) Now() civil.Instant { return civil.At(d.opts.Clock()) }

// Statements counts the statements sent since opening.
func (d *DB) Statements() int64 { return d.count.Load() }

// Ping proves that the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// SQL returns the pool of the writing side, for the migration, job and backup packages only (checked by archtest).
func (d *DB) SQL() *sql.DB { return d.write }

// Close waits for the writer and closes all connections.
func (d *DB) Close() error {
	if d.queue != nil {
		close(d.queue)
		<-d.done
	}
	err := d.read.Close()
	if d.write != d.read {
		if e := d.write.Close(); err == nil {
			err = e
		}
	}
	return err
}
