package zonesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
)

// Limit bounds a list.
const Limit = 200

// Of gives the zones of an order as the rules judge by them, with every version that ever held and the times in which they rest. Zones
// that protect a victim are not among them. It asks for no right: the watch calls it with the service's own.
func (o *Ops) Of(ctx context.Context, r *db.Reader, order string) ([]judge.Zone, error) {
	list, err := o.list(ctx, r, "c.monitoring_id = $1 and c.in_force > 0", order)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	versions, err := o.versions(ctx, r, "z.monitoring_id = $1 and c.holds_from is not null", order)
	if err != nil {
		return nil, err
	}
	free, err := o.permissions(ctx, r, "z.monitoring_id = $1", order)
	if err != nil {
		return nil, err
	}
	level, err := db.One[regime.Level](ctx, r, `select c.level from monitoring_order c where c.id = $1 and {visible c.client_id}`, order)
	if err != nil {
		return nil, err
	}
	holidays := o.holidays(o.now())
	var out []judge.Zone
	for _, z := range list {
		if !allowed(level, z.Kind) {
			continue // an order that was varied to mere presence is not watched for more
		}
		if x, ok := zoning.Judged(z, versions[z.ID], free[z.ID], o.Zone, holidays); ok {
			out = append(out, x)
		}
	}
	return out, nil
}

func allowed(l regime.Level, k zone.Kind) bool {
	for _, x := range zoning.Allowed(l) {
		if x == k {
			return true
		}
	}
	return false
}

// Whole is a zone with everything known of it.
type Whole struct {
	zoning.Zone
	Versions []zoning.Version
	Free     []zoning.Exception
}

// Version is the one with a number; ok is false when there is none.
func (w Whole) Version(number int) (zoning.Version, bool) { return numbered(w.Versions, number) }

// Latest is the version that holds, else the one that waits, else the last.
func (w Whole) Latest() zoning.Version {
	for _, n := range []int{w.InForce, w.Waiting} {
		if v, ok := w.Version(n); ok {
			return v
		}
	}
	if len(w.Versions) > 0 {
		return w.Versions[0]
	}
	return zoning.Version{}
}

// Sheet is an order with its zones and the places of the client's life.
type Sheet struct {
	Order  regime.Order
	Zones  []Whole
	Places []Place
}

// OfOrder reads the zones of an order and the places of the client's life. Needs ReadMonitoring. Faults: not_found, forbidden.
func (s *Service) OfOrder(ctx context.Context, client id.Client, order string) (Sheet, error) {
	var out Sheet
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out, err = s.ops.Sheet(ctx, r, client, order)
		return err
	})
	return out, err
}

// Sheet is Service.OfOrder within another transaction.
func (o *Ops) Sheet(ctx context.Context, r *db.Reader, client id.Client, order string) (out Sheet, err error) {
	if err := o.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
		return out, err
	}
	db.Shown(ctx, client)
	if out.Order, err = o.order(ctx, r, client, order); err != nil {
		return out, err
	}
	if out.Zones, err = o.wholes(ctx, r, client, order, ""); err != nil {
		return out, err
	}
	out.Places, err = o.places(ctx, r, client)
	return out, err
}

func (o *Ops) wholes(ctx context.Context, r *db.Reader, client id.Client, order, only string) ([]Whole, error) {
	list, err := o.list(ctx, r, "c.monitoring_id = $1 and c.client_id = $2 and (c.id = $3 or $3 = '')", order, client, only)
	if err != nil {
		return nil, err
	}
	versions, err := o.versions(ctx, r, "z.monitoring_id = $1 and (z.id = $2 or $2 = '')", order, only)
	if err != nil {
		return nil, err
	}
	free, err := o.permissions(ctx, r, "z.monitoring_id = $1 and (z.id = $2 or $2 = '')", order, only)
	out := make([]Whole, len(list))
	for i, z := range list {
		out[i] = Whole{Zone: z, Versions: versions[z.ID], Free: free[z.ID]}
	}
	return out, err
}

// One is a zone with its order and the check of everyday life of the version that waits, else of the one in force.
type One struct {
	Whole
	Of       regime.Order
	Places   []Place
	Findings []everyday.Finding
}

// One reads one zone. Needs ReadMonitoring. Faults: not_found, forbidden.
func (s *Service) One(ctx context.Context, client id.Client, order, zoneID string) (One, error) {
	var out One
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadMonitoring, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		var err error
		if out.Of, err = s.ops.order(ctx, r, client, order); err != nil {
			return err
		}
		list, err := s.ops.wholes(ctx, r, client, order, zoneID)
		if err != nil {
			return err
		}
		if len(list) == 0 || zoneID == "" {
			return missing()
		}
		out.Whole = list[0]
		if out.Places, err = s.ops.places(ctx, r, client); err != nil {
			return err
		}
		v, ok := out.Version(out.Waiting)
		if !ok {
			v = out.Latest()
		}
		out.Findings, err = s.ops.everyday(ctx, r, out.Of, out.Whole.Zone, v, s.Now())
		return err
	})
	return out, err
}

// Waiting is a zone that waits for the second person.
type Waiting struct {
	Client    id.Client
	Order     string
	Zone      string
	Kind      zone.Kind
	DraftedAt civil.Instant
	DraftedBy string
}

// Queue lists the zones in the actor's sight that wait for a second person, the oldest first; more says that there are others beyond
// Limit. Needs ApproveZones.
func (s *Service) Queue(ctx context.Context) (list []Waiting, more bool, err error) {
	if err := s.ops.guard.Permit(ctx, access.ApproveZones); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		var err error
		list, err = db.All[Waiting](ctx, r, `select c.client_id, c.monitoring_id, c.id, c.kind, v.drafted_at, v.drafted_by
			from monitoring_zone c join monitoring_zone_version v on v.zone_id = c.id and v.number = c.waiting
			where c.waiting > 0 and c.kind = 'exclusion' and {visible c.client_id} order by v.drafted_at, c.id limit $1`, Limit+1)
		if more = len(list) > Limit; more {
			list = list[:Limit]
		}
		for _, x := range list {
			db.Shown(ctx, x.Client)
		}
		return err
	})
	return list, more, err
}
