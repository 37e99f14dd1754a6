package job

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
)

// sweep runs one recurring task when it is due and nobody else has its lease. A task never seen before is due at once.
func (r *Runner) sweep(ctx context.Context, s Sweep, now civil.Instant) (bool, error) {
	mine, err := r.lease(ctx, s, now)
	if err != nil || !mine {
		return false, err
	}
	failed := r.run(ctx, s.Name, func(ctx context.Context) error { return s.Run(ctx, now) })
	if ctx.Err() != nil {
		return false, nil // stopped in the middle: the lease runs out and the sweep runs again
	}
	return true, r.opt.DB.System(ctx, "job.settle", func(tx *db.Tx) error {
		if failed == nil {
			_, err := tx.Exec(ctx, `update job_schedule set next_at = $1, lease_owner = null, lease_until = null, last_at = $2, failures = 0,
				last_error = null where name = $3 and lease_owner = $4`, s.Next(now), now, s.Name, r.owner)
			return err
		}
		failures, err := db.One[int](ctx, tx, `select failures from job_schedule where name = $1`, s.Name)
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `update job_schedule set next_at = $1, lease_owner = null, lease_until = null, failures = $2, last_error = $3
			where name = $4 and lease_owner = $5`, now.Add(backoff(failures+1)), failures+1, describe(failed), s.Name, r.owner)
		return err
	})
}

func (r *Runner) lease(ctx context.Context, s Sweep, now civil.Instant) (bool, error) {
	type row struct{ Next, Until civil.Instant }
	var x row
	var known bool
	err := r.opt.DB.Read(ctx, func(q *db.Reader) (err error) {
		x, known, err = db.Maybe[row](ctx, q, `select next_at, lease_until from job_schedule where name = $1`, s.Name)
		return err
	})
	if err != nil || known && (now.Before(x.Next) || now.Before(x.Until)) {
		return false, err
	}
	mine := false
	err = r.opt.DB.System(ctx, "job.lease", func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `insert into job_schedule (name, next_at, failures) values ($1, $2, 0) on conflict (name) do nothing`,
			s.Name, now); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `update job_schedule set lease_owner = $1, lease_until = $2 where name = $3 and next_at <= $4
			and (lease_until is null or lease_until <= $4)`, r.owner, now.Add(r.opt.Lease), s.Name, now)
		mine = n == 1
		return err
	})
	return mine, err
}

// describe keeps what is safe of an error: kinds and keys, not values.
func describe(err error) string {
	if f := fault.As(err); f != nil {
		return string(f.Kind) + ": " + f.Msg.Key
	}
	return "internal"
}

// State is how a recurring task stands, for the operator's page and alarms.
type State struct {
	Name     string
	Next     civil.Instant
	Last     civil.Instant
	Failures int
	Error    string
}

// States lists the recurring tasks by name.
func (r *Runner) States(ctx context.Context) ([]State, error) {
	var out []State
	err := r.opt.DB.Read(ctx, func(q *db.Reader) (err error) {
		out, err = db.All[State](ctx, q, `select name, next_at, last_at, failures, last_error from job_schedule order by name`)
		return err
	})
	return out, err
}
