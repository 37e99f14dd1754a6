package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the PostgreSQL driver
	"modernc.org/sqlite"

	"tuzjol/internal/platform/db/sqlitekeep"
	"tuzjol/internal/platform/db/sqliteload"
)

// dialect holds what the engines truly differ in; widen it only when an engine forces it.
type dialect struct {
	name   string
	macros map[string]string
}

var sqliteDialect = dialect{name: "sqlite", macros: map[string]string{
	"key": "text", "text": "text", "int": "integer", "bool": "integer", "instant": "text", "date": "text",
	"json": "text", "bytes": "blob", "strict": " strict",
}}

var postgresDialect = dialect{name: "postgres", macros: map[string]string{
	"key": `text collate "C"`, "text": "text", "int": "bigint", "bool": "boolean", "instant": `text collate "C"`,
	"date": `text collate "C"`, "json": "text", "bytes": "bytea", "strict": "",
}}

// Pages of the file that SQLite keeps in memory, in KiB: of the writer, and of all readers together. More readers than
// processors can serve only divide what they keep.
const (
	writerCache  = 16_000
	readersCache = 64_000
)

func (d *DB) openSQLite(ctx context.Context, path string) error {
	d.dialect = sqliteDialect
	if d.opts.Readers == 0 {
		d.opts.Readers = min(max(2*runtime.GOMAXPROCS(0), 4), 16)
	}
	common := "file:" + (&url.URL{Path: path}).EscapedPath() +
		"?_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=foreign_keys(1)&_pragma=temp_store(memory)"
	// synchronous=FULL: an acknowledged write survives power loss, at the price of one flush a group.
	writer, err := sqlitekeep.Open(fmt.Sprintf("%s&_pragma=cache_size(-%d)&_pragma=synchronous(full)&_txlock=immediate", common, writerCache))
	if err != nil {
		return err
	}
	d.write = sql.OpenDB(writer)
	d.write.SetMaxOpenConns(1)
	d.load = sqliteload.Load{DB: d.write, Path: path, Cache: writerCache}
	if err := d.write.PingContext(ctx); err != nil {
		return err
	}
	reader, err := sqlitekeep.Open(fmt.Sprintf("%s&_pragma=cache_size(-%d)&_pragma=query_only(1)", common, readersCache/d.opts.Readers))
	if err != nil {
		return err
	}
	d.read = sql.OpenDB(reader)
	d.read.SetMaxOpenConns(d.opts.Readers)
	d.read.SetMaxIdleConns(d.opts.Readers)
	d.queue, d.done = make(chan *job, 256), make(chan struct{})
	go d.writer()
	return nil
}

func (d *DB) openPostgres(ctx context.Context, dsn string) error {
	d.dialect = postgresDialect
	if d.opts.Readers == 0 {
		d.opts.Readers = 8
	}
	pool, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(d.opts.Readers * 2)
	pool.SetMaxIdleConns(d.opts.Readers * 2)
	d.read, d.write = pool, pool
	var encoding string
	if err := pool.QueryRowContext(ctx, "show server_encoding").Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return fmt.Errorf("the database must be UTF8, not %s: create it with encoding 'UTF8'", encoding)
	}
	return nil
}

// errorKind classifies driver errors by code, never by text.
type errorKind int

const (
	otherError errorKind = iota
	uniqueError
	foreignKeyError
	checkError
	retryError
)

func classify(err error) errorKind {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch pg.Code {
		case "23505":
			return uniqueError
		case "23503":
			return foreignKeyError
		case "23514", "23502":
			return checkError
		case "40001", "40P01":
			return retryError
		}
		return otherError
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch lite.Code() {
		case 2067, 1555:
			return uniqueError
		case 787:
			return foreignKeyError
		case 275, 1299:
			return checkError
		case 5, 6, 261, 517:
			return retryError
		}
	}
	return otherError
}

// IsContention reports whether err means that two transactions stood in each other's way too often: trying again later may succeed.
func IsContention(err error) bool { return classify(err) == retryError }

// IsUnique reports whether err is a unique constraint that a caller may turn into its own fault. No constraint on
// personal data reaches a user as a fault: a refusal would tell that somebody exists.
func IsUnique(err error) bool { return classify(err) == uniqueError }
