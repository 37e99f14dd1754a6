package supervisionsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/audit"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
)

// MoveEntry takes a contact, note or appointment out of the file into which it was written by mistake and writes it into
// the right one.
type MoveEntry struct {
	Client id.Client // in whose file it is
	Entry  string
	To     id.Client // whom it is about
	Why    Why
}

// MoveEntry moves an entry to another client. Nothing of it stays to be seen in the file it leaves: rows and facts are
// withdrawn, but stay for the auditor. It keeps its own times, and decisions that rested on it are opened again. Needs
// MoveEntry on both clients. Faults: not_found when either is out of sight, forbidden, invalid.
func (s *Service) MoveEntry(ctx context.Context, in MoveEntry) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.ops.moveEntry(ctx, tx, in) })
}

func (o *Ops) moveEntry(ctx context.Context, tx *db.Tx, in MoveEntry) error {
	for _, c := range []id.Client{in.Client, in.To} {
		if err := o.guard.Allow(ctx, tx, access.MoveEntry, c); err != nil {
			return err
		}
	}
	put, table, err := o.movable(ctx, tx, in)
	if err != nil {
		return err
	}
	var along []fact.Fact
	var problems fault.Problems
	if in.To == in.Client {
		problems.Add("to", "supervision.move_same")
	}
	in.Why.Check(&problems, o.rules(tx), tx.Now.In(o.Zone), true)
	if err := problems.Err(); err != nil {
		return err
	}
	if table == contacts {
		if along, put, err = o.alsoMove(ctx, tx, in, put); err != nil {
			return err
		}
	}
	facts, err := o.takeOut(ctx, tx, table, in)
	if err != nil {
		return err
	}
	reopened, err := o.Reopen(ctx, tx, in.Client, in.Entry, in.Why.Reason)
	if err != nil {
		return err
	}
	facts = append(facts, along...)
	if err := tx.Record(ctx, access.MoveEntry, in.Why.Reason, append(facts, reopened...)...); err != nil {
		return err
	}
	there, err := put() // an audit entry of its own, so that neither names the other person
	if err != nil {
		return err
	}
	return tx.Record(ctx, access.MoveEntry, in.Why.Reason, there...)
}

// movable finds what the entry is and returns how to write it into the right file.
func (o *Ops) movable(ctx context.Context, tx *db.Tx, in MoveEntry) (put func() ([]fact.Fact, error), table string, err error) {
	c, err := o.contact(ctx, &tx.Reader, in.Client, in.Entry)
	if err == nil {
		return func() ([]fact.Fact, error) {
			st, err := o.putContact(ctx, tx, there(c, in.To, tx.NewID()), access.MoveEntry)
			return st.facts, err
		}, contacts, nil
	}
	if !fault.Is(err, fault.NotFound) {
		return nil, "", err
	}
	a, err := o.appointment(ctx, &tx.Reader, in.Client, in.Entry)
	return func() ([]fact.Fact, error) {
		a.Client, a.Entry, a.Judged = in.To, tx.NewID(), supervision.Judgement{}
		f := fact.New("supervision.appointment_made", a.Client, "kind", a.Kind, "entry", a.Entry, "day", o.zone().Date(a.PlannedAt).String(),
			"time", o.clock(a.PlannedAt)).At(a.WrittenAt).From(a.Source)
		if a.State == supervision.Closed {
			f = fact.New("supervision.appointment_closed", a.Client, "kind", a.Kind, "outcome", a.Outcome, "entry", a.Entry).At(occurred(a)).From(a.Source)
		}
		f.ID = tx.NewID()
		return []fact.Fact{f}, o.insertAppointment(ctx, tx, a, f.ID)
	}, appointments, err
}

// there is a contact as it stands in the file of the client whom it is about.
func there(c supervision.Contact, to id.Client, entry string) supervision.Contact {
	c.Client, c.Entry, c.Appointment = to, entry, ""
	return c
}

// alsoMove takes along what hangs on a contact.
func (o *Ops) alsoMove(ctx context.Context, tx *db.Tx, in MoveEntry, put func() ([]fact.Fact, error)) ([]fact.Fact, func() ([]fact.Fact, error), error) {
	if o.MoveAlong == nil {
		return nil, put, nil
	}
	c, err := o.contact(ctx, &tx.Reader, in.Client, in.Entry)
	if err != nil {
		return nil, nil, err
	}
	taken, also, err := o.MoveAlong(ctx, tx, c, in.Why)
	if err != nil || also == nil {
		return taken, put, err
	}
	return taken, func() ([]fact.Fact, error) {
		to := there(c, in.To, tx.NewID())
		st, err := o.putContact(ctx, tx, to, access.MoveEntry)
		if err != nil {
			return nil, err
		}
		more, err := also(to)
		return append(st.facts, more...), err
	}, nil
}

// takeOut withdraws every version of an entry and its facts.
func (o *Ops) takeOut(ctx context.Context, tx *db.Tx, table string, in MoveEntry) ([]fact.Fact, error) {
	query := `select c.id, c.fact_id, c.replaced_at from supervision_contact c where c.client_id = $1 and c.contact_id = $2
		and c.moved = false and {visible c.client_id} order by c.id`
	if table == appointments {
		query = `select c.id, c.fact_id, c.replaced_at from supervision_appointment c where c.client_id = $1 and c.appointment_id = $2
			and c.moved = false and {visible c.client_id} order by c.id`
	}
	type row struct {
		Row, Fact string
		Replaced  civil.Instant
	}
	rows, err := db.All[row](ctx, tx, query, in.Client, in.Entry)
	if err != nil {
		return nil, err
	}
	var facts []fact.Fact
	for _, x := range rows {
		if x.Replaced.IsZero() {
			if err := o.replace(ctx, tx, table, in.Client, x.Row, in.Why); err != nil {
				return nil, err
			}
		}
		if err := tx.Update(ctx, table, x.Row, db.Row{"moved": true}); err != nil {
			return nil, err
		}
		facts = append(facts, fact.New(audit.Withdrawn, in.Client, "fact", x.Fact))
	}
	return facts, nil
}
