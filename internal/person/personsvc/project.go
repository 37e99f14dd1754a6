package personsvc

import (
	"context"
	"strconv"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personreadsvc"
	"tuzjol/internal/platform/db"
)

// project writes the search tokens and match keys of a person anew from the rows that are held true.
func (o *Ops) project(ctx context.Context, tx *db.Tx, client id.Client) error {
	who, err := personreadsvc.Identities(ctx, tx.System(), o.Seal, []id.Client{client}, false)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from person_token where client_id = $1`, string(client)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from person_block where client_id = $1`, string(client)); err != nil {
		return err
	}
	return put(ctx, tx, client, who[client])
}

// put writes the search tokens and match keys of somebody who has none.
func put(ctx context.Context, tx *db.Tx, client id.Client, who person.Identity) error {
	if err := putAll(ctx, tx, `insert into person_token (token, client_id) values `, client, who.SearchTokens()); err != nil {
		return err
	}
	return putAll(ctx, tx, `insert into person_block (block, client_id) values `, client, person.BlockKeys(who))
}

func putAll(ctx context.Context, tx *db.Tx, insert string, client id.Client, keys []string) error {
	if len(keys) == 0 {
		return nil
	}
	args, seen, text := []any{string(client)}, map[string]bool{}, insert
	for _, k := range keys {
		if seen[k] {
			continue
		}
		seen[k] = true
		args = append(args, k)
		if len(args) > 2 {
			text += ", "
		}
		text += "($" + strconv.Itoa(len(args)) + ", $1)"
	}
	_, err := tx.Exec(ctx, text, args...)
	return err
}

// Rebuild writes the projections of some clients anew; "rebuild cards" and a change of the folding rules use it.
func (o *Ops) Rebuild(ctx context.Context, tx *db.Tx, clients []id.Client) error {
	for _, c := range clients {
		if err := o.project(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}
