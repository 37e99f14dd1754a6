package personsvc

import (
	"context"

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
	office, err := o.access.OfficeOf(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	return put(ctx, tx, client, office, who[client])
}

// put writes the search tokens and match keys of somebody who has none.
func put(ctx context.Context, tx *db.Tx, client id.Client, office id.Office, who person.Identity) error {
	if err := tx.Put(ctx, "person_token", "token, client_id, office_id", keyRows(who.SearchTokens(), string(client), string(office))); err != nil {
		return err
	}
	return tx.Put(ctx, "person_block", "block, client_id", keyRows(person.BlockKeys(who), string(client)))
}

// keyRows are the rows of keys, every key once, each with the same columns after it.
func keyRows(keys []string, more ...any) [][]any {
	var out [][]any
	seen := map[string]bool{}
	for _, k := range keys {
		if !seen[k] {
			seen[k] = true
			out = append(out, append([]any{k}, more...))
		}
	}
	return out
}

// Follow is a db.Recorder: when a file goes to another office, the words under which the person is found go with it.
type Follow struct{}

// Record implements db.Recorder.
func (Follow) Record(ctx context.Context, tx *db.Tx, e db.Entry) error {
	for _, c := range e.Changes {
		if office, moved := c.After["office_id"]; moved && c.Table == "access_client" && c.Op == "update" {
			if _, err := tx.Exec(ctx, `update person_token set office_id = $2 where client_id = $1`, string(c.Client), office); err != nil {
				return err
			}
		}
	}
	return nil
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
