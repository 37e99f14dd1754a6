package ordersvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// On dates a fact: what happened today happened now, what happened earlier at noon of its day.
func (o *Ops) On(f fact.Fact, day civil.Date, tx *db.Tx) fact.Fact {
	if day.IsZero() || !day.Before(o.Today(tx)) {
		return f
	}
	return f.At(day.StartIn(o.Zone).Add(12 * time.Hour))
}

// Brief reads one person, as far as the reader sees the client.
func (o *Ops) Brief(ctx context.Context, r *db.Reader, client id.Client) (order.Brief, error) {
	all, err := o.People.Briefs(ctx, r, []id.Client{client})
	return all[client], err
}

// MoveOffice follows a transfer of the file: what is still open belongs to the new office. The caller has asked the guard and
// records.
func (o *Ops) MoveOffice(ctx context.Context, tx *db.Tx, client id.Client, office id.Office) error {
	all, err := Of(ctx, tx.System(), []id.Client{client})
	if err != nil {
		return err
	}
	for _, x := range all[client] {
		if x.State == order.StateEnded || x.Office == office {
			continue
		}
		if err := tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{"office_id": office}); err != nil {
			return err
		}
	}
	return nil
}
