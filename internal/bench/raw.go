package bench

import (
	"context"
	"database/sql"
	"net/url"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the drivers that the service uses
	_ "modernc.org/sqlite"
)

// OpenRaw opens the database beside the service, for reading, with the same settings as its readers.
func OpenRaw(address string) (*sql.DB, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		return sql.Open("pgx", address)
	}
	file := "file:" + (&url.URL{Path: address}).EscapedPath()
	d, err := sql.Open("sqlite", file+"?_pragma=busy_timeout(10000)&_pragma=temp_store(memory)&_pragma=cache_size(-16000)&_pragma=query_only(1)")
	if err == nil {
		d.SetMaxOpenConns(1)
	}
	return d, err
}

// replay sends the reading statements again, in one read transaction, reads every row, and tells how long that took;
// costs gathers the time of each statement by its text.
func replay(ctx context.Context, d *sql.DB, list []Statement, costs map[string]*Sample) (time.Duration, error) {
	began := time.Now()
	tx, err := d.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return 0, err
	}
	defer tx.Rollback() //nolint:errcheck // a read has nothing to keep
	for _, s := range list {
		if !s.Read() {
			continue
		}
		one := time.Now()
		if err := drain(ctx, tx, s); err != nil {
			return 0, err
		}
		if costs[s.SQL] == nil {
			costs[s.SQL] = &Sample{}
		}
		costs[s.SQL].Add(time.Since(one))
	}
	return time.Since(began), nil
}

func drain(ctx context.Context, tx *sql.Tx, s Statement) error {
	rows, err := tx.QueryContext(ctx, s.SQL, s.Args...)
	if err != nil {
		return err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	cols, err := rows.Columns()
	if err != nil {
		return err
	}
	vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
	for i := range vals {
		ptrs[i] = &vals[i]
	}
	for rows.Next() {
		if err := rows.Scan(ptrs...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// TermOver are the clients whose term ends before a day, given as yyyy-mm-dd.
// sight: the bench reads an invented world, and shows nobody whom it read.
func TermOver(ctx context.Context, d *sql.DB, day string) (map[string]bool, error) {
	rows, err := d.QueryContext(ctx, "select client_id from casefile_card where term_end < $1", day)
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	out := map[string]bool{}
	for rows.Next() {
		var client string
		if err := rows.Scan(&client); err != nil {
			return nil, err
		}
		out[client] = true
	}
	return out, rows.Err()
}
