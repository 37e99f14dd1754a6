package plansvc

import (
	"context"
	"slices"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// StateGap says why a need or an obligation has no goal.
type StateGap struct {
	Client id.Client
	Plan   string
	Kind   string // plan.GapNeed or plan.GapObligation
	Ref    string
	Code   string // code of the list plan_gap_reasons
	Text   string
}

// StateGap writes the reason why a need or an obligation has no goal; an earlier reason is replaced. Needs ManagePlan. Faults:
// not_found, forbidden, conflict, invalid.
func (s *Service) StateGap(ctx context.Context, in StateGap) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.stateGap(ctx, tx, in) })
}

func (o *Ops) stateGap(ctx context.Context, tx *db.Tx, in StateGap) (step, error) {
	d, err := o.draft(ctx, tx, in.Client, in.Plan)
	if err != nil {
		return step{}, err
	}
	known, err := o.mayBeGap(ctx, tx, in)
	if err != nil {
		return step{}, err
	}
	var problems fault.Problems
	if !known {
		problems.Add("code", "field.unknown")
	}
	plan.CheckCode(&problems, "code", "text", in.Code, in.Text, o.rules(tx).List(plan.ListGapReasons), o.today(tx))
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if old, ok := d.Gap(in.Kind, in.Ref); ok {
		if err := o.rows.Replace(ctx, tx, planrowsvc.Gaps, in.Client, old.Row, Why{}); err != nil {
			return step{}, err
		}
	}
	return o.told(d, "plan.gap_stated", in.Code), o.insertGap(ctx, tx, in)
}

func (o *Ops) insertGap(ctx context.Context, tx *db.Tx, in StateGap) error {
	key := tx.NewID()
	row := db.Row{
		"id": key, "client_id": in.Client, "plan_id": in.Plan, "kind": in.Kind, "ref": in.Ref, "code": in.Code,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	if err := o.rows.Sealed(ctx, tx, in.Client, planrowsvc.Gaps, key, row, map[string]string{"body": in.Text}); err != nil {
		return err
	}
	return tx.Insert(ctx, planrowsvc.Gaps, row)
}

// mayBeGap reports whether the need or obligation is there to be answered.
func (o *Ops) mayBeGap(ctx context.Context, tx *db.Tx, in StateGap) (bool, error) {
	if in.Kind == plan.GapNeed {
		list, err := o.needs(ctx, &tx.Reader, in.Client)
		return slices.ContainsFunc(list, func(n plan.Need) bool { return n.Domain == in.Ref }), err
	}
	list, err := o.Orders.Obligations(ctx, &tx.Reader, in.Client)
	return in.Kind == plan.GapObligation && slices.ContainsFunc(list, func(x plan.Obligation) bool { return x.ID == in.Ref }), err
}
