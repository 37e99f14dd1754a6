package plansvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
)

// CorrectProgress takes back a note that was a mistake; it stays to be seen with the reason.
type CorrectProgress struct {
	Client   id.Client
	Progress string // row of the note
	Why      Why
}

// CorrectProgress takes back a note about progress with a reason. Needs CorrectRecord. Faults: not_found, forbidden, conflict
// when it was taken back already, invalid.
func (s *Service) CorrectProgress(ctx context.Context, in CorrectProgress) error {
	return s.takeBack(ctx, planrowsvc.Progress, "plan.progress_corrected", in.Client, in.Progress, in.Why)
}

// CorrectAnswer takes back an answer of the client that was written down wrongly; it stays to be seen with the reason.
type CorrectAnswer struct {
	Client id.Client
	Answer string // row of the answer
	Why    Why
}

// CorrectAnswer takes back a client's answer to a part of the plan with a reason: the one before it holds again, or none, and then
// the part must be put to the client. Needs CorrectRecord. Faults: not_found, forbidden, conflict when it was taken back already,
// invalid.
func (s *Service) CorrectAnswer(ctx context.Context, in CorrectAnswer) error {
	return s.takeBack(ctx, planrowsvc.Agreements, "plan.answer_corrected", in.Client, in.Answer, in.Why)
}

func (s *Service) takeBack(ctx context.Context, table, kind string, client id.Client, row string, why Why) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Allow(ctx, tx, access.CorrectRecord, client); err != nil {
			return step{}, err
		}
		if _, err := db.One[string](ctx, tx, `select c.id from `+table+` c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`,
			row, client); err != nil {
			return step{}, err
		}
		var problems fault.Problems
		why.Check(&problems, s.ops.rules(tx), s.ops.today(tx), false)
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		f := fact.New(kind, client, "reason", why.Reason)
		return step{access.CorrectRecord, why.Reason, []fact.Fact{f}}, s.ops.rows.Replace(ctx, tx, table, client, row, why)
	})
}
