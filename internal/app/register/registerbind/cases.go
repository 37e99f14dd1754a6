package registerbind

import (
	"context"

	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/orderintakesvc"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
)

// Cases lets an import take cases over like any office does. It implements register.Cases.
type Cases struct {
	Intake *orderintakesvc.Ops
	Orders *ordersvc.Ops
}

// TakeOver makes a case of a row.
func (c Cases) TakeOver(ctx context.Context, tx *db.Tx, in order.TakeOver, fresh bool) (string, id.Client, error) {
	return c.Intake.TakeOver(ctx, tx, orderintakesvc.TakeOver{TakeOver: in, New: fresh})
}

// End ends the order of a case that has ended by the register.
func (c Cases) End(ctx context.Context, tx *db.Tx, client id.Client, judgment string, k order.Closing) ([]fact.Fact, error) {
	return c.Orders.EndTaken(ctx, tx, client, judgment, k)
}
