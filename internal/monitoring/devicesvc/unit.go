package devicesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// blindUnit is the kind of the token under which a protected person's device is known outside the inventory.
const blindUnit = "victim_device"

// used reports whether a protected person has a device of this name in use.
func (s *Service) used(ctx context.Context, tx *db.Tx, ident string) (bool, error) {
	n, err := db.One[int](ctx, tx, `select count(*) from monitoring_victim_device d where d.ident_key = $1 and d.until_at is null`, s.Seal.Blind(blindUnit, ident))
	return n > 0, err
}

// HandUnit writes into the chain of custody that a unit in store goes to a protected person, within the transaction of whoever gives it and has
// asked for the right to. It says who and when and never to whom. It returns false when no such unit is in store within the actor's reach.
func (s *Service) HandUnit(ctx context.Context, tx *db.Tx, ident string) (bool, error) {
	d, err := db.One[regime.Device](ctx, tx, `select `+deviceColumns+` from monitoring_device c where c.ident = $1 and c.kind = 'victim_unit' and c.state = 'in_store'
		and (c.client_id is null or {visible c.client_id})`, ident)
	if fault.Is(err, fault.NotFound) || err == nil && !access.From(ctx).Covers(d.Office) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := tx.UpdateVersion(ctx, devices, d.ID, d.Row, db.Row{"state": regime.Handed}); err != nil {
		return false, err
	}
	return true, hand(ctx, tx, d, regime.Custody{What: regime.DeviceHanded, From: d.Office}, "")
}

// UnitBack writes into the chain of custody that the unit which is known under a token came back from a protected person, whole, damaged or not
// at all, within the transaction of whoever takes it back. One that the inventory does not know leaves nothing.
func (s *Service) UnitBack(ctx context.Context, tx *db.Tx, token string, state regime.DeviceState) error {
	list, err := db.All[regime.Device](ctx, tx, `select `+deviceColumns+` from monitoring_device c where c.kind = 'victim_unit' and c.state = 'handed'
		and (c.client_id is null or {visible c.client_id})`)
	if err != nil {
		return err
	}
	for _, d := range list {
		if s.Seal.Blind(blindUnit, d.Ident) != token {
			continue
		}
		if err := tx.UpdateVersion(ctx, devices, d.ID, d.Row, db.Row{"state": state}); err != nil {
			return err
		}
		if state == regime.Lost {
			return hand(ctx, tx, d, regime.Custody{What: regime.DeviceLost}, "")
		}
		if err := hand(ctx, tx, d, regime.Custody{What: regime.DeviceReturned, To: d.Office}, ""); err != nil || state == regime.InStore {
			return err
		}
		return hand(ctx, tx, d, regime.Custody{What: regime.DeviceDamaged}, "")
	}
	return nil
}
