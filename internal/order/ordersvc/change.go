package ordersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Change is one change of an order as somebody enters it. Dates and numbers are already read.
type Change struct {
	Order   string
	Version int
	order.Entry
}

// StoredChange is a change on record; a withdrawn one keeps its reason.
type StoredChange struct {
	order.Entry
	ID         string
	RecordedAt civil.Instant
	By         string
	ReplacedAt civil.Instant
	Reason     string
}

// Change adds a credit, suspension, extension or another length to an order and reckons the term anew. A suspension
// without a last day stops the term until Resume. Needs access.ManageOrder. Faults: not_found, forbidden, conflict (stale,
// or the order has ended), invalid.
func (s *Service) Change(ctx context.Context, in Change) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.change(ctx, tx, in) })
}

func (o *Ops) change(ctx context.Context, tx *db.Tx, in Change) (step, error) {
	x, err := o.Begin(ctx, tx, access.ManageOrder, in.Order, in.Version)
	if err != nil {
		return step{}, err
	}
	if x.State == order.StateEnded {
		return step{}, fault.New(fault.Conflict, "order.has_ended")
	}
	if err := in.Check(o.RulesOf(x, o.Today(tx)), x.InForceOn, o.Today(tx)).Err(); err != nil {
		return step{}, err
	}
	if in.Kind == order.ChangeSuspension && in.To.IsZero() {
		if x.State == order.StateSuspended {
			return step{}, fault.New(fault.Conflict, "order.suspended_already")
		}
	}
	if err := o.insertChange(ctx, tx, x, in.Entry); err != nil {
		return step{}, err
	}
	end, err := o.reckon(ctx, tx, x)
	if err != nil {
		return step{}, err
	}
	return step{access.ManageOrder, string(in.Kind), []fact.Fact{fact.New("order.changed", x.Client, "order", x.ID, "kind", string(in.Kind),
		"end", end.String())}}, nil
}

// Resume gives the standing suspension of an order its last day. Needs access.ManageOrder. Faults: not_found, forbidden,
// conflict, invalid.
func (s *Service) Resume(ctx context.Context, orderID string, version int, last civil.Date) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.Begin(ctx, tx, access.ManageOrder, orderID, version)
		if err != nil {
			return step{}, err
		}
		changes, err := s.ops.changes(ctx, &tx.Reader, x)
		if err != nil {
			return step{}, err
		}
		for _, c := range changes {
			if c.Kind != order.ChangeSuspension || !c.To.IsZero() || !c.ReplacedAt.IsZero() {
				continue
			}
			return s.ops.resume(ctx, tx, x, c, last)
		}
		return step{}, fault.New(fault.Conflict, "order.not_suspended")
	})
}

func (o *Ops) resume(ctx context.Context, tx *db.Tx, x Order, c StoredChange, last civil.Date) (step, error) {
	var p fault.Problems
	switch {
	case last.IsZero():
		p.Add("to", "field.required")
	case last.After(o.Today(tx)):
		p.Add("to", "date.future")
	case last.Before(c.From):
		p.Add("to", "date.order", "From", c.From, "To", last)
	}
	if err := p.Err(); err != nil {
		return step{}, err
	}
	if err := tx.Update(ctx, "order_change", c.ID, db.Row{"replaced_at": tx.Now, "reason": "resumed"}); err != nil {
		return step{}, err
	}
	c.To = last
	if err := o.insertChange(ctx, tx, x, c.Entry); err != nil {
		return step{}, err
	}
	end, err := o.reckon(ctx, tx, x)
	return step{access.ManageOrder, "resume", []fact.Fact{fact.New("order.resumed", x.Client, "order", x.ID, "end", end.String())}}, err
}

// Withdraw takes back a change that was entered by mistake; it stays on record with the reason, a code of the list
// correction_reasons. Needs access.ManageOrder. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Withdraw(ctx context.Context, orderID string, version int, change, reason string) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.Begin(ctx, tx, access.ManageOrder, orderID, version)
		if err != nil {
			return step{}, err
		}
		today := s.ops.Today(tx)
		if !s.ops.RulesOf(x, today).List(rulebook.ListCorrectionReasons).Holds(reason, today) {
			var p fault.Problems
			p.Add("reason", "field.choose")
			return step{}, p.Err()
		}
		n, err := db.One[int](ctx, tx, `select count(*) from order_change c where c.id = $1 and c.order_id = $2 and c.replaced_at is null
			and {visible c.client_id}`, change, x.ID)
		if err != nil || n == 0 {
			return step{}, orMissing(err)
		}
		if err := tx.Update(ctx, "order_change", change, db.Row{"replaced_at": tx.Now, "reason": reason}); err != nil {
			return step{}, err
		}
		end, err := s.ops.reckon(ctx, tx, x)
		return step{access.ManageOrder, reason, []fact.Fact{fact.New("order.change_withdrawn", x.Client, "order", x.ID, "end", end.String())}}, err
	})
}

