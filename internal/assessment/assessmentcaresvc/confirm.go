package assessmentcaresvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

const confirmationTable = "assessment_confirmation"

// ConfirmNoChange says that nothing significant has changed. Assessment and Version are those that were on the page.
type ConfirmNoChange struct {
	Client     id.Client
	Assessment string
	Version    int
	Reason     string
	Text       string
}

// ConfirmNoChange prolongs the validity of the assessment in force, with a reason. Needs Assess and the qualification of the
// instrument. Faults: not_found, forbidden, invalid; conflict too early, with a change unsettled, after the periods of the
// rulebook, or when another assessment is in force by now.
func (s *Service) ConfirmNoChange(ctx context.Context, in ConfirmNoChange) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.confirm(ctx, tx, in) })
}

func (o *Ops) confirm(ctx context.Context, tx *db.Tx, in ConfirmNoChange) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.Assess, in.Client); err != nil {
		return step{}, err
	}
	today := o.today(tx)
	clockIn, _, now, ok, err := o.clock(ctx, &tx.Reader, in.Client, today)
	if err != nil {
		return step{}, err
	}
	rule := o.confirmRule(clockIn, now, ok, today)
	if why, may := rule.Refusal(); !may {
		return step{}, why
	}
	if now.ID != in.Assessment || now.Row != in.Version {
		return step{}, fault.Stale()
	}
	if err := o.qualified(ctx, tx, in.Client); err != nil {
		return step{}, err
	}
	c := assessment.Confirmation{Client: in.Client, Assessment: now.ID, Reason: in.Reason, Text: in.Text, On: today, ValidUntil: rule.Prolonged()}
	var problems fault.Problems
	c.Check(&problems, o.list(tx, rulebook.ListNoChangeReasons), today)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	c.ID = tx.NewID()
	text, err := o.Seal.SealText(ctx, tx, in.Client, confirmationTable, "reason_text", c.ID, c.Text)
	if err != nil {
		return step{}, err
	}
	if err := tx.Insert(ctx, confirmationTable, db.Row{
		"id": c.ID, "client_id": c.Client, "assessment_id": c.Assessment, "reason": c.Reason, "reason_text": text, "confirmed_on": c.On,
		"confirmed_by": tx.Actor.Ref(), "valid_until": c.ValidUntil, "recorded_at": tx.Now,
	}); err != nil {
		return step{}, err
	}
	if err := tx.UpdateVersion(ctx, "assessment_assessment", now.ID, now.Row, db.Row{"valid_until": c.ValidUntil}); err != nil {
		return step{}, err
	}
	f := fact.New("assessment.no_change_confirmed", in.Client, "no_change", in.Reason, "until", c.ValidUntil.String(), "assessment", now.ID)
	return step{action: access.Assess, reason: in.Reason, facts: []fact.Fact{f}}, nil
}

func (o *Ops) confirmRule(in assessment.ClockIn, now inForce, ok bool, today civil.Date) assessment.ConfirmIn {
	rules := o.Rules.At(today)
	out := assessment.ConfirmIn{
		Today: today, Unsettled: len(in.Changes), Months: rules.Int(ruleMonths, today, 6), LeadDays: rules.Int(ruleLead, today, 30),
		Periods: rules.Int(rulePeriods, today, 2),
	}
	if ok {
		out.Signed = now.SignedAt.In(o.Zone)
		out.Until = assessment.Until(out.Signed, now.ValidUntil, in.Confirmed, out.Months)
	}
	return out
}

func (o *Ops) confirmations(ctx context.Context, r *db.Reader, client id.Client) ([]assessment.Confirmation, error) {
	type row struct {
		ID, Assessment, Reason string
		Text                   []byte
		On                     civil.Date
		By                     string
		Until                  civil.Date
		At                     civil.Instant
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.assessment_id, c.reason, c.reason_text, c.confirmed_on, c.confirmed_by, c.valid_until, c.recorded_at
		from assessment_confirmation c where c.client_id = $1 and {visible c.client_id} order by c.recorded_at desc, c.id desc limit 100`, client)
	if err != nil {
		return nil, err
	}
	var p seal.Batch
	out := make([]assessment.Confirmation, len(rows))
	for i, x := range rows {
		out[i] = assessment.Confirmation{
			ID: x.ID, Client: client, Assessment: x.Assessment, Reason: x.Reason, On: x.On, By: x.By, ValidUntil: x.Until, RecordedAt: x.At,
		}
		p.Text(client, confirmationTable, "reason_text", x.ID, x.Text, func(s string) { out[i].Text = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}

// Validity is everything about how long a client's assessment holds: the clock, the changes, the confirmations, and whether
// "no significant change" may be said now by the actor.
type Validity struct {
	Clock         assessment.ClockOut
	Assessment    string // in force; empty when there is none
	Version       int
	Signed, Until civil.Date
	Changes       []assessment.SignificantChange
	Confirmations []assessment.Confirmation
	Refusal       *fault.Fault // why it may not be confirmed now; nil when it may
	Qualified     bool
	LeadDays      int
	Periods       int
	Month         int // of validity
}

// Validity reads how long the client's assessment holds. Needs ReadAssessment. Faults: not_found.
func (s *Service) Validity(ctx context.Context, client id.Client) (Validity, error) {
	var v Validity
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.mayRead(ctx, r, client); err != nil {
			return err
		}
		today := s.Today()
		in, out, now, ok, err := s.ops.clock(ctx, r, client, today)
		if err != nil {
			return err
		}
		rule := s.ops.confirmRule(in, now, ok, today)
		v = Validity{Clock: out, LeadDays: rule.LeadDays, Periods: rule.Periods, Month: rule.Months, Signed: rule.Signed, Until: rule.Until, Qualified: true}
		if ok {
			v.Assessment, v.Version = now.ID, now.Row
		}
		v.Refusal, _ = rule.Refusal()
		if v.Changes, err = s.ops.changes(ctx, r, client, ""); err != nil {
			return err
		}
		if v.Confirmations, err = s.ops.confirmations(ctx, r, client); err != nil {
			return err
		}
		if spec, known := s.ops.spec(now.Instrument, now.Version); ok && known && s.ops.Qualified != nil && spec.Qualification != "" {
			v.Qualified, err = s.ops.Qualified(ctx, r.System(), access.From(ctx).Account, spec.Qualification, today)
		}
		return err
	})
	return v, err
}
