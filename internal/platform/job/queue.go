package job

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
)

const (
	batch       = 20
	maxAttempts = 20
	keepEnded   = 7 * 24 * time.Hour
)

type task struct {
	ID, Kind, Args string
	Attempts       int
}

// drain runs single tasks until none is due.
func (r *Runner) drain(ctx context.Context, now civil.Instant) (int, error) {
	ran := 0
	for {
		tasks, err := r.claim(ctx, now)
		if err != nil || len(tasks) == 0 {
			return ran, err
		}
		for _, t := range tasks {
			if ctx.Err() != nil {
				return ran, nil
			}
			failed := r.run(ctx, t.Kind, func(ctx context.Context) error { return r.workers[t.Kind](ctx, []byte(t.Args)) })
			if ctx.Err() != nil {
				return ran, nil
			}
			if err := r.settle(ctx, t, now, failed); err != nil {
				return ran, err
			}
			ran++
		}
	}
}

// claim takes a batch of due tasks of the kinds that this node knows.
func (r *Runner) claim(ctx context.Context, now civil.Instant) ([]task, error) {
	if len(r.workers) == 0 {
		return nil, nil
	}
	kinds := make([]any, 0, len(r.workers))
	for kind := range r.workers {
		kinds = append(kinds, kind)
	}
	due := `select id, kind, args, attempts from job_queue where state = 'waiting' and run_at <= $1
		and (lease_until is null or lease_until <= $1) and kind in ` + db.In(len(kinds), 3) + ` order by run_at, id limit $2`
	args := append([]any{now, batch}, kinds...)
	var found []task
	if err := r.opt.DB.Read(ctx, func(q *db.Reader) (err error) {
		found, err = db.All[task](ctx, q, due, args...)
		return err
	}); err != nil || len(found) == 0 {
		return nil, err
	}
	var mine []task
	err := r.opt.DB.System(ctx, "job.claim", func(tx *db.Tx) error {
		mine = mine[:0]
		for _, t := range found {
			n, err := tx.Exec(ctx, `update job_queue set lease_owner = $1, lease_until = $2, attempts = attempts + 1
				where id = $3 and state = 'waiting' and (lease_until is null or lease_until <= $4)`, r.owner, now.Add(r.opt.Lease), t.ID, now)
			if err != nil {
				return err
			}
			if n == 1 {
				t.Attempts++
				mine = append(mine, t)
			}
		}
		return nil
	})
	return mine, err
}

func (r *Runner) settle(ctx context.Context, t task, now civil.Instant, failed error) error {
	return r.opt.DB.System(ctx, "job.settle", func(tx *db.Tx) error {
		var err error
		switch {
		case failed == nil:
			_, err = tx.Exec(ctx, `update job_queue set state = 'done', ended_at = $1, lease_until = null, last_error = null where id = $2`, now, t.ID)
		case t.Attempts >= maxAttempts:
			_, err = tx.Exec(ctx, `update job_queue set state = 'dead', ended_at = $1, lease_until = null, last_error = $2 where id = $3`,
				now, describe(failed), t.ID)
		default:
			_, err = tx.Exec(ctx, `update job_queue set run_at = $1, lease_until = null, last_error = $2 where id = $3`,
				now.Add(backoff(t.Attempts)), describe(failed), t.ID)
		}
		return err
	})
}

// Backlog counts single tasks that wait and those given up after many failures, for alarms.
func (r *Runner) Backlog(ctx context.Context) (waiting, dead int, err error) {
	err = r.opt.DB.Read(ctx, func(q *db.Reader) (err error) {
		if waiting, err = db.One[int](ctx, q, `select count(*) from job_queue where state = 'waiting'`); err != nil {
			return err
		}
		dead, err = db.One[int](ctx, q, `select count(*) from job_queue where state = 'dead'`)
		return err
	})
	return waiting, dead, err
}

// Housekeeping is the sweep that forgets tasks that ended a week ago; those given up stay until somebody looks.
func (r *Runner) Housekeeping() Sweep {
	return Sweep{Name: "job.housekeeping", Next: Every(24 * time.Hour), Run: func(ctx context.Context, now civil.Instant) error {
		return r.opt.DB.System(ctx, "job.housekeeping", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `delete from job_queue where state = 'done' and ended_at < $1`, now.Add(-keepEnded))
			return err
		})
	}}
}
