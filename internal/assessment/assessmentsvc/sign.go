package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Sign is the signature under an assessment. Level, reason and text are asked for by instruments that lead to a level.
type Sign struct {
	Client     id.Client
	Assessment string
	Version    int // of the case
	Level      assessment.Level
	Reason     string // code of level_reasons
	Text       string
	On         day // from when the level holds; today when zero
}

// Sign ends an assessment: nothing may be missing, no flag unanswered, and whoever signs holds the qualification on this day. What
// was answered and what follows is kept sealed. Where a second person is needed, it takes effect with that signature. Needs Assess
// on the client. Faults: not_found, forbidden, conflict, invalid with everything that holds it back.
func (s *Service) Sign(ctx context.Context, in Sign) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) {
		f, err := s.ops.Sign(ctx, tx, in)
		return step{access.Assess, in.Reason, f}, err
	})
}

// Sign is Service.Sign within another transaction; the caller records the facts.
func (o *Ops) Sign(ctx context.Context, tx *db.Tx, in Sign) ([]fact.Fact, error) {
	sh, err := o.writable(ctx, tx, in.Client, in.Assessment)
	if err != nil {
		return nil, err
	}
	if sh.Row != in.Version {
		return nil, fault.Stale()
	}
	v, err := o.review(ctx, &tx.Reader, sh, tx.Now)
	if err != nil {
		return nil, err
	}
	today := o.today(tx.Now)
	if err := o.signable(v, in, today); err != nil {
		return nil, err
	}
	if err := o.keep(ctx, tx, v); err != nil {
		return nil, err
	}
	var f []fact.Fact
	waits := sh.Instrument.SecondReader
	if sh.Use == assessment.UseAssessment {
		d, more, err := o.Levels.DecideLevel(ctx, tx, assessmentlevelsvc.Decide{
			Client: in.Client, Level: in.Level, Shown: v.Proposal, Assessment: in.Assessment, Reason: in.Reason, Text: in.Text, ValidFrom: in.On,
		})
		if err != nil {
			return nil, err
		}
		waits, f = waits || d.State == assessment.LevelProposed, more
	}
	set := db.Row{"state": string(assessment.Signed), "signed_at": tx.Now, "signed_by": tx.Actor.Ref()}
	f = append([]fact.Fact{facts(sh.Case, "assessment.signed")}, f...)
	if waits {
		if err := o.tell(ctx, tx, sh, "waits", ""); err != nil {
			return nil, err
		}
	} else {
		if err := o.takeEffect(ctx, tx, sh, set); err != nil {
			return nil, err
		}
	}
	return f, tx.UpdateVersion(ctx, cases, sh.ID, in.Version, set)
}

// signable notes everything that holds the signature back.
func (o *Ops) signable(v Reviewed, in Sign, today day) error {
	var problems fault.Problems
	rules := o.Rules.At(today)
	if !v.Qualified {
		q, _ := rules.List(rulebook.ListQualifications).Item(v.Instrument.Qualification)
		problems.Add("", "assessment.refuse.qualification", "Qualification", q.Label)
	}
	held := 0
	for _, f := range v.Findings {
		if f.Blocks() {
			held++
		}
	}
	if held > 0 {
		problems.Add("", "assessment.held", "Count", held)
	}
	for _, flag := range v.Unanswered {
		problems.Add("", "assessment.flag_unanswered", "Flag", v.FlagName(flag))
	}
	if v.Use == assessment.UseAssessment {
		assessment.Deciding{Level: in.Level, Shown: v.Proposal, Reason: in.Reason, Text: in.Text}.Check(&problems, rules, today)
	}
	return problems.Err()
}

// FlagName is the name of a flag in the languages of the instrument.
func (v Reviewed) FlagName(code string) rulebook.Text {
	for _, f := range v.Instrument.Flags {
		if f.ID == code {
			return f.Title
		}
	}
	return rulebook.Text{"ky": code, "ru": code, "en": code}
}

// keep writes the result and what it rests on, sealed, with its digest.
func (o *Ops) keep(ctx context.Context, tx *db.Tx, v Reviewed) error {
	body, err := assessment.Keep(v.Result, v.Findings[len(v.Result.Findings):])
	if err != nil {
		return err
	}
	key := tx.NewID()
	sealed, err := o.Seal.Seal(ctx, tx, v.Client, results, "body", key, body)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, results, db.Row{
		"id": key, "client_id": v.Client, "compartment": db.Null(v.Compartment), "assessment_id": v.ID, "instrument": v.Case.Instrument,
		"instrument_version": v.Version, "body": sealed, "digest": assessment.Digest(body), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		"replaced_at": nil,
	})
}

// takeEffect puts a case in force: the one that held until now is replaced, and the time of its validity begins.
func (o *Ops) takeEffect(ctx context.Context, tx *db.Tx, sh Sheet, set db.Row) error {
	type held struct {
		ID      string
		Version int
	}
	old, err := db.All[held](ctx, tx.System(), `select c.id, c.version from assessment_assessment c where c.client_id = $1 and c.instrument = $2
		and coalesce(c.compartment, '') = $3 and c.state = 'in_force' and {visible c.client_id} and {inside c.client_id c.compartment}`,
		sh.Client, sh.Case.Instrument, sh.Compartment)
	if err != nil {
		return err
	}
	for _, x := range old {
		if err := tx.UpdateVersion(ctx, cases, x.ID, x.Version, db.Row{"state": string(assessment.Replaced), "closed_at": tx.Now, "closed_by": tx.Actor.Ref()}); err != nil {
			return err
		}
	}
	today := o.today(tx.Now)
	set["state"] = string(assessment.InForce)
	signed := today
	if !sh.SignedAt.IsZero() {
		signed = o.today(sh.SignedAt)
	}
	if sh.Instrument != nil {
		if n := sh.Instrument.ValidMonths(o.Rules.At(today), today); n > 0 {
			set["valid_until"] = signed.AddMonths(n)
		}
	}
	if o.InForce != nil && sh.Use == assessment.UseAssessment {
		return o.InForce(ctx, tx, sh.Case)
	}
	return nil
}
