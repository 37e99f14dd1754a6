package db

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db/held"
	"tuzjol/internal/platform/db/rowdigest"
)

// Change is one row written: its digest after the write and the columns that changed.
type Change struct {
	Table, Row string
	Op         string // insert or update
	Client     id.Client
	Inside     string // the sealed compartment that the row belongs to; "" is the ordinary record
	Digest     [32]byte
	Before     Row // changed columns only; nil for an insert
	After      Row
}

// Entry is what Tx.Record hands to the recorders: everything done since the last one.
type Entry struct {
	ID      id.Entry
	Action  actor.Action
	Reason  string
	Changes []Change
	Facts   []fact.Fact
}

// Clients lists the clients whom the entry concerns, each once.
func (e Entry) Clients() []id.Client {
	var out []id.Client
	add := func(c id.Client) {
		if c != "" && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	for _, c := range e.Changes {
		add(c.Client)
	}
	for _, f := range e.Facts {
		add(f.Client)
	}
	return out
}

// Recorder remembers an entry in the transaction that made it. The audit implements it, and the cards after it.
type Recorder interface {
	Record(ctx context.Context, tx *Tx, e Entry) error
}

// Tx is one writing transaction with one instant. It is valid inside its closure only.
type Tx struct {
	Reader
	Now     civil.Instant
	Actor   actor.Actor
	Request actor.Request

	ctx      context.Context
	system   bool
	recorded bool
	pending  []Change
	after    []func()
	batch    *batch // set while many use cases share the transaction
}

// NewID makes an identifier for this transaction's instant.
func (tx *Tx) NewID() string { return id.New(tx.Now.Time()) }

// AfterCommit runs f once the transaction is known to be kept; f must not fail or block.
func (tx *Tx) AfterCommit(f func()) { tx.after = append(tx.after, f) }

// Insert writes a new row; within a batch no later than the next statement that names its table.
func (tx *Tx) Insert(ctx context.Context, table string, row Row) error {
	t, err := tx.table(table)
	if err != nil {
		return err
	}
	p, err := row.plain()
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	cols, names := tx.db.layouts.Of(table, p)
	args := make([]any, len(cols))
	for i, c := range cols {
		args[i] = p[c]
	}
	if tx.batch != nil {
		err = tx.batch.held.Insert(ctx, table, names, args)
	} else {
		_, err = tx.exec(ctx, "insert into "+table+" ("+names+") values "+In(len(cols), 1), args)
	}
	if err != nil {
		return fmt.Errorf("insert %s: %w", table, err)
	}
	tx.note(t, cols, p, Change{Op: "insert", After: p})
	return nil
}

// Update changes columns of one row; an absent row is fault.NotFound.
func (tx *Tx) Update(ctx context.Context, table, row string, set Row) error {
	return tx.update(ctx, table, row, -1, set)
}

// UpdateVersion is Update guarded by the column "version": another value than version is fault.Conflict.
func (tx *Tx) UpdateVersion(ctx context.Context, table, row string, version int, set Row) error {
	set = maps.Clone(set)
	set["version"] = version + 1
	return tx.update(ctx, table, row, version, set)
}

func (tx *Tx) update(ctx context.Context, table, row string, version int, set Row) error {
	t, err := tx.table(table)
	if err != nil {
		return err
	}
	p, err := set.plain()
	if err != nil {
		return fmt.Errorf("%s: %w", table, err)
	}
	old, err := tx.Load(ctx, table, row)
	if err != nil {
		return err
	}
	if version >= 0 && old["version"] != int64(version) {
		return fault.Stale()
	}
	before, after, whole := Row{}, Row{}, maps.Clone(old)
	for c, v := range p {
		whole[c] = v
		if !same(old[c], v) {
			before[c], after[c] = old[c], v
		}
	}
	if len(after) == 0 {
		return nil
	}
	cols := slices.Sorted(maps.Keys(after))
	args := []any{row}
	sets := make([]string, len(cols))
	for i, c := range cols {
		args = append(args, after[c])
		sets[i] = fmt.Sprintf("%s = $%d", c, i+2)
	}
	if _, err := tx.exec(ctx, "update "+table+" set "+strings.Join(sets, ", ")+" where id = $1", args); err != nil {
		return fmt.Errorf("update %s: %w", table, err)
	}
	tx.note(t, slices.Sorted(maps.Keys(whole)), whole, Change{Op: "update", Before: before, After: after})
	return nil
}

// Load reads one whole row by its id, out of any sight; it serves the verbs, corrections and the audit.
func (tx *Tx) Load(ctx context.Context, table, row string) (Row, error) {
	if _, err := tx.table(table); err != nil {
		return nil, err
	}
	rows, err := tx.q.QueryContext(ctx, "select * from "+table+" where id = $1", row)
	tx.db.seen("select * from "+table+" where id = $1", []any{row})
	if err != nil {
		return nil, err
	}
	defer rows.Close() //nolint:errcheck // Err below tells
	if !rows.Next() {
		return nil, errors.Join(rows.Err(), fault.MissingRecord())
	}
	out, err := ScanRow(rows)
	return out, errors.Join(err, rows.Err())
}

// Exec runs a statement against technical and projection tables only; record rows are written by the verbs.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	name, err := target(query)
	if err != nil {
		return 0, err
	}
	t, err := tx.table(name)
	if err != nil {
		return 0, err
	}
	if t.Kind == Record {
		return 0, fmt.Errorf("table %s holds records: write it with Insert and Update", name)
	}
	text, all, err := expand(query, args, tx.sight)
	if err != nil {
		return 0, err
	}
	return tx.exec(ctx, text, all)
}

