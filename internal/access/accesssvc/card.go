package accesssvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// CardPart supplies restricted, sealed, hidden, office_id and cover_id, which all stand in the access tables. A cover that
// has run out stays on the card until the daily sweep closes it; its rights end by themselves at the instant set.
func (Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	type row struct {
		Client                     id.Client
		Office                     id.Office
		Restricted, Sealed, Hidden bool
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.office_id, c.restricted, c.sealed, c.hidden from access_client c where c.client_id in `+
		db.In(len(clients), 1)+` and {visible c.client_id}`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	for _, c := range rows {
		out[c.Client] = db.Row{"office_id": string(c.Office), "restricted": c.Restricted, "sealed": c.Sealed, "hidden": c.Hidden, "cover_id": nil}
	}
	type cover struct {
		Client  id.Client
		Account id.Account
	}
	covers, err := db.All[cover](ctx, r, `select l.client_id, l.account_id from access_list l where l.client_id in `+db.In(len(clients), 1)+
		` and l.kind = 'covering' and l.replaced_at is null and {visible l.client_id} order by l.id`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	for _, c := range covers {
		if row := out[c.Client]; row != nil {
			row["cover_id"] = string(c.Account)
		}
	}
	return out, nil
}
