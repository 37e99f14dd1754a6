package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Sheet is one case with its instrument, its answers and those of the assessment before.
type Sheet struct {
	Record
	Instrument *engine.Instrument // nil when the program no longer carries the version; the answers can still be read
	Now, Prior map[string]assessment.Entry
	Asked      []bool            // by item, in their order
	Count      map[string]string // answers of the items that are asked
	Versions   map[string]int    // of each page: what two open windows are told apart by
	Pages      []assessment.Progress
	Qualified  bool // the reader holds the instrument's qualification today
}

// Writes reports whether an account may go on with the answers: whoever began, or another qualified person.
func (s Sheet) Writes(account id.Account) bool {
	return s.State == assessment.Open && s.Instrument != nil && (s.Assessor == account || s.Qualified)
}

// AskedOf reports whether an item is asked.
func (s Sheet) AskedOf(item string) bool {
	for n, it := range s.Instrument.Items {
		if it.ID == item {
			return n < len(s.Asked) && s.Asked[n]
		}
	}
	return false
}

// Sheet reads one case for its pages. Needs ReadAssessment on the client and, inside a compartment, its opening. Fault: not_found.
func (s *Service) Sheet(ctx context.Context, client id.Client, assessmentID string) (Sheet, error) {
	var out Sheet
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		out, err = s.ops.sheet(ctx, r, client, assessmentID)
		return err
	})
	return out, err
}

// read runs fn on one client's assessments within the actor's sight and reach.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	return s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadAssessment, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

func (o *Ops) sheet(ctx context.Context, r *db.Reader, client id.Client, assessmentID string) (Sheet, error) {
	var out Sheet
	var err error
	if out.Record, err = o.load(ctx, r, client, assessmentID); err != nil {
		return out, err
	}
	var spec assessment.Spec
	if out.Instrument, err = o.instrument(out.Case); err == nil {
		spec = out.Instrument.Spec
	}
	if out.Now, out.Versions, err = o.entries(ctx, r, out.Case, spec); err != nil {
		return out, err
	}
	if out.Instrument == nil {
		return out, nil
	}
	if out.Case.Prior != "" {
		prior := out.Case
		prior.ID = out.Case.Prior
		if out.Prior, _, err = o.entries(ctx, r, prior, spec); err != nil {
			return out, err
		}
	}
	out.think()
	out.Qualified, err = o.qualified(ctx, r, spec.Qualification, o.today(access.From(ctx).Now))
	return out, err
}

// think works out what follows from the answers: what is asked, what counts, how far the pages have come.
func (s *Sheet) think() {
	s.Asked, s.Count = s.Instrument.Asked(assessment.Answers(s.Now))
	s.Pages = s.Instrument.Pages(s.Asked, s.Now)
}

// stale is the instant before which the evidence of an unchanged answer no longer holds.
func (o *Ops) stale(at instant) instant {
	today := o.today(at)
	months := o.Rules.At(today).Int(rulebook.RuleRNAEvidenceMonths, today, assessment.ReassessMonths)
	return today.AddMonths(-months).StartIn(o.Zone)
}
