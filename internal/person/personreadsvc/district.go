package personreadsvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
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
