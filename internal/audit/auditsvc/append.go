package auditsvc

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"tuzjol/internal/audit"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/db/held"
)

// store is what a transaction of ours and the sequencer's own share.
type store interface {
	Query(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	Exec(ctx context.Context, query string, args ...any) (int64, error)
}

// append stores entries with their subjects and facts. On SQLite, where one transaction runs at a time, they are
// numbered at once; on PostgreSQL they queue for the sequencer, because locking the end of the chain in every
// transaction would make all writers wait for each other.
func (r *Recorder) append(ctx context.Context, tx *db.Tx, entries []audit.Entry) error {
	contents, err := audit.EncodeAll(entries)
	if err != nil {
		return err
	}
	var heads []link
	var rows, subjects, facts [][]any
	for i, e := range entries {
		hash := audit.EntryHash(contents[i])
		heads = append(heads, link{string(e.ID), hash[:]})
		rows = append(rows, []any{string(e.ID), string(e.Kind), e.At.String(), e.Actor, e.Action, int64(len(e.Changes)), string(contents[i]), hash[:]})
		for _, c := range e.Subjects {
			subjects = append(subjects, []any{string(c), string(e.ID), db.Null(e.Inside[c])})
		}
		more, err := factRows(e)
		if err != nil {
			return err
		}
		facts = append(facts, more...)
	}
	if err := insertAll(ctx, tx, "audit_entry (id, kind, at, actor, action, changes, content, hash)", rows); err != nil {
		return err
	}
	if err := insertAll(ctx, tx, "audit_subject (client_id, entry_id, compartment)", subjects); err != nil {
		return err
	}
	if err := insertAll(ctx, tx, "audit_fact (id, entry_id, ord, type, version, client_id, occurred_at, recorded_at, actor, display, source, data, compartment)", facts); err != nil {
		return err
	}
	if err := withdraw(ctx, tx, entries); err != nil {
		return err
	}
	if tx.Engine() == "sqlite" {
		return chain(ctx, tx, heads)
	}
	for _, h := range heads {
		// A transaction gets its number after its snapshot, so a transaction that saw another's rows has the higher one:
		// this order is an order in which the changes can be replayed.
		if _, err := tx.Exec(ctx, `insert into audit_pending (entry_id, txid, ord) values ($1, pg_current_xact_id()::text::bigint,
			(extract(epoch from clock_timestamp()) * 1000000)::bigint)`, h.Entry); err != nil {
			return fmt.Errorf("queue audit entry: %w", err)
		}
	}
	tx.AfterCommit(r.signal)
	return nil
}

func factRows(e audit.Entry) ([][]any, error) {
	var out [][]any
	for i, f := range e.Facts {
		if f.Type == audit.Withdrawn {
			continue
		}
		data, err := json.Marshal(f.Data)
		if err != nil {
			return nil, fmt.Errorf("fact %s: %w", f.Type, err)
		}
		if f.Data == nil {
			data = []byte("{}")
		}
		occurred := f.Occurred
		if occurred.IsZero() {
			occurred = e.At
		}
		out = append(out, []any{
			f.ID, string(e.ID), int64(i), f.Type, int64(f.Version), db.Null(f.Client), occurred.String(), e.At.String(),
			e.Actor, e.Display, f.Source, string(data), db.Null(f.Compartment),
		})
	}
	return out, nil
}

func withdraw(ctx context.Context, tx *db.Tx, entries []audit.Entry) error {
	for _, e := range entries {
		for _, f := range e.Facts {
			if f.Type != audit.Withdrawn {
				continue
			}
			n, err := tx.Exec(ctx, `update audit_fact set withdrawn_by = $1 where id = $2 and withdrawn_by is null`, string(e.ID), f.Data["fact"])
			if err != nil {
				return err
			}
			if n != 1 {
				return fmt.Errorf("fact %q to withdraw: absent or already withdrawn", f.Data["fact"])
			}
		}
	}
	return nil
}

// insertAll inserts rows into "table (columns)" with few statements.
func insertAll(ctx context.Context, s store, into string, rows [][]any) error {
	table, cols, _ := strings.Cut(strings.TrimSuffix(into, ")"), " (")
	if tx, ours := s.(*db.Tx); ours {
		return tx.Put(ctx, table, cols, rows)
	}
	return held.Put(ctx, s.Exec, table, cols, rows)
}
