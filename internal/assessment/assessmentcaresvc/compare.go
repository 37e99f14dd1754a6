package assessmentcaresvc

import (
	"context"

	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Comparison is two assessments of one instrument side by side, with all that may be chosen.
type Comparison struct {
	Choices       []assessment.Case // signed ones of this client, the latest first
	Spec          assessment.Spec
	Before, After assessment.Sheet
	Ratings       []assessment.RatingPair
	Changed       []assessment.AnswerPair
	Found         bool // two of one instrument exist and were chosen
}

// Comparison compares two assessments of a client; empty identifiers stand for the latest two of one instrument. Needs
// ReadAssessment. Faults: not_found; conflict for two that cannot be compared.
func (s *Service) Comparison(ctx context.Context, client id.Client, before, after string) (Comparison, error) {
	var out Comparison
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.mayRead(ctx, r, client); err != nil {
			return err
		}
		var err error
		if out.Choices, err = s.ops.signedOnes(ctx, r, client); err != nil {
			return err
		}
		a, b, ok, err := pick(out.Choices, before, after)
		if err != nil || !ok {
			return err
		}
		out.Spec, _ = s.ops.spec(b.Instrument, b.Version)
		if out.Before, err = s.ops.sheet(ctx, r, a); err != nil {
			return err
		}
		if out.After, err = s.ops.sheet(ctx, r, b); err != nil {
			return err
		}
		out.Ratings, out.Changed = assessment.Compare(out.Spec, out.Before, out.After)
		out.Found = true
		return nil
	})
	return out, err
}

func (o *Ops) signedOnes(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.Case, error) {
	return db.All[assessment.Case](ctx, r, `select `+caseColumns+` from assessment_assessment c where c.client_id = $1
		and c.state in ('signed','in_force','replaced') and {visible c.client_id} and {inside c.client_id c.compartment}
		order by c.signed_at desc, c.id desc limit 100`, client)
}

// pick finds the two that were chosen, the earlier first.
func pick(all []assessment.Case, before, after string) (a, b assessment.Case, ok bool, err error) {
	find := func(want string) (assessment.Case, bool) {
		for _, c := range all {
			if c.ID == want {
				return c, true
			}
		}
		return assessment.Case{}, false
	}
	if before == "" || after == "" {
		for i, y := range all {
			for _, x := range all[i+1:] {
				if x.Instrument == y.Instrument {
					return x, y, true, nil
				}
			}
		}
		return a, b, false, nil
	}
	a, okA := find(before)
	b, okB := find(after)
	switch {
	case !okA || !okB:
		return a, b, false, fault.MissingRecord()
	case a.ID == b.ID:
		return a, b, false, fault.New(fault.Conflict, "assessment.compare.same")
	case a.Instrument != b.Instrument:
		return a, b, false, fault.New(fault.Conflict, "assessment.compare.instruments")
	case b.SignedAt.Before(a.SignedAt):
		a, b = b, a
	}
	return a, b, true, nil
}

const answerTable = "assessment_answer"

// sheet reads the answers of an assessment that the caller has found in sight.
func (o *Ops) sheet(ctx context.Context, r *db.Reader, c assessment.Case) (assessment.Sheet, error) {
	type row struct {
		ID, Item         string
		Answer, Evidence []byte
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.item, c.answer, c.evidence from assessment_answer c where c.assessment_id = $1 and c.replaced_at is null
		and {visible c.client_id} and {inside c.client_id c.compartment} order by c.item, c.id`, c.ID)
	out := assessment.Sheet{Case: c, Answers: map[string]string{}, Evidence: map[string]string{}}
	if err != nil {
		return out, err
	}
	var p seal.Batch
	for _, x := range rows {
		p.Text(c.Client, answerTable, "answer", x.ID, x.Answer, func(s string) { out.Answers[x.Item] = s })
		p.Text(c.Client, answerTable, "evidence", x.ID, x.Evidence, func(s string) { out.Evidence[x.Item] = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}
