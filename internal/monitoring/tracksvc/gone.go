package tracksvc

import (
	"context"
	"time"

	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// Destroyed lists by certificate what retention destroyed of an order, among what arrived with numbers from one to another: the hourly hashes
// know it. It tells no place.
func (Rows) Destroyed(ctx context.Context, r *db.Reader, order string, from, to int64) ([]track.Destroyed, error) {
	out, err := db.All[track.Destroyed](ctx, r, `select c.certificate, min(c.hour), max(c.hour), max(c.last_arrival), sum(cast(c.gone as integer)) from monitoring_digest c
		join monitoring_fitting f on f.id = c.fitting_id where f.monitoring_id = $1 and c.certificate is not null and c.last_arrival >= $2 and c.first_arrival <= $3
		and {visible c.client_id} group by c.certificate order by c.certificate`, order, from, to)
	for i := range out {
		out[i].Until = out[i].Until.Add(time.Hour)
	}
	return out, err
}
