package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Reviewed is a case before its signature or after it: what it gives and all that is to be seen.
type Reviewed struct {
	Sheet
	assessment.Checked
	Unanswered []string         // flags without an action or a reason for none
	Proposal   assessment.Level // what the table proposes; empty where it is not to be shown
	Trial      bool             // the proposal comes from a table that nobody has confirmed
	Level      assessment.LevelDecision
	HasLevel   bool
	Digest     string // of what was kept at the signature
	Intact     bool   // what was kept is what was signed
}

// Review reads one case with everything that is to be seen before it is signed; of a signed one, what was kept at the signature.
// Needs ReadAssessment on the client and, inside a compartment, its opening. Fault: not_found.
func (s *Service) Review(ctx context.Context, client id.Client, assessmentID string) (Reviewed, error) {
	var out Reviewed
	err := s.read(ctx, client, func(r *db.Reader) error {
		sh, err := s.ops.sheet(ctx, r, client, assessmentID)
		if err != nil {
			return err
		}
		out, err = s.ops.review(ctx, r, sh, access.From(ctx).Now)
		return err
	})
	return out, err
}

func (o *Ops) review(ctx context.Context, r *db.Reader, sh Sheet, now instant) (Reviewed, error) {
	out := Reviewed{Sheet: sh}
	var err error
	if out.Level, out.HasLevel, err = o.Levels.Of(ctx, r, sh.Client, sh.ID); err != nil {
		return out, err
	}
	if !sh.SignedAt.IsZero() {
		return out, o.kept(ctx, r, &out)
	}
	if sh.Instrument == nil {
		return out, nil
	}
	record, err := o.record(ctx, r, sh.Client, sh.Instrument)
	if err != nil {
		return out, err
	}
	out.Result = sh.Instrument.Score(sh.Count)
	out.Findings = append(out.Result.Findings, sh.Instrument.InUse(sh.Asked, sh.Now, sh.Prior, o.stale(now), record)...)
	if out.Outside, err = o.outside(ctx, r, sh, now); err != nil {
		return out, err
	}
	if o.Flags != nil {
		if out.Unanswered, err = o.Flags.Unanswered(ctx, r, sh.ID); err != nil {
			return out, err
		}
	}
	out.propose(o.Demo)
	return out, nil
}

// outside says that the client is not, or no longer, of the age for which the instrument was made.
func (o *Ops) outside(ctx context.Context, r *db.Reader, sh Sheet, now instant) ([]message, error) {
	pop := sh.Instrument.Population
	if o.Prefill == nil || pop.MinAge == nil && pop.MaxAge == nil {
		return nil, nil
	}
	known, err := o.Prefill(ctx, r, sh.Client, []string{"person.birth"})
	return sh.Instrument.OutsideAge(assessment.Age(known["person.birth"].Value, o.today(now))), err
}

// propose gives the level of the instrument's table. A table that nobody has confirmed proposes in a demonstration only.
func (v *Reviewed) propose(demo bool) {
	v.Trial = !v.Instrument.Confirmed()
	if level, ok := v.Instrument.Proposes(v.Result); ok && (demo || !v.Trial) {
		v.Proposal = level
	}
}

// kept reads what was kept at the signature and sees whether it is still what was signed.
func (o *Ops) kept(ctx context.Context, r *db.Reader, out *Reviewed) error {
	type kept struct {
		ID, Digest string
		Body       []byte
	}
	x, ok, err := db.Maybe[kept](ctx, r, `select c.id, c.digest, c.body from assessment_result c where c.assessment_id = $1 and c.replaced_at is null
		and {visible c.client_id} and {inside c.client_id c.compartment} order by c.recorded_at desc limit 1`, out.ID)
	if err != nil || !ok {
		return err
	}
	body, err := o.Seal.Open(ctx, r, out.Client, results, "body", x.ID, x.Body)
	if err != nil {
		return err
	}
	stored, err := assessment.Kept(body)
	if err != nil {
		return err
	}
	out.Digest, out.Intact = x.Digest, assessment.Digest(body) == x.Digest
	out.Result, out.Findings = stored.Result, append(stored.Result.Findings, stored.Remarks...)
	if out.HasLevel {
		out.Proposal = out.Level.Proposed // what was shown then, not what would be shown now
	}
	out.Trial = out.Instrument != nil && !out.Instrument.Confirmed()
	return nil
}
