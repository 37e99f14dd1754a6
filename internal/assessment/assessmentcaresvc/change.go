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

const changeTable = "assessment_change"

// NoteChange says that something significant has changed.
type NoteChange struct {
	Client     id.Client
	Kind       string
	OccurredOn civil.Date
	Note       string
}

// NoteChange notes a significant change by hand: a new assessment is due, unless a qualified person says why not. Needs Assess.
// Faults: not_found, forbidden, invalid, conflict when no assessment is in force.
func (s *Service) NoteChange(ctx context.Context, in NoteChange) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.noteChange(ctx, tx, in) })
}

func (o *Ops) noteChange(ctx context.Context, tx *db.Tx, in NoteChange) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.Assess, in.Client); err != nil {
		return step{}, err
	}
	c := assessment.SignificantChange{Client: in.Client, Kind: in.Kind, OccurredOn: in.OccurredOn, Note: in.Note}
	var problems fault.Problems
	c.Check(&problems, o.list(tx, rulebook.ListChangeKinds), o.today(tx))
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	_, _, _, ok, err := o.clock(ctx, &tx.Reader, in.Client, o.today(tx))
	if err != nil {
		return step{}, err
	}
	if !ok {
		return step{}, fault.New(fault.Conflict, "assessment.change.no_assessment")
	}
	f, err := o.insertChange(ctx, tx, c)
	return step{action: access.Assess, facts: []fact.Fact{f}}, err
}

func (o *Ops) insertChange(ctx context.Context, tx *db.Tx, c assessment.SignificantChange) (fact.Fact, error) {
	today := o.today(tx)
	c.ID, c.DueOn = tx.NewID(), clockRules(o.rules(tx), today).Change.Due(today, o.rules(tx).Calendar()).Day
	note, err := o.Seal.SealText(ctx, tx, c.Client, changeTable, "note", c.ID, c.Note)
	if err != nil {
		return fact.Fact{}, err
	}
	if c.Kind == assessment.ChangeBreach && o.Warn != nil {
		if err := o.Warn(ctx, tx, c.Client, c.Kind); err != nil {
			return fact.Fact{}, err
		}
	}
	err = tx.Insert(ctx, changeTable, db.Row{
		"id": c.ID, "client_id": c.Client, "kind": c.Kind, "occurred_on": c.OccurredOn, "cause_fact": db.Null(c.Cause), "note": note, "due_on": c.DueOn,
		"state": assessment.ChangeOpen, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(), "version": 1,
	})
	return fact.New("assessment.change_noted", c.Client, "change_kind", c.Kind, "change", c.ID, "due", c.DueOn.String()), err
}

// SettleChange says that a change was not significant after all.
type SettleChange struct {
	Client  id.Client
	Change  string
	Version int
	Text    string // why
}

// SettleChange settles a change as not significant, with the reason in words. Needs Assess and the qualification of the
// instrument. Faults: not_found, forbidden, invalid, conflict when it is settled by now or the actor is not qualified.
func (s *Service) SettleChange(ctx context.Context, in SettleChange) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.settleChange(ctx, tx, in) })
}

func (o *Ops) settleChange(ctx context.Context, tx *db.Tx, in SettleChange) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.Assess, in.Client); err != nil {
		return step{}, err
	}
	list, err := o.changes(ctx, &tx.Reader, in.Client, in.Change)
	switch {
	case err != nil:
		return step{}, err
	case len(list) == 0:
		return step{}, fault.MissingRecord()
	case list[0].State != assessment.ChangeOpen || list[0].Row != in.Version:
		return step{}, fault.Stale()
	}
	if err := o.qualified(ctx, tx, in.Client); err != nil {
		return step{}, err
	}
	var problems fault.Problems
	if assessment.Blank(in.Text) {
		problems.Add("text", "assessment.change.reason_required")
	}
	if len([]rune(in.Text)) > assessment.MaxCareText {
		problems.Add("text", "field.too_long", "Max", assessment.MaxCareText)
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	text, err := o.Seal.SealText(ctx, tx, in.Client, changeTable, "reason_text", in.Change, in.Text)
	if err != nil {
		return step{}, err
	}
	err = tx.UpdateVersion(ctx, changeTable, in.Change, in.Version, db.Row{
		"state": assessment.ChangeNotWeighty, "settled_by": tx.Actor.Ref(), "settled_at": tx.Now, "reason": assessment.ChangeNotWeighty, "reason_text": text,
	})
	f := fact.New("assessment.change_dismissed", in.Client, "change_kind", list[0].Kind, "change", in.Change)
	return step{action: access.Assess, facts: []fact.Fact{f}}, err
}

