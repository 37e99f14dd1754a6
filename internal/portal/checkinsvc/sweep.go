package checkinsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/portal/checkin"
)

// Sweep closes windows that have passed, opens the next ones, pauses check-in while the client's life or a suspension keeps it back, and
// stops it where the supervision is over. For the
// scheduled task of every morning; running it twice does nothing more. It returns how many windows it closed.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	type row struct {
		Client id.Client
		Plan   string
	}
	var running []row
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		running, err = db.All[row](ctx, r.System(), `select c.client_id, c.id from portal_checkin_plan c where c.ended_at is null order by c.id`)
		return err
	})
	closed := 0
	for _, x := range running {
		n, err := s.sweepOne(ctx, x.Client, x.Plan)
		if err != nil {
			return closed, err
		}
		closed += n
	}
	return closed, err
}

func (s *Service) sweepOne(ctx context.Context, client id.Client, plan string) (int, error) {
	closed := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		closed = 0
		today := tx.Now.In(s.ops.Zone)
		goes, facts, err := s.ops.standing(ctx, tx, client, plan, today)
		if err != nil {
			return err
		}
		if len(facts) > 0 {
			if err := tx.Record(ctx, access.ReviewCheckin, "", facts...); err != nil {
				return err
			}
		}
		if !goes {
			return nil
		}
		past, err := db.All[roundRow](ctx, tx.System(), `select `+roundCols+` from portal_checkin c where c.plan_id = $1 and c.state = 'open' and c.closes_on < $2`, plan, today)
		if err != nil || len(past) == 0 {
			return err
		}
		p, err := s.ops.plan(ctx, &tx.Reader, client, plan)
		if err != nil {
			return err
		}
		closed = len(past)
		return s.ops.expire(ctx, tx, p, past, today)
	})
	return closed, err
}

// standing pauses, resumes or stops a plan as the client's life has it on a day; goes says that check-ins are asked for.
func (o *Ops) standing(ctx context.Context, tx *db.Tx, client id.Client, plan string, today civil.Date) (goes bool, facts []fact.Fact, err error) {
	p, err := db.One[planRow](ctx, tx.System(), `select `+planCols+` from portal_checkin_plan c where c.id = $1`, plan)
	if err != nil {
		return false, nil, err
	}
	why, err := o.paused(ctx, &tx.Reader, client, today)
	if err != nil {
		return false, nil, err
	}
	if why != "" {
		facts, err = o.pause(ctx, tx, p, why)
		return false, facts, err
	}
	live, err := o.Live(ctx, &tx.Reader, client)
	switch {
	case err != nil:
		return false, nil, err
	case !live:
		facts, err = o.stop(ctx, tx, client, "ended")
		return false, facts, err
	case !p.PausedAt.IsZero():
		facts, err = o.resume(ctx, tx, p)
		return false, facts, err
	}
	return true, nil, nil
}

// expire closes windows without an answer: somebody looks at them, and nothing counts against the client. What was answered before
// the line dropped is kept for the review.
func (o *Ops) expire(ctx context.Context, tx *db.Tx, p checkin.Plan, past []roundRow, today civil.Date) error {
	facts := make([]fact.Fact, 0, len(past))
	for _, x := range past {
		set := db.Row{"state": checkin.Expired, "expired_at": tx.Now}
		a, err := o.asked(ctx, &tx.Reader, p.Client, x.ID)
		if err != nil {
			return err
		}
		if set["answers"], err = o.pack(ctx, tx, p.Client, rounds, "answers", x.ID, a.Draft); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, rounds, x.ID, x.Version, set); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `delete from portal_checkin_draft where checkin_id = $1`, x.ID); err != nil {
			return err
		}
		opens, closes := p.Next(x.OpensOn, today)
		if err := o.insertRound(ctx, tx, p, opens, closes); err != nil {
			return err
		}
		facts = append(facts, fact.New("portal.checkin_expired", p.Client, "entry", x.ID).From("system"))
	}
	return tx.Record(ctx, access.ReviewCheckin, "", facts...)
}
