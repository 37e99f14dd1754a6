package watchsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

// sweptAtOnce bounds what one sweep takes on; the next goes on.
const sweptAtOnce = 5000

// Sweep lets time come: of every order of which something falls due it stores a tick, and it queues whatever waits in the store, as after a
// crash. It tells how many ticks it stored. It is a task of the service itself. Faults: forbidden.
func (s *Service) Sweep(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	if err := s.rule(ctx); err != nil {
		return 0, err
	}
	ticks := 0
	err := s.db.System(ctx, "monitoring.tick", func(tx *db.Tx) error {
		due, err := db.All[string](ctx, tx, `select monitoring_id from monitoring_watch where due_at <= $1 and not exists
			(select 1 from monitoring_pending p where p.monitoring_id = monitoring_watch.monitoring_id and p.fitting = 0) order by due_at, monitoring_id limit $2`, tx.Now, sweptAtOnce)
		if err != nil || len(due) == 0 {
			return err
		}
		first, err := number(ctx, tx, len(due))
		if err != nil {
			return err
		}
		for i, o := range due {
			if _, err := tx.Exec(ctx, `insert into monitoring_input (arrival, monitoring_id, kind, at) values ($1, $2, 'tick', $3)`, first+int64(i), o, tx.Now); err != nil {
				return err
			}
			if err := wait(ctx, tx, o, first+int64(i)); err != nil {
				return err
			}
		}
		ticks = len(due)
		tx.AfterCommit(func() { s.Wake(true, due...) })
		return nil
	})
	if err != nil {
		return 0, err
	}
	return ticks, s.db.Read(ctx, func(r *db.Reader) error {
		list, err := s.Tracks.Orders(ctx, r, sweptAtOnce)
		s.Wake(false, list...)
		return err
	})
}

// rule asks once a day whether other thresholds hold than those by which an order is judged, and changes its case where they do.
func (s *Service) rule(ctx context.Context) error {
	today := s.Now().In(s.Zone)
	s.mu.Lock()
	done := s.ruled == today
	s.mu.Unlock()
	if done {
		return nil
	}
	var list []string
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		list, err = db.All[string](ctx, r, `select monitoring_id from monitoring_watch where due_at is not null order by monitoring_id`)
		return err
	})
	for _, o := range list {
		if err == nil {
			err = s.db.System(ctx, "monitoring.rules", func(tx *db.Tx) error { return s.Changed(ctx, tx, o) })
		}
	}
	if err == nil {
		s.mu.Lock()
		s.ruled = today
		s.mu.Unlock()
	}
	return err
}
