package zonesvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
)

// checkedDays is over how many days the hours of a timetable are added up: a month, with its holidays.
const checkedDays = 28

// everyday checks what a version of a zone, together with the order's other zones in force, leaves of everyday life.
func (o *Ops) everyday(ctx context.Context, r *db.Reader, order regime.Order, z zoning.Zone, v zoning.Version, now civil.Instant) ([]everyday.Finding, error) {
	limits, err := everyday.FromRulebook(o.rules(now), now.In(o.Zone))
	if err != nil {
		return nil, err
	}
	all, err := o.list(ctx, r, "c.monitoring_id = $1 and c.client_id = $2 and c.state = 'in_force'", order.ID, order.Client)
	if err != nil {
		return nil, err
	}
	known, err := o.versions(ctx, r, "z.monitoring_id = $1 and z.state = 'in_force' and c.state = 'in_force'", order.ID)
	if err != nil {
		return nil, err
	}
	life, err := o.places(ctx, r, order.Client)
	if err != nil {
		return nil, err
	}
	check := []everyday.Zone{{ID: z.ID, Kind: z.Kind, Shape: v.Shape}}
	var mine []everyday.Place
	for _, p := range life {
		mine = append(mine, p.Place)
	}
	for _, other := range all {
		for _, y := range known[other.ID] {
			if other.ID == z.ID {
				continue
			}
			check = append(check, everyday.Zone{ID: other.ID, Kind: other.Kind, Shape: y.Shape})
			if other.Kind == zone.Home { // where the person must be at night is their home, whatever was noted
				mine = append(mine, everyday.Place{ID: other.ID, What: everyday.Home, Shape: y.Shape})
			}
		}
	}
	if z.Kind == zone.Home {
		mine = append(mine, everyday.Place{ID: z.ID, What: everyday.Home, Shape: v.Shape})
	}
	out := everyday.Zones(check, mine, limits)
	if z.Kind.Presence() {
		day := now.In(o.Zone)
		out = append(out, everyday.Hours(z.ID, v.Timetable(o.Zone, o.holidays(now)), day, day.AddDays(checkedDays-1), limits)...)
	}
	return out, nil
}

// PlaceIn is a place of everyday life to be noted.
type PlaceIn struct {
	Client id.Client
	What   everyday.What
	Name   string
	Shape  zone.Shape
	Unread fault.Problems // fields that could not be read, told together with the rest
}

// Whats lists the kinds of place that may be noted.
func Whats() []everyday.What {
	return []everyday.What{everyday.Home, everyday.Work, everyday.Clinic, everyday.Transport}
}

// AddPlace notes a place of a client's everyday life. Needs DrawZones. Faults: not_found, forbidden, invalid.
func (s *Service) AddPlace(ctx context.Context, in PlaceIn) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.addPlace(ctx, tx, in) })
}

func (o *Ops) addPlace(ctx context.Context, tx *db.Tx, in PlaceIn) (step, error) {
	if err := o.guard.Allow(ctx, tx, drawing, in.Client); err != nil {
		return step{}, err
	}
	limits, err := zoning.Limits(o.rules(tx.Now), tx.Now.In(o.Zone))
	if err != nil {
		return step{}, err
	}
	limits.MinRadius = 10 // a doorway is a place; a zone that small could not be judged
	if err := with(in.Unread, checkPlace(in, limits)); err != nil {
		return step{}, err
	}
	shape, err := zone.GeoJSON(in.Shape)
	if err != nil {
		return step{}, err
	}
	row := db.Row{"id": tx.NewID(), "client_id": in.Client, "what": in.What, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref()}
	if err := o.Seal.Texts(ctx, tx, in.Client, places, row, map[string]string{"name": in.Name, "shape": string(shape)}); err != nil {
		return step{}, err
	}
	return step{drawing, ofPlace(tx, "monitoring.place_noted", in.Client, in.What)}, tx.Insert(ctx, places, row)
}

func checkPlace(in PlaceIn, limits zone.Limits) error {
	p := zoning.CheckPlace(in.Name)
	known := false
	for _, w := range Whats() {
		known = known || w == in.What
	}
	if !known {
		p.Add("what", "field.choose")
	}
	if err := zone.Check(in.Shape, 0, limits); err != nil {
		p = append(p, fault.As(err).Problems...)
	}
	return p.Err()
}

// RemovePlace ends a place of a client's everyday life; it stays readable in the audit. Needs DrawZones. Faults: not_found, forbidden.
func (s *Service) RemovePlace(ctx context.Context, client id.Client, place string) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Allow(ctx, tx, drawing, client); err != nil {
			return step{}, err
		}
		list, err := s.ops.places(ctx, &tx.Reader, client)
		if err != nil {
			return step{}, err
		}
		for _, p := range list {
			if p.ID == place {
				return step{drawing, ofPlace(tx, "monitoring.place_removed", client, p.What)},
					tx.Update(ctx, places, place, db.Row{"removed_at": tx.Now, "removed_by": tx.Actor.Ref()})
			}
		}
		return step{}, missing()
	})
}
