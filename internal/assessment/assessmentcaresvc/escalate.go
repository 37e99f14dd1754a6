package assessmentcaresvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// EscalateFlags tells, once each, the head of the office of flags that were not answered in time, and the department above of
// those still open a day later. It runs as a job with the system's rights, as often as it is called.
func (s *Service) EscalateFlags(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	total := 0
	for _, stage := range []struct {
		column string
		tell   func(ctx context.Context, tx *db.Tx, f assessment.FlagTask) error
		hours  func(tx *db.Tx) int
	}{
		{"escalated_at", s.ops.tellHead, func(*db.Tx) int { return 0 }},
		{"region_at", s.ops.tellRegion, func(tx *db.Tx) int { return s.ops.rules(tx).Int(ruleRegion, s.ops.today(tx), 24) }},
	} {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			before := tx.Now.Add(-time.Duration(stage.hours(tx)) * time.Hour)
			rows, err := db.All[flagRow](ctx, tx.System(), `select `+flagColumns+` from assessment_flag c where c.state = 'open' and c.due_at < $1 and c.`+
				stage.column+` is null and {visible c.client_id} order by c.due_at, c.id limit 200`, before)
			if err != nil || len(rows) == 0 {
				return err
			}
			late, err := s.ops.openFlags(ctx, tx.System(), rows)
			if err != nil {
				return err
			}
			var facts []fact.Fact
			for _, f := range late {
				if err := tx.UpdateVersion(ctx, flagTable, f.ID, f.Row, db.Row{stage.column: tx.Now}); err != nil {
					return err
				}
				if err := stage.tell(ctx, tx, f); err != nil {
					return err
				}
				facts = append(facts, s.ops.fact("assessment.flag_escalated", f))
			}
			total += len(late)
			return tx.Record(ctx, access.HandleFlag, "", facts...)
		})
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

func (o *Ops) tellHead(ctx context.Context, tx *db.Tx, f assessment.FlagTask) error {
	if f.Compartment != "" {
		return o.tellInside(ctx, tx, f)
	}
	if o.Tell == nil {
		return nil
	}
	return o.Tell.Head(ctx, tx, f.Client, o.notice("flag_late", f))
}

func (o *Ops) tellRegion(ctx context.Context, tx *db.Tx, f assessment.FlagTask) error {
	if f.Compartment != "" {
		return o.tellInside(ctx, tx, f)
	}
	if o.Tell == nil {
		return nil
	}
	return o.Tell.Region(ctx, tx, f.Client, o.notice("flag_late", f))
}

// tellInside tells everybody to whom the compartment is open: nobody else may know that there is something.
func (o *Ops) tellInside(ctx context.Context, tx *db.Tx, f assessment.FlagTask) error {
	if o.Tell == nil {
		return nil
	}
	members, err := o.sight.Members(ctx, &tx.Reader, f.Client, access.Compartment(f.Compartment))
	if err != nil {
		return err
	}
	told := map[id.Account]bool{}
	for _, m := range members {
		if told[m.Account] || !m.Until.IsZero() && !m.Until.After(tx.Now) {
			continue
		}
		told[m.Account] = true
		if err := o.Tell.Account(ctx, tx, m.Account, o.notice("flag_late", f)); err != nil {
			return err
		}
	}
	return nil
}
