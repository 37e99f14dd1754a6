package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// RecordOutcome closes an appointment with what happened. Rests are entries of the same file on which the outcome rests: the
// contact, a medical certificate; when one of them turns out to be about somebody else, the outcome is opened again.
type RecordOutcome struct {
	Client  id.Client
	Entry   string
	Row     string
	Outcome supervision.Outcome
	Rests   []string
}

// RecordOutcome writes the outcome of an appointment. Needs ManageAppointment. Faults: not_found, conflict when it has one
// already or was changed meanwhile, invalid with all fields at once.
func (s *Service) RecordOutcome(ctx context.Context, in RecordOutcome) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.recordOutcome(ctx, tx, in) })
}

func (o *Ops) recordOutcome(ctx context.Context, tx *db.Tx, in RecordOutcome) (step, error) {
	a, err := o.current(ctx, tx, in.Client, in.Entry, in.Row)
	if err != nil {
		return step{}, err
	}
	var problems fault.Problems
	in.Outcome.Check(&problems, tx.Now, a.PlannedAt, o.rules(tx), tx.Now.In(o.Zone))
	if err := o.checkRests(ctx, tx, &problems, a, in.Outcome.Code); err != nil {
		return step{}, err
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if a, err = a.Close(in.Outcome, tx.Now); err != nil {
		return step{}, err
	}
	if err := o.RestOn(ctx, tx, in.Client, supervision.OutcomeDecision, in.Entry, in.Rests); err != nil {
		return step{}, err
	}
	return o.next(ctx, tx, a, in.Row, Why{},
		fact.New("supervision.appointment_closed", a.Client, "kind", a.Kind, "outcome", a.Outcome, "entry", a.Entry).At(occurred(a)))
}

// occurred is when the outcome happened: at the hour of the appointment, or when it was written if that was earlier.
func occurred(a supervision.Appointment) civil.Instant {
	if a.ClosedAt.Before(a.PlannedAt) {
		return a.ClosedAt
	}
	return a.PlannedAt
}

// CorrectOutcome changes a wrong outcome. Row is the version that was on the page.
type CorrectOutcome struct {
	Client  id.Client
	Entry   string
	Row     string
	Outcome supervision.Outcome
	Why     Why
}

// CorrectOutcome corrects the outcome of an appointment with a reason; the old one stays beside the new one. Needs
// CorrectRecord. Faults: not_found, conflict, invalid.
func (s *Service) CorrectOutcome(ctx context.Context, in CorrectOutcome) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.correctOutcome(ctx, tx, in) })
}

func (o *Ops) correctOutcome(ctx context.Context, tx *db.Tx, in CorrectOutcome) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.CorrectRecord, in.Client); err != nil {
		return step{}, err
	}
	a, err := o.appointment(ctx, &tx.Reader, in.Client, in.Entry)
	if err != nil {
		return step{}, err
	}
	if a.Row != in.Row {
		return step{}, fault.Stale()
	}
	if a.State != supervision.Closed {
		return step{}, fault.New(fault.Conflict, "supervision.no_outcome_yet")
	}
	var problems fault.Problems
	in.Outcome.Check(&problems, tx.Now, a.PlannedAt, o.rules(tx), tx.Now.In(o.Zone))
	if err := o.checkRests(ctx, tx, &problems, a, in.Outcome.Code); err != nil {
		return step{}, err
	}
	in.Why.Check(&problems, o.rules(tx), tx.Now.In(o.Zone), false)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	changed := a.Outcome != in.Outcome.Code || a.AbsenceReason != in.Outcome.Reason
	if changed {
		a.Judged = supervision.Judgement{}
	}
	a.Outcome, a.AbsenceReason, a.Closing = in.Outcome.Code, in.Outcome.Reason, in.Outcome.Text
	st, err := o.next(ctx, tx, a, in.Row, in.Why, fact.New("supervision.outcome_corrected", a.Client, "kind", a.Kind, "outcome", a.Outcome,
		"entry", a.Entry, "reason", in.Why.Reason))
	st.action = access.CorrectRecord
	if err != nil || !changed {
		return st, err
	}
	reopened, err := o.Reopen(ctx, tx, in.Client, in.Entry, in.Why.Reason) // what was decided on the old outcome is looked at again
	st.facts = append(st.facts, reopened...)
	return st, err
}
