package remindersvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/reminder"
)

const (
	wishes = "supervision_wish"
	marks  = "supervision_phone_mark"
)

// Wish is what stands in the record of a client's wish; Row is empty while the client was never asked.
type Wish struct {
	Row string
	reminder.Preference
	RecordedAt civil.Instant
	RecordedBy string
}

// SetWish writes what a client said about messages. Row is the version that was on the page.
type SetWish struct {
	Client id.Client
	Row    string
	reminder.Preference
}

// SetWish keeps what a client wants of messages beside what was said before. What waits to be sent by another way is taken back and
// made anew. Needs ManageAppointment. Faults: not_found, conflict, invalid.
func (s *Service) SetWish(ctx context.Context, in SetWish) error {
	return s.write(ctx, access.ManageAppointment, in.Client, func(tx *db.Tx) ([]fact.Fact, error) {
		old, err := s.ops.wish(ctx, &tx.Reader, in.Client)
		if err != nil {
			return nil, err
		}
		if old.Row != in.Row {
			return nil, fault.Stale()
		}
		var problems fault.Problems
		in.Check(&problems, tx.Now.In(s.ops.Zone))
		if err := problems.Err(); err != nil {
			return nil, err
		}
		if old.Row != "" {
			if err := tx.Update(ctx, wishes, old.Row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref()}); err != nil {
				return nil, err
			}
		}
		row := tx.NewID()
		email, err := s.ops.Seal.SealText(ctx, tx, in.Client, wishes, "email", row, in.Email)
		if err != nil {
			return nil, err
		}
		if err := tx.Insert(ctx, wishes, db.Row{
			"id": row, "client_id": in.Client, "wish": in.Wish, "fuller": in.Fuller, "shared_ok": in.SharedOK, "email": email, "said_on": in.SaidOn,
			"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		}); err != nil {
			return nil, err
		}
		return []fact.Fact{fact.New("supervision.wish_recorded", in.Client, "wish", string(in.Wish))}, s.ops.withdraw(ctx, tx, in.Client, "", "")
	})
}

// wish reads what a client said last; without a word of the client a neutral message on the own telephone is right.
func (o *Ops) wish(ctx context.Context, r *db.Reader, client id.Client) (Wish, error) {
	type row struct {
		ID               string
		Wish             reminder.Wish
		Fuller, SharedOK bool
		Email            []byte
		SaidOn           civil.Date
		At               civil.Instant
		By               string
	}
	x, ok, err := db.Maybe[row](ctx, r, `select c.id, c.wish, c.fuller, c.shared_ok, c.email, c.said_on, c.recorded_at, c.recorded_by from supervision_wish c
		where c.client_id = $1 and c.replaced_at is null and {visible c.client_id}`, client)
	if err != nil || !ok {
		return Wish{Preference: reminder.Preference{Wish: reminder.Message}}, err
	}
	out := Wish{Row: x.ID, RecordedAt: x.At, RecordedBy: x.By, Preference: reminder.Preference{Wish: x.Wish, Fuller: x.Fuller, SharedOK: x.SharedOK, SaidOn: x.SaidOn}}
	out.Email, err = o.Seal.OpenText(ctx, r, client, wishes, "email", x.ID, x.Email)
	return out, err
}

// MarkPhone says that a number of the record is not to be used.
type MarkPhone struct {
	Client id.Client
	Phone  string // row of the number in the record
	Mark   reminder.Mark
	Text   string // how it became known
}

