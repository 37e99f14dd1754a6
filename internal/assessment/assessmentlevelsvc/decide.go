package assessmentlevelsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Decide is one decision on a client's supervision level.
type Decide struct {
	Client     id.Client
	Level      assessment.Level
	Shown      assessment.Level // what was proposed and shown; empty where nothing was
	Assessment string           // on which it rests; empty for one taken over or decided otherwise
	Reason     string           // code of level_reasons
	Text       string
	ValidFrom  civil.Date // today when zero
	Second     bool       // waits for a second person besides what the level itself asks for
}

func (in Decide) deciding() assessment.Deciding {
	return assessment.Deciding{Level: in.Level, Shown: in.Shown, Reason: in.Reason, Text: in.Text}
}

// DecideLevel writes a decision: in force at once, or proposed where a second person must agree (a high level, an override, or
// Second). The caller has asked the guard for its own action, and records the facts. Fault: invalid, all fields at once.
func (o *Ops) DecideLevel(ctx context.Context, tx *db.Tx, in Decide) (assessment.LevelDecision, []fact.Fact, error) {
	var problems fault.Problems
	today, d := o.day(tx.Now), in.deciding()
	rules := o.Rules.At(today)
	d.Check(&problems, rules, today)
	if err := problems.Err(); err != nil {
		return assessment.LevelDecision{}, nil, err
	}
	from, err := o.standing(ctx, tx, in.Client)
	if err != nil {
		return assessment.LevelDecision{}, nil, err
	}
	d.From = from.Level
	return o.put(ctx, tx, in, in.Second || d.NeedsSecond(rules, today))
}

// TakeOverLevel writes a level that was decided on paper before the service kept the record: it holds at once, high ones too. The
// caller has asked the guard, and records the facts.
func (o *Ops) TakeOverLevel(ctx context.Context, tx *db.Tx, in Decide) (assessment.LevelDecision, []fact.Fact, error) {
	in.Reason = assessment.ReasonPaper
	return o.put(ctx, tx, in, false)
}

func (o *Ops) put(ctx context.Context, tx *db.Tx, in Decide, waits bool) (assessment.LevelDecision, []fact.Fact, error) {
	none := assessment.LevelDecision{}
	if in.ValidFrom.IsZero() {
		in.ValidFrom = o.day(tx.Now)
	}
	waiting, has, err := o.one(ctx, tx.System(), `c.client_id = $1 and c.state = 'proposed' and c.replaced_at is null`, in.Client)
	if err != nil {
		return none, nil, err
	}
	if has {
		if err := tx.UpdateVersion(ctx, table, waiting.ID, waiting.Row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref()}); err != nil {
			return none, nil, err
		}
	}
	from, err := o.standing(ctx, tx, in.Client)
	if err != nil {
		return none, nil, err
	}
	out := assessment.LevelDecision{
		ID: tx.NewID(), Client: in.Client, Level: in.Level, From: from.Level, Proposed: in.Shown, Departs: in.deciding().Departs(), Assessment: in.Assessment,
		State: assessment.LevelInForce, Reason: in.Reason, ReasonText: in.Text, ValidFrom: in.ValidFrom, DecidedAt: tx.Now, DecidedBy: tx.Actor.Account, Row: 1,
	}
	f := changed(out)
	if waits {
		out.State = assessment.LevelProposed
		f = fact.New("assessment.level_proposed", in.Client, "to", string(in.Level), "from", string(from.Level), "reason", in.Reason)
	} else if err := o.end(ctx, tx, from); err != nil {
		return none, nil, err
	}
	f.ID = tx.NewID()
	return out, []fact.Fact{f}, o.insert(ctx, tx, out, f.ID)
}

func (o *Ops) insert(ctx context.Context, tx *db.Tx, d assessment.LevelDecision, factID string) error {
	text, err := o.Seal.SealText(ctx, tx, d.Client, table, "reason_text", d.ID, d.ReasonText)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, table, db.Row{
		"id": d.ID, "client_id": d.Client, "level": string(d.Level), "from_level": db.Null(d.From), "proposed": db.Null(d.Proposed), "departs": d.Departs,
		"assessment_id": db.Null(d.Assessment), "state": d.State, "reason": d.Reason, "reason_text": text, "valid_from": d.ValidFrom,
		"decided_at": d.DecidedAt, "decided_by": tx.Actor.Ref(), "second_at": nil, "second_by": nil, "fact_id": factID, "version": 1,
	})
}