// qualified is a conflict when the actor lacks the qualification that the instrument of the assessment in force asks for.
func (o *Ops) qualified(ctx context.Context, tx *db.Tx, client id.Client) error {
	_, _, now, ok, err := o.clock(ctx, &tx.Reader, client, o.today(tx))
	if err != nil || !ok || o.Qualified == nil {
		return err
	}
	spec, known := o.spec(now.Instrument, now.Version)
	if !known || spec.Qualification == "" {
		return nil
	}
	holds, err := o.Qualified(ctx, tx.System(), id.Account(tx.Actor.Ref()), spec.Qualification, o.today(tx))
	if err == nil && !holds {
		err = fault.New(fault.Conflict, "assessment.care.not_qualified")
	}
	return err
}

// SettleChanges settles what is open with a new assessment that has come into force; the caller records the facts.
func (o *Ops) SettleChanges(ctx context.Context, tx *db.Tx, client id.Client, assessmentID string) ([]fact.Fact, error) {
	list, err := o.changes(ctx, &tx.Reader, client, "")
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, c := range list {
		if c.State != assessment.ChangeOpen {
			continue
		}
		if err := tx.UpdateVersion(ctx, changeTable, c.ID, c.Row, db.Row{
			"state": assessment.ChangeAssessed, "settled_by": tx.Actor.Ref(), "settled_at": tx.Now, "settled_with": assessmentID,
		}); err != nil {
			return nil, err
		}
		facts = append(facts, fact.New("assessment.change_assessed", client, "change_kind", c.Kind, "change", c.ID))
	}
	return facts, nil
}

// changes are those of a client, open ones first; one of them when change is given.
func (o *Ops) changes(ctx context.Context, r *db.Reader, client id.Client, change string) ([]assessment.SignificantChange, error) {
	type row struct {
		ID, Kind   string
		OccurredOn civil.Date
		Cause      string
		Note       []byte
		DueOn      civil.Date
		State      string
		SettledBy  string
		SettledAt  civil.Instant
		With       string
		ReasonText []byte
		RecordedAt civil.Instant
		RecordedBy string
		Version    int
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.kind, c.occurred_on, c.cause_fact, c.note, c.due_on, c.state, c.settled_by, c.settled_at, c.settled_with,
		c.reason_text, c.recorded_at, c.recorded_by, c.version from assessment_change c where c.client_id = $1 and ($2 = '' or c.id = $2) and {visible c.client_id}
		order by case when c.state = 'open' then 0 else 1 end, c.occurred_on desc, c.id desc limit 200`, client, change)
	if err != nil {
		return nil, err
	}
	var p seal.Batch
	out := make([]assessment.SignificantChange, len(rows))
	for i, x := range rows {
		out[i] = assessment.SignificantChange{
			ID: x.ID, Client: client, Kind: x.Kind, OccurredOn: x.OccurredOn, Cause: x.Cause, DueOn: x.DueOn, State: x.State, SettledBy: x.SettledBy,
			SettledAt: x.SettledAt, Assessment: x.With, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, Row: x.Version,
		}
		p.Text(client, changeTable, "note", x.ID, x.Note, func(s string) { out[i].Note = s })
		p.Text(client, changeTable, "reason_text", x.ID, x.ReasonText, func(s string) { out[i].ReasonText = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}

// InForce is told that an assessment has come into force: it takes in every change that waits.
func (o *Ops) InForce(ctx context.Context, tx *db.Tx, c assessment.Case) error {
	facts, err := o.SettleChanges(ctx, tx, c.Client, c.ID)
	if err != nil || len(facts) == 0 {
		return err
	}
	return tx.Record(ctx, access.Assess, "", facts...)
}
