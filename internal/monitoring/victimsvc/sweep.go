package victimsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/platform/db"
)

// Sweep ends what protects persons whose order is over, asks for consents to be renewed to a new text, lays messages that could not be
// sent before whoever answers for the case, and destroys positions of their devices that are older than they may be. It runs as a job
// with the system's rights, as often as it is called. Faults: forbidden.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	total := 0
	for _, do := range []func(context.Context, *db.Tx) (int, error){s.ops.over, s.ops.renew, s.ops.remind, s.ops.unsent} {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			n, err := do(ctx, tx)
			if err != nil || n == 0 {
				return err
			}
			total += n
			return tx.Record(ctx, access.ManageVictims, "")
		})
		if err != nil {
			return total, err
		}
	}
	return total, s.db.Write(ctx, s.ops.forget(ctx))
}

func (o *Ops) over(ctx context.Context, tx *db.Tx) (int, error) {
	list, err := db.All[string](ctx, tx, `select distinct c.id from monitoring_victim v join monitoring_order c on c.id = v.monitoring_id where v.ended_at is null
		and c.ends_at <= $1 and {visible c.client_id} order by c.id limit 200`, tx.Now)
	for _, order := range list {
		if err := o.Stepped(ctx, tx, order, regime.StepOver); err != nil {
			return 0, err
		}
	}
	return len(list), err
}

// renew asks once for each person whose consent was given to an older text.
func (o *Ops) renew(ctx context.Context, tx *db.Tx) (int, error) {
	list, err := db.All[held](ctx, tx, `select `+heldColumns+heldFrom+`where v.ended_at is null and v.renew_told_on is null and {visible c.client_id}
		order by v.id limit 2000`)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range list {
		all, err := o.Consents(ctx, &tx.Reader, x.ID)
		if err != nil {
			return n, err
		}
		if len(all) == 0 || victim.StateOf(all[0], x.Over(tx.Now), o.Texts, o.today(tx)) != victim.Renew {
			continue
		}
		n++
		if err := o.notice(ctx, tx, x, "monitoring_victim_renew"); err != nil {
			return n, err
		}
		if _, err := o.tell(ctx, tx, x, victim.RenewText); err != nil {
			return n, err
		}
		if err := o.touch(ctx, tx, x, db.Row{"renew_told_on": o.today(tx)}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// remind tells those who work with her, once each, that half of the time for renewing a consent is over, and that all of it is. Nothing ends
// by that: a person decides with her.
func (o *Ops) remind(ctx context.Context, tx *db.Tx) (int, error) {
	list, err := db.All[held](ctx, tx, `select `+heldColumns+heldFrom+`where v.ended_at is null and v.renew_told_on is not null and coalesce(v.renew_step, 0) < $1
		and {visible c.client_id} order by v.id limit 2000`, victim.RenewLate)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, x := range list {
		all, err := o.Consents(ctx, &tx.Reader, x.ID)
		if err != nil {
			return n, err
		}
		if len(all) == 0 || victim.StateOf(all[0], x.Over(tx.Now), o.Texts, o.today(tx)) != victim.Renew {
			continue
		}
		_, step := o.renewBy(all[0], o.today(tx))
		if step <= x.RenewStep {
			continue
		}
		n++
		kind := "monitoring_victim_renew"
		if step == victim.RenewLate {
			kind = "monitoring_victim_renew_late"
		}
		if err := o.notice(ctx, tx, x, kind); err != nil {
			return n, err
		}
		if err := o.touch(ctx, tx, x, db.Row{"renew_step": step}); err != nil {
			return n, err
		}
	}
	return n, nil
}

// renewBy is until when a consent to an older text is renewed, and how far that time is over.
func (o *Ops) renewBy(c victim.Consent, today civil.Date) (civil.Date, int) {
	return victim.RenewBy(o.Texts.Since(c.Lang, today), o.Rules.At(today).Int(victim.RuleRenew, today, 14), today)
}

// unsent turns messages that were not sent into calls.
func (o *Ops) unsent(ctx context.Context, tx *db.Tx) (int, error) {
	type row struct{ ID, Victim string }
	list, err := db.All[row](ctx, tx.System(), `select m.id, m.victim_id from monitoring_victim_message m join notify_message n on n.msg_key = m.msg_key
		where m.result is null and n.state in ('failed','uncertain','dropped') order by m.at, m.id limit 200`)
	if err != nil {
		return 0, err
	}
	for _, m := range list {
		x, err := o.Held(ctx, tx.System(), m.Victim)
		if err != nil {
			return 0, err
		}
		if err := tx.Update(ctx, messages, m.ID, db.Row{"result": victim.NotReached, "done_at": tx.Now}); err != nil {
			return 0, err
		}
		if err := o.notice(ctx, tx, x, "monitoring_victim_call"); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}

// forget destroys what is left of the positions of protected persons' devices that are as old as they may be, by whole hours: the fixes that
// were given to the watch, what the rules remember of them, and by what a repeat is known. The hash of each hour stays, with a mark.
func (o *Ops) forget(ctx context.Context) func(tx *db.Tx) error {
	return func(tx *db.Tx) error {
		before := victim.Goes(tx.Now.Add(-time.Duration(o.rules(tx).Int(victim.RuleKeep, o.today(tx), 48)) * time.Hour))
		marked := 0
		if o.Sums != nil {
			var err error
			if marked, err = o.Sums(ctx, tx, before); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `delete from monitoring_input where kind = 'peer' and at < $1`, before); err != nil {
			return err
		}
		if o.Age != nil {
			if _, err := o.Age(ctx, tx, before); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `delete from monitoring_victim_fix where received_ms < $1`, before.Time().UnixMilli()); err != nil || marked == 0 {
			return err
		}
		return tx.Record(ctx, access.ManageVictims, "")
	}
}
