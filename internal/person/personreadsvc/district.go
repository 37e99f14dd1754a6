package personreadsvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Districts gives the territory (SOATE) of the address at which each client was last known to live; who has none is absent.
func Districts(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error) {
	out := map[id.Client]string{}
	if len(clients) == 0 {
		return out, nil
	}
	type row struct {
		Client         id.Client
		District, Kind string
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.district, c.kind from person_address c where c.client_id in `+db.In(len(clients), 1)+`
		and c.replaced_at is null and c.district is not null and {visible c.client_id} order by case when c.kind = 'living' then 1 else 0 end, c.recorded_at, c.id`, db.Args(clients)...)
	for _, x := range rows {
		out[x.Client] = x.District
	}
	return out, err
}

// Living gives the text of the address at which each client was last known to live; who has none is absent. For rules that compare it with
// the name of a place; it is shown to nobody.
func Living(ctx context.Context, r *db.Reader, sealer *seal.Sealer, clients []id.Client) (map[id.Client]string, error) {
	out := map[id.Client]string{}
	if len(clients) == 0 {
		return out, nil
	}
	type row struct {
		Client  id.Client
		ID      string
		Address []byte
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.id, c.address from person_address c where c.client_id in `+db.In(len(clients), 1)+`
		and c.replaced_at is null and c.address is not null and {visible c.client_id} order by case when c.kind = 'living' then 1 else 0 end, c.recorded_at, c.id`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, x := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(x.Client), Table: "person_address", Column: "address", Row: x.ID, Sealed: x.Address}
	}
	if err := sealer.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for i, x := range rows {
		if !boxes[i].Erased {
			out[x.Client] = string(boxes[i].Plain)
		}
	}
	return out, nil
}
