package register

import (
	"context"
	"encoding/json"
	"errors"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/platform/db"
)

// errDry undoes a dry run.
var errDry = errors.New("dry run")

// rowError stops a transaction because of one row.
type rowError struct {
	t   *task
	err error
}

// Error implements error.
func (e *rowError) Error() string { return e.err.Error() }

// write brings rows in, in one transaction. A row that is refused takes the transaction back; the rows before and after it
// are then written without it.
func (x *running) write(ctx context.Context, work []*task, cursor int) error {
	err := x.all(ctx, work, cursor)
	var bad *rowError
	switch {
	case errors.As(err, &bad):
		if err := x.fails(bad.t, bad.err); err != nil {
			return err
		}
		for i, t := range work {
			if t != bad.t {
				continue
			}
			if i > 0 {
				if err := x.write(ctx, work[:i], t.row); err != nil {
					return err
				}
			}
			return x.write(ctx, work[i+1:], cursor)
		}
		return nil
	case err != nil && !errors.Is(err, errDry):
		return err
	}
	for _, t := range work {
		if t.old == nil {
			x.result.New++
		} else {
			x.result.Changed++
		}
	}
	return nil
}

// all writes rows and cursor in one transaction; each row keeps an audit entry of its own.
func (x *running) all(ctx context.Context, work []*task, cursor int) error {
	if x.Sight != nil {
		ctx = db.WithSight(ctx, x.Sight)
	}
	return x.DB.Batch(ctx, func(ctx context.Context) error {
		for _, t := range work {
			err := x.DB.Write(ctx, func(tx *db.Tx) error {
				facts, err := x.one(ctx, tx, t)
				if err != nil {
					return err
				}
				return tx.Record(ctx, access.ImportData, "", facts...)
			})
			if err != nil {
				return &rowError{t, err}
			}
		}
		if x.opt.DryRun {
			return errDry
		}
		return x.DB.System(ctx, "register import", func(tx *db.Tx) error {
			_, err := tx.Exec(ctx, `update register_run set rows_done = $2 where id = $1`, x.run.ID, cursor)
			return err
		})
	})
}

// one writes one row and remembers it, so that the next import knows it again.
func (x *running) one(ctx context.Context, tx *db.Tx, t *task) ([]fact.Fact, error) {
	row := stored{Key: t.keyHash, Run: x.run.ID, Outcome: outcomeNew, Hash: t.hash}
	marks, err := json.Marshal(t.marks)
	if err != nil {
		return nil, err
	}
	row.Marks = string(marks)
	kind := "order.imported"
	if t.old == nil {
		if row.Judgment, row.Client, err = x.Cases.TakeOver(ctx, tx, t.in.TakeOver, x.m.People == "new"); err != nil {
			return nil, err
		}
	} else {
		kind = "order.register_changed"
		row.Judgment, row.Client, row.Outcome = t.old.Judgment, t.old.Client, outcomeChanged
	}
	var facts []fact.Fact
	if row.Client != "" {
		facts = append(facts, fact.New(kind, row.Client, "source", x.m.Source, "run", x.run.ID).From("import"))
	}
	if t.in.EndsGround != "" && row.Client != "" && (t.old == nil || !t.old.ended()) {
		more, err := x.Cases.End(ctx, tx, row.Client, row.Judgment, x.plan.closing(t.in))
		if err != nil {
			return nil, err
		}
		facts = append(facts, more...)
	}
	return facts, row.save(ctx, tx, x.m.Source)
}
