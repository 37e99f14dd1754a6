package db

import (
	"context"
	"database/sql"
)

// groupSize bounds how many closures share one commit.
const groupSize = 128

type job struct {
	ctx    context.Context
	system bool
	fn     func(*Tx) error
	out    chan error
	tx     *Tx
	alone  bool // a batch: its own transaction, without a savepoint whose journal would grow with every statement
}

// enqueue hands a closure to the SQLite writer and waits until its group is on disk.
func (d *DB) enqueue(ctx context.Context, system, alone bool, fn func(*Tx) error) (err error) {
	defer func() {
		if recover() != nil { // sending on a closed queue
			err = errClosed
		}
	}()
	j := &job{ctx: ctx, system: system, fn: fn, out: make(chan error, 1), alone: alone}
	select {
	case d.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	return <-j.out
}

// writer is the one goroutine that writes SQLite: it runs waiting closures under savepoints and commits them together.
func (d *DB) writer() {
	defer close(d.done)
	for first := range d.queue {
		if first.alone {
			d.commitAlone(first)
			continue
		}
		group, lone := []*job{first}, (*job)(nil)
	fill:
		for len(group) < groupSize {
			select {
			case j, ok := <-d.queue:
				if !ok {
					break fill
				}
				if j.alone {
					lone = j
					break fill
				}
				group = append(group, j)
			default:
				break fill
			}
		}
		d.commitGroup(group)
		if lone != nil {
			d.commitAlone(lone)
		}
	}
}

// commitAlone runs one closure in a transaction of its own. It begins and ends it by hand on the writer's connection: the
// transactions of database/sql watch a context beside every query, which costs more than most of them.
func (d *DB) commitAlone(j *job) {
	j.out <- d.alone(context.WithoutCancel(j.ctx), j)
}

func (d *DB) alone(ctx context.Context, j *job) error {
	conn, err := d.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // it goes back to its pool
	if _, err := conn.ExecContext(ctx, "begin immediate"); err != nil {
		return err
	}
	j.tx = d.newTx(j.ctx, unwatched{conn}, j.system)
	if err = protect(j.fn, j.tx); err == nil {
		_, err = conn.ExecContext(ctx, "commit")
	}
	if err != nil {
		conn.ExecContext(ctx, "rollback") //nolint:errcheck,gosec // the first error is the one to tell
		return err
	}
	for _, f := range j.tx.after {
		f()
	}
	return nil
}

// unwatched runs statements that nobody calls off: the transaction that they are part of is kept or undone as a whole.
type unwatched struct{ conn *sql.Conn }

// QueryContext implements queryer.
func (u unwatched) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return u.conn.QueryContext(context.WithoutCancel(ctx), query, args...)
}

// ExecContext implements queryer.
func (u unwatched) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return u.conn.ExecContext(context.WithoutCancel(ctx), query, args...)
}

func (d *DB) commitGroup(group []*job) {
	tx, err := d.write.BeginTx(context.Background(), nil)
	if err != nil {
		answer(group, err)
		return
	}
	kept := group[:0:0]
	for _, j := range group {
		if err := d.step(tx, j); err != nil {
			j.out <- err
			continue
		}
		kept = append(kept, j)
	}
	if err := tx.Commit(); err != nil {
		tx.Rollback() //nolint:errcheck // the commit's error is the one to tell
		answer(kept, err)
		return
	}
	for _, j := range kept {
		for _, f := range j.tx.after {
			f()
		}
		j.out <- nil
	}
}

func (d *DB) step(tx *sql.Tx, j *job) error {
	if err := j.ctx.Err(); err != nil {
		return err
	}
	ctx := context.Background()
	if _, err := tx.ExecContext(ctx, "savepoint step"); err != nil {
		return err
	}
	j.tx = d.newTx(j.ctx, tx, j.system)
	if err := protect(j.fn, j.tx); err != nil {
		if _, e := tx.ExecContext(ctx, "rollback to step"); e != nil {
			return e
		}
		if _, e := tx.ExecContext(ctx, "release step"); e != nil {
			return e
		}
		return err
	}
	_, err := tx.ExecContext(ctx, "release step")
	return err
}

func answer(group []*job, err error) {
	for _, j := range group {
		j.out <- err
	}
}
