package zonesvc

import (
	"context"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
)

// Life lists the places of a client's everyday life, homes under orders in force among them, for the check of zones that others draw. The
// reader's sight decides.
func (o *Ops) Life(ctx context.Context, r *db.Reader, client id.Client) ([]everyday.Place, error) {
	noted, err := o.places(ctx, r, client)
	if err != nil {
		return nil, err
	}
	var out []everyday.Place
	for _, p := range noted {
		out = append(out, p.Place)
	}
	versions, err := o.versions(ctx, r, "z.client_id = $1 and z.kind = $2 and z.state = 'in_force' and c.state = 'in_force'", client, string(zone.Home))
	for key, list := range versions {
		for _, v := range list {
			out = append(out, everyday.Place{ID: key, What: everyday.Home, Shape: v.Shape})
		}
	}
	return out, err
}
