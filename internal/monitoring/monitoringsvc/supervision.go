package monitoringsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// SupervisionEnds ends the term of every order that is a part of the supervision, at the instant from which nothing may be demanded of
// the client any more: nothing is collected after the last basis has fallen (CM/Rec(2014)4). The orders are closed by the next Sweep.
func (o *Ops) SupervisionEnds(ctx context.Context, tx *db.Tx, client id.Client, from civil.Instant) error {
	list, err := db.All[regime.Order](ctx, tx.System(), `select `+orderColumns+` from monitoring_order c where c.client_id = $1
		and c.state in ('approved','suspended') and c.ends_at > $2 and {visible c.client_id} order by c.id`, client, from)
	if err != nil {
		return err
	}
	for _, x := range list {
		if !x.Kind.OfSupervision() {
			continue
		}
		if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, db.Row{"ends_at": from}); err != nil {
			return err
		}
		if err := o.changed(ctx, tx, x.ID); err != nil {
			return err
		}
		if err := o.stepped(ctx, tx, x.ID, regime.StepVaried); err != nil {
			return err
		}
	}
	return nil
}
