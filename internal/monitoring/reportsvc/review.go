package reportsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Standing is an order in force on the monthly list of what must be looked at again: is what it asks still proportionate?
type Standing struct {
	Client   id.Client
	Order    string
	Kind     regime.Kind
	Level    regime.Level
	Begins   civil.Instant
	Ends     civil.Instant
	ReviewOn civil.Date
	Alerts   int  // of the last thirty days, without drills and without those that would tell of a victim
	Device   bool // a device is worn
}

// Review lists the orders in force in the actor's sight, those whose review comes first. It names clients. Needs ReadMonitoring.
func (s *Service) Review(ctx context.Context) ([]Standing, error) {
	if err := s.guard.Permit(ctx, access.ReadMonitoring); err != nil {
		return nil, err
	}
	type row struct {
		Client       id.Client
		Order        string
		Kind         regime.Kind
		Level        regime.Level
		Begins, Ends civil.Instant
		ReviewOn     civil.Date
		Worn, Alerts int
	}
	var out []Standing
	err := s.db.Read(ctx, func(r *db.Reader) error {
		now := s.db.Now()
		rows, err := db.All[row](ctx, r, `select c.client_id, c.id, c.regime, c.level, c.begins_at, c.ends_at, c.review_on,
			(select count(*) from monitoring_fitting f where f.monitoring_id = c.id and f.until_at is null),
			(select count(*) from monitoring_alert a where a.monitoring_id = c.id and a.raised_at > $2 and a.drill = false
				and coalesce(a.zone_kind, '') not in ('victim_fixed', 'victim_moving') and a.rule not like 'victim%')
			from monitoring_order c where c.state in ('approved', 'suspended') and c.ends_at > $1 and {visible c.client_id} order by c.review_on, c.id limit 1000`,
			now, now.Add(-30*24*time.Hour))
		for _, x := range rows {
			db.Shown(ctx, x.Client)
			out = append(out, Standing{x.Client, x.Order, x.Kind, x.Level, x.Begins, x.Ends, x.ReviewOn, x.Alerts, x.Worn > 0})
		}
		return err
	})
	return out, err
}