// standing is the decision in force; one without identifier and with the level "unassessed" where there is none.
func (o *Ops) standing(ctx context.Context, tx *db.Tx, client id.Client) (assessment.LevelDecision, error) {
	d, ok, err := o.LevelOf(ctx, tx.System(), client)
	if !ok {
		d.Level = assessment.Unassessed
	}
	return d, err
}

// end closes the decision that held until now.
func (o *Ops) end(ctx context.Context, tx *db.Tx, d assessment.LevelDecision) error {
	if d.ID == "" {
		return nil
	}
	return tx.UpdateVersion(ctx, table, d.ID, d.Row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref()})
}

// changed is the fact of a decision that takes effect; the same level again is confirmed.
func changed(d assessment.LevelDecision) fact.Fact {
	if d.Level == d.From {
		return fact.New("assessment.level_confirmed", d.Client, "level", string(d.Level), "reason", d.Reason)
	}
	return fact.New("assessment.level_changed", d.Client, "to", string(d.Level), "from", string(d.From), "reason", d.Reason)
}

// Second is the answer of the second person to a decision that waits.
type Second struct {
	Client   id.Client
	Decision string
	Version  int
	Agree    bool
}

// SettleLevel answers a decision that waits; it takes effect or is refused. Four eyes: whoever decided cannot answer. The caller
// has asked the guard for CountersignAssessment, and records the facts. Faults: not_found, forbidden, conflict.
func (o *Ops) SettleLevel(ctx context.Context, tx *db.Tx, in Second) (assessment.LevelDecision, []fact.Fact, error) {
	d, ok, err := o.one(ctx, &tx.Reader, `c.client_id = $1 and c.id = $2`, in.Client, in.Decision)
	switch {
	case err != nil:
		return d, nil, err
	case !ok:
		return d, nil, fault.MissingRecord()
	case d.State != assessment.LevelProposed || d.Row != in.Version:
		return d, nil, fault.Stale()
	case d.DecidedBy == tx.Actor.Account:
		return d, nil, fault.New(fault.Forbidden, "assessment.four_eyes")
	}
	set := db.Row{"second_at": tx.Now, "second_by": tx.Actor.Ref()}
	if !in.Agree {
		set["state"], set["replaced_at"], set["replaced_by"] = assessment.LevelRefused, tx.Now, tx.Actor.Ref()
		f := fact.New("assessment.level_refused", in.Client, "to", string(d.Level), "reason", d.Reason)
		return d, []fact.Fact{f}, tx.UpdateVersion(ctx, table, d.ID, d.Row, set)
	}
	from, err := o.standing(ctx, tx, in.Client)
	if err != nil {
		return d, nil, err
	}
	if err := o.end(ctx, tx, from); err != nil {
		return d, nil, err
	}
	set["state"], set["from_level"], set["valid_from"] = assessment.LevelInForce, string(from.Level), o.day(tx.Now)
	d.State, d.From, d.SecondAt, d.SecondBy = assessment.LevelInForce, from.Level, tx.Now, tx.Actor.Account
	return d, []fact.Fact{changed(d)}, tx.UpdateVersion(ctx, table, d.ID, d.Row, set)
}

// WithdrawLevel takes back a decision that waits because what it rests on was dropped. The caller records.
func (o *Ops) WithdrawLevel(ctx context.Context, tx *db.Tx, client id.Client, assessmentID string) error {
	d, ok, err := o.one(ctx, tx.System(), `c.client_id = $1 and c.assessment_id = $2 and c.state = 'proposed' and c.replaced_at is null`, client, assessmentID)
	if err != nil || !ok {
		return err
	}
	return tx.UpdateVersion(ctx, table, d.ID, d.Row, db.Row{"state": assessment.LevelRefused, "replaced_at": tx.Now, "replaced_by": tx.Actor.Ref()})
}

// Settle is SettleLevel in a transaction of its own, for decisions that rest on no assessment. Needs CountersignAssessment. Faults:
// not_found, forbidden, conflict.
func (s *Service) Settle(ctx context.Context, in Second) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, access.CountersignAssessment, in.Client); err != nil {
			return err
		}
		d, facts, err := s.ops.SettleLevel(ctx, tx, in)
		if err == nil && d.Assessment != "" {
			err = fault.New(fault.Conflict, "assessment.settle_there") // the assessment is countersigned as a whole
		}
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.CountersignAssessment, d.Reason, facts...)
	})
}
