package orderintakesvc

import (
	"context"
	"crypto/rand"
	"strings"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// Return sends a judgment back to the court.
type Return struct {
	ID      string
	Version int
	Reasons []string // codes of the list return_reasons
	Note    string
}

// Return sends a judgment back to the court with the reasons; the letter can be printed afterwards. Needs
// access.CheckJudgment. Faults: forbidden, not_found, conflict, invalid.
func (s *Service) Return(ctx context.Context, in Return) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.giveBack(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.CheckJudgment, strings.Join(in.Reasons, " "),
			fact.New("order.judgment_returned", "", "judgment", in.ID, "reasons", strings.Join(in.Reasons, " ")))
	})
}

func (o *Ops) giveBack(ctx context.Context, tx *db.Tx, in Return) error {
	if _, err := o.begin(ctx, tx, in.ID, in.Version); err != nil {
		return err
	}
	rb := o.rules(tx)
	if err := order.CheckReturn(rb, in.Reasons, in.Note, o.today(tx)); err != nil {
		return err
	}
	reasons, err := asJSON(in.Reasons)
	if err != nil {
		return err
	}
	note, err := o.sealed(ctx, tx, in.ID, "return_note", strings.TrimSpace(in.Note))
	if err != nil {
		return err
	}
	letter, err := order.DrawFileNumber("R", o.today(tx).Year(), rand.Reader)
	if err != nil {
		return err
	}
	return tx.UpdateVersion(ctx, "order_judgment", in.ID, in.Version, db.Row{
		"state": order.JudgmentReturned, "return_reasons": reasons, "return_note": note, "letter_no": letter,
		"returned_at": tx.Now, "returned_by": tx.Actor.Ref(),
	})
}
