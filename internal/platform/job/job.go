// Package job runs what nobody waits for: recurring sweeps from a durable schedule, and single tasks put in by the
// transaction that needs them. Legal clocks are never timers: due dates lie in rows, and an idempotent sweep acts on all
// that are past. Everything is run by plain functions of an instant, so tests need no waiting.
package job

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Sweep is a recurring task. Run must be idempotent: after a crash it runs again for the same instant or a later one.
type Sweep struct {
	Name string
	Next func(now civil.Instant) civil.Instant // when it runs after a run at now
	Run  func(ctx context.Context, now civil.Instant) error
}

// Every is a Next for tasks at a steady interval.
func Every(d time.Duration) func(civil.Instant) civil.Instant {
	return func(now civil.Instant) civil.Instant { return now.Add(d) }
}

// Daily is a Next for tasks at an hour and minute of the zone, such as shortly after midnight for civil dates.
func Daily(zone *time.Location, hour, minute int) func(civil.Instant) civil.Instant {
	return func(now civil.Instant) civil.Instant {
		y, m, d := now.Time().In(zone).Date()
		at := time.Date(y, m, d, hour, minute, 0, 0, zone)
		if !at.After(now.Time()) {
			at = time.Date(y, m, d+1, hour, minute, 0, 0, zone)
		}
		return civil.At(at)
	}
}

// Worker does one single task. It may be run more than once for the same task; tests call it directly.
type Worker func(ctx context.Context, args []byte) error

// Options are what app binds.
type Options struct {
	DB      *db.DB
	Log     *slog.Logger
	Context func(ctx context.Context, name string) context.Context // adds the rights that a named task has
	Observe func(name string, err error)
	Poll    time.Duration // how often to look for work of other nodes; default 5 s
	Lease   time.Duration // after which a silent node's work is taken over; default 10 min
}

// Runner runs tasks. One runs in each node; leases in the database keep them apart.
type Runner struct {
	opt     Options
	owner   string
	sweeps  []Sweep
	workers map[string]Worker

	wake chan struct{}
	mu   sync.Mutex // guards stop and done
	stop context.CancelFunc
	done chan struct{}
}

// New makes a runner.
func New(opt Options) *Runner {
	if opt.Poll == 0 {
		opt.Poll = 5 * time.Second
	}
	if opt.Lease == 0 {
		opt.Lease = 10 * time.Minute
	}
	if opt.Log == nil {
		opt.Log = slog.New(slog.DiscardHandler)
	}
	return &Runner{opt: opt, owner: id.New(time.Now()), workers: map[string]Worker{}, wake: make(chan struct{}, 1)}
}

// Schedule registers recurring tasks; all before Start.
func (r *Runner) Schedule(s ...Sweep) { r.sweeps = append(r.sweeps, s...) }

// Handle registers the worker of a kind of single task; all before Start.
func (r *Runner) Handle(kind string, w Worker) { r.workers[kind] = w }

// Insert puts a single task into the caller's transaction; it runs once that is committed. args holds identifiers and
// codes only, never personal data.
func (r *Runner) Insert(ctx context.Context, tx *db.Tx, kind string, args any) error {
	return r.InsertAt(ctx, tx, kind, args, tx.Now)
}

// InsertAt is Insert for a task that must not run before an instant.
func (r *Runner) InsertAt(ctx context.Context, tx *db.Tx, kind string, args any, at civil.Instant) error {
	if r.workers[kind] == nil {
		return fmt.Errorf("no worker for tasks of kind %s", kind)
	}
	b, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("task %s: %w", kind, err)
	}
	tx.AfterCommit(r.nudge)
	return tx.Insert(ctx, "job_queue", db.Row{
		"id": tx.NewID(), "kind": kind, "args": string(b), "made_at": tx.Now, "run_at": at,
		"attempts": 0, "state": "waiting",
	})
}

// Due counts the sweeps and single tasks that are due at now or are being run; 0 means that nothing is owed.
func (r *Runner) Due(ctx context.Context, now civil.Instant) (int, error) {
	due := 0
	return due, r.opt.DB.Read(ctx, func(q *db.Reader) error {
		settled, err := db.All[string](ctx, q, `select name from job_schedule where next_at > $1 and lease_owner is null`, now)
		if err != nil {
			return err
		}
		for _, s := range r.sweeps {
			if !slices.Contains(settled, s.Name) {
				due++
			}
		}
		waiting, err := db.One[int](ctx, q, `select count(*) from job_queue where state = 'waiting' and run_at <= $1`, now)
		due += waiting
		return err
	})
}

func (r *Runner) nudge() {
	select {
	case r.wake <- struct{}{}:
	default:
	}
}

// RunDue runs every sweep and single task that is due at now, each at most once, and returns how many ran. A failing one
// does not hold up the others; it is tried again later.
func (r *Runner) RunDue(ctx context.Context, now civil.Instant) (int, error) {
	ran := 0
	for _, s := range r.sweeps {
		ok, err := r.sweep(ctx, s, now)
		if err != nil {
			return ran, err
		}
		if ok {
			ran++
		}
	}
	n, err := r.drain(ctx, now)
	return ran + n, err
}

// Start runs due tasks until Stop, at the service's clock.
func (r *Runner) Start(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ctx, r.stop = context.WithCancel(context.WithoutCancel(ctx))
	r.done = make(chan struct{})
	go func() {
		defer close(r.done)
		tick := time.NewTicker(r.opt.Poll)
		defer tick.Stop()
		for {
			if _, err := r.RunDue(ctx, r.opt.DB.Now()); err != nil && ctx.Err() == nil {
				r.opt.Log.ErrorContext(ctx, "tasks not run", "error", err)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			case <-r.wake:
			}
		}
	}()
}

// Stop waits for the task that is running; what is left stays in the database for the next start or another node.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop == nil {
		return nil
	}
	r.stop()
	select {
	case <-r.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// run calls fn as the named task; a panic becomes an error, so that one task cannot stop the others.
func (r *Runner) run(ctx context.Context, name string, fn func(context.Context) error) (err error) {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Job, Name: name, Display: name})
	ctx = actor.WithRequest(ctx, actor.Request{ID: id.New(time.Now()), Route: "job:" + name, Purpose: actor.Purpose("job")})
	if r.opt.Context != nil {
		ctx = r.opt.Context(ctx, name)
	}
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic in task %s", name)
		}
		if r.opt.Observe != nil {
			r.opt.Observe(name, err)
		}
		if err != nil && ctx.Err() == nil {
			r.opt.Log.ErrorContext(ctx, "task failed", "job", name, "error", err)
		}
	}()
	return fn(ctx)
}

// backoff is how long a failing task waits: a minute, doubling to an hour.
func backoff(failures int) time.Duration {
	return min(time.Minute<<min(max(failures-1, 0), 6), time.Hour)
}
