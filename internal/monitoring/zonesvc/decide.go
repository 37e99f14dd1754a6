package zonesvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
)

// Decide is the answer to the version of a zone that waits. Version is the one that was on the page.
type Decide struct {
	Client  id.Client
	Order   string
	Zone    string
	Version int
	Approve bool
	Seen    bool   // the check of everyday life was read
	Words   string // why it is sent back, or why it stands although the check warns
}

// Confirm puts a place to be at into force, or takes the draft back, by whoever may draw. Needs DrawZones. Faults: not_found, forbidden,
// conflict when nothing waits, when the page was stale or when a second person must decide, invalid.
func (s *Service) Confirm(ctx context.Context, in Decide) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.decide(ctx, tx, access.DrawZones, in) })
}

// Approve is the second person's answer: puts a zone into force or sends it back with words. Whoever drafted any part of what waits may
// not decide on it. Needs ApproveZones. Faults: as Confirm.
func (s *Service) Approve(ctx context.Context, in Decide) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.decide(ctx, tx, access.ApproveZones, in) })
}

func (o *Ops) decide(ctx context.Context, tx *db.Tx, action actor.Action, in Decide) (step, error) {
	if err := o.guard.Allow(ctx, tx, action, in.Client); err != nil {
		return step{}, err
	}
	z, list, err := o.open(ctx, tx, in.Client, in.Order, in.Zone, in.Version)
	if err != nil {
		return step{}, err
	}
	waits, ok := numbered(list, z.Waiting)
	switch {
	case !ok:
		return step{}, fault.New(fault.Conflict, "monitoring.zones.nothing_waits")
	case action == access.DrawZones && zoning.Second(z.Kind):
		return step{}, fault.New(fault.Conflict, "monitoring.zones.second_person")
	case action == access.ApproveZones && drafted(list, z.InForce, tx.Actor.Ref()):
		return step{}, fault.New(fault.Conflict, "monitoring.own_draft")
	}
	if !in.Approve {
		return o.sendBack(ctx, tx, action, z, waits, in.Words)
	}
	return o.approve(ctx, tx, action, z, list, waits, in)
}

// drafted reports whether somebody drew anything of what would come into force.
func drafted(list []zoning.Version, inForce int, who string) bool {
	for _, v := range list {
		if v.Number > inForce && v.DraftedBy == who {
			return true
		}
	}
	return false
}

func (o *Ops) sendBack(ctx context.Context, tx *db.Tx, action actor.Action, z zoning.Zone, waits zoning.Version, words string) (step, error) {
	if strings.TrimSpace(words) == "" {
		var p fault.Problems
		p.Add("words", "monitoring.return_words")
		return step{}, p.Err()
	}
	if err := o.decided(ctx, tx, z, waits, db.Row{"state": zoning.VersionReturned}, words); err != nil {
		return step{}, err
	}
	row := db.Row{"waiting": 0}
	if z.InForce == 0 {
		row["state"] = zoning.Returned
	}
	return step{action, said(tx, "monitoring.zone_returned", z)}, tx.UpdateVersion(ctx, zones, z.ID, z.Row, row)
}

func (o *Ops) decided(ctx context.Context, tx *db.Tx, z zoning.Zone, v zoning.Version, row db.Row, words string) error {
	sealed, err := o.Seal.SealText(ctx, tx, z.Client, versions, "decided_words", v.ID, words)
	if err != nil {
		return err
	}
	row["decided_at"], row["decided_by"], row["decided_words"] = tx.Now, tx.Actor.Ref(), sealed
	return tx.Update(ctx, versions, v.ID, row)
}

func (o *Ops) approve(ctx context.Context, tx *db.Tx, action actor.Action, z zoning.Zone, list []zoning.Version, waits zoning.Version, in Decide) (step, error) {
	order, err := o.live(ctx, tx, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	if err := o.standing(ctx, tx, order, z, waits, in); err != nil {
		return step{}, err
	}
	before, had := numbered(list, z.InForce)
	from := holdsFrom(waits, before, had, tx.Now)
	if !waits.Until.IsZero() && !from.Before(waits.Until) {
		return step{}, fault.New(fault.Conflict, "monitoring.zones.term_over")
	}
	for _, v := range list {
		if err := o.replace(ctx, tx, v, v.ID == before.ID && waits.Reason == zoning.ReasonCorrection, from); err != nil {
			return step{}, err
		}
	}
	if err := o.decided(ctx, tx, z, waits, db.Row{"state": zoning.VersionInForce, "holds_from": from, "holds_to": orNull(waits.Until)}, in.Words); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, zones, z.ID, z.Row, db.Row{"state": zoning.InForce, "in_force": waits.Number, "waiting": 0}); err != nil {
		return step{}, err
	}
	return step{action, said(tx, "monitoring.zone_approved", z)}, o.changed(ctx, tx, z.Order)
}

// standing refuses what must not come into force: without the adults' agreement, at an address that cannot be used, against everyday life,
// or without the check of it having been read.
func (o *Ops) standing(ctx context.Context, tx *db.Tx, order regime.Order, z zoning.Zone, v zoning.Version, in Decide) error {
	if z.Kind == zone.Home && (!order.Agreed || order.Refused) {
		return fault.New(fault.Conflict, "monitoring.zones.occupants")
	}
	if err := o.check(ctx, tx, order, z.Kind, later(v, tx.Now), z.InForce == 0, nil); err != nil {
		return err
	}
	findings, err := o.everyday(ctx, &tx.Reader, order, z, v, tx.Now)
	if err != nil {
		return err
	}
	var p fault.Problems
	if !everyday.Approvable(findings) {
		p.Add("seen", "monitoring.zones.everyday_refused")
		return p.Err()
	}
	if !in.Seen {
		p.Add("seen", "monitoring.zones.seen")
	}
	for _, f := range findings {
		if f.Grade == everyday.Warns && strings.TrimSpace(in.Words) == "" {
			p.Add("words", "monitoring.zones.warned")
			break
		}
	}
	return p.Err()
}

// later are the terms as they are decided on: a beginning that has passed meanwhile is now.
func later(v zoning.Version, now civil.Instant) zoning.Terms {
	t := v.Terms
	if t.From.Before(now) {
		t.From = civil.Instant{}
	}
	return t
}

// holdsFrom is when a version begins to hold: a correction where the one it corrects did, else when it says, and never before now.
func holdsFrom(v, before zoning.Version, had bool, now civil.Instant) civil.Instant {
	switch {
	case had && v.Reason == zoning.ReasonCorrection:
		return before.HoldsFrom
	case v.From.After(now):
		return v.From
	}
	return now
}

// replace ends a version that held where the next begins, one that was to begin later too; one that is corrected has never held.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, v zoning.Version, corrected bool, from civil.Instant) error {
	if v.State != zoning.VersionInForce && v.State != zoning.VersionReplaced {
		return nil
	}
	row := db.Row{"state": zoning.VersionReplaced}
	switch {
	case corrected:
		row = db.Row{"state": zoning.VersionCorrected, "holds_to": v.HoldsFrom}
	case v.HoldsTo.IsZero() || v.HoldsTo.After(from):
		row["holds_to"] = latest(from, v.HoldsFrom)
	case v.State == zoning.VersionReplaced:
		return nil
	}
	return tx.Update(ctx, versions, v.ID, row)
}
