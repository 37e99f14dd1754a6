package orderintakesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// Check is what a person found on comparing the paper with the law. InForceOn completes a document that does not say it.
type Check struct {
	ID        string
	Version   int
	InForce   order.Answer
	Signed    order.Answer
	Identity  order.Answer
	InForceOn string
}

// Check records the three answers; with three times yes the judgment is checked and may be accepted, with a no it is to be
// returned. Needs access.CheckJudgment. Faults: forbidden, not_found, conflict, invalid.
func (s *Service) Check(ctx context.Context, in Check) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.Check(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.CheckJudgment, "", fact.New("order.judgment_checked", "", "judgment", in.ID))
	})
}

// Check is the step of Service.Check; the caller records.
func (o *Ops) Check(ctx context.Context, tx *db.Tx, in Check) error {
	j, err := o.begin(ctx, tx, in.ID, in.Version)
	if err != nil {
		return err
	}
	checks := order.Checks{InForce: in.InForce, Signed: in.Signed, Identity: in.Identity}
	var problems fault.Problems
	inForceOn := j.InForceOn
	if in.InForceOn != "" {
		if inForceOn, err = civil.ParseDate(in.InForceOn); err != nil {
			problems.Add("in_force_on", "date.invalid")
		} else if inForceOn.Before(j.DecidedOn) {
			problems.Add("in_force_on", "judgment.in_force_before_decision")
		}
	}
	problems = append(problems, checks.Problems(inForceOn, o.today(tx))...)
	if err := problems.Err(); err != nil {
		return err
	}
	state := order.JudgmentReceived
	if checks.Passed() {
		state = order.JudgmentChecked
	}
	return tx.UpdateVersion(ctx, "order_judgment", in.ID, in.Version, db.Row{
		"state": state, "in_force_on": inForceOn, "check_in_force": checks.InForce, "check_signed": checks.Signed,
		"check_identity": checks.Identity, "checked_at": tx.Now, "checked_by": tx.Actor.Ref(),
	})
}

// begin loads a judgment that somebody still has to act on.
func (o *Ops) begin(ctx context.Context, tx *db.Tx, judgment string, version int) (Judgment, error) {
	if err := o.guard.Permit(ctx, access.CheckJudgment); err != nil {
		return Judgment{}, err
	}
	j, err := o.load(ctx, &tx.Reader, judgment)
	switch {
	case err != nil:
		return Judgment{}, err
	case j.Version != version:
		return Judgment{}, fault.Stale()
	case !j.State.Open():
		return Judgment{}, fault.New(fault.Conflict, "judgment.already."+string(j.State))
	}
	return j, nil
}

// Amend corrects what was typed from the paper before the judgment is accepted; the checks are asked again. Needs
// access.CheckJudgment. Faults: forbidden, not_found, conflict, invalid.
func (s *Service) Amend(ctx context.Context, judgment string, version int, in order.Incoming) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.amend(ctx, tx, judgment, version, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.CheckJudgment, "typing")
	})
}

func (o *Ops) amend(ctx context.Context, tx *db.Tx, judgment string, version int, in order.Incoming) error {
	old, err := o.begin(ctx, tx, judgment, version)
	if err != nil {
		return err
	}
	in.Source = old.Source
	j, err := in.Check(o.rules(tx), o.today(tx))
	if err != nil {
		return err
	}
	if err := o.place(ctx, tx, &j); err != nil {
		return err
	}
	row, err := o.asRow(ctx, tx, judgment, j)
	if err != nil {
		return err
	}
	delete(row, "id")
	row["state"] = order.JudgmentReceived
	row["check_in_force"], row["check_signed"], row["check_identity"] = nil, nil, nil
	return tx.UpdateVersion(ctx, "order_judgment", judgment, version, row)
}
