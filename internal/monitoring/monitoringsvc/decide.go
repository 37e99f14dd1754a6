package monitoringsvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Decide is the second person's answer to the version that waits. Version is the one that was on the page.
type Decide struct {
	Client  id.Client
	Order   string
	Version int
	Approve bool
	Words   string // why it is sent back
}

// Decide approves the version that waits, or sends it back with words. Needs ApproveMonitoring; whoever drafted the version may not
// decide on it. Faults: not_found, forbidden, conflict when nothing waits or somebody decided meanwhile, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.decide(ctx, tx, in) })
}

func (o *Ops) decide(ctx context.Context, tx *db.Tx, in Decide) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.ApproveMonitoring, in.Client); err != nil {
		return step{}, err
	}
	x, err := o.order(ctx, &tx.Reader, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	if x.Row != in.Version {
		return step{}, fault.Stale()
	}
	if x.Waiting == 0 {
		return step{}, fault.New(fault.Conflict, "monitoring.nothing_waits")
	}
	list, err := o.versions(ctx, &tx.Reader, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	waits := find(list, x.Waiting)
	if waits.DraftedBy == tx.Actor.Ref() {
		return step{}, fault.New(fault.Conflict, "monitoring.own_draft")
	}
	if !in.Approve {
		return o.sendBack(ctx, tx, x, waits, in.Words)
	}
	return o.approve(ctx, tx, x, waits, find(list, x.InForce))
}

func find(list []regime.Version, number int) regime.Version {
	for _, v := range list {
		if v.Number == number {
			return v
		}
	}
	return regime.Version{}
}

func (o *Ops) sendBack(ctx context.Context, tx *db.Tx, x regime.Order, waits regime.Version, words string) (step, error) {
	if strings.TrimSpace(words) == "" {
		var p fault.Problems
		p.Add("words", "monitoring.return_words")
		return step{}, p.Err()
	}
	sealed, err := o.Seal.SealText(ctx, tx, x.Client, versions, "returned", waits.ID, words)
	if err != nil {
		return step{}, err
	}
	if err := tx.Update(ctx, versions, waits.ID, db.Row{
		"state": regime.VersionReturned, "returned": sealed, "decided_at": tx.Now, "decided_by": tx.Actor.Ref(),
	}); err != nil {
		return step{}, err
	}
	row := db.Row{"waiting": 0}
	if x.InForce == 0 {
		row["state"] = regime.Returned
	}
	if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, row); err != nil {
		return step{}, err
	}
	return step{action: access.ApproveMonitoring, facts: facts(tx, "monitoring.order_returned", x)}, nil
}

func (o *Ops) approve(ctx context.Context, tx *db.Tx, x regime.Order, waits, before regime.Version) (step, error) {
	if x.InForce > 0 && !x.Live(tx.Now) {
		return step{}, fault.New(fault.Conflict, "monitoring.ended_already")
	}
	ends := waits.Until.AddDays(1).StartIn(o.Zone)
	if !tx.Now.Before(ends) {
		return step{}, fault.New(fault.Conflict, "monitoring.term_over")
	}
	if before.ID != "" {
		if err := tx.Update(ctx, versions, before.ID, db.Row{"state": regime.VersionReplaced}); err != nil {
			return step{}, err
		}
	}
	if err := tx.Update(ctx, versions, waits.ID, db.Row{"state": regime.VersionInForce, "decided_at": tx.Now, "decided_by": tx.Actor.Ref()}); err != nil {
		return step{}, err
	}
	row := db.Row{
		"level": waits.Level, "begins_at": waits.From.StartIn(o.Zone), "ends_at": ends, "review_on": waits.ReviewOn, "review_told_on": nil,
		"in_force": waits.Number, "waiting": 0,
	}
	if x.State == regime.Drafted {
		row["state"] = regime.Approved
	}
	if x.Agreed && before.ID != "" && waits.Reason == "address" { // who lives at another address is asked anew
		row["occupants_agreed"], row["refused_by_occupant"] = false, false
	}
	if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, row); err != nil {
		return step{}, err
	}
	if err := o.changed(ctx, tx, x.ID); err != nil {
		return step{}, err
	}
	if err := o.stepped(ctx, tx, x.ID, regime.StepVaried); err != nil {
		return step{}, err
	}
	return step{action: access.ApproveMonitoring, facts: facts(tx, "monitoring.order_approved", x, "level", string(waits.Level), "until", waits.Until.String())}, nil
}
