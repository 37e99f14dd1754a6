package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Drop gives an open assessment up. A signed one is never dropped by its assessor: it is corrected by a new one.
type Drop struct {
	Client     id.Client
	Assessment string
	Version    int
	Reason     string // code of drop_reasons
	Text       string
}

// Drop gives an open assessment up with a reason; what was written stays in the record. Needs Assess on the client, as the one who
// began or as another qualified person. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Drop(ctx context.Context, in Drop) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		if err := s.ops.guard.Allow(ctx, tx, access.Assess, in.Client); err != nil {
			return step{}, err
		}
		// The instrument may be gone by now: then dropping is all that is left, and the one who began may always do it.
		sh, err := s.ops.sheet(ctx, &tx.Reader, in.Client, in.Assessment)
		if err != nil {
			return step{}, err
		}
		switch {
		case sh.State != assessment.Open || sh.Row != in.Version:
			return step{}, fault.Stale()
		case sh.Instrument != nil && !sh.Writes(access.From(ctx).Account) && !access.From(ctx).May(access.CountersignAssessment):
			return step{}, fault.New(fault.Forbidden, "assessment.not_yours")
		}
		today := s.ops.today(tx.Now)
		reason, ok := s.ops.Rules.At(today).List(rulebook.ListDropReasons).Item(in.Reason)
		var problems fault.Problems
		switch {
		case in.Reason == "":
			problems.Add("reason", "field.choose")
		case !ok || !reason.Valid.Contains(today):
			problems.Add("reason", "field.unknown")
		case reason.Is("note_required") && in.Text == "":
			problems.Add("text", "field.required")
		}
		assessment.CheckWords(&problems, "text", in.Text, assessment.MaxReason)
		if err := problems.Err(); err != nil {
			return step{}, err
		}
		f := []fact.Fact{facts(sh.Case, "assessment.dropped", "drop", in.Reason)}
		return step{access.Assess, in.Reason, f}, s.ops.close(ctx, tx, sh, in.Reason, in.Text)
	})
}
