package visitsvc

import (
	"context"
	"encoding/json"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
)

// Question is what a device sent and the record contradicts, with both values.
type Question struct {
	ID         string
	Client     id.Client
	Kind       visit.QuestionKind
	Visit      string
	Base       string // version, or appointment, that stood when the question arose
	Device     string // what was sent; of a visit that is held, its text
	Server     string // what the record said
	SentBy     string
	CapturedAt civil.Instant
	ReceivedAt civil.Instant
	Version    int
	Held       *Received // the whole visit of a question about a client who is somebody else's
}

// ask keeps a question with both values, sealed.
func (o *Ops) ask(ctx context.Context, tx *db.Tx, in Received, kind visit.QuestionKind, visitID, base, device, server string) error {
	key := tx.NewID()
	row := db.Row{
		"id": key, "client_id": in.Client, "kind": string(kind), "visit_id": visitID, "base_row": db.Null(base), "sent_by": tx.Actor.Ref(),
		"captured_at": in.CapturedAt, "received_at": tx.Now, "state": string(visit.QuestionOpen), "version": 1,
	}
	for column, text := range map[string]string{"device_value": device, "server_value": server} {
		sealed, err := o.Seal.SealText(ctx, tx, in.Client, questions, column, key, text)
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	return tx.Insert(ctx, questions, row)
}

const questionCols = `c.id, c.client_id, c.kind, c.visit_id, c.base_row, c.device_value, c.server_value, c.sent_by, c.captured_at, c.received_at, c.version`

type questionRow struct {
	ID             string
	Client         id.Client
	Kind           visit.QuestionKind
	Visit, Base    string
	Device, Server []byte
	SentBy         string
	CapturedAt     civil.Instant
	ReceivedAt     civil.Instant
	Version        int
}

// Questions lists what waits for a decision within sight, the oldest first. Needs RecordVisit.
func (s *Service) Questions(ctx context.Context) ([]Question, error) {
	var out []Question
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.Permit(ctx, access.RecordVisit); err != nil {
			return err
		}
		rows, err := db.All[questionRow](ctx, r, `select `+questionCols+` from supervision_visit_question c where c.state = 'open'
			and {visible c.client_id} order by c.received_at, c.id limit 100`)
		if err != nil {
			return err
		}
		out, err = s.ops.openQuestions(ctx, r, rows)
		for _, q := range out {
			db.Shown(ctx, q.Client)
		}
		return err
	})
	return out, err
}

// CountQuestions counts what waits for a decision within the reader's sight.
func (o *Ops) CountQuestions(ctx context.Context, r *db.Reader) (int, error) {
	return db.One[int](ctx, r, `select count(*) from supervision_visit_question c where c.state = 'open' and {visible c.client_id}`)
}

func (o *Ops) openQuestions(ctx context.Context, r *db.Reader, rows []questionRow) ([]Question, error) {
	out := make([]Question, len(rows))
	var boxes []seal.Box
	for i, x := range rows {
		out[i] = Question{
			ID: x.ID, Client: x.Client, Kind: x.Kind, Visit: x.Visit, Base: x.Base, SentBy: x.SentBy, CapturedAt: x.CapturedAt, ReceivedAt: x.ReceivedAt, Version: x.Version,
		}
		for column, sealed := range map[string][]byte{"device_value": x.Device, "server_value": x.Server} {
			if len(sealed) > 0 {
				boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: questions, Column: column, Row: x.ID, Sealed: sealed})
			}
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, q := range out {
		at[q.ID] = i
	}
	for _, b := range boxes {
		q := &out[at[b.Row]]
		if b.Column == "server_value" {
			q.Server = string(b.Plain)
			continue
		}
		q.Device = string(b.Plain)
		if q.Kind == visit.AskTransferred {
			q.Held = &Received{}
			if err := json.Unmarshal(b.Plain, q.Held); err != nil {
				return nil, err
			}
			q.Device = q.Held.Talk
		}
	}
	return out, nil
}

// Decide answers a question: Take says that what the device sent holds. A reason is always written.
type Decide struct {
	Client   id.Client
	Question string
	Version  int
	Take     bool
	Text     string
}

// Decide decides a question about a visit from a device. Needs RecordVisit on the client, and what the change itself needs. Faults:
// not_found, forbidden, conflict when it was decided meanwhile, invalid.
func (s *Service) Decide(ctx context.Context, in Decide) error {
	return s.write(ctx, func(tx *db.Tx) (step, error) { return s.ops.decide(ctx, tx, in) })
}

