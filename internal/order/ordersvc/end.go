package ordersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// End ends an order on a ground of the list end_grounds.
type End struct {
	Order   string
	Version int
	Ground  string
	On      civil.Date
	Act     order.Act // the paper of the ground, where it needs one
	Note    string
}

// End ends an order: obligations end, and when no other order binds the client, appointments and demands stop at once. An
// expunged conviction also takes the record out of sight at once, whether the order runs or ended long ago. Needs
// access.EndSupervision. Faults: not_found, forbidden, conflict (stale, or ended already), invalid.
func (s *Service) End(ctx context.Context, in End) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.end(ctx, tx, in) })
}

func (o *Ops) end(ctx context.Context, tx *db.Tx, in End) (step, error) {
	x, err := o.Begin(ctx, tx, access.EndSupervision, in.Order, in.Version)
	if err != nil {
		return step{}, err
	}
	closing := order.Closing{Ground: in.Ground, On: in.On, Document: in.Act.Given(), Note: in.Note}
	then, err := closing.Check(o.RulesOf(x, o.Today(tx)), x.TermStart, x.TermEnd, o.Today(tx))
	if err != nil {
		return step{}, err
	}
	if x.State == order.StateEnded {
		return o.afterEnd(ctx, tx, x, in, then)
	}
	if err := o.insertChange(ctx, tx, x, order.Entry{Kind: order.ChangeEnd, Code: in.Ground, From: in.On, Act: in.Act, Note: in.Note}); err != nil {
		return step{}, err
	}
	return o.close(ctx, tx, x, in.Ground, in.On, then, access.EndSupervision)
}

// afterEnd enters an act that reaches an order that has ended: it changes the ground, and may hide the record.
func (o *Ops) afterEnd(ctx context.Context, tx *db.Tx, x Order, in End, then order.Consequence) (step, error) {
	if !then.HidesRecord && !then.Rehabilitates {
		return step{}, fault.New(fault.Conflict, "order.has_ended")
	}
	if err := o.insertChange(ctx, tx, x, order.Entry{Kind: order.ChangeEnd, Code: in.Ground, From: in.On, Act: in.Act, Note: in.Note}); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{"ends_ground": in.Ground}); err != nil {
		return step{}, err
	}
	if then.HidesRecord {
		if err := o.access.Hide(ctx, tx, x.Client, true); err != nil {
			return step{}, err
		}
	}
	return step{access.EndSupervision, in.Ground, []fact.Fact{o.On(fact.New("order.ground_changed", x.Client, "order", x.ID, "ground", in.Ground), in.On, tx)}}, nil
}

// close carries the end out.
func (o *Ops) close(ctx context.Context, tx *db.Tx, x Order, ground string, on civil.Date, then order.Consequence, action actor.Action) (step, error) {
	if err := order.Move(x.State, order.StateEnded); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{
		"status": order.StateEnded, "ends_ground": ground, "ended_on": on,
		"ended_at": tx.Now,
	}); err != nil {
		return step{}, err
	}
	if err := o.endObligations(ctx, tx, x, on); err != nil {
		return step{}, err
	}
	stopped, err := o.stop(ctx, tx, x, on, ground)
	if err != nil {
		return step{}, err
	}
	if then.HidesRecord {
		if err := o.access.Hide(ctx, tx, x.Client, true); err != nil {
			return step{}, err
		}
	}
	return step{action, ground, append([]fact.Fact{o.On(fact.New("order.ended", x.Client, "order", x.ID, "ground", ground, "on", on.String()), on, tx)}, stopped...)}, nil
}

// stop lets appointments and demands fall when nothing else binds the client.
func (o *Ops) stop(ctx context.Context, tx *db.Tx, x Order, on civil.Date, ground string) ([]fact.Fact, error) {
	if o.Demands == nil {
		return nil, nil
	}
	others, err := db.One[int](ctx, tx.System(), `select count(*) from order_order c where c.client_id = $1 and c.id <> $2 and c.status <> 'ended'
		and {visible c.client_id}`, x.Client, x.ID)
	if err != nil || others > 0 {
		return nil, err
	}
	return o.Demands.StopDemands(ctx, tx, x.Client, on, ground)
}

func (o *Ops) endObligations(ctx context.Context, tx *db.Tx, x Order, on civil.Date) error {
	type row struct {
		ID      string
		State   order.ObligationState
		Version int
	}
	rows, err := db.All[row](ctx, tx.System(), `select c.id, c.state, c.version from order_obligation c where c.order_id = $1
		and c.replaced_at is null and {visible c.client_id}`, x.ID)
	if err != nil {
		return err
	}
	for _, ob := range rows {
		if _, ok := ob.State.CanMove(order.ObligationEnded); !ok {
			continue
		}
		if err := tx.UpdateVersion(ctx, "order_obligation", ob.ID, ob.Version, db.Row{"state": order.ObligationEnded, "until": on}); err != nil {
			return err
		}
	}
	return nil
}

// Live reports whether any order binds the client now; supervision asks before it demands anything. The reader should see
// every client.
func (o *Ops) Live(ctx context.Context, r *db.Reader, client id.Client) (bool, error) {
	n, err := db.One[int](ctx, r, `select count(*) from order_order c where c.client_id = $1 and c.status in ('registered','running','suspended')
		and {visible c.client_id}`, client)
	return n > 0, err
}
