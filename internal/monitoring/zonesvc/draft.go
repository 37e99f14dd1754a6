package zonesvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
)

func missing() error { return fault.MissingRecord() }

// Draw is a new zone of an order.
type Draw struct {
	Client id.Client
	Order  string
	Kind   zone.Kind
	Terms  zoning.Terms
	Unread fault.Problems // fields that could not be read, told together with the rest
}

// Draw writes down a zone on the basis of the decision and returns its identifier; nothing is judged by it before it is decided on. Needs
// DrawZones. Faults: not_found, forbidden, conflict when the order is not in force, invalid with every problem named.
func (s *Service) Draw(ctx context.Context, in Draw) (string, error) {
	made := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		z, st, err := s.ops.draw(ctx, tx, in)
		made = z
		return st, err
	})
	return made, err
}

func (o *Ops) draw(ctx context.Context, tx *db.Tx, in Draw) (string, step, error) {
	if err := o.guard.Allow(ctx, tx, access.DrawZones, in.Client); err != nil {
		return "", step{}, err
	}
	order, err := o.live(ctx, tx, in.Client, in.Order)
	if err != nil {
		return "", step{}, err
	}
	in.Terms.Reason, in.Terms.Words = "", ""
	if err := o.check(ctx, tx, order, in.Kind, in.Terms, true, in.Unread); err != nil {
		return "", step{}, err
	}
	z := zoning.Zone{ID: tx.NewID(), Client: in.Client, Order: in.Order, Kind: in.Kind}
	if err := tx.Insert(ctx, zones, db.Row{
		"id": z.ID, "client_id": z.Client, "monitoring_id": z.Order, "kind": z.Kind, "state": zoning.Drafted, "in_force": 0, "waiting": 1,
		"made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
	}); err != nil {
		return "", step{}, err
	}
	if err := o.putVersion(ctx, tx, z, 1, order.InForce, in.Terms); err != nil {
		return "", step{}, err
	}
	if err := o.tell(ctx, tx, z); err != nil {
		return "", step{}, err
	}
	return z.ID, step{access.DrawZones, said(tx, "monitoring.zone_drafted", z)}, nil
}

// live reads an order that zones may be drawn for.
func (o *Ops) live(ctx context.Context, tx *db.Tx, client id.Client, order string) (regime.Order, error) {
	x, err := o.order(ctx, &tx.Reader, client, order)
	if err == nil && !x.Live(tx.Now) {
		err = fault.New(fault.Conflict, "monitoring.zones.order_not_live")
	}
	return x, err
}

// check says everything that is wrong with terms. An address that cannot be used is refused in words that tell nobody why.
func (o *Ops) check(ctx context.Context, tx *db.Tx, order regime.Order, kind zone.Kind, t zoning.Terms, first bool, unread fault.Problems) error {
	err := t.Check(zoning.Against{Order: order, Kind: kind, First: first, Book: o.rules(tx.Now), Now: tx.Now, Where: o.Zone})
	if err = with(unread, err); err != nil {
		return err
	}
	return o.address(ctx, &tx.Reader, order.Client, kind, t.Shape)
}

// with adds to what could not be read what the rules find of other fields.
func with(unread fault.Problems, err error) error {
	f := fault.As(err)
	if len(unread) == 0 || f != nil && f.Kind != fault.Invalid {
		return err
	}
	if f == nil {
		return unread.Err()
	}
	var all fault.Problems
	for _, x := range f.Problems {
		if !slices.ContainsFunc(unread, func(y fault.Problem) bool { return y.Field == x.Field }) {
			all = append(all, x)
		}
	}
	all = append(all, unread...)
	return all.Err()
}

