package zonesvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
)

const drawing = access.DrawZones

func ofPlace(tx *db.Tx, kind string, client id.Client, what everyday.What) fact.Fact {
	f := fact.New(kind, client, "what", string(what))
	f.ID = tx.NewID()
	return f
}

// deciding is the right that an act which lessens what a zone asks needs: that of the second person for places to keep away from.
func deciding(z zoning.Zone) actor.Action {
	if zoning.Second(z.Kind) {
		return access.ApproveZones
	}
	return access.DrawZones
}

// End ends a zone. Version is the one that was on the page.
type End struct {
	Client  id.Client
	Order   string
	Zone    string
	Version int
	Reason  string
	Words   string
}

// End ends a zone at once, with a reason; its versions stay readable. Needs DrawZones, and ApproveZones for a place to keep away from.
// Faults: not_found, forbidden, conflict, invalid.
func (s *Service) End(ctx context.Context, in End) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.end(ctx, tx, in) })
}

func (o *Ops) end(ctx context.Context, tx *db.Tx, in End) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.DrawZones, in.Client); err != nil {
		return step{}, err
	}
	z, list, err := o.open(ctx, tx, in.Client, in.Order, in.Zone, in.Version)
	if err != nil {
		return step{}, err
	}
	if z.InForce > 0 {
		if err := o.guard.Allow(ctx, tx, deciding(z), in.Client); err != nil {
			return step{}, err
		}
	}
	var p fault.Problems
	if !o.rules(tx.Now).List(zoning.ListEnds).Holds(in.Reason, tx.Now.In(o.Zone)) {
		p.Add("reason", "field.choose")
	}
	if strings.TrimSpace(in.Words) == "" {
		p.Add("words", "field.required")
	}
	if len(p) > 0 {
		return step{}, p.Err()
	}
	for _, v := range list {
		switch {
		case v.State == zoning.VersionWaiting:
			err = tx.Update(ctx, versions, v.ID, db.Row{"state": zoning.VersionDropped})
		case v.HoldsTo.IsZero() && !v.HoldsFrom.IsZero(), v.HoldsTo.After(tx.Now):
			err = tx.Update(ctx, versions, v.ID, db.Row{"holds_to": latest(tx.Now, v.HoldsFrom)})
		}
		if err != nil {
			return step{}, err
		}
	}
	words, err := o.Seal.SealText(ctx, tx, z.Client, zones, "end_words", z.ID, in.Words)
	if err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, zones, z.ID, z.Row, db.Row{
		"state": zoning.Ended, "waiting": 0, "ended_at": tx.Now, "ended_by": tx.Actor.Ref(), "end_reason": in.Reason, "end_words": words,
	}); err != nil {
		return step{}, err
	}
	if z.InForce > 0 {
		err = o.changed(ctx, tx, z.Order)
	}
	return step{access.DrawZones, said(tx, "monitoring.zone_ended", z, "reason", in.Reason)}, err
}

// latest keeps a version that had not begun empty instead of turned round.
func latest(now, from civil.Instant) civil.Instant {
	if from.After(now) {
		return from
	}
	return now
}

// Permit frees a time from a zone.
type Permit struct {
	Client id.Client
	Order  string
	Zone   string
	What   zoning.Exception
	Unread fault.Problems // fields that could not be read, told together with the rest
}

// Permit lets a zone rest for a time: a permission, or a suspension until further notice. Needs DrawZones, and ApproveZones for a place to
// keep away from. Faults: not_found, forbidden, conflict when the zone is not in force, invalid.
func (s *Service) Permit(ctx context.Context, in Permit) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.permit(ctx, tx, in) })
}

func (o *Ops) permit(ctx context.Context, tx *db.Tx, in Permit) (step, error) {
	z, err := o.resting(ctx, tx, in.Client, in.Order, in.Zone)
	if err != nil {
		return step{}, err
	}
	order, err := o.live(ctx, tx, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	e := in.What
	if err := with(in.Unread, e.Check(order, o.rules(tx.Now), tx.Now, o.Zone).Err()); err != nil {
		return step{}, err
	}
	row := db.Row{
		"id": tx.NewID(), "client_id": z.Client, "zone_id": z.ID, "effect": e.Effect, "from_at": e.From, "until_at": orNull(e.Until), "reason": e.Reason,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.Seal.Texts(ctx, tx, z.Client, permissions, row, map[string]string{"words": e.Words}); err != nil {
		return step{}, err
	}
	if err := tx.Insert(ctx, permissions, row); err != nil {
		return step{}, err
	}
	return step{deciding(z), said(tx, "monitoring.zone_permitted", z, "effect", string(e.Effect), "reason", e.Reason)}, o.changed(ctx, tx, z.Order)
}

// resting reads a zone in force whose time the actor may free.
func (o *Ops) resting(ctx context.Context, tx *db.Tx, client id.Client, order, zoneID string) (zoning.Zone, error) {
	if err := o.guard.Allow(ctx, tx, access.DrawZones, client); err != nil {
		return zoning.Zone{}, err
	}
	z, err := o.zone(ctx, &tx.Reader, client, order, zoneID)
	switch {
	case err != nil:
		return z, err
	case z.State != zoning.InForce:
		return z, fault.New(fault.Conflict, "monitoring.zones.not_in_force")
	}
	return z, o.guard.Allow(ctx, tx, deciding(z), client)
}

// Withdraw takes a permission or a suspension back.
type Withdraw struct {
	Client     id.Client
	Order      string
	Zone       string
	Permission string
}

// Withdraw ends a time in which a zone rests: what has passed of it stays, and one that has not begun never was. Needs what Permit needs.
// Faults: not_found, forbidden, conflict when it is over already.
func (s *Service) Withdraw(ctx context.Context, in Withdraw) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.withdraw(ctx, tx, in) })
}

func (o *Ops) withdraw(ctx context.Context, tx *db.Tx, in Withdraw) (step, error) {
	z, err := o.resting(ctx, tx, in.Client, in.Order, in.Zone)
	if err != nil {
		return step{}, err
	}
	all, err := o.permissions(ctx, &tx.Reader, "c.zone_id = $1 and c.id = $2", z.ID, in.Permission)
	if err != nil {
		return step{}, err
	}
	if len(all[z.ID]) == 0 {
		return step{}, missing()
	}
	e := all[z.ID][0]
	row := db.Row{"withdrawn_at": tx.Now, "withdrawn_by": tx.Actor.Ref()}
	switch {
	case !e.WithdrawnAt.IsZero() || !e.Until.IsZero() && !tx.Now.Before(e.Until):
		return step{}, fault.New(fault.Conflict, "monitoring.zones.permission_over")
	case e.From.Before(tx.Now): // the part that has passed was free
		row = db.Row{"until_at": tx.Now}
	}
	if err := tx.Update(ctx, permissions, e.ID, row); err != nil {
		return step{}, err
	}
	return step{deciding(z), said(tx, "monitoring.zone_permission_withdrawn", z, "effect", string(e.Effect))}, o.changed(ctx, tx, z.Order)
}
