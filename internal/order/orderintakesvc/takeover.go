package orderintakesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// TakeOver takes a case that runs on paper into the service.
type TakeOver struct {
	order.TakeOver
	Client id.Client // the person chosen; empty for a new one
	New    bool      // none of those offered is the person
}

// TakeOver takes a running case over in one step and returns the identifier of its judgment and the client; the client is
// "" while a custodian has to decide, and pages must not show the difference. The case is marked until another person has
// compared it with the paper. Needs access.TakeOverCase. Faults: forbidden; invalid with every field at once, or when
// persons are offered and none was chosen; conflict when the judgment is here already.
func (s *Service) TakeOver(ctx context.Context, in TakeOver) (judgment string, client id.Client, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if judgment, client, err = s.ops.TakeOver(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.TakeOverCase, "", accepted(judgment, client)...)
	})
	return judgment, client, err
}

// TakeOver is the step of Service.TakeOver; the caller records.
func (o *Ops) TakeOver(ctx context.Context, tx *db.Tx, in TakeOver) (string, id.Client, error) {
	if err := o.guard.Permit(ctx, access.TakeOverCase); err != nil {
		return "", "", err
	}
	j, running, err := in.Check(o.rules(tx), o.today(tx))
	if err != nil {
		return "", "", err
	}
	if err := o.place(ctx, tx, &j); err != nil {
		return "", "", err
	}
	if err := o.refuseTwin(ctx, tx, j); err != nil {
		return "", "", err
	}
	judgment := tx.NewID()
	fresh, err := o.newRow(ctx, tx, judgment, j, &running, order.JudgmentChecked)
	if err != nil {
		return "", "", err
	}
	stored := Judgment{Judgment: j, ID: judgment, State: order.JudgmentChecked, Version: 1, Rulebook: o.rules(tx).Version, running: &running, fresh: fresh}
	client, err := o.settle(ctx, tx, stored, Accept{ID: judgment, Version: 1, Client: in.Client, New: in.New})
	return judgment, client, err
}

// TakeOverCandidates offers persons in sight for a take-over that is not yet stored. Needs access.TakeOverCase. Faults:
// forbidden, invalid.
func (s *Service) TakeOverCandidates(ctx context.Context, in TakeOver) ([]person.Candidate, error) {
	var out []person.Candidate
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) { // matching needs a transaction; nothing is written
		if err := s.ops.guard.Permit(ctx, access.TakeOverCase); err != nil {
			return err
		}
		j, _, err := in.Check(s.ops.rules(tx), s.ops.today(tx))
		if err != nil {
			return err
		}
		out, err = s.ops.offer(ctx, tx, j.Convict.Identity())
		return err
	})
	return out, err
}
