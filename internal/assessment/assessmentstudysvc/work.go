package assessmentstudysvc

import (
	"context"
	"net/url"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/platform/db"
)

// Consent writes down what the person studied said, once informed. Without consent, also when it is taken back later, an
// information letter goes instead of the report. Needs access.WorkStudy as the author. Faults: not_found, forbidden, conflict,
// invalid.
func (s *Service) Consent(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.WorkStudy, study.Consent, study.KindConsent, study.Working, "assessment.study_consent", true}, on, typed,
		func(_ *db.Tx, _ study.Study, values url.Values, set db.Row) error {
			set["product"] = string(study.Letter)
			if values.Get("outcome") == study.ConsentGiven {
				set["product"] = string(study.Report)
			}
			return nil
		})
}

// Interview writes down a conversation: with whom, what was told to them, what they said, or that they refused. Needs
// access.WorkStudy as the author. Faults: not_found, forbidden, conflict (without consent nobody is asked), invalid.
func (s *Service) Interview(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.WorkStudy, study.Interview, study.KindInterview, "", "assessment.study_interview", true}, on, typed, nil)
}

// Describe adds a statement to a section of the report, with what it rests on. Needs access.WorkStudy as the author. Faults:
// not_found, forbidden, conflict, invalid.
func (s *Service) Describe(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.WorkStudy, study.Describe, study.KindStatement, "", "assessment.study_statement", true}, on, typed, nil)
}

// Write adds a paragraph to the information letter. Needs access.WorkStudy as the author. Faults: not_found, forbidden, conflict,
// invalid.
func (s *Service) Write(ctx context.Context, on On, typed url.Values) error {
	return s.act(ctx, act{access.WorkStudy, study.Write, study.KindLetter, "", "assessment.study_letter", true}, on, typed, nil)
}

// Submit puts the report or the letter before the head. A report needs a conversation with the person studied and every
// section that the rulebook requires. Needs access.WorkStudy as the author. Faults: not_found, forbidden, conflict, invalid.
func (s *Service) Submit(ctx context.Context, on On) error {
	return s.act(ctx, act{access.WorkStudy, study.Submit, study.KindSubmit, study.WithHead, "assessment.study_submitted", true}, on, nil,
		func(tx *db.Tx, x study.Study, _ url.Values, _ db.Row) error {
			list, err := s.ops.all(ctx, &tx.Reader, x.ID)
			if err != nil {
				return err
			}
			if err := study.Ready(x, current(list), s.ops.check(tx, study.Entry{})).Err(); err != nil {
				return err
			}
			return s.ops.tellReaders(ctx, tx, x, "study_submitted")
		})
}

func current(list []study.Entry) []study.Entry {
	var out []study.Entry
	for _, e := range list {
		if e.Current() {
			out = append(out, e)
		}
	}
	return out
}
