package rulebooksvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Recount is how far the points of all cards have been counted anew.
type Recount struct {
	ID          string
	Cause       string // identifier of the table, or the day of the nightly count
	State       string
	After       id.Client
	Total, Done int
	BegunAt     civil.Instant
	EndedAt     civil.Instant
}

// Running reports whether cards still wait.
func (c Recount) Running() bool { return c.State == recountRunning }

const (
	recountRunning = "running"
	recountDone    = "done"
	recountBatch   = 500
	recountColumns = `c.id, c.cause, c.state, c.after_client, c.total, c.done, c.begun_at, c.ended_at`
)

// begin puts a recount before the transaction's end, to be done after it.
func (o *Ops) begin(ctx context.Context, tx *db.Tx, cause string) error {
	made, err := o.open(ctx, tx, cause)
	if err != nil || o.Later == nil {
		return err
	}
	return o.Later(ctx, tx, made)
}

func (o *Ops) open(ctx context.Context, tx *db.Tx, cause string) (string, error) {
	total := 0
	if o.Count != nil {
		var err error
		if total, err = o.Count(ctx, tx.System()); err != nil {
			return "", err
		}
	}
	made := tx.NewID()
	return made, tx.Insert(ctx, "rulebook_recount", db.Row{
		"id": made, "cause": cause, "state": recountRunning, "after_client": "", "total": total, "done": 0, "begun_at": tx.Now, "ended_at": nil,
	})
}

// Recount counts the points of all cards anew, batch by batch, each in a transaction of its own; after a stop it goes on where
// it came to. For named tasks only.
func (s *Service) Recount(ctx context.Context, recount string) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	for {
		var c Recount
		if err := s.db.System(ctx, "rulebook.recount", func(tx *db.Tx) (err error) {
			c, err = s.ops.some(ctx, tx, recount)
			return err
		}); err != nil || !c.Running() {
			return err
		}
	}
}

func (o *Ops) some(ctx context.Context, tx *db.Tx, recount string) (Recount, error) {
	c, ok, err := db.Maybe[Recount](ctx, tx, `select `+recountColumns+` from rulebook_recount c where c.id = $1`, recount)
	if err != nil {
		return c, err
	}
	if !ok {
		return c, fault.MissingRecord()
	}
	if !c.Running() {
		return c, nil
	}
	last, n, err := o.Some(ctx, tx, c.After, recountBatch)
	if err != nil {
		return c, err
	}
	c.Done += n
	if n == 0 {
		c.State = recountDone
		_, err = tx.Exec(ctx, `update rulebook_recount set state = $1, ended_at = $2, total = $3 where id = $4`, c.State, tx.Now, c.Done, c.ID)
		return c, err
	}
	c.After = last
	_, err = tx.Exec(ctx, `update rulebook_recount set after_client = $1, done = $2 where id = $3`, last, c.Done, c.ID)
	return c, err
}

// Nightly counts every card on a new day, for phases begin and end by the calendar. For named tasks only.
func (s *Service) Nightly(ctx context.Context) error {
	if !access.From(ctx).System {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	var made string
	if err := s.db.System(ctx, "rulebook.recount", func(tx *db.Tx) (err error) {
		today := tx.Now.In(s.ops.Zone).String()
		open, ok, err := db.Maybe[string](ctx, tx, `select c.id from rulebook_recount c where c.cause = $1 and c.state = $2`, today, recountRunning)
		if err != nil || ok {
			made = open // a count that was stopped goes on
			return err
		}
		if _, err = tx.Exec(ctx, `delete from rulebook_recount where state = $1 and begun_at < $2`, recountDone, tx.Now.In(s.ops.Zone).AddDays(-30).StartIn(s.ops.Zone)); err != nil {
			return err
		}
		made, err = s.ops.open(ctx, tx, today)
		return err
	}); err != nil {
		return err
	}
	return s.Recount(ctx, made)
}

func latest(ctx context.Context, r *db.Reader) (Recount, error) {
	c, _, err := db.Maybe[Recount](ctx, r, `select `+recountColumns+` from rulebook_recount c order by c.begun_at desc, c.id desc limit 1`)
	return c, err
}