// Put writes many rows of a technical or projection table, all with the same columns, by few statements; within a batch no
// later than the next statement that names the table.
func (tx *Tx) Put(ctx context.Context, table, cols string, rows [][]any) error {
	t, err := tx.table(table)
	if err != nil || len(rows) == 0 {
		return err
	}
	if t.Kind == Record {
		return fmt.Errorf("table %s holds records: write it with Insert and Update", table)
	}
	if tx.batch != nil {
		for _, row := range rows {
			if err := tx.batch.held.Insert(ctx, table, cols, row); err != nil {
				return err
			}
		}
		return nil
	}
	return held.Put(ctx, func(ctx context.Context, query string, args ...any) (int64, error) { return tx.exec(ctx, query, args) }, table, cols, rows)
}

func (tx *Tx) exec(ctx context.Context, text string, args []any) (int64, error) {
	tx.db.seen(text, args)
	res, err := tx.q.ExecContext(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func (tx *Tx) table(name string) (Table, error) {
	t, ok := tx.db.tables[name]
	if !ok {
		return t, fmt.Errorf("no table %q in the schema", name)
	}
	return t, nil
}

func (tx *Tx) note(t Table, cols []string, whole Row, c Change) {
	if t.Kind != Record {
		return
	}
	c.Table = t.Name
	c.Row, _ = whole["id"].(string)
	client, _ := whole["client_id"].(string)
	c.Client = id.Client(client)
	c.Inside, _ = whole["compartment"].(string)
	c.Digest = rowdigest.Of(t.Name, cols, whole)
	tx.pending = append(tx.pending, c)
}

// Record leaves the audit entry of everything changed since the last Record, with its facts. A System transaction has
// nothing to record.
func (tx *Tx) Record(ctx context.Context, action actor.Action, reason string, facts ...fact.Fact) error {
	_, err := tx.RecordAs(ctx, id.Entry(tx.NewID()), action, reason, facts...)
	return err
}

// RecordAs is Record with an identifier drawn before, for rows that name the entry they came from.
func (tx *Tx) RecordAs(ctx context.Context, entry id.Entry, action actor.Action, reason string, facts ...fact.Fact) (id.Entry, error) {
	for i := range facts {
		if facts[i].ID == "" {
			facts[i].ID = tx.NewID()
		}
		if facts[i].Occurred.IsZero() {
			facts[i].Occurred = tx.Now
		}
	}
	tx.recorded = true
	e := Entry{ID: entry, Action: action, Reason: reason, Changes: tx.pending, Facts: facts}
	tx.pending = nil
	e.inherit()
	if tx.batch != nil {
		tx.batch.add(ctx, e)
		return e.ID, nil
	}
	for _, r := range tx.db.opts.Recorders {
		if err := r.Record(ctx, tx, e); err != nil {
			return "", fmt.Errorf("record %s: %w", action, err)
		}
	}
	return e.ID, nil
}
