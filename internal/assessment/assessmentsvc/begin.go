package assessmentsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Begin is the wish to use an instrument with a client.
type Begin struct {
	Client      id.Client
	Instrument  string
	Cause       string // code of assessment_causes
	Note        string // words to the cause, or why it is begun although little of the term remains
	Compartment string // instead of the instrument's own: each pre-trial study has one of its own
}

// Begin opens an assessment and returns its identifier. Static answers of the one before and what the record knows stand in it, with
// where they come from. Needs Assess and the instrument's qualification on this day; inside a compartment also its opening. Faults:
// not_found, forbidden, invalid with everything that stands in the way.
func (s *Service) Begin(ctx context.Context, in Begin) (string, error) {
	var c assessment.Case
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		var f []fact.Fact
		var err error
		c, f, err = s.ops.Begin(ctx, tx, in)
		return step{access.Assess, in.Cause, f}, err
	})
	return c.ID, err
}

// Begin is Service.Begin within another transaction; the caller records the facts.
func (o *Ops) Begin(ctx context.Context, tx *db.Tx, in Begin) (assessment.Case, []fact.Fact, error) {
	none := assessment.Case{}
	if err := o.guard.Allow(ctx, tx, access.Assess, in.Client); err != nil {
		return none, nil, err
	}
	today := o.today(tx.Now)
	var ins *engine.Instrument
	for _, i := range o.offered(today) {
		if i.ID == in.Instrument {
			ins = i
		}
	}
	if ins == nil {
		return none, nil, fault.MissingRecord()
	}
	compartment := ins.Compartment
	if in.Compartment != "" {
		compartment = in.Compartment
	}
	if err := o.inside(ctx, &tx.Reader, in.Client, compartment); err != nil {
		return none, nil, err
	}
	b, err := o.beginning(ctx, &tx.Reader, in.Client, ins, compartment, today)
	if err != nil {
		return none, nil, err
	}
	b.Exception = in.Note
	if err := o.mayBegin(ins, b, in); err != nil {
		return none, nil, err
	}
	prior, err := o.before(ctx, &tx.Reader, in.Client, ins.ID, compartment)
	if err != nil {
		return none, nil, err
	}
	c := assessment.Case{
		ID: tx.NewID(), Client: in.Client, Compartment: compartment, Instrument: ins.ID, Version: ins.Version, Use: ins.Use, Cause: in.Cause,
		State: assessment.Open, Prior: prior.ID, Assessor: tx.Actor.Account, StartedAt: tx.Now, Row: 1,
	}
	if err := o.insert(ctx, tx, c, in.Note); err != nil {
		return none, nil, err
	}
	return c, []fact.Fact{facts(c, "assessment.begun")}, o.fillIn(ctx, tx, c, ins, prior.Case)
}

func (o *Ops) mayBegin(ins *engine.Instrument, b assessment.Beginning, in Begin) error {
	var problems fault.Problems
	for _, m := range ins.Obstacles(b) {
		field := "instrument"
		if m.Key == "assessment.refuse.short_term" {
			field = "note"
		}
		problems = append(problems, fault.Problem{Field: field, Msg: m})
	}
	cause, ok := o.Rules.At(b.Today).List(rulebook.ListAssessmentCauses).Item(in.Cause)
	switch {
	case in.Cause == "":
		problems.Add("cause", "field.choose")
	case !ok || !cause.Valid.Contains(b.Today):
		problems.Add("cause", "field.unknown")
	case cause.Is("note_required") && in.Note == "":
		problems.Add("note", "field.required")
	}
	assessment.CheckWords(&problems, "note", in.Note, assessment.MaxReason)
	return problems.Err()
}

