package outagesvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/evaluator"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
)

// Recognise looks whether many devices fell silent together, and enters that into the register: their silence then has a cause at once, until
// a person says otherwise. It tells how many entries it made or ended. It is a task of the service itself. Faults: forbidden.
func (s *Service) Recognise(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = s.recognise(ctx, tx)
		return err
	})
	return n, err
}

func (s *Service) recognise(ctx context.Context, tx *db.Tx) (int, error) {
	on := tx.Now.In(s.Zone)
	limits, err := outage.FromRulebook(s.Rules.At(on), on)
	if err != nil {
		return 0, err
	}
	rows, err := db.All[Outage](ctx, tx, outageColumns+`where (until_at is null or until_at > $1) and from_at <= $1 and state <> 'dismissed' and what <> 'service' order by id`, tx.Now)
	if err != nil {
		return 0, err
	}
	devices, err := s.heard(ctx, tx, rows)
	if err != nil {
		return 0, err
	}
	known := map[string]Outage{}
	var running []outage.Outage
	for _, x := range rows {
		if x.told() {
			continue
		}
		known[x.ID] = x
		running = append(running, outage.Outage{
			ID: x.ID, Scope: outage.Scope{Area: x.Place.Area, Operator: x.Place.Operator}, From: x.From.Time(), To: x.Until.Time(), Silent: x.Silent, All: x.Devices,
		})
	}
	changed := 0
	for _, o := range outage.Recognise(devices, running, tx.Now.Time(), limits) {
		did, err := s.enter(ctx, tx, o, known)
		if err != nil {
			return 0, err
		}
		if !did {
			continue
		}
		changed++
		if err := s.affected(ctx, tx, Place{Area: o.Scope.Area, Operator: o.Scope.Operator}); err != nil {
			return 0, err
		}
	}
	if changed == 0 {
		return 0, nil
	}
	return changed, tx.Record(ctx, access.ManageOutages, "")
}

// heard lists the devices that are watched, whether each is silent for longer than a device at rest may be, and whether a
// person has entered why.
func (s *Service) heard(ctx context.Context, tx *db.Tx, register []Outage) ([]outage.Device, error) {
	all := tx.System()
	list, err := watchedNow(ctx, all, tx.Now)
	if err != nil {
		return nil, err
	}
	homes, err := s.homes(ctx, all, list, slices.ContainsFunc(register, func(x Outage) bool { return x.Place.Village != "" }))
	if err != nil {
		return nil, err
	}
	set, err := evaluator.FromRulebook(s.Rules.At(tx.Now.In(s.Zone)), tx.Now.In(s.Zone))
	if err != nil {
		return nil, err
	}
	patience := time.Duration(float64(set.Expected.Rest)*set.SilentFactor) + set.SilentGrace
	var out []outage.Device
	for i, w := range list {
		h := homes[i]
		if w.Seen == 0 || h.Area == "" {
			continue
		}
		at := time.UnixMilli(w.Seen).UTC()
		out = append(out, outage.Device{
			ID: w.Order, Area: h.Area, Operator: h.Operator, Heard: at, Silent: tx.Now.Time().Sub(at) > patience,
			Told: slices.ContainsFunc(register, func(x Outage) bool { return x.told() && x.Place.covers(h) }),
		})
	}
	return out, nil
}

// enter writes what became of an outage, and tells whether the cases of orders change by it.
func (s *Service) enter(ctx context.Context, tx *db.Tx, o outage.Outage, known map[string]Outage) (bool, error) {
	if x, ok := known[o.ID]; ok {
		if o.To.IsZero() || o.To.Equal(x.Until.Time()) {
			return false, nil
		}
		return true, tx.UpdateVersion(ctx, outages, o.ID, x.Row, db.Row{"until_at": civil.At(o.To), "silent": o.Silent})
	}
	n, err := db.One[int](ctx, tx, `select count(*) from monitoring_outage where id = $1`, o.ID)
	if err != nil || n > 0 { // dismissed by a person: the same silence is not told again
		return false, err
	}
	return true, tx.Insert(ctx, outages, db.Row{
		"id": o.ID, "what": outage.Network, "area": db.Null(o.Scope.Area), "operator": db.Null(o.Scope.Operator), "source": outage.Seen, "state": outage.Recognised, "from_at": civil.At(o.From), "silent": o.Silent,
		"devices": o.All, "made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
	})
}
