package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Second is the act of the second person on a signed assessment.
type Second struct {
	Client     id.Client
	Assessment string
	Version    int
	Why        string // of a refusal
}

// Countersign agrees to the level that waits; the assessment takes effect unless it must still be read. Four eyes: whoever began or
// signed it cannot. Needs CountersignAssessment on the client. Faults: not_found, forbidden, conflict.
func (s *Service) Countersign(ctx context.Context, in Second) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		sh, err := s.ops.second(ctx, tx, in, access.CountersignAssessment)
		if err != nil {
			return step{}, err
		}
		d, err := s.ops.waiting(ctx, tx, sh)
		if err != nil {
			return step{}, err
		}
		_, f, err := s.ops.Levels.SettleLevel(ctx, tx, assessmentlevelsvc.Second{Client: in.Client, Decision: d.ID, Version: d.Row, Agree: true})
		if err != nil {
			return step{}, err
		}
		set := db.Row{"countersigned_at": tx.Now, "countersigned_by": tx.Actor.Ref()}
		if !sh.Instrument.SecondReader || !sh.ReadAt.IsZero() {
			if err := s.ops.takeEffect(ctx, tx, sh, set); err != nil {
				return step{}, err
			}
		}
		if err := s.ops.tell(ctx, tx, sh, "agreed", sh.SignedBy); err != nil {
			return step{}, err
		}
		f = append([]fact.Fact{facts(sh.Case, "assessment.countersigned")}, f...)
		return step{access.CountersignAssessment, d.Reason, f}, tx.UpdateVersion(ctx, cases, sh.ID, in.Version, set)
	})
}

// Read is the second reading of a judgement by another qualified person inside its compartment; it takes effect unless a level waits
// for its countersignature. Needs Assess on the client and the instrument's qualification. Faults: not_found, forbidden, conflict.
func (s *Service) Read(ctx context.Context, in Second) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		sh, err := s.ops.second(ctx, tx, in, access.Assess)
		if err != nil {
			return step{}, err
		}
		if !sh.Instrument.SecondReader || !sh.ReadAt.IsZero() {
			return step{}, fault.Stale()
		}
		if !sh.Qualified {
			q, _ := s.ops.Rules.At(s.ops.today(tx.Now)).List(rulebook.ListQualifications).Item(sh.Instrument.Qualification)
			var p fault.Problems
			p.Add("", "assessment.refuse.qualification", "Qualification", q.Label)
			return step{}, p.Err()
		}
		set := db.Row{"read_at": tx.Now, "read_by": tx.Actor.Ref()}
		d, has, err := s.ops.Levels.Of(ctx, &tx.Reader, in.Client, sh.ID)
		if err != nil {
			return step{}, err
		}
		if !has || d.State != assessment.LevelProposed {
			if err := s.ops.takeEffect(ctx, tx, sh, set); err != nil {
				return step{}, err
			}
		}
		return step{access.Assess, "", []fact.Fact{facts(sh.Case, "assessment.read")}}, tx.UpdateVersion(ctx, cases, sh.ID, in.Version, set)
	})
}

// Refuse sends a signed assessment back for good: it is dropped with the reason, and the next one takes its answers up. Needs
// CountersignAssessment on the client, or for a second reader Assess. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Refuse(ctx context.Context, in Second) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		action := access.CountersignAssessment
		if !access.From(ctx).May(action) {
			action = access.Assess // a second reader, who must be qualified
		}
		sh, err := s.ops.second(ctx, tx, in, action)
		if err != nil {
			return step{}, err
		}
		if action == access.Assess && (!sh.Instrument.SecondReader || !sh.Qualified) {
			return step{}, fault.New(fault.Forbidden, "fault.forbidden")
		}
		var problems fault.Problems
		if in.Why == "" {
			problems.Add("why", "field.required")
		}
		assessment.CheckWords(&problems, "why", in.Why, assessment.MaxReason)
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		if err := s.ops.tell(ctx, tx, sh, "refused", sh.SignedBy); err != nil {
			return step{}, err
		}
		f := []fact.Fact{facts(sh.Case, "assessment.refused")}
		if d, has, err := s.ops.Levels.Of(ctx, &tx.Reader, in.Client, sh.ID); err != nil {
			return step{}, err
		} else if has && d.State == assessment.LevelProposed {
			_, more, err := s.ops.Levels.SettleLevel(ctx, tx, assessmentlevelsvc.Second{Client: in.Client, Decision: d.ID, Version: d.Row})
			if err != nil {
				return step{}, err
			}
			f = append(f, more...)
		}
		return step{action, "refused", f}, s.ops.close(ctx, tx, sh, "refused", in.Why)
	})
}

// second loads a signed case for the second person.
func (o *Ops) second(ctx context.Context, tx *db.Tx, in Second, action actor.Action) (Sheet, error) {
	sh, err := o.entered(ctx, tx, action, in.Client, in.Assessment)
	if err != nil {
		return sh, err
	}
	if _, err := o.instrument(sh.Case); err != nil {
		return sh, err
	}
	me := access.From(ctx).Account
	switch {
	case sh.State != assessment.Signed || sh.Row != in.Version:
		return sh, fault.Stale()
	case sh.SignedBy == me || sh.Assessor == me:
		return sh, fault.New(fault.Forbidden, "assessment.four_eyes")
	}
	return sh, nil
}

// tell puts a notice about a case before the heads, or before one account.
func (o *Ops) tell(ctx context.Context, tx *db.Tx, sh Sheet, kind string, to id.Account) error {
	if o.Tell == nil {
		return nil
	}
	return o.Tell(ctx, tx, Told{Kind: kind, Client: sh.Client, Compartment: sh.Compartment, Assessment: sh.ID, To: to})
}

// waiting is the decision on the level that waits with a case.
func (o *Ops) waiting(ctx context.Context, tx *db.Tx, sh Sheet) (assessment.LevelDecision, error) {
	d, has, err := o.Levels.Of(ctx, &tx.Reader, sh.Client, sh.ID)
	if err == nil && (!has || d.State != assessment.LevelProposed) {
		err = fault.Stale()
	}
	return d, err
}

// close drops a case.
func (o *Ops) close(ctx context.Context, tx *db.Tx, sh Sheet, reason, why string) error {
	closing, err := o.Seal.SealText(ctx, tx, sh.Client, cases, "closing", sh.ID, why)
	if err != nil {
		return err
	}
	return tx.UpdateVersion(ctx, cases, sh.ID, sh.Row, db.Row{
		"state": string(assessment.Dropped), "closing": closing, "closed_at": tx.Now, "closed_by": tx.Actor.Ref(), "reason": reason,
	})
}
