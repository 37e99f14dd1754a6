package visitsvc

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/visit"
)

const (
	takes     = "supervision_visit_take"
	sent      = "supervision_visit_sent"
	questions = "supervision_visit_question"
)

// Received is a visit that was written down on a device without a line.
type Received struct {
	Record
	Key         string // made on the device
	Hash        string // of what was sent
	Phone       string // as it is now, "" when it was not changed
	PhoneBase   visit.Value
	Address     string
	AddressBase visit.Value
}

// Answer is what a device is told; the same to a repeat as to the first.
type Answer struct {
	Result string // stored, asked: stored, with a question for a person; held: kept for a person to decide
	Visit  string // "" when held
}

// The results of a visit that was sent.
const (
	Stored = "stored"
	Asked  = "asked"
	Held   = "held"
)

// Receive takes a visit from a device: once, however often it is sent. What the record contradicts meanwhile is kept as a question, and a
// visit to a client who is somebody else's by now is kept whole. Needs RecordVisit, or that the actor took the client along. Faults:
// not_found, invalid with all fields at once, conflict when the key was used for something else.
func (s *Service) Receive(ctx context.Context, in Received) (Answer, error) {
	var out Answer
	in.Source = "offline"
	if in.Key == "" || in.CapturedAt.IsZero() || in.CapturedAt.After(s.db.Now().Add(10*time.Minute)) {
		var problems fault.Problems
		problems.Add("captured_at", "visit.captured_bad")
		return out, problems.Err()
	}
	staged, err := s.ops.stage(in.Client, in.Photos)
	if err != nil {
		return out, err
	}
	err = s.write(ctx, func(tx *db.Tx) (step, error) {
		st, a, err := s.ops.receive(ctx, tx, in, staged)
		out = a
		return st, err
	})
	var again *db.Repeated
	if errors.As(err, &again) || errors.Is(err, errRepeated) {
		return s.first(ctx, in)
	}
	return out, err
}

var errRepeated = errors.New("a visit that was sent before")

type sentRow struct{ Hash, Result, Visit string }

// first gives the answer that the first sending got.
func (s *Service) first(ctx context.Context, in Received) (Answer, error) {
	var out Answer
	err := s.db.Read(ctx, func(r *db.Reader) error {
		x, _, err := before(ctx, r, in)
		out = x.answer()
		return err
	})
	return out, err
}

func (x sentRow) answer() Answer {
	if x.Result == Held {
		return Answer{Result: Held}
	}
	return Answer{x.Result, x.Visit}
}

// before finds what was sent with the key by the same account; its client may be out of sight by now.
func before(ctx context.Context, r *db.Reader, in Received) (sentRow, bool, error) {
	x, ok, err := db.Maybe[sentRow](ctx, r.System(), `select c.hash, c.result, c.visit_id from supervision_visit_sent c where c.account_id = $1
		and c.key = $2 and {visible c.client_id}`, access.From(ctx).Account, in.Key)
	if err == nil && ok && x.Hash != in.Hash {
		err = fault.New(fault.Conflict, "fault.key_reused")
	}
	return x, ok, err
}

func (o *Ops) receive(ctx context.Context, tx *db.Tx, in Received, staged []stagedPhoto) (step, Answer, error) {
	if _, ok, err := before(ctx, &tx.Reader, in); err != nil || ok {
		if err == nil {
			err = errRepeated
		}
		return step{}, Answer{}, err
	}
	switch err := o.guard.Allow(ctx, tx, access.RecordVisit, in.Client); {
	case err == nil:
		return o.store(ctx, tx, in, staged)
	case !fault.Is(err, fault.Forbidden) && !fault.Is(err, fault.NotFound):
		return step{}, Answer{}, err
	}
	ok, err := took(ctx, &tx.Reader, id.Account(tx.Actor.Ref()), in.Client, tx.Now.Add(-visit.LateDays*24*time.Hour))
	if err == nil && !ok {
		err = fault.MissingRecord()
	}
	if err != nil {
		return step{}, Answer{}, err
	}
	return o.hold(ctx, tx, in, staged)
}

// store writes the visit and what it changes; what the record contradicts becomes a question.
func (o *Ops) store(ctx context.Context, tx *db.Tx, in Received, staged []stagedPhoto) (step, Answer, error) {
	v, problems, err := o.prepare(ctx, tx, in.Record)
	if err != nil {
		return step{}, Answer{}, err
	}
	asked, err := o.loosen(ctx, tx, &in, v.Visit)
	if err != nil {
		return step{}, Answer{}, err
	}
	facts, err := o.hang(ctx, tx, in.Record, &v, &problems)
	if err != nil {
		return step{}, Answer{}, err
	}
	changed, more, err := o.lines(ctx, tx, in, v.Visit, &problems)
	if err != nil {
		return step{}, Answer{}, err
	}
	if err := problems.Err(); err != nil {
		return step{}, Answer{}, err
	}
	put, err := o.put(ctx, tx, v, staged)
	if err != nil {
		return step{}, Answer{}, err
	}
	facts = append(append(facts, changed...), put...)
	answer := Answer{Stored, v.Visit}
	if asked+more > 0 {
		answer.Result = Asked
		facts = append(facts, fact.New("supervision.visit_question", in.Client, "visit", v.Visit).From(in.Source))
	}
	return step{action: access.RecordVisit, facts: facts}, answer, o.remember(ctx, tx, in, answer.Result, v.Visit)
}

