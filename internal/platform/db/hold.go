package db

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// holding keeps back the rows that a batch inserts, and writes many of them with one statement, before any other statement
// that names their table is sent: the sending costs more than the row.
type holding struct {
	q    queryer
	db   *DB
	held map[string]*heldRows // by table and columns
}

type heldRows struct {
	table, into string
	width       int
	args        []any
}

// argsHeld bounds the length of one statement.
const argsHeld = 256

// insert takes a row over; cols are the columns in order, args their values.
func (h *holding) insert(ctx context.Context, table string, cols []string, args []any) error {
	into := table + " (" + strings.Join(cols, ", ") + ")"
	rows := h.held[into]
	if rows == nil {
		rows = &heldRows{table: table, into: into, width: len(cols)}
		h.held[into] = rows
	}
	rows.args = append(rows.args, args...)
	if len(rows.args)+rows.width > argsHeld {
		return h.send(ctx, rows)
	}
	return nil
}

// send writes rows in portions of a power of two, so that few different statements are compiled.
func (h *holding) send(ctx context.Context, rows *heldRows) error {
	for left := rows.args; len(left) > 0; {
		n := 1
		for 2*n*rows.width <= min(len(left), argsHeld) {
			n *= 2
		}
		lists := make([]string, n)
		for i := range lists {
			lists[i] = In(rows.width, i*rows.width+1)
		}
		text, args := "insert into "+rows.into+" values "+strings.Join(lists, ", "), left[:n*rows.width]
		h.db.seen(text, args)
		if _, err := h.q.ExecContext(ctx, text, args...); err != nil {
			return fmt.Errorf("insert %s: %w", rows.table, err)
		}
		left = left[n*rows.width:]
	}
	rows.args = rows.args[:0]
	return nil
}

// before sends the rows of every table that a statement names; all of them for an empty one.
func (h *holding) before(ctx context.Context, query string) error {
	for _, rows := range h.held {
		if len(rows.args) > 0 && (query == "" || strings.Contains(query, rows.table)) {
			if err := h.send(ctx, rows); err != nil {
				return err
			}
		}
	}
	return nil
}

// QueryContext implements queryer.
func (h *holding) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := h.before(ctx, query); err != nil {
		return nil, err
	}
	return h.q.QueryContext(ctx, query, args...)
}

// ExecContext implements queryer.
func (h *holding) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := h.before(ctx, query); err != nil {
		return nil, err
	}
	return h.q.ExecContext(ctx, query, args...)
}
