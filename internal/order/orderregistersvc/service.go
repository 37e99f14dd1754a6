// Package orderregistersvc places clients on the register: calls, appearance, explanation of the conditions, registration,
// and the search for those who do not come. Each step is saved by itself, so that any break in the work loses nothing.
package orderregistersvc

import (
	"context"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// Ops are the steps for transactions of other capabilities.
type Ops struct {
	*ordersvc.Ops
	guard  accesssvc.Guard
	access accesssvc.Ops
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service over the orders.
func New(d *db.DB, orders *ordersvc.Ops) *Service { return &Service{db: d, ops: &Ops{Ops: orders}} }

// Ops returns the steps.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// step is what a use case leaves in the record.
type step struct {
	action actor.Action
	reason string
	facts  []fact.Fact
}

// write runs fn in one transaction and records what it did; a step without an action has changed nothing.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil || st.action == "" {
			return err
		}
		return tx.Record(ctx, st.action, st.reason, st.facts...)
	})
}
