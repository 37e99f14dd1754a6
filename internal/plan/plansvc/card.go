package plansvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
)

// CardPart computes the plan columns of the clients' cards; r sees all. Withdrawal from the voluntary programme changes none
// of them: it has no consequences.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	starts, err := o.Orders.Starts(ctx, r, clients)
	if err != nil {
		return nil, err
	}
	type row struct {
		Client   id.Client
		State    plan.State
		ReviewOn civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.client_id, c.state, c.review_on from plan_plan c where c.client_id in `+db.In(len(clients), 1)+
		` and c.state in ('draft', 'waiting', 'in_force') and {visible c.client_id} order by c.client_id, c.number`, db.Args(clients)...)
	if err != nil {
		return nil, err
	}
	versions := map[id.Client][]plan.Plan{}
	for _, x := range rows {
		versions[x.Client] = append(versions[x.Client], plan.Plan{State: x.State, ReviewOn: x.ReviewOn})
	}
	today := o.now().In(o.Zone)
	rules := o.Rules.At(today)
	for _, c := range clients {
		state, due := plan.Card(versions[c], starts[c], rules, today)
		out[c] = db.Row{"plan_state": db.Null(state), "plan_due": due}
	}
	return out, nil
}
