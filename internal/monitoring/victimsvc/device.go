package victimsvc

import (
	"context"
	"slices"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
)

// BlindDevice is the kind of the token under which the ingest finds a protected person's device.
const BlindDevice = "victim_device"

// Give gives a person a device of her own, or takes her phone's app into use: from this instant it moves the zone round her and its alarm
// button calls the duty officer. Needs ManageVictims. Faults: not_found, forbidden, conflict without consent or while she has one, invalid.
func (s *Service) Give(ctx context.Context, person string, version int, kind regime.DeviceKind, ident string) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, person, version)
		if err != nil {
			return err
		}
		if err := s.ops.mayAct(ctx, tx, x); err != nil {
			return err
		}
		return s.ops.give(ctx, tx, x, kind, strings.TrimSpace(ident))
	})
}

func (o *Ops) give(ctx context.Context, tx *db.Tx, x held, kind regime.DeviceKind, ident string) error {
	var p fault.Problems
	if !slices.Contains(Kinds(), kind) {
		p.Add("kind", "field.choose")
	}
	token := o.Seal.Blind(BlindDevice, ident)
	switch n, err := db.One[int](ctx, tx.System(), `select (select count(*) from monitoring_device c where c.ident = $1 and c.kind <> 'victim_unit' and (c.client_id is null or {visible c.client_id}))
		+ (select count(*) from monitoring_victim_device d where d.ident_key = $2 and d.until_at is null)`, ident, token); {
	case err != nil:
		return err
	case ident == "" || len(ident) > 64:
		p.Add("ident", "field.required")
	case n > 0:
		p.Add("ident", "monitoring.victim.ident_taken")
	}
	if err := p.Err(); err != nil {
		return err
	}
	type has struct{ Open, Lowest int64 }
	n, err := db.One[has](ctx, tx, `select (select count(*) from monitoring_victim_device d where d.victim_id = $1 and d.until_at is null),
		(select coalesce(min(d.number), 0) from monitoring_victim_device d)`, x.ID)
	if err != nil {
		return err
	}
	if n.Open > 0 {
		return fault.New(fault.Conflict, "monitoring.victim.device_twice")
	}
	if kind == regime.VictimUnit && o.HandUnit != nil {
		if ok, err := o.HandUnit(ctx, tx, ident); err != nil {
			return err
		} else if !ok {
			p.Add("ident", "monitoring.victim.unit_not_here")
			return p.Err()
		}
	}
	row := db.Row{
		"id": tx.NewID(), "victim_id": x.ID, "monitoring_id": x.Order, "number": n.Lowest - 1, "ident_key": token, "kind": kind, "from_at": tx.Now,
		"given_by": tx.Actor.Ref(),
	}
	made, _ := row["id"].(string)
	if err := o.Sealed(ctx, tx, x.ID, devices, made, row, map[string]string{"ident": ident}); err != nil {
		return err
	}
	if err := tx.Insert(ctx, devices, row); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `delete from monitoring_unknown where ident = $1`, ident); err != nil { // it may have spoken before: nobody reads of it there
		return err
	}
	if err := o.changed(ctx, tx, x.Order); err != nil {
		return err
	}
	return o.touch(ctx, tx, x, db.Row{})
}

// Kinds are the kinds of device that a protected person may have.
func Kinds() []regime.DeviceKind { return []regime.DeviceKind{regime.PhoneApp, regime.VictimUnit} }

// TakeBack ends the use of a person's device for a reason. Needs ManageVictims. Faults: not_found, forbidden, conflict when she has none,
// invalid.
func (s *Service) TakeBack(ctx context.Context, person string, version int, reason string) error {
	return s.write(ctx, access.ManageVictims, func(tx *db.Tx) error {
		x, err := s.ops.manage(ctx, tx, access.ManageVictims, person, version)
		if err != nil {
			return err
		}
		why, ok := s.ops.rules(tx).List(victim.ListDeviceEnds).Item(reason)
		if !ok || !why.Valid.Contains(s.ops.today(tx)) {
			var p fault.Problems
			p.Add("reason", "field.choose")
			return p.Err()
		}
		type row struct {
			ID, Token string
			Kind      regime.DeviceKind
		}
		open, err := db.All[row](ctx, tx, `select d.id, d.ident_key, d.kind from monitoring_victim_device d where d.victim_id = $1 and d.until_at is null`, person)
		if err != nil {
			return err
		}
		if len(open) == 0 {
			return fault.New(fault.Conflict, "monitoring.off_already")
		}
		for _, d := range open {
			if err := tx.Update(ctx, devices, d.ID, db.Row{"until_at": tx.Now, "ended_by": tx.Actor.Ref(), "reason": reason}); err != nil {
				return err
			}
			if d.Kind != regime.VictimUnit || s.ops.UnitBack == nil {
				continue
			}
			state := regime.InStore
			if to := regime.DeviceState(why.Attr["state"]); to != "" {
				state = to
			}
			if err := s.ops.UnitBack(ctx, tx, d.Token, state); err != nil {
				return err
			}
		}
		if err := s.ops.changed(ctx, tx, x.Order); err != nil {
			return err
		}
		return s.ops.touch(ctx, tx, x, db.Row{})
	})
}
