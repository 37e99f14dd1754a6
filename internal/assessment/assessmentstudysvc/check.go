package assessmentstudysvc

import (
	"context"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
)

// act is the common way of an act that writes one entry and moves the study to the next state.
type act struct {
	action actor.Action
	do     study.Act
	kind   study.Kind
	state  study.State // the next one; empty to stay
	fact   string
	author bool // only the author may
}

func (s *Service) act(ctx context.Context, a act, on On, typed url.Values, more func(tx *db.Tx, x study.Study, values url.Values, set db.Row) error) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		x, err := s.ops.begin(ctx, tx, a.action, on, a.do)
		if err != nil {
			return step{}, err
		}
		if a.author {
			if err := mine(ctx, x); err != nil {
				return step{}, err
			}
		}
		request, err := s.ops.request(ctx, &tx.Reader, x.ID)
		if err != nil {
			return step{}, err
		}
		values, problems := study.Clean(a.kind, typed, s.ops.check(tx, request))
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		set := db.Row{}
		if a.state != "" {
			set["state"] = string(a.state)
		}
		if more != nil {
			if err := more(tx, x, values, set); err != nil {
				return step{}, err
			}
		}
		if err := s.ops.move(ctx, tx, x, set); err != nil {
			return step{}, err
		}
		return done(a.action, a.fact, x), s.ops.put(ctx, tx, x, a.kind, values)
	})
}

// Check accepts a request that is in order: signed, of a person who can be told apart, and clear in what it asks. Any "no" is
// told at its field: the request goes back then. Needs access.ReceiveStudy and an open compartment. Faults: not_found, conflict,
// invalid.
func (s *Service) Check(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.ReceiveStudy, study.Check, study.KindCheck, study.Accepted, "assessment.study_accepted", false}, on, typed, nil)
}

// Return gives a request back with reasons; the letter of return is printed from it. Needs access.ReceiveStudy and an open
// compartment. Faults: not_found, conflict, invalid.
func (s *Service) Return(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.ReceiveStudy, study.Return, study.KindReturn, study.Returned, "assessment.study_returned", false}, on, typed, stop)
}

// Withdraw ends a study because whoever asked took the request back. Needs access.ReceiveStudy and an open compartment. Faults:
// not_found, conflict, invalid.
func (s *Service) Withdraw(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.ReceiveStudy, study.Withdraw, study.KindWithdrawal, study.Withdrawn, "assessment.study_withdrawn", false}, on, typed, stop)
}

// stop ends the clocks.
func stop(_ *db.Tx, _ study.Study, _ url.Values, set db.Row) error {
	set["due_on"] = civil.Date{}
	return nil
}
