package desksvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/platform/db"
)

// Sweep tells the next officer on duty and then the chief of alerts that nobody takes, by the times of the rulebook, once each. It runs as a
// task with the system's rights, as often as it is called.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		facts, err := s.ops.escalate(ctx, tx)
		if n = len(facts); err != nil || n == 0 {
			return err
		}
		s.ops.changed(tx)
		return tx.Record(ctx, access.WorkAlerts, "", facts...)
	})
	return n, err
}

// escalate takes the steps that have come due.
//
// sight: the task tells whom it must; no person reads the answer.
func (o *Ops) escalate(ctx context.Context, tx *db.Tx) ([]fact.Fact, error) {
	list, err := db.All[Alert](ctx, tx.System(), `select `+alertColumns+` from monitoring_alert c where c.state in ('raised','seen') and c.withdrawn is null and c.merged is null
		order by c.severity desc, c.raised_at, c.id limit 500`)
	if err != nil {
		return nil, err
	}
	var out []fact.Fact
	for _, a := range list {
		before, err := o.toldBefore(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		if err := o.tellDue(ctx, tx, a, tx.Now.Time().Sub(a.RaisedAt.Time())); err != nil {
			return nil, err
		}
		after, err := o.toldBefore(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		if len(after) > len(before) {
			out = append(out, climbed(a, after))
		}
	}
	return out, nil
}

// climbed is the fact of a step; whom it reached is a matter of the desk.
func climbed(a Alert, told []toldRow) fact.Fact {
	to := alert.Duty
	for _, t := range told {
		if t.Recipient == alert.Chief || t.Recipient == alert.NextDuty && to != alert.Chief {
			to = t.Recipient
		}
	}
	return fact.New("monitoring.alert_escalated", a.Client, "alert", a.ID, "to", string(to)).From("system")
}
