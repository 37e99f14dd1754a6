package ordersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// EndTaken ends the order that a judgment taken over from a register became, within the transaction of the import; the
// register itself is the paper of the ground. The caller records the facts. Needs access.ImportData. Faults: not_found,
// forbidden, conflict (ended already), invalid.
func (o *Ops) EndTaken(ctx context.Context, tx *db.Tx, client id.Client, judgment string, k order.Closing) ([]fact.Fact, error) {
	if err := o.guard.Permit(ctx, access.ImportData); err != nil {
		return nil, err
	}
	x, err := db.One[Order](ctx, tx, `select `+columns+` from order_order c where c.client_id = $1 and c.judgment_id = $2 and {visible c.client_id}`,
		client, judgment)
	if err != nil {
		return nil, err
	}
	k.Document = true
	then, err := k.Check(o.RulesOf(x, o.Today(tx)), x.TermStart, x.TermEnd, o.Today(tx))
	if err != nil {
		return nil, err
	}
	if err := o.insertChange(ctx, tx, x, order.Entry{Kind: order.ChangeEnd, Code: k.Ground, From: k.On, Note: k.Note}); err != nil {
		return nil, err
	}
	st, err := o.close(ctx, tx, x, k.Ground, k.On, then, access.ImportData)
	return st.facts, err
}
