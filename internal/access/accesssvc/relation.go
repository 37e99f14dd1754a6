package accesssvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// EndByReason ends every relation of a kind that was made for one reason, such as the covers of one absence, and returns
// whose they were.
func (Ops) EndByReason(ctx context.Context, tx *db.Tx, kind, reason string) ([]id.Client, error) {
	type row struct {
		ID     string
		Client id.Client
	}
	rows, err := db.All[row](ctx, tx.System(), `select l.id, l.client_id from access_list l where l.kind = $1 and l.reason = $2 and l.replaced_at is null
		and {visible l.client_id} order by l.id`, kind, reason)
	if err != nil {
		return nil, err
	}
	out := make([]id.Client, len(rows))
	for i, r := range rows {
		out[i] = r.Client
		if err := tx.Update(ctx, "access_list", r.ID, db.Row{"replaced_at": tx.Now}); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// IsRestricted reports whether a client is restricted; the caller has asked the guard before.
func (Ops) IsRestricted(ctx context.Context, r *db.Reader, client id.Client) (bool, error) {
	n, err := db.One[int](ctx, r.System(), `select count(*) from access_client c where c.client_id = $1 and c.restricted = true and {visible c.client_id}`, client)
	return n > 0, err
}

// RolesFor lists the roles that may do an action.
func RolesFor(action actor.Action) []access.Role {
	var out []access.Role
	for _, r := range access.Roles() {
		if access.ReachOf([]access.Role{r}, action) > access.None {
			out = append(out, r)
		}
	}
	return out
}
