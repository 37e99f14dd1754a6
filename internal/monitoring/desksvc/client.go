package desksvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// ClientPage is how many alerts of one client are read at once.
const ClientPage = 20

// OfClient lists the alerts of a client from a place on, the newest first; total says how many there are. Drills, and alerts that became
// part of another, are left out. Needs ReadAlerts on the client. Fault: not_found.
func (s *Service) OfClient(ctx context.Context, client id.Client, skip int) (list []Alert, total int, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadAlerts, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		const of = ` from monitoring_alert c where c.client_id = $1 and c.drill = false and c.merged is null and {visible c.client_id}`
		var err error
		if total, err = db.One[int](ctx, r, `select count(*)`+of, client); err != nil {
			return err
		}
		list, err = db.All[Alert](ctx, r, `select `+alertColumns+of+` order by c.raised_at desc, c.id desc limit $2 offset $3`, client, ClientPage, max(skip, 0))
		return err
	})
	return list, total, err
}
