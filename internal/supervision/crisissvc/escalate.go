package crisissvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/crisis"
)

// Escalate tells, once each, the head of the office of dangers about which nobody acted in time, and the department above of
// those still open some hours later. It runs as a job with the system's rights, as often as it is called.
func (s *Service) Escalate(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	total := 0
	for _, stage := range []struct{ column, what string }{{"escalated_at", crisis.StepEscalated}, {"region_at", crisis.StepRegion}} {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			list, err := s.ops.escalate(ctx, tx, stage.column, stage.what)
			if err != nil || len(list) == 0 {
				return err
			}
			total += len(list)
			return tx.Record(ctx, access.HandleCrisis, "", list...)
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

func (o *Ops) escalate(ctx context.Context, tx *db.Tx, column, what string) ([]fact.Fact, error) {
	before, all := tx.Now, tx.System()
	if what == crisis.StepRegion {
		before = tx.Now.Add(-time.Duration(o.rules(tx).Int(crisis.RuleRegion, o.today(tx), 12)) * time.Hour)
	}
	rows, err := db.All[taskRow](ctx, all, `select `+taskColumns+` from supervision_crisis c where c.state = 'open' and c.due_at < $1 and c.`+column+
		` is null and {visible c.client_id} order by c.due_at, c.id limit 200`, before)
	if err != nil {
		return nil, err
	}
	late, err := o.openTasks(ctx, all, rows)
	if err != nil {
		return nil, err
	}
	var out []fact.Fact
	for _, t := range late {
		if err := tx.UpdateVersion(ctx, tasks, t.ID, t.Row, db.Row{column: tx.Now}); err != nil {
			return nil, err
		}
		if err := o.put(ctx, tx, t, crisis.Step{What: what}); err != nil {
			return nil, err
		}
		if o.Tell != nil {
			tell := o.Tell.Head
			if what == crisis.StepRegion {
				tell = o.Tell.Region
			}
			if err := tell(ctx, tx, t.Client, notice("crisis_late", t)); err != nil {
				return nil, err
			}
		}
		out = append(out, o.fact(tx, "supervision.crisis_escalated", t))
	}
	return out, nil
}
