package orderintakesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
)

// Status is the answer to a court's system about a judgment it sent. It says how far intake has come and, on a return, why;
// it never says whether the person was known.
type Status struct {
	ID         string   `json:"id" doc:"Identifier of the judgment" example:"01958f2e-6a3c-7d0e-9f6b-3f2a1c5d7e90"`
	State      string   `json:"state" doc:"received, checked, accepted or returned" example:"received"`
	Court      string   `json:"court" doc:"Court as it was sent" example:"Каракол шаардык соту"`
	Number     string   `json:"number" doc:"Number of the case" example:"УД-114/26-К2"`
	DecidedOn  string   `json:"decided_on" doc:"Day of the decision" example:"2026-02-10"`
	ReceivedAt string   `json:"received_at" doc:"When it was received" example:"2026-03-16T03:12:00.000000Z"`
	Reasons    []string `json:"return_reasons" doc:"Codes of the list return_reasons" example:"[\"unsigned\"]"`
	Letter     string   `json:"letter,omitempty" doc:"Number of the letter of return" example:"R-26-104233"`
}

// Submit is Receive for a court's system. Needs access.ReceiveJudgment. Faults as Receive.
func (s *Service) Submit(ctx context.Context, in order.Incoming) (Status, error) {
	in.Source = order.SourceAPI
	judgment, err := s.Receive(ctx, in)
	if err != nil {
		return Status{}, err
	}
	return s.status(ctx, judgment)
}

// Status tells how far intake has come. Needs access.ReadIntake or access.ReceiveJudgment; who may only send sees what it
// sent itself. Faults: forbidden, not_found.
func (s *Service) Status(ctx context.Context, judgment string) (Status, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadIntake); err != nil {
		if err := s.ops.guard.Permit(ctx, access.ReceiveJudgment); err != nil {
			return Status{}, err
		}
	}
	return s.status(ctx, judgment)
}

func (s *Service) status(ctx context.Context, judgment string) (Status, error) {
	var j Judgment
	if err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		j, err = s.ops.load(ctx, r, judgment)
		return err
	}); err != nil {
		return Status{}, err
	}
	out := Status{
		ID: j.ID, State: string(j.State), Court: j.Court, Number: j.Number, DecidedOn: j.DecidedOn.String(),
		ReceivedAt: j.ReceivedAt.String(), Reasons: []string{}, Letter: j.LetterNo,
	}
	out.Reasons = append(out.Reasons, j.Reasons...)
	return out, nil
}