func (o *Ops) decide(ctx context.Context, tx *db.Tx, in Decide) (step, error) {
	if err := o.guard.Allow(ctx, tx, access.RecordVisit, in.Client); err != nil {
		return step{}, err
	}
	row, err := db.One[questionRow](ctx, tx, `select `+questionCols+` from supervision_visit_question c where c.id = $1 and c.client_id = $2
		and c.state = 'open' and {visible c.client_id}`, in.Question, in.Client)
	if err != nil {
		return step{}, err
	}
	var problems fault.Problems
	if in.Text == "" {
		problems.Add("text", "field.required")
		return step{}, problems.Err()
	}
	list, err := o.openQuestions(ctx, &tx.Reader, []questionRow{row})
	if err != nil {
		return step{}, err
	}
	q, state := list[0], visit.Stays
	var facts []fact.Fact
	if in.Take {
		state = visit.Taken
		if facts, err = o.carryOut(ctx, tx, q); err != nil {
			return step{}, err
		}
	}
	text, err := o.Seal.SealText(ctx, tx, in.Client, questions, "decision_text", q.ID, in.Text)
	if err != nil {
		return step{}, err
	}
	f := fact.New("supervision.visit_question_decided", in.Client, "visit", q.Visit, "decision", string(state))
	return step{action: access.RecordVisit, facts: append(facts, f)}, tx.UpdateVersion(ctx, questions, q.ID, in.Version, db.Row{
		"state": string(state), "decided_at": tx.Now, "decided_by": tx.Actor.Ref(), "decision_text": text,
	})
}

// carryOut makes what the device sent hold.
func (o *Ops) carryOut(ctx context.Context, tx *db.Tx, q Question) ([]fact.Fact, error) {
	switch q.Kind {
	case visit.AskPhone, visit.AskAddress:
		if o.Reach == nil {
			return nil, nil
		}
		phone, address, err := o.Reach.Lines(ctx, &tx.Reader, q.Client)
		if err != nil {
			return nil, err
		}
		field, now := visit.Phone, phone
		if q.Kind == visit.AskAddress {
			field, now = visit.Address, address
		}
		return o.Reach.Change(ctx, tx, q.Client, field, now.Row, q.Device)
	case visit.AskAppointment:
		return o.lateOutcome(ctx, tx, q)
	case visit.AskTransferred:
		return o.takeHeld(ctx, tx, q)
	}
	return nil, nil
}

// lateOutcome closes the appointment with what the device said, if it is still open; a closed one is corrected on its own page.
func (o *Ops) lateOutcome(ctx context.Context, tx *db.Tx, q Question) ([]fact.Fact, error) {
	a, err := o.Contacts.AppointmentNow(ctx, &tx.Reader, q.Client, q.Base)
	if err != nil {
		return nil, err
	}
	if !a.Open() {
		return nil, fault.New(fault.Conflict, "visit.outcome_there")
	}
	out := supervision.Outcome{Code: q.Device}
	if item, ok := o.rules(tx).List(rulebook.ListOutcomes).Item(q.Device); ok && item.Is("note_required") {
		v, err := o.view(ctx, &tx.Reader, q.Client, q.Visit)
		if err != nil {
			return nil, err
		}
		out.Text = v.Talk
	}
	return o.Contacts.CloseAppointment(ctx, tx, supervisionsvc.RecordOutcome{Client: q.Client, Entry: q.Base, Row: a.Row, Outcome: out})
}

// takeHeld writes the visit that was kept into the client's file, as it was sent and by whom.
func (o *Ops) takeHeld(ctx context.Context, tx *db.Tx, q Question) ([]fact.Fact, error) {
	in := q.Held.Record
	in.Appointment, in.NextAt = "", civil.Instant{}
	in.Planned = true
	v := in.Record
	v.Visit, v.WrittenAt, v.WrittenBy = q.Visit, q.ReceivedAt, q.SentBy
	v.Substantive = v.Judge(visit.Fields(o.rules(tx)))
	var problems fault.Problems
	facts, err := o.hang(ctx, tx, in, &v, &problems)
	if err != nil {
		return nil, err
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	more, err := o.put(ctx, tx, v, nil)
	return append(facts, more...), err
}
