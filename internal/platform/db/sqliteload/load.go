// Package sqliteload writes a fresh SQLite database fast, without care for power loss, and then makes it as safe as any.
package sqliteload

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"slices"
)

// Load is the loading of one file through its only connection.
type Load struct {
	DB    *sql.DB
	Path  string
	Cache int // KiB of the file that the writer keeps in memory otherwise

	dropped []string // indexes to be made again
}

// Begin lets writes go to the file without waiting for the disk, and drops the plain indexes named, or of the tables named.
func (l *Load) Begin(ctx context.Context, unused []string) error {
	if err := l.drop(ctx, unused); err != nil {
		return err
	}
	return l.run(ctx, "pragma synchronous=off", "pragma cache_size=-48000", "pragma locking_mode=exclusive", "pragma journal_mode=memory")
}

// Reindex makes the dropped indexes again: sorted in files and in small portions, because half a million entries would be in
// memory at once.
func (l *Load) Reindex(ctx context.Context) error {
	if len(l.dropped) == 0 {
		return nil
	}
	err := l.run(ctx, slices.Concat([]string{l.cache(), "pragma shrink_memory", "pragma temp_store=file"}, l.dropped, []string{"pragma temp_store=memory"})...)
	l.dropped = nil
	return err
}

// End puts everything on the disk at once, so that the first users do not wait for it.
func (l *Load) End(ctx context.Context) error {
	if err := l.Reindex(ctx); err != nil {
		return err
	}
	if err := l.run(ctx, l.cache(), "pragma shrink_memory", "pragma locking_mode=normal", "pragma journal_mode=wal", "pragma synchronous=full",
		"pragma wal_checkpoint(truncate)"); err != nil {
		return err
	}
	f, err := os.Open(l.Path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (l *Load) cache() string { return fmt.Sprintf("pragma cache_size=-%d", l.Cache) }

func (l *Load) run(ctx context.Context, texts ...string) error {
	for _, text := range texts {
		if _, err := l.DB.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

func (l *Load) drop(ctx context.Context, these []string) error {
	rows, err := l.DB.QueryContext(ctx, "select name, tbl_name, sql from sqlite_master where type = 'index' and sql like 'create index %'")
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
			names, l.dropped = append(names, "drop index "+name), append(l.dropped, text)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	return l.run(ctx, names...)
}
