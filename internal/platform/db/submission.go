package db

import (
	"context"
	"fmt"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
)

// Repeated is the answer to a submission that was already carried out: the caller gets the first answer again.
type Repeated struct {
	Status   int
	Location string
}

// Error implements error.
func (r *Repeated) Error() string {
	return fmt.Sprintf("repeated submission, first answered %d", r.Status)
}

// claim stores the submission key of the request in the transaction, so that a double click or a retry has one effect.
func (tx *Tx) claim(ctx context.Context) error {
	if tx.Request.Key == "" {
		return nil
	}
	type row struct {
		Hash, Request, Location string
		Status                  int
	}
	old, ok, err := Maybe[row](ctx, tx, `select hash, request_id, location, status from db_submission where actor = $1 and key = $2`,
		tx.Actor.Ref(), tx.Request.Key)
	if err != nil {
		return err
	}
	switch {
	case ok && old.Request == tx.Request.ID:
		return nil
	case ok && old.Hash != tx.Request.KeyHash:
		return fault.New(fault.Conflict, "fault.key_reused")
	case ok:
		return &Repeated{Status: old.Status, Location: old.Location}
	}
	return tx.Insert(ctx, "db_submission", Row{
		"actor": tx.Actor.Ref(), "key": tx.Request.Key, "hash": tx.Request.KeyHash,
		"request_id": tx.Request.ID, "at": tx.Now, "status": 0, "location": "",
	})
}

// Remember keeps the answer of a submission for its repeats.
func (d *DB) Remember(ctx context.Context, status int, location string) error {
	r := actor.RequestFrom(ctx)
	if r.Key == "" {
		return nil
	}
	return d.System(ctx, "submission", func(tx *Tx) error {
		_, err := tx.Exec(ctx, `update db_submission set status = $1, location = $2 where actor = $3 and key = $4 and request_id = $5`,
			status, location, tx.Actor.Ref(), r.Key, r.ID)
		return err
	})
}
