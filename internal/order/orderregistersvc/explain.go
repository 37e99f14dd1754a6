package orderregistersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/order/ordersvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Explain records that the conditions were explained. A later record replaces the earlier one and keeps it. Needs
// access.RegisterClient. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Explain(ctx context.Context, orderID string, in order.Explanation) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.explain(ctx, tx, orderID, in) })
}

func (o *Ops) explain(ctx context.Context, tx *db.Tx, orderID string, in order.Explanation) (step, error) {
	x, err := ordersvc.Load(ctx, &tx.Reader, orderID)
	if err != nil {
		return step{}, err
	}
	if err := o.guard.Allow(ctx, tx, access.RegisterClient, x.Client); err != nil {
		return step{}, err
	}
	if x.State == order.StateEnded {
		return step{}, fault.New(fault.Conflict, "order.has_ended")
	}
	brief, err := o.Brief(ctx, &tx.Reader, x.Client)
	if err != nil {
		return step{}, err
	}
	if err := in.Check(o.RulesOf(x, o.Today(tx)), order.MinorOn(brief.Birth, in.On), o.Today(tx)).Err(); err != nil {
		return step{}, err
	}
	old, err := o.explanation(ctx, &tx.Reader, x)
	if err != nil {
		return step{}, err
	}
	if old.ID != "" {
		if err := tx.Update(ctx, "order_explanation", old.ID, db.Row{"replaced_at": tx.Now, "reason": "repeated"}); err != nil {
			return step{}, err
		}
	}
	if err := o.insertExplanation(ctx, tx, x, in); err != nil {
		return step{}, err
	}
	return step{access.RegisterClient, "", []fact.Fact{o.On(fact.New("order.explained", x.Client, "order", x.ID, "language", in.Language,
		"proof", in.Proof), in.On, tx)}}, nil
}

func (o *Ops) insertExplanation(ctx context.Context, tx *db.Tx, x ordersvc.Order, in order.Explanation) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": x.Client, "order_id": x.ID, "made_on": in.On, "language": in.Language,
		"read_aloud": in.ReadAloud, "proof": in.Proof, "relation": db.Null(in.Relation), "made_by": tx.Actor.Ref(), "recorded_at": tx.Now,
	}
	for column, text := range map[string]string{
		"interpreter": in.Interpreter, "own_words": in.OwnWords, "witness": in.Witness,
		"note": in.Note, "representative": in.Representative,
	} {
		var err error
		if row[column], err = o.Sealed(ctx, tx, x.Client, "order_explanation", column, row["id"].(string), text); err != nil {
			return err
		}
	}
	return tx.Insert(ctx, "order_explanation", row)
}

// StoredExplanation is the record in force of how the conditions were explained.
type StoredExplanation struct {
	order.Explanation
	ID string
	By string
}

// explanation reads the record in force; its ID is empty when there is none.
func (o *Ops) explanation(ctx context.Context, r *db.Reader, x ordersvc.Order) (StoredExplanation, error) {
	type row struct {
		ID, By                        string
		On                            civil.Date
		Language                      string
		Interpreter                   []byte
		ReadAloud                     bool
		OwnWords                      []byte
		Proof                         string
		Witness, Note, Representative []byte
		Relation                      string
	}
	e, ok, err := db.Maybe[row](ctx, r, `select c.id, c.made_by, c.made_on, c.language, c.interpreter, c.read_aloud, c.own_words, c.proof,
		c.witness, c.note, c.representative, c.relation from order_explanation c where c.order_id = $1 and c.replaced_at is null
		and {visible c.client_id} order by c.recorded_at desc`, x.ID)
	if err != nil || !ok {
		return StoredExplanation{}, err
	}
	boxes := []seal.Box{
		box(x.Client, "interpreter", e.ID, e.Interpreter), box(x.Client, "own_words", e.ID, e.OwnWords),
		box(x.Client, "witness", e.ID, e.Witness), box(x.Client, "note", e.ID, e.Note), box(x.Client, "representative", e.ID, e.Representative),
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return StoredExplanation{}, err
	}
	text := func(i int) string { return string(boxes[i].Plain) }
	return StoredExplanation{order.Explanation{
		On: e.On, Language: e.Language, Interpreter: text(0), ReadAloud: e.ReadAloud, OwnWords: text(1),
		Proof: e.Proof, Witness: text(2), Note: text(3), Representative: text(4), Relation: e.Relation,
	}, e.ID, e.By}, nil
}

func box(client id.Client, column, row string, sealed []byte) seal.Box {
	return seal.Box{Scope: seal.Client(client), Table: "order_explanation", Column: column, Row: row, Sealed: sealed}
}
