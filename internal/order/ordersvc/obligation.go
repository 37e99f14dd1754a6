package ordersvc

import (
	"context"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Obligation is an obligation of an order on record.
type Obligation struct {
	ID      string
	Order   string
	Code    string
	Text    string
	State   order.ObligationState
	Since   civil.Date
	Until   civil.Date
	Version int
}

// AddObligation adds an obligation that a court laid on the client later, with the act it rests on as the reason. Needs
// access.ManageOrder. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) AddObligation(ctx context.Context, orderID string, version int, in order.Obligation, since civil.Date, act string) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.Begin(ctx, tx, access.ManageOrder, orderID, version)
		if err != nil {
			return step{}, err
		}
		if x.State == order.StateEnded {
			return step{}, fault.New(fault.Conflict, "order.has_ended")
		}
		var p fault.Problems
		list := s.ops.RulesOf(x, s.ops.Today(tx)).List(rulebook.ListObligations)
		item, _ := list.Item(in.Code)
		if !list.Holds(in.Code, s.ops.Today(tx)) {
			p.Add("code", "field.choose")
		} else if item.Is("note_required") && strings.TrimSpace(in.Text) == "" {
			p.Add("text", "field.required")
		}
		if strings.TrimSpace(act) == "" {
			p.Add("act_number", "order.act_needed")
		}
		if since.IsZero() {
			p.Add("since", "field.required")
		}
		if err := p.Err(); err != nil {
			return step{}, err
		}
		row, err := s.ops.insertObligation(ctx, tx, x, in, since)
		if err != nil {
			return step{}, err
		}
		return step{access.ManageOrder, act, []fact.Fact{fact.New("order.obligation_added", x.Client, "order", x.ID, "obligation", row, "code", in.Code)}},
			tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, db.Row{})
	})
}

// MoveObligation changes the state of an obligation: suspended, in force again, fulfilled, changed or ended. Needs
// access.ManageOrder. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) MoveObligation(ctx context.Context, obligation string, version int, to order.ObligationState, on civil.Date, act string) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		type row struct {
			Order, Code string
			State       order.ObligationState
			Version     int
		}
		ob, err := db.One[row](ctx, tx, `select c.order_id, c.code, c.state, c.version from order_obligation c where c.id = $1
			and c.replaced_at is null and {visible c.client_id}`, obligation)
		if err != nil {
			return step{}, err
		}
		x, err := Load(ctx, &tx.Reader, ob.Order)
		if err != nil {
			return step{}, err
		}
		if err := s.ops.guard.Allow(ctx, tx, access.ManageOrder, x.Client); err != nil {
			return step{}, err
		}
		if err := movable(ob.State, to, on, act, s.ops.Today(tx)); err != nil {
			return step{}, err
		}
		set := db.Row{"state": to}
		if !to.Binds() && to != order.ObligationSuspended {
			set["until"] = on
		}
		return step{access.ManageOrder, act, []fact.Fact{s.ops.On(fact.New("order.obligation_moved", x.Client, "order", x.ID, "obligation", obligation,
			"code", ob.Code, "state", string(to)), on, tx)}}, tx.UpdateVersion(ctx, "order_obligation", obligation, version, set)
	})
}

func movable(from, to order.ObligationState, on civil.Date, act string, today civil.Date) error {
	var p fault.Problems
	if on.IsZero() {
		p.Add("on", "field.required")
	} else if on.After(today) {
		p.Add("on", "date.future")
	}
	if strings.TrimSpace(act) == "" && to != order.ObligationFulfilled {
		p.Add("act_number", "order.act_needed")
	}
	if err := p.Err(); err != nil {
		return err
	}
	return order.Move(from, to)
}

// Obligations reads the obligations of an order, the oldest first.
func (o *Ops) Obligations(ctx context.Context, r *db.Reader, x Order) ([]Obligation, error) {
	type row struct {
		ID, Order, Code string
		Text            []byte
		State           order.ObligationState
		Since, Until    civil.Date
		Version         int
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.order_id, c.code, c.text, c.state, c.since, c.until, c.version from order_obligation c
		where c.order_id = $1 and c.replaced_at is null and {visible c.client_id} order by c.since, c.id`, x.ID)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, b := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(x.Client), Table: "order_obligation", Column: "text", Row: b.ID, Sealed: b.Text}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	out := make([]Obligation, len(rows))
	for i, b := range rows {
		out[i] = Obligation{b.ID, b.Order, b.Code, string(boxes[i].Plain), b.State, b.Since, b.Until, b.Version}
	}
	return out, nil
}
