package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// LogContact is something that happened between the service and a client. Kind "note" writes a note.
type LogContact struct {
	Client      id.Client
	Kind        string
	Planned     bool
	StartedAt   civil.Instant // zero means now
	Minutes     int
	Place       string
	WithWhom    string
	Text        string
	Source      string // office when empty
	Appointment string // the appointment at which it happened
	Danger      string // code of supervision.CrisisKinds when somebody may be in danger
}

// LogContact writes down a contact or a note and returns its identifier. Needs RecordContact, or AddNote for a note. Faults:
// not_found, forbidden, invalid with all fields at once.
func (s *Service) LogContact(ctx context.Context, in LogContact) (string, error) {
	entry := ""
	err := s.write(ctx, func(tx *db.Tx) (step, error) {
		st, e, err := s.ops.logContact(ctx, tx, in)
		entry = e
		return st, err
	})
	return entry, err
}

// LogContact is Service.LogContact within another transaction; the caller records the facts returned.
func (o *Ops) LogContact(ctx context.Context, tx *db.Tx, in LogContact) (string, []fact.Fact, error) {
	st, entry, err := o.logContact(ctx, tx, in)
	return entry, st.facts, err
}

// LogContacts writes down many contacts at once, as when a journal on paper is brought over; the caller records the facts
// returned. The guard is asked once for each client and action: nothing between two entries can change its answer.
func (o *Ops) LogContacts(ctx context.Context, tx *db.Tx, list []LogContact) ([]fact.Fact, error) {
	type question struct {
		action actor.Action
		client id.Client
	}
	allowed := map[question]bool{}
	facts := make([]fact.Fact, 0, len(list))
	for _, in := range list {
		q := question{in.action(), in.Client}
		if !allowed[q] {
			if err := o.guard.Allow(ctx, tx, q.action, q.client); err != nil {
				return nil, err
			}
			allowed[q] = true
		}
		st, _, err := o.writeContact(ctx, tx, in)
		if err != nil {
			return nil, err
		}
		facts = append(facts, st.facts...)
	}
	return facts, nil
}

func (in LogContact) action() actor.Action {
	if in.Kind == supervision.NoteKind {
		return access.AddNote
	}
	return access.RecordContact
}

func (o *Ops) logContact(ctx context.Context, tx *db.Tx, in LogContact) (step, string, error) {
	if err := o.guard.Allow(ctx, tx, in.action(), in.Client); err != nil {
		return step{}, "", err
	}
	return o.writeContact(ctx, tx, in)
}

// writeContact is logContact once the guard has allowed it.
func (o *Ops) writeContact(ctx context.Context, tx *db.Tx, in LogContact) (step, string, error) {
	if in.Source == "" {
		in.Source = "office"
	}
	if in.StartedAt.IsZero() {
		in.StartedAt = tx.Now
	}
	c := supervision.Contact{
		Client: in.Client, Entry: tx.NewID(), Kind: in.Kind, Planned: in.Planned, StartedAt: in.StartedAt, Minutes: in.Minutes,
		Place: in.Place, WithWhom: in.WithWhom, Text: in.Text, Appointment: in.Appointment, WrittenAt: tx.Now, WrittenBy: tx.Actor.Ref(),
	}
	c.Source = in.Source
	var problems fault.Problems
	c.Check(&problems, tx.Now, o.rules(tx).List(rulebook.ListContactKinds), tx.Now.In(o.Zone))
	checkDanger(&problems, in)
	if err := problems.Err(); err != nil {
		return step{}, "", err
	}
	if in.Appointment != "" {
		if _, err := o.appointment(ctx, &tx.Reader, in.Client, in.Appointment); err != nil {
			return step{}, "", err
		}
	}
	st, err := o.putContact(ctx, tx, c, in.action())
	if err != nil || in.Danger == "" || o.Crisis == nil {
		return st, c.Entry, err
	}
	raised, err := o.Crisis(ctx, tx, dangerOf(c, in.Danger))
	st.facts = append(st.facts, raised...)
	return st, c.Entry, err
}

// putContact writes a first version with its fact.
func (o *Ops) putContact(ctx context.Context, tx *db.Tx, c supervision.Contact, action actor.Action) (step, error) {
	kind := "supervision.contact_logged"
	if c.IsNote() {
		kind = "supervision.note_added"
	}
	f := fact.New(kind, c.Client, "kind", c.Kind, "entry", c.Entry).At(c.StartedAt).From(c.Source)
	f.ID = tx.NewID()
	return step{action: action, facts: []fact.Fact{f}}, o.insertContact(ctx, tx, c, f.ID)
}

// CorrectContact changes what was written down about a contact or note. Row is the version that was on the page.
type CorrectContact struct {
	Client    id.Client
	Entry     string
	Row       string
	Kind      string
	StartedAt civil.Instant
	Minutes   int
	Place     string
	WithWhom  string
	Text      string
	Why       Why
}

// CorrectContact corrects a contact or note with a reason; the old text stays beside the new one. Needs CorrectRecord.
// Faults: not_found, conflict when somebody has corrected it meanwhile, invalid.
func (s *Service) CorrectContact(ctx context.Context, in CorrectContact) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.correctContact(ctx, tx, in) })
}

func (o *Ops) correctContact(ctx context.Context, tx *db.Tx, in CorrectContact) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.CorrectRecord, in.Client); err != nil {
		return step{}, err
	}
	c, err := o.contact(ctx, &tx.Reader, in.Client, in.Entry)
	if err != nil {
		return step{}, err
	}
	if c.Row != in.Row {
		return step{}, fault.Stale()
	}
	c.Kind, c.StartedAt, c.Minutes, c.Place, c.WithWhom, c.Text = in.Kind, in.StartedAt, in.Minutes, in.Place, in.WithWhom, in.Text
	var problems fault.Problems
	c.Check(&problems, tx.Now, o.rules(tx).List(rulebook.ListContactKinds), tx.Now.In(o.Zone))
	in.Why.Check(&problems, o.rules(tx), tx.Now.In(o.Zone), false)
	if err := problems.Err(); err != nil {
		return step{}, err
	}
	if err := o.replace(ctx, tx, contacts, in.Client, in.Row, in.Why); err != nil {
		return step{}, err
	}
	f := fact.New("supervision.contact_corrected", c.Client, "kind", c.Kind, "entry", c.Entry, "reason", in.Why.Reason)
	f.ID = tx.NewID()
	return step{access.CorrectRecord, in.Why.Reason, []fact.Fact{f}}, o.insertContact(ctx, tx, c, f.ID)
}
