// Package held keeps back the rows that a large transaction inserts and writes many of them with one statement, no later than
// the next statement that names their table: the sending costs more than the row. With a second processor the statements are
// run behind the work that makes the next rows.
package held

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// Conn is the connection of the transaction.
type Conn interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// Rows holds back the rows of one transaction. Use it from one goroutine.
type Rows struct {
	conn   Conn
	seen   func(text string, args []any)
	held   map[string]*kind // by table and columns
	behind *line            // nil: statements are run at once

	named map[string][]*kind // by statement: whose tables it names
}

// kind is the rows of one table that are given by the same columns.
type kind struct {
	table, into string
	width       int
	args        []any
	full        string // the statement of as many rows as one may hold
}

// argsHeld bounds the length of one statement.
const argsHeld = 256

// New holds rows back for a transaction; seen is told of every statement. With behind the connection must bear that a statement
// runs while the rows of another are being read.
func New(ctx context.Context, conn Conn, behind bool, seen func(string, []any)) *Rows {
	h := &Rows{conn: conn, seen: seen, held: map[string]*kind{}, named: map[string][]*kind{}}
	if behind {
		h.behind = begin(ctx, conn)
	}
	return h
}

// Insert takes a row over; cols are the columns in order, args their values.
func (h *Rows) Insert(ctx context.Context, table, cols string, args []any) error {
	into := table + " (" + cols + ")"
	k := h.held[into]
	if k == nil {
		k = &kind{table: table, into: into, width: len(args), args: make([]any, 0, argsHeld)}
		h.held[into] = k
		clear(h.named)
	}
	k.args = append(k.args, args...)
	if len(k.args)+k.width <= argsHeld {
		return nil
	}
	if k.full == "" {
		k.full = k.text(len(k.args) / k.width)
	}
	whole := k.args
	k.args = make([]any, 0, argsHeld)
	return h.run(ctx, k, k.full, whole)
}

// text is the statement for n rows.
func (k *kind) text(n int) string {
	b := make([]byte, 0, 24+len(k.into)+5*n*k.width)
	b = append(append(append(b, "insert into "...), k.into...), " values "...)
	for i := range n {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = append(b, '(')
		for c := range k.width {
			if c > 0 {
				b = append(b, ',')
			}
			b = strconv.AppendInt(append(b, '$'), int64(i*k.width+c+1), 10)
		}
		b = append(b, ')')
	}
	return string(b)
}

// send writes what is held of a kind, in portions of a power of two, so that few different statements are compiled.
func (h *Rows) send(ctx context.Context, k *kind) error {
	left := k.args
	k.args = make([]any, 0, argsHeld)
	for len(left) > 0 {
		n := 1
		for 2*n*k.width <= len(left) {
			n *= 2
		}
		if err := h.run(ctx, k, k.text(n), left[:n*k.width]); err != nil {
			return err
		}
		left = left[n*k.width:]
	}
	return nil
}

func (h *Rows) run(ctx context.Context, k *kind, text string, args []any) error {
	h.seen(text, args)
	if h.behind != nil {
		return h.behind.put(statement{k.table, text, args})
	}
	if _, err := h.conn.ExecContext(ctx, text, args...); err != nil {
		return fmt.Errorf("insert %s: %w", k.table, err)
	}
	return nil
}

// Before writes the rows of every table that a statement names.
func (h *Rows) Before(ctx context.Context, query string) error {
	list, known := h.named[query]
	if !known {
		for _, k := range h.held {
			if strings.Contains(query, k.table) {
				list = append(list, k)
			}
		}
		if len(h.named) > 4096 { // lists of varying length
			clear(h.named)
		}
		h.named[query] = list
	}
	for _, k := range list {
		if len(k.args) > 0 {
			if err := h.send(ctx, k); err != nil {
				return err
			}
		}
	}
	if h.behind == nil {
		return nil
	}
	for _, k := range list {
		if err := h.behind.wait(k.table); err != nil {
			return err
		}
	}
	return nil
}

// Flush writes all rows and waits until they are written.
func (h *Rows) Flush(ctx context.Context) error {
	for _, k := range h.held {
		if len(k.args) > 0 {
			if err := h.send(ctx, k); err != nil {
				return err
			}
		}
	}
	if h.behind == nil {
		return nil
	}
	return h.behind.wait("")
}

// Close ends what runs behind; rows that were not flushed are let go.
func (h *Rows) Close() {
	if h.behind != nil {
		h.behind.end()
	}
}

// QueryContext runs a query that sees the rows held back.
func (h *Rows) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if err := h.Before(ctx, query); err != nil {
		return nil, err
	}
	return h.conn.QueryContext(ctx, query, args...)
}

// ExecContext runs a statement after the rows held back.
func (h *Rows) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if err := h.Before(ctx, query); err != nil {
		return nil, err
	}
	return h.conn.ExecContext(ctx, query, args...)
}
