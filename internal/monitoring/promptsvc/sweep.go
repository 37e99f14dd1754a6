package promptsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/prompt"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
)

// Sweep draws the moments of the day, asks when one has come, and closes those that were not answered: an alert for each. It pauses while
// the client's life keeps check-ins back, and ends with the order. A moment that passed while nobody could be asked is nobody's miss. It
// runs as a job every minute; twice does nothing more. It returns how many things it did.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var running []string
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		running, err = db.All[string](ctx, r.System(), `select c.id from monitoring_prompt_plan c where c.ended_at is null and {visible c.client_id} order by c.id`)
		return err
	})
	total := 0
	for _, plan := range running {
		n, err := s.sweepOne(ctx, plan)
		if err != nil {
			return total, err
		}
		total += n
	}
	return total, err
}

func (s *Service) sweepOne(ctx context.Context, plan string) (int, error) {
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := db.One[planRow](ctx, tx.System(), `select `+planColumns+` from monitoring_prompt_plan c where c.id = $1 and {visible c.client_id}`, plan)
		if err != nil || !x.EndedAt.IsZero() {
			return err
		}
		before := x.DrawnOn
		goes, facts, err := s.standing(ctx, tx, &x)
		if err != nil {
			return err
		}
		if goes {
			if err := s.draw(ctx, tx, &x); err != nil {
				return err
			}
			more, err := s.due(ctx, tx, x)
			if err != nil {
				return err
			}
			facts = append(facts, more...)
		}
		if n = len(facts); n == 0 && x.DrawnOn == before {
			return nil
		}
		return tx.Record(ctx, access.WorkAlerts, "", facts...)
	})
	return n, err
}

// standing ends a plan with its order and pauses it while nothing may be asked; goes says that it goes on now.
func (s *Service) standing(ctx context.Context, tx *db.Tx, x *planRow) (goes bool, facts []fact.Fact, err error) {
	o, err := readOrder(ctx, tx.System(), x.Client, x.Order)
	if err != nil {
		return false, nil, err
	}
	why := ""
	switch o.phase(tx.Now) {
	case regime.PhaseEnded, regime.PhaseReturned, regime.PhaseDrafted:
		if err := s.end(ctx, tx, *x, "order"); err != nil {
			return false, nil, err
		}
		return false, []fact.Fact{fact.New("monitoring.prompt_end", x.Client, "plan", x.ID, "why", "order").From("system")}, nil
	case regime.PhaseSuspended, regime.PhaseWaiting:
		why = "suspended"
	case regime.PhaseRunning:
		if s.Pause != nil {
			if why, err = s.Pause(ctx, tx.System(), x.Client, tx.Now.In(s.Zone)); err != nil {
				return false, nil, err
			}
		}
	}
	if why == x.PauseWhy {
		return why == "", nil, nil
	}
	if err := tx.UpdateVersion(ctx, plans, x.ID, x.Version, db.Row{"pause_reason": db.Null(why)}); err != nil {
		return false, nil, err
	}
	x.Version++
	x.PauseWhy = why
	if why == "" {
		return true, []fact.Fact{fact.New("monitoring.prompt_resumed", x.Client, "plan", x.ID).From("system")}, nil
	}
	return false, []fact.Fact{fact.New("monitoring.prompt_paused", x.Client, "plan", x.ID, "why", why).From("system")}, s.stopOpen(ctx, tx, x.ID)
}

// draw writes the moments of today, once; those that have passed already are left out.
func (s *Service) draw(ctx context.Context, tx *db.Tx, x *planRow) error {
	today := tx.Now.In(s.Zone)
	if x.DrawnOn == today {
		return nil
	}
	seed, err := s.Seal.Open(ctx, tx.System(), x.Client, plans, "seed", x.ID, x.Seed)
	if err != nil {
		return err
	}
	start := today.StartIn(s.Zone)
	for i, minute := range prompt.Draw(seed, today, x.plan()) {
		at := start.Add(time.Duration(minute) * time.Minute)
		if at.Before(tx.Now) {
			continue
		}
		if err := tx.Insert(ctx, prompts, db.Row{
			"id": tx.NewID(), "client_id": x.Client, "plan_id": x.ID, "monitoring_id": x.Order, "day": today, "number": i + 1, "at": at, "state": prompt.Drawn, "version": 1,
		}); err != nil {
			return err
		}
	}
	if err := tx.UpdateVersion(ctx, plans, x.ID, x.Version, db.Row{"drawn_on": today}); err != nil {
		return err
	}
	x.Version++
	x.DrawnOn = today
	return nil
}

// due asks what has come and closes what was not answered.
func (s *Service) due(ctx context.Context, tx *db.Tx, p planRow) ([]fact.Fact, error) {
	rows, err := db.All[promptRow](ctx, tx.System(), `select `+promptColumns+` from monitoring_prompt c where c.plan_id = $1 and (c.state = 'drawn' and c.at <= $2
		or c.state = 'asked' and c.until_at <= $2) and {visible c.client_id} order by c.at, c.id`, p.ID, tx.Now)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	wait := time.Duration(p.Answer) * time.Minute
	for _, x := range rows {
		switch {
		case x.State == prompt.Asked:
			f, err := s.missed(ctx, tx, x)
			if err != nil {
				return nil, err
			}
			facts = append(facts, f)
		case x.At.Add(wait).Before(tx.Now):
			if err := tx.UpdateVersion(ctx, prompts, x.ID, x.Version, db.Row{"state": prompt.Stopped}); err != nil {
				return nil, err
			}
			facts = append(facts, fact.New("monitoring.prompt_not_asked", x.Client, "prompt", x.ID).From("system"))
		default:
			until := tx.Now.Add(wait)
			if err := s.ask(ctx, tx, x, until); err != nil {
				return nil, err
			}
			facts = append(facts, fact.New("monitoring.prompt_asked", x.Client, "prompt", x.ID).From("system"))
		}
	}
	return facts, nil
}

func (s *Service) ask(ctx context.Context, tx *db.Tx, x promptRow, until civil.Instant) error {
	if err := tx.UpdateVersion(ctx, prompts, x.ID, x.Version, db.Row{"state": prompt.Asked, "asked_at": tx.Now, "until_at": until}); err != nil {
		return err
	}
	if s.Ask == nil {
		return nil
	}
	return s.Ask(ctx, tx, x.Client, x.ID, until)
}

func (s *Service) missed(ctx context.Context, tx *db.Tx, x promptRow) (fact.Fact, error) {
	if err := tx.UpdateVersion(ctx, prompts, x.ID, x.Version, db.Row{"state": prompt.Missed}); err != nil {
		return fact.Fact{}, err
	}
	key, err := s.raise(ctx, tx, x, prompt.AlertMiss, judge.Warning, x.Until)
	return fact.New("monitoring.prompt_missed", x.Client, "prompt", x.ID, "alert", key).From("system"), err
}