// beginning gathers what decides whether an instrument may be used now.
func (o *Ops) beginning(ctx context.Context, r *db.Reader, client id.Client, ins *engine.Instrument, compartment string, today day) (assessment.Beginning, error) {
	rules := o.Rules.At(today)
	b := assessment.Beginning{Today: today, Age: -1, MinWeeks: rules.Int(rulebook.RuleRNAMinRemainingWeeks, today, assessment.MinRemainingWeeks)}
	if q, ok := rules.List(rulebook.ListQualifications).Item(ins.Qualification); ok {
		b.Qualification = q.Label
	}
	var err error
	if b.Qualified, err = o.qualified(ctx, r, ins.Qualification, today); err != nil {
		return b, err
	}
	if o.Term != nil {
		if b.EndsOn, err = o.Term.EndsOn(ctx, r, client); err != nil {
			return b, err
		}
	}
	if o.Prefill != nil && (ins.Population.MinAge != nil || ins.Population.MaxAge != nil) {
		known, err := o.Prefill(ctx, r, client, []string{"person.birth"})
		if err != nil {
			return b, err
		}
		b.Age = assessment.Age(known["person.birth"].Value, today)
	}
	b.Open, _, err = db.Maybe[string](ctx, r, `select c.id from assessment_assessment c where c.client_id = $1 and c.instrument = $2
		and coalesce(c.compartment, '') = $3 and c.state in ('open', 'signed') and {visible c.client_id} and {inside c.client_id c.compartment}`,
		client, ins.ID, compartment)
	return b, err
}

// qualified reports whether the actor holds a qualification today; an instrument without one asks for nothing.
func (o *Ops) qualified(ctx context.Context, r *db.Reader, code string, today day) (bool, error) {
	rights := access.From(ctx)
	if code == "" || o.Qualified == nil || rights.System {
		return true, nil
	}
	return o.Qualified(ctx, r, rights.Account, code, today)
}

// before finds the signed assessment with the same instrument that came last, or one that the second person refused.
func (o *Ops) before(ctx context.Context, r *db.Reader, client id.Client, instrument, compartment string) (Record, error) {
	x, ok, err := db.Maybe[caseRow](ctx, r, `select `+caseCols+` from assessment_assessment c where c.client_id = $1 and c.instrument = $2
		and coalesce(c.compartment, '') = $3 and c.signed_at is not null and {visible c.client_id} and {inside c.client_id c.compartment}
		order by c.signed_at desc, c.id desc limit 1`, client, instrument, compartment)
	if err != nil || !ok {
		return Record{}, err
	}
	return Record{Case: x.Case}, nil
}

func (o *Ops) insert(ctx context.Context, tx *db.Tx, c assessment.Case, note string) error {
	opening, err := o.Seal.SealText(ctx, tx, c.Client, cases, "opening", c.ID, note)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, cases, db.Row{
		"id": c.ID, "client_id": c.Client, "compartment": db.Null(c.Compartment), "instrument": c.Instrument, "instrument_version": c.Version,
		"instrument_use": string(c.Use), "cause": c.Cause, "state": string(c.State), "prior_id": db.Null(c.Prior), "assessor_id": c.Assessor,
		"started_at": c.StartedAt, "due_on": nil, "opening": opening, "version": 1,
	})
}

// fillIn writes what is known already: the record speaks before the assessment that came before.
func (o *Ops) fillIn(ctx context.Context, tx *db.Tx, c assessment.Case, ins *engine.Instrument, prior assessment.Case) error {
	var carried map[string]assessment.Entry
	var err error
	if prior.ID != "" {
		if carried, _, err = o.entries(ctx, &tx.Reader, prior, ins.Spec); err != nil {
			return err
		}
	}
	record, err := o.record(ctx, &tx.Reader, c.Client, ins)
	if err != nil {
		return err
	}
	for _, it := range ins.Items {
		e := assessment.Entry{Item: it.ID}
		known, old := record[it.From], carried[it.ID]
		switch {
		case it.From != "" && known.Value != "" && ins.Takes(it.ID, known.Value):
			e.Answer, e.Source, e.Ref = it.Spell(known.Value), known.Source, known.Ref
		case old.Answer != "" && it.Carries(prior.State == assessment.Dropped) && ins.Takes(it.ID, old.Answer):
			e.Answer, e.Evidence, e.Source, e.Ref = old.Answer, old.Evidence, assessment.SourceCarried, prior.ID
		default:
			continue
		}
		if e.Source == "" {
			e.Source = assessment.SourceRecord
		}
		if err := o.put(ctx, tx, c, e); err != nil {
			return err
		}
	}
	return nil
}

// record asks the record for the answers that it knows.
func (o *Ops) record(ctx context.Context, r *db.Reader, client id.Client, ins *engine.Instrument) (map[string]assessment.Prefilled, error) {
	var keys []string
	for _, it := range ins.Items {
		if it.From != "" {
			keys = append(keys, it.From)
		}
	}
	if o.Prefill == nil || len(keys) == 0 {
		return nil, nil //nolint:nilnil // nothing is known, which is an ordinary answer
	}
	return o.Prefill(ctx, r, client, keys)
}
