package devicesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// SweepRemovals tells whoever answers for a client that a device must be taken off: its order is over and it is still worn. Each fitting is
// told of once. It runs as a job with the system's rights, as often as it is called.
func (s *Service) SweepRemovals(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	type row struct {
		ID     string
		Client id.Client
		Device string
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := db.All[row](ctx, tx, `select c.id, c.client_id, c.device_id from monitoring_fitting c join monitoring_order o on o.id = c.monitoring_id
			left join monitoring_removal m on m.fitting_id = c.id
			where c.until_at is null and m.id is null and (o.state = 'ended' or o.ends_at <= $1) and {visible c.client_id} order by c.id limit 200`, tx.Now)
		if n = len(rows); err != nil || n == 0 {
			return err
		}
		var facts []fact.Fact
		for _, x := range rows {
			if err := tx.Insert(ctx, "monitoring_removal", db.Row{"id": tx.NewID(), "client_id": x.Client, "fitting_id": x.ID, "told_at": tx.Now}); err != nil {
				return err
			}
			if s.Tell != nil {
				if err := s.Tell(ctx, tx, x.Client, access.Notice{
					Kind: "monitoring_removal", Client: x.Client, Subject: x.ID, Href: "/clients/" + string(x.Client) + "/monitoring",
				}); err != nil {
					return err
				}
			}
			facts = append(facts, fact.New("monitoring.device_to_remove", x.Client, "device", x.Device, "fitting", x.ID).From("system"))
		}
		return tx.Record(ctx, access.FitDevice, "", facts...)
	})
	return n, err
}
