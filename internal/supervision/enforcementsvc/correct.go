package enforcementsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// CorrectStep changes what was written down of a step. Row is the version that was on the page.
type CorrectStep struct {
	Client id.Client
	Case   string
	Row    string
	Step   enforcement.Step // the new values; what was proposed and what was decided stay: such a case is withdrawn instead
	Why    Why
}

// CorrectStep corrects a step with a reason; the old version stays beside the new one. Needs CorrectRecord. Faults: not_found,
// conflict when somebody has corrected it meanwhile, invalid.
func (s *Service) CorrectStep(ctx context.Context, in CorrectStep) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		f, err := s.ops.correct(ctx, tx, in)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.CorrectRecord, in.Why.Reason, f)
	})
}

func (o *Ops) correct(ctx context.Context, tx *db.Tx, in CorrectStep) (fact.Fact, error) {
	if err := o.guard.Allow(ctx, tx, access.CorrectRecord, in.Client); err != nil {
		return fact.Fact{}, err
	}
	c, err := load(ctx, &tx.Reader, in.Client, in.Case)
	if err != nil {
		return fact.Fact{}, err
	}
	all, err := o.steps(ctx, &tx.Reader, in.Client, in.Case)
	if err != nil {
		return fact.Fact{}, err
	}
	old, ok := enforcement.ByRow(all, in.Row)
	if !ok {
		return fact.Fact{}, fault.MissingRecord()
	}
	if !old.Current() {
		return fact.Fact{}, fault.Stale()
	}
	next := in.Step
	next.Kind, next.Client, next.Case, next.Step, next.Document = old.Kind, old.Client, old.Case, old.Step, old.Document
	if old.Fixed() {
		next.Code = old.Code
	}
	if old.Kind == enforcement.Paper {
		next.Ref = old.Ref // a paper keeps the number under which it went out
	}
	var problems fault.Problems
	next.Check(&problems, o.rules(tx), c.OpenedAt.In(o.Zone), o.today(tx), enforcement.Missed(all, o.rules(tx)))
	in.Why.Check(&problems, o.rules(tx), o.today(tx), false)
	if err := problems.Err(); err != nil {
		return fact.Fact{}, err
	}
	text, err := o.Seal.SealText(ctx, tx, in.Client, stepTab, "reason_text", in.Row, in.Why.Text)
	if err != nil {
		return fact.Fact{}, err
	}
	if err := tx.Update(ctx, stepTab, in.Row, db.Row{
		"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason": db.Null(in.Why.Reason), "reason_text": text,
	}); err != nil {
		return fact.Fact{}, err
	}
	return fact.New("supervision.enforcement_corrected", in.Client, "number", c.Number(), "case", c.ID, "reason", in.Why.Reason), o.insertStep(ctx, tx, next)
}
