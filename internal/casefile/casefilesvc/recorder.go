// Package casefilesvc keeps the cards and answers every question over many clients from them.
package casefilesvc

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Part computes the columns of one capability for a set of clients. The reader sees every client.
type Part func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error)

// Source is one part with the prefixes of the tables whose rows it shows, or whole names where a write to the others must not move
// it. Counted says that the figures of the offices
// rest on some of its columns.
type Source struct {
	Name     string
	Prefixes []string
	Part     Part
	Counted  bool
	OnCard   bool // its part reads what the parts before it have put on the card
}

// everything stands for the tables of every part.
const everything = "*"

// Cards recomputes cards in the transaction that changed what they show; it is a db.Recorder that runs after the audit.
type Cards struct{ sources []Source }

// NewCards makes the keeper of cards.
func NewCards(sources ...Source) *Cards { return &Cards{sources: sources} }

// Record implements db.Recorder: it recomputes the parts whose tables changed, for the clients concerned, and moves the
// figures of the offices by what that changed.
func (c *Cards) Record(ctx context.Context, tx *db.Tx, e db.Entry) error {
	moved, clients := c.moved(e)
	before, err := counted(ctx, tx, clients)
	if err != nil {
		return err
	}
	for i, src := range c.sources {
		if len(moved[i]) > 0 {
			if err := src.apply(ctx, tx, moved[i]); err != nil {
				return err
			}
		}
	}
	after, err := counted(ctx, tx, clients)
	if err != nil {
		return err
	}
	return adjust(ctx, tx, before, after)
}

// moved are the clients whose cards an entry moves, by source, and those of them whom the figures may count differently.
func (c *Cards) moved(e db.Entry) (bySource [][]id.Client, figures []id.Client) {
	touched := map[string][]id.Client{}
	for _, ch := range e.Changes {
		prefix, _, _ := strings.Cut(ch.Table, "_")
		if access.IsStudied(ch.Client) { // nobody's list, count or search may tell of a study
			continue
		}
		for _, key := range []string{prefix, ch.Table} {
			if ch.Client != "" && !slices.Contains(touched[key], ch.Client) {
				touched[key] = append(touched[key], ch.Client)
			}
		}
		if ch.Table == "access_client" && ch.Op == "insert" {
			touched[everything] = append(touched[everything], ch.Client) // a new card gets all its parts
		}
	}
	bySource = make([][]id.Client, len(c.sources))
	for i, src := range c.sources {
		for _, prefix := range append([]string{everything}, src.Prefixes...) {
			for _, client := range touched[prefix] {
				if !slices.Contains(bySource[i], client) {
					bySource[i] = append(bySource[i], client)
				}
				if src.Counted && !slices.Contains(figures, client) {
					figures = append(figures, client)
				}
			}
		}
	}
	return bySource, figures
}

func (s Source) apply(ctx context.Context, tx *db.Tx, clients []id.Client) error {
	rows, err := s.Part(ctx, tx.System(), clients)
	if err != nil {
		return fmt.Errorf("card part %s: %w", s.Name, err)
	}
	for _, client := range clients {
		if err := upsert(ctx, tx, client, rows[client]); err != nil {
			return fmt.Errorf("card part %s: %w", s.Name, err)
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
