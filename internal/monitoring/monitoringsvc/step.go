package monitoringsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Act is one thing that happens to an order: the sheet signed, an adult at the address asked, looked at again, an earlier end
// proposed (Note), or suspended, resumed, ended (Stop). Version is the one that was on the page.
type Act struct {
	Client  id.Client
	Order   string
	Version int
	Step    regime.Step
}

// Note writes down what happened under an order and changes nothing of what is collected. Needs DraftMonitoring. Faults: not_found,
// forbidden, conflict, invalid.
func (s *Service) Note(ctx context.Context, in Act) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		return s.ops.act(ctx, tx, access.DraftMonitoring, in, regime.StepSheet, regime.StepOccupant, regime.StepReview, regime.StepPropose)
	})
}

// Stop suspends an order, resumes or ends it: from that instant nothing is collected, or it is again. Needs ApproveMonitoring. Faults:
// not_found, forbidden, conflict, invalid.
func (s *Service) Stop(ctx context.Context, in Act) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		return s.ops.act(ctx, tx, access.ApproveMonitoring, in, regime.StepSuspend, regime.StepResume, regime.StepEnd)
	})
}

func (o *Ops) act(ctx context.Context, tx *db.Tx, action actor.Action, in Act, allowed ...string) (step, error) {
	if err := o.guard.Allow(ctx, tx, action, in.Client); err != nil {
		return step{}, err
	}
	x, err := o.order(ctx, &tx.Reader, in.Client, in.Order)
	if err != nil {
		return step{}, err
	}
	if x.Row != in.Version {
		return step{}, fault.Stale()
	}
	ok := false
	for _, a := range allowed {
		ok = ok || a == in.Step.What
	}
	if !ok {
		return step{}, fault.New(fault.Conflict, "monitoring.step_not_now")
	}
	if err := x.CheckStep(in.Step, o.Languages, o.rules(tx), tx.Now, o.today(tx)).Err(); err != nil {
		return step{}, err
	}
	row, err := o.effect(ctx, tx, x, in.Step)
	if err != nil {
		return step{}, err
	}
	if err := o.put(ctx, tx, x, in.Step); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, orders, x.ID, x.Row, row); err != nil {
		return step{}, err
	}
	if action == access.ApproveMonitoring {
		if err := o.changed(ctx, tx, x.ID); err != nil {
			return step{}, err
		}
	}
	if err := o.stepped(ctx, tx, x.ID, in.Step.What); err != nil {
		return step{}, err
	}
	return step{action: action, facts: facts(tx, "monitoring.order_"+in.Step.What, x, "code", in.Step.Code)}, nil
}

// effect is what a step changes of the order.
func (o *Ops) effect(ctx context.Context, tx *db.Tx, x regime.Order, s regime.Step) (db.Row, error) {
	switch s.What {
	case regime.StepSheet:
		return db.Row{"sheet_on": s.Day, "sheet_lang": s.Lang}, nil
	case regime.StepOccupant:
		if s.Code == regime.OccupantAgrees {
			return db.Row{"occupants_agreed": true}, nil
		}
		return db.Row{"refused_by_occupant": true}, nil
	case regime.StepReview:
		return db.Row{"review_on": s.Day, "review_told_on": nil}, nil
	case regime.StepPropose:
		return db.Row{"end_proposed_at": tx.Now}, nil
	case regime.StepSuspend:
		return db.Row{"state": regime.Suspended, "suspended_at": tx.Now}, tx.Insert(ctx, pauses, db.Row{
			"id": tx.NewID(), "client_id": x.Client, "monitoring_id": x.ID, "from_at": tx.Now, "reason": s.Code, "recorded_by": tx.Actor.Ref(),
		})
	case regime.StepResume:
		return db.Row{"state": regime.Approved, "suspended_at": nil}, o.closePause(ctx, tx, x)
	}
	row := db.Row{"state": regime.Ended, "ended_at": tx.Now, "end_reason": s.Code, "waiting": 0, "end_proposed_at": nil, "suspended_at": nil}
	if tx.Now.Before(x.Ends) {
		row["ends_at"] = tx.Now
	}
	return row, o.closePause(ctx, tx, x)
}

func (o *Ops) closePause(ctx context.Context, tx *db.Tx, x regime.Order) error {
	open, err := db.All[string](ctx, tx, `select c.id from monitoring_pause c where c.monitoring_id = $1 and c.until_at is null and {visible c.client_id}`, x.ID)
	for _, p := range open {
		if err := tx.Update(ctx, pauses, p, db.Row{"until_at": tx.Now, "ended_by": tx.Actor.Ref()}); err != nil {
			return err
		}
	}
	return err
}
