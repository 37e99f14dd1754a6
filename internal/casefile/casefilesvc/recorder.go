// Package casefilesvc keeps the cards and answers every question over many clients from them.
package casefilesvc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Part computes the columns of one capability for a set of clients. The reader sees every client.
type Part func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error)

// Cards recomputes cards in the transaction that changed what they show; it is a db.Recorder that runs after the audit.
type Cards struct {
	parts map[string]Part // by the prefix of the capability's tables
	order []string
}

// NewCards makes the keeper of cards; parts are by capability, which is also the prefix of its tables.
func NewCards(parts map[string]Part) *Cards {
	return &Cards{parts: parts, order: slices.Sorted(maps.Keys(parts))}
}

// Record implements db.Recorder: it recomputes the parts whose tables changed, for the clients concerned.
func (c *Cards) Record(ctx context.Context, tx *db.Tx, e db.Entry) error {
	touched := map[string][]id.Client{}
	for _, ch := range e.Changes {
		prefix, _, _ := strings.Cut(ch.Table, "_")
		if ch.Client != "" && c.parts[prefix] != nil && !slices.Contains(touched[prefix], ch.Client) {
			touched[prefix] = append(touched[prefix], ch.Client)
		}
	}
	for _, name := range c.order {
		if clients := touched[name]; len(clients) > 0 {
			if err := c.apply(ctx, tx, name, clients); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *Cards) apply(ctx context.Context, tx *db.Tx, part string, clients []id.Client) error {
	rows, err := c.parts[part](ctx, tx.System(), clients)
	if err != nil {
		return fmt.Errorf("card part %s: %w", part, err)
	}
	for _, client := range clients {
		if err := upsert(ctx, tx, client, rows[client]); err != nil {
			return fmt.Errorf("card part %s: %w", part, err)
		}
	}
	return nil
}

func upsert(ctx context.Context, tx *db.Tx, client id.Client, row db.Row) error {
	if len(row) == 0 {
		return nil
	}
	cols := slices.Sorted(maps.Keys(row))
	args := make([]any, 0, len(cols)+1)
	sets := make([]string, len(cols))
	args = append(args, client)
	for i, col := range cols {
		args = append(args, row[col])
		sets[i] = col + " = excluded." + col
	}
	_, err := tx.Exec(ctx, "insert into casefile_card (client_id, "+strings.Join(cols, ", ")+") values "+db.In(len(args), 1)+
		" on conflict (client_id) do update set "+strings.Join(sets, ", "), args...)
	return err
}