// address refuses the place of a curfew at which a protected person lives. Whoever may read of victims is told so, nobody else.
func (o *Ops) address(ctx context.Context, r *db.Reader, client id.Client, kind zone.Kind, s zone.Shape) error {
	if kind != zone.Home || o.VictimLivesAt == nil {
		return nil
	}
	for _, at := range append([]zone.Point{s.Middle()}, s.Points...) {
		lives, err := o.VictimLivesAt(ctx, r, client, at)
		if err != nil {
			return err
		}
		if lives {
			var p fault.Problems
			key := "monitoring.zones.address_no"
			if access.From(ctx).May(access.ReadVictims) {
				key = "monitoring.zones.address_victim"
			}
			p.Add("points", key)
			return p.Err()
		}
	}
	return nil
}

// tell puts a zone that waits for a second person before the head.
func (o *Ops) tell(ctx context.Context, tx *db.Tx, z zoning.Zone) error {
	if o.Tell == nil || !zoning.Second(z.Kind) {
		return nil
	}
	return o.Tell.Head(ctx, tx, z.Client, access.Notice{
		Kind: "monitoring_zone", Client: z.Client, Subject: z.ID, Href: "/clients/" + string(z.Client) + "/monitoring/orders/" + z.Order + "/zones/" + z.ID,
	})
}

// Change is the next version of a zone. Version is the one that was on the page.
type Change struct {
	Client  id.Client
	Order   string
	Zone    string
	Version int
	Terms   zoning.Terms
	Unread  fault.Problems
}

// Change writes the next version of a zone; the one in force holds until somebody decides on it. A draft that waits is dropped for it.
// Needs DrawZones. Faults: not_found, forbidden, conflict when the zone has ended or the page was stale, invalid.
func (s *Service) Change(ctx context.Context, in Change) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.change(ctx, tx, in) })
}

func (o *Ops) change(ctx context.Context, tx *db.Tx, in Change) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.DrawZones, in.Client); err != nil {
		return step{}, err
	}
	order, err := o.live(ctx, tx, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	z, list, err := o.open(ctx, tx, in.Client, in.Order, in.Zone, in.Version)
	if err != nil {
		return step{}, err
	}
	first := z.InForce == 0
	if first {
		in.Terms.Reason = ""
	}
	if err := o.check(ctx, tx, order, z.Kind, in.Terms, first, in.Unread); err != nil {
		return step{}, err
	}
	if waits, ok := numbered(list, z.Waiting); ok {
		if err := tx.Update(ctx, versions, waits.ID, db.Row{"state": zoning.VersionDropped}); err != nil {
			return step{}, err
		}
	}
	next := list[0].Number + 1
	if err := o.putVersion(ctx, tx, z, next, order.InForce, in.Terms); err != nil {
		return step{}, err
	}
	row := db.Row{"waiting": next}
	if first {
		row["state"] = zoning.Drafted
	}
	if err := tx.UpdateVersion(ctx, zones, z.ID, z.Row, row); err != nil {
		return step{}, err
	}
	if err := o.tell(ctx, tx, z); err != nil {
		return step{}, err
	}
	return step{access.DrawZones, said(tx, "monitoring.zone_changed", z, "reason", in.Terms.Reason)}, nil
}

// open reads a zone that has not ended, as it was on the page, with its versions.
func (o *Ops) open(ctx context.Context, tx *db.Tx, client id.Client, order, zoneID string, version int) (zoning.Zone, []zoning.Version, error) {
	z, err := o.zone(ctx, &tx.Reader, client, order, zoneID)
	if err != nil {
		return z, nil, err
	}
	if z.Row != version {
		return z, nil, fault.Stale()
	}
	if z.State == zoning.Ended {
		return z, nil, fault.New(fault.Conflict, "monitoring.zones.ended_already")
	}
	all, err := o.versions(ctx, &tx.Reader, "c.zone_id = $1", zoneID)
	return z, all[zoneID], err
}

func numbered(list []zoning.Version, number int) (zoning.Version, bool) {
	i := slices.IndexFunc(list, func(v zoning.Version) bool { return v.Number == number })
	if number == 0 || i < 0 {
		return zoning.Version{}, false
	}
	return list[i], true
}
