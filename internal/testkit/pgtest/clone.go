package pgtest

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver
)

var serial atomic.Int64

// Clone makes a database from a template with this name, building the template by prepare when it is absent, and
// returns its URL and a function that drops it.
func Clone(template string, prepare func(url string) error) (string, func(), error) {
	admin, err := URL()
	if err != nil {
		return "", nil, err
	}
	pool, err := sql.Open("pgx", admin)
	if err != nil {
		return "", nil, err
	}
	defer pool.Close() //nolint:errcheck // short-lived
	if err := ensure(pool, template, prepare); err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("t_%d_%d", time.Now().UnixNano(), serial.Add(1))
	if err := copyDatabase(pool, name, template); err != nil {
		return "", nil, err
	}
	drop := func() {
		pool, err := sql.Open("pgx", admin)
		if err != nil {
			return
		}
		defer pool.Close() //nolint:errcheck // short-lived
		_, _ = pool.Exec("drop database if exists " + name + " with (force)")
	}
	return DatabaseURL(name), drop, nil
}

func ensure(pool *sql.DB, template string, prepare func(url string) error) error {
	unlock, err := lockFile(Root() + "-" + template + ".lock")
	if err != nil {
		return err
	}
	defer unlock()
	var n int
	if err := pool.QueryRow("select count(*) from pg_database where datname = $1", template).Scan(&n); err != nil || n > 0 {
		return err
	}
	making := template + "_making"
	if _, err := pool.Exec("drop database if exists " + making + " with (force)"); err != nil {
		return err
	}
	if _, err := pool.Exec("create database " + making + " encoding 'UTF8' template template0"); err != nil {
		return err
	}
	if err := prepare(DatabaseURL(making)); err != nil {
		return err
	}
	_, err = pool.Exec("alter database " + making + " rename to " + template)
	return err
}

// copyDatabase retries while another copy of the same template is under way.
func copyDatabase(pool *sql.DB, name, template string) error {
	ctx, stop := context.WithTimeout(context.Background(), 30*time.Second)
	defer stop()
	for {
		_, err := pool.ExecContext(ctx, "create database "+name+" template "+template)
		if err == nil || ctx.Err() != nil || !strings.Contains(err.Error(), "55006") {
			return err
		}
		time.Sleep(10 * time.Millisecond)
	}
}
