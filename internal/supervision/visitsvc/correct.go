package visitsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
)

// Correct changes what was written down of a visit. Row and ContactRow are the versions that were on the page.
type Correct struct {
	visit.Record
	Row        string
	ContactRow string
	Why        Why
}

// Correct corrects the record of a visit with a reason; the old text stays beside the new one, and when it was first written does
// not change. Needs CorrectRecord. Faults: not_found, conflict when somebody has corrected it meanwhile, invalid.
func (s *Service) Correct(ctx context.Context, in Correct) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.correct(ctx, tx, in) })
}

func (o *Ops) correct(ctx context.Context, tx *db.Tx, in Correct) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.CorrectRecord, in.Client); err != nil {
		return step{}, err
	}
	old, err := o.view(ctx, &tx.Reader, in.Client, in.Visit)
	if err != nil {
		return step{}, err
	}
	if old.Record.Row != in.Row || old.Contact.Row != in.ContactRow {
		return step{}, fault.Stale()
	}
	rules, today := o.rules(tx), o.today(tx)
	v := in.Record
	v.Contact, v.Source, v.CapturedAt, v.WrittenAt, v.WrittenBy = old.Record.Contact, old.Record.Source, old.CapturedAt, old.Record.WrittenAt, old.Record.WrittenBy
	var problems fault.Problems
	blocks := visit.Blocks(rules, today)
	v.Conditions = visit.Again(old.Conditions, v.Conditions)
	v.Answers = visit.Known(blocks, v.Answers)
	v.Worked = visit.StillWorked(old.Worked, v.Worked)
	v.Came, v.Facts = old.Came, old.Facts // taken back in the plan itself
	v.Check(&problems, rules, today, blocks)
	in.Why.Check(&problems, rules, today, false)
	v.Substantive = v.Judge(visit.Fields(rules))
	facts, err := o.correctContact(ctx, tx, old, v, in, &problems)
	if err != nil {
		return step{}, err
	}
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := o.replace(ctx, tx, visits, in.Client, in.Row, in.Why); err != nil {
		return step{}, err
	}
	f := fact.New("supervision.visit_corrected", v.Client, "kind", v.Kind, "entry", v.Contact, "visit", v.Visit, "reason", in.Why.Reason)
	f.ID = tx.NewID()
	if err := o.insert(ctx, tx, v, f.ID); err != nil {
		return step{}, err
	}
	raised, err := o.raise(ctx, tx, v, old.Crises(rules, visit.Fields(rules)))
	return step{access.CorrectRecord, in.Why.Reason, append(append(facts, f), raised...)}, err
}

// correctContact corrects the contact when something of it was changed.
func (o *Ops) correctContact(ctx context.Context, tx *db.Tx, old View, v visit.Record, in Correct, problems *fault.Problems) ([]fact.Fact, error) {
	c := old.Contact
	if v.Talk == "" {
		problems.Add("text", "field.required")
	}
	if c.Kind == v.Kind && c.StartedAt == v.StartedAt && c.Minutes == v.Minutes && c.Place == v.Place && c.WithWhom == v.WithWhom && c.Text == v.Talk {
		return nil, nil
	}
	facts, err := o.Contacts.CorrectLogged(ctx, tx, supervisionsvc.CorrectContact{
		Client: in.Client, Entry: c.Entry, Row: in.ContactRow, Kind: v.Kind, StartedAt: v.StartedAt, Minutes: v.Minutes, Place: v.Place,
		WithWhom: v.WithWhom, Text: v.Talk, Why: in.Why,
	})
	if err != nil && !problems.Join("", err) {
		return nil, err
	}
	return facts, nil
}
