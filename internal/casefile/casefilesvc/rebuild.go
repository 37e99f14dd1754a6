package casefilesvc

import (
	"context"
	"fmt"
	"maps"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

const batch = 250

// Rebuild computes every card anew with the same parts that keep them current, and then the figures of the offices; step
// is told how many are done.
// sight: the operator rebuilds what the system computed; nobody reads an answer.
func (c *Cards) Rebuild(ctx context.Context, d *db.DB, step func(done, total int)) error {
	ctx = db.WithSight(ctx, db.Everyone{})
	var clients []id.Client
	if err := d.Read(ctx, func(r *db.Reader) (err error) {
		clients, err = db.All[id.Client](ctx, r, `select client_id from access_client where client_id not like 'study-%' order by client_id`)
		return err
	}); err != nil {
		return err
	}
	for from := 0; from < len(clients); from += batch {
		part := clients[from:min(from+batch, len(clients))]
		if err := d.System(ctx, "rebuild cards", func(tx *db.Tx) error { return c.replace(ctx, tx, part) }); err != nil {
			return err
		}
		if step != nil {
			step(from+len(part), len(clients))
		}
	}
	return d.System(ctx, "rebuild figures", func(tx *db.Tx) error { return recount(ctx, tx) })
}

// Renew computes the cards of some clients whose rows were written without this recorder, and moves the figures of the offices by
// them. sight: the system itself keeps what it computed; nobody reads an answer.
func (c *Cards) Renew(ctx context.Context, d *db.DB, clients []id.Client) error {
	if len(clients) == 0 {
		return nil
	}
	ctx = db.WithSight(ctx, db.Everyone{})
	return d.System(ctx, "cards of newcomers", func(tx *db.Tx) error {
		before, err := counted(ctx, tx, clients)
		if err != nil {
			return err
		}
		if err := c.replace(ctx, tx, clients); err != nil {
			return err
		}
		after, err := counted(ctx, tx, clients)
		if err != nil {
			return err
		}
		return adjust(ctx, tx, before, after)
	})
}

// RefreshNext computes the supervision part of the cards whose next appointment has passed, because which one is next
// depends on the day and no transaction moves it.
// sight: the system itself keeps what it computed; nobody reads an answer.
func (c *Cards) RefreshNext(ctx context.Context, d *db.DB) error {
	ctx = db.WithSight(ctx, db.Everyone{})
	var clients []id.Client
	if err := d.Read(ctx, func(r *db.Reader) (err error) {
		clients, err = db.All[id.Client](ctx, r, `select client_id from casefile_card where next_at < $1 order by client_id`, d.Now())
		return err
	}); err != nil {
		return err
	}
	for from := 0; from < len(clients); from += batch {
		part := clients[from:min(from+batch, len(clients))]
		if err := d.System(ctx, "cards next", func(tx *db.Tx) error {
			for _, src := range c.sources {
				if src.Name == "supervision" {
					return src.apply(ctx, tx, part)
				}
			}
			return nil
		}); err != nil {
			return err
		}
	}
	return nil
}

func (c *Cards) replace(ctx context.Context, tx *db.Tx, clients []id.Client) error {
	if _, err := tx.Exec(ctx, `delete from casefile_card where client_id in `+db.In(len(clients), 1), db.Args(clients)...); err != nil {
		return err
	}
	whole := make(map[id.Client]db.Row, len(clients))
	for _, src := range c.sources {
		if src.OnCard {
			if err := putAll(ctx, tx, clients, whole); err != nil {
				return err
			}
			clear(whole)
		}
		rows, err := src.Part(ctx, tx.System(), clients)
		if err != nil {
			return fmt.Errorf("card part %s: %w", src.Name, err)
		}
		for client, row := range rows {
			if whole[client] == nil {
				whole[client] = db.Row{}
			}
			maps.Copy(whole[client], row)
		}
	}
	return putAll(ctx, tx, clients, whole)
}

func putAll(ctx context.Context, tx *db.Tx, clients []id.Client, rows map[id.Client]db.Row) error {
	for _, client := range clients {
		if err := upsert(ctx, tx, client, rows[client]); err != nil {
			return fmt.Errorf("card: %w", err)
		}
	}
	return nil
}