// MarkPhone marks a number: one that belongs to somebody else now is never used for this client again, even if it is written into
// the record anew. What waits to be sent to it is taken back. Needs ManageAppointment. Faults: not_found, conflict, invalid.
func (s *Service) MarkPhone(ctx context.Context, in MarkPhone) error {
	return s.write(ctx, access.ManageAppointment, in.Client, func(tx *db.Tx) ([]fact.Fact, error) {
		phones, _, err := s.ops.phones(ctx, &tx.Reader, in.Client)
		if err != nil {
			return nil, err
		}
		var problems fault.Problems
		var phone reminder.Phone
		for _, p := range phones {
			if p.Row == in.Phone {
				phone = p
			}
		}
		if phone.Row == "" {
			problems.Add("phone", "field.choose")
		}
		if !in.Mark.Known() {
			problems.Add("mark", "field.choose")
		}
		if in.Text == "" {
			problems.Add("text", "field.required")
		}
		person.CheckLine(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		if phone.Mark != "" {
			return nil, fault.New(fault.Conflict, "reminder.marked_already")
		}
		row := tx.NewID()
		note, err := s.ops.Seal.SealText(ctx, tx, in.Client, marks, "note", row, in.Text)
		if err != nil {
			return nil, err
		}
		if err := tx.Insert(ctx, marks, db.Row{
			"id": row, "client_id": in.Client, "phone_index": phone.Index, "mark": in.Mark, "note": note, "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
		}); err != nil {
			return nil, err
		}
		return []fact.Fact{fact.New("supervision.phone_marked", in.Client, "mark", string(in.Mark))}, s.ops.withdraw(ctx, tx, in.Client, "", phone.Index)
	})
}

// UnmarkPhone takes a wrong mark back.
type UnmarkPhone struct {
	Client id.Client
	Phone  string
	Text   string // why it was wrong
}

// UnmarkPhone takes a wrong mark of a number back with a reason; it stays in the record. Needs CorrectRecord. Faults: not_found,
// conflict when there is none any more, invalid.
func (s *Service) UnmarkPhone(ctx context.Context, in UnmarkPhone) error {
	return s.write(ctx, access.CorrectRecord, in.Client, func(tx *db.Tx) ([]fact.Fact, error) {
		phones, rows, err := s.ops.phones(ctx, &tx.Reader, in.Client)
		if err != nil {
			return nil, err
		}
		var problems fault.Problems
		if in.Text == "" {
			problems.Add("text", "field.required")
		}
		person.CheckLine(&problems, "text", in.Text)
		if err := problems.Err(); err != nil {
			return nil, err
		}
		for _, p := range phones {
			row, ok := rows[p.Index]
			if p.Row != in.Phone || !ok {
				continue
			}
			why, err := s.ops.Seal.SealText(ctx, tx, in.Client, marks, "reason_text", row, in.Text)
			if err != nil {
				return nil, err
			}
			return []fact.Fact{fact.New("supervision.phone_unmarked", in.Client, "mark", string(p.Mark))},
				tx.Update(ctx, marks, row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason_text": why})
		}
		return nil, fault.Stale()
	})
}

// phones gives a client's numbers with their marks, and the rows of the marks by number.
func (o *Ops) phones(ctx context.Context, r *db.Reader, client id.Client) ([]reminder.Phone, map[string]string, error) {
	reach, err := o.Reach(ctx, r, client)
	if err != nil {
		return nil, nil, err
	}
	rows, by, err := o.marked(ctx, r, client)
	for i, p := range reach.Phones {
		reach.Phones[i].Mark = by[p.Index]
	}
	return reach.Phones, rows, err
}

// Marked gives the marks of a client's numbers by the index of the number, for whoever sends something else than a reminder.
func (o *Ops) Marked(ctx context.Context, r *db.Reader, client id.Client) (map[string]reminder.Mark, error) {
	_, by, err := o.marked(ctx, r, client)
	return by, err
}

func (o *Ops) marked(ctx context.Context, r *db.Reader, client id.Client) (rows map[string]string, by map[string]reminder.Mark, err error) {
	type row struct {
		ID, Index string
		Mark      reminder.Mark
	}
	list, err := db.All[row](ctx, r, `select c.id, c.phone_index, c.mark from supervision_phone_mark c where c.client_id = $1 and c.replaced_at is null
		and {visible c.client_id} order by c.recorded_at, c.id`, client)
	rows, by = map[string]string{}, map[string]reminder.Mark{}
	for _, x := range list {
		rows[x.Index], by[x.Index] = x.ID, x.Mark
	}
	return rows, by, err
}