func (o *Ops) remember(ctx context.Context, tx *db.Tx, in Received, result, visitID string) error {
	return tx.Insert(ctx, sent, db.Row{
		"id": tx.NewID(), "client_id": in.Client, "account_id": tx.Actor.Ref(), "key": in.Key, "hash": in.Hash, "result": result, "visit_id": visitID,
		"captured_at": in.CapturedAt, "received_at": tx.Now,
	})
}

// loosen takes the appointment off a visit when it was closed or moved meanwhile, and asks a person about its outcome.
func (o *Ops) loosen(ctx context.Context, tx *db.Tx, in *Received, visitID string) (int, error) {
	if in.Appointment == "" {
		return 0, nil
	}
	a, err := o.Contacts.AppointmentNow(ctx, &tx.Reader, in.Client, in.Appointment)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return 0, err
	}
	if err == nil && a.Open() && a.Row == in.Row {
		return 0, nil
	}
	now := string(a.State)
	if a.Outcome != "" {
		now = a.Outcome
	}
	base := in.Appointment
	in.Planned, in.Appointment = true, ""
	return 1, o.ask(ctx, tx, *in, visit.AskAppointment, visitID, base, in.Outcome, now)
}

// lines changes the telephone number and the address, or asks a person where the record was changed meanwhile.
func (o *Ops) lines(ctx context.Context, tx *db.Tx, in Received, visitID string, problems *fault.Problems) ([]fact.Fact, int, error) {
	if o.Reach == nil || in.Phone == "" && in.Address == "" {
		return nil, 0, nil
	}
	phone, address, err := o.Reach.Lines(ctx, &tx.Reader, in.Client)
	if err != nil {
		return nil, 0, err
	}
	var facts []fact.Fact
	asked := 0
	for _, l := range []struct {
		field     string
		kind      visit.QuestionKind
		base, now visit.Value
		text      string
	}{{visit.Phone, visit.AskPhone, in.PhoneBase, phone, in.Phone}, {visit.Address, visit.AskAddress, in.AddressBase, address, in.Address}} {
		change, ask := visit.Compare(l.base, l.now, l.text)
		switch {
		case ask:
			asked++
			err = o.ask(ctx, tx, in, l.kind, visitID, l.now.Row, l.text, l.now.Text)
		case change:
			var more []fact.Fact
			more, err = o.Reach.Change(ctx, tx, in.Client, l.field, l.now.Row, l.text)
			facts = append(facts, more...)
			if problems.Join("new_", err) {
				err = nil
			}
		}
		if err != nil {
			return nil, 0, err
		}
	}
	return facts, asked, nil
}

// hold keeps a visit to a client who is somebody else's by now, whole and sealed, for a person to decide.
func (o *Ops) hold(ctx context.Context, tx *db.Tx, in Received, staged []stagedPhoto) (step, Answer, error) {
	var problems fault.Problems
	now := o.today(tx)
	o.checkHeld(&problems, in, tx, now)
	if err := problems.Err(); err != nil {
		return step{}, Answer{}, err
	}
	in.Visit = tx.NewID()
	in.Photos = nil
	plain, err := json.Marshal(in)
	if err != nil {
		return step{}, Answer{}, err
	}
	if err := o.ask(ctx, tx, in, visit.AskTransferred, in.Visit, "", string(plain), ""); err != nil {
		return step{}, Answer{}, err
	}
	if err := o.keepPhotos(ctx, tx, in.Record.Record, staged); err != nil {
		return step{}, Answer{}, err
	}
	f := fact.New("supervision.visit_held", in.Client, "visit", in.Visit).At(in.StartedAt).From(in.Source)
	return step{action: access.RecordVisit, facts: []fact.Fact{f}}, Answer{Result: Held}, o.remember(ctx, tx, in, Held, in.Visit)
}

// checkHeld refuses what could not be taken from anybody.
func (o *Ops) checkHeld(problems *fault.Problems, in Received, tx *db.Tx, today civil.Date) {
	rules := o.rules(tx)
	c := supervision.Contact{Client: in.Client, Kind: in.Kind, StartedAt: in.StartedAt, Minutes: in.Minutes, Place: in.Place, WithWhom: in.WithWhom, Text: in.Talk}
	c.Source = in.Source
	c.Check(problems, tx.Now, rules.List(rulebook.ListContactKinds), today)
	if in.Talk == "" {
		problems.Add("text", "field.required")
	}
	in.Record.Record.Check(problems, rules, today, visit.Blocks(rules, today))
}
