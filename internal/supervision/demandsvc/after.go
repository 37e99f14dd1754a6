// Package demandsvc finds what was asked of clients when nothing could be asked any more.
package demandsvc

import (
	"context"
	"maps"
	"slices"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// After lists what was asked of clients after the last day of their term: appointments that were kept open or closed
// with an outcome although nothing could be demanded any more. The reader decides who is in sight.
func After(ctx context.Context, r *db.Reader, zone supervision.Zone, ended map[id.Client]civil.Date) ([]order.Demand, error) {
	clients := slices.Sorted(maps.Keys(ended))
	type row struct {
		Client    id.Client
		ID, Kind  string
		PlannedAt civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.appointment_id, c.kind, c.planned_at from supervision_appointment c
		where c.client_id in `+db.In(len(clients), 1)+` and c.state in ('scheduled', 'closed') and c.replaced_at is null and c.moved = false
		and {visible c.client_id} order by c.planned_at, c.id`, db.Args(clients)...)
	var out []order.Demand
	for _, x := range rows {
		if on := zone.Date(x.PlannedAt); on.After(ended[x.Client]) {
			out = append(out, order.Demand{Client: x.Client, ID: x.ID, Kind: x.Kind, On: on})
		}
	}
	return out, err
}