func orMissing(err error) error {
	if err == nil {
		return fault.MissingRecord()
	}
	return err
}

func (o *Ops) insertChange(ctx context.Context, tx *db.Tx, x Order, e order.Entry) error {
	row := tx.NewID()
	note, err := o.Sealed(ctx, tx, x.Client, "order_change", "note", row, e.Note)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, "order_change", db.Row{
		"id": row, "client_id": x.Client, "order_id": x.ID, "kind": e.Kind,
		"reason_code": db.Null(e.Code), "from_on": e.From, "to_on": e.To, "term": e.Term, "days": e.Days, "court": db.Null(e.Act.Court),
		"act_number": db.Null(e.Act.Number), "act_on": e.Act.On, "note": note, "made_by": tx.Actor.Ref(), "recorded_at": tx.Now,
	})
}

// changes reads the changes of an order, withdrawn ones included, the oldest first.
func (o *Ops) changes(ctx context.Context, r *db.Reader, x Order) ([]StoredChange, error) {
	type row struct {
		ID            string
		Kind          order.ChangeKind
		Code          string
		From, To      civil.Date
		Term          civil.Term
		Days          int
		Court, Number string
		ActOn         civil.Date
		Note          []byte
		By            string
		RecordedAt    civil.Instant
		ReplacedAt    civil.Instant
		Reason        string
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.kind, c.reason_code, c.from_on, c.to_on, c.term, c.days, c.court, c.act_number, c.act_on,
		c.note, c.made_by, c.recorded_at, c.replaced_at, c.reason from order_change c where c.order_id = $1 and {visible c.client_id}
		order by c.recorded_at, c.id`, x.ID)
	if err != nil {
		return nil, err
	}
	boxes := make([]seal.Box, len(rows))
	for i, c := range rows {
		boxes[i] = seal.Box{Scope: seal.Client(x.Client), Table: "order_change", Column: "note", Row: c.ID, Sealed: c.Note}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	out := make([]StoredChange, len(rows))
	for i, c := range rows {
		out[i] = StoredChange{order.Entry{
			Kind: c.Kind, Code: c.Code, From: c.From, To: c.To, Days: c.Days, Term: c.Term,
			Act: order.Act{Court: c.Court, Number: c.Number, On: c.ActOn}, Note: string(boxes[i].Plain),
		}, c.ID, c.RecordedAt, c.By, c.ReplacedAt, c.Reason}
	}
	return out, nil
}

// held are the changes that hold now.
func held(all []StoredChange) []order.Entry {
	var out []order.Entry
	for _, c := range all {
		if c.ReplacedAt.IsZero() {
			out = append(out, c.Entry)
		}
	}
	return out
}

// Term works the term of an order out, with its arithmetic for the page.
func (o *Ops) Term(ctx context.Context, r *db.Reader, x Order, today civil.Date) (order.TermResult, []StoredChange, error) {
	all, err := o.changes(ctx, r, x)
	if err != nil {
		return order.TermResult{}, nil, err
	}
	return order.Reckon(order.InputOf(x.judgment(), x.RegisteredOn, held(all), x.EndedOn), order.ConventionOf(o.RulesOf(x, today), x.InForceOn)), all, nil
}

// reckon stores the term after a change and the state that follows from it.
func (o *Ops) reckon(ctx context.Context, tx *db.Tx, x Order) (civil.Date, error) {
	t, _, err := o.Term(ctx, &tx.Reader, x, o.Today(tx))
	if err != nil {
		return civil.Date{}, err
	}
	row := db.Row{"term_start": t.Start, "term_end": t.End}
	if x.State.Live() {
		row["status"] = Running(t, o.Today(tx))
	}
	return t.End, tx.UpdateVersion(ctx, "order_order", x.ID, x.Version, row)
}
