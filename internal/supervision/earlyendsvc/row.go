package earlyendsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/earlyend"
)

const (
	submissions = "supervision_early_end"
	results     = "supervision_early_end_result"
)

const cols = `c.id, c.client_id, c.order_id, c.basis, c.state, c.lang, c.ground, c.chronology, c.account, c.proposed_at, c.proposed_by, c.decided_at,
	c.decided_by, c.answer, c.paper, c.number, c.version`

type submissionRow struct {
	ID                          string
	Client                      id.Client
	Order, Basis                string
	State                       earlyend.State
	Lang                        string
	Ground, Chronology, Account []byte
	ProposedAt                  civil.Instant
	ProposedBy                  id.Account
	DecidedAt                   civil.Instant
	DecidedBy                   id.Account
	Answer                      []byte
	Paper, Number               string
	Version                     int
}

// plain is the row without what is sealed: enough for lists.
func (x submissionRow) plain() earlyend.Submission {
	return earlyend.Submission{
		ID: x.ID, Client: x.Client, Order: x.Order, Basis: x.Basis, State: x.State, Lang: x.Lang, ProposedAt: x.ProposedAt, ProposedBy: x.ProposedBy,
		DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy, Paper: x.Paper, Number: x.Number, Version: x.Version,
	}
}

// opening gathers sealed values, so that a page opens them with one query for the keys.
type opening struct {
	boxes []seal.Box
	into  []*string
}

func (p *opening) later(client id.Client, table, column, row string, sealed []byte, into *string) {
	if len(sealed) > 0 {
		p.boxes = append(p.boxes, seal.Box{Scope: seal.Client(client), Table: table, Column: column, Row: row, Sealed: sealed})
		p.into = append(p.into, into)
	}
}

func (p *opening) open(ctx context.Context, s *seal.Sealer, r *db.Reader) error {
	if err := s.OpenAll(ctx, r, p.boxes); err != nil {
		return err
	}
	for i, into := range p.into {
		*into = string(p.boxes[i].Plain)
	}
	return nil
}

// ofClient reads the submissions of a client, the latest first, without the court's answers.
func (o *Ops) ofClient(ctx context.Context, r *db.Reader, client id.Client) ([]earlyend.Submission, error) {
	rows, err := db.All[submissionRow](ctx, r, `select `+cols+` from supervision_early_end c where c.client_id = $1 and {visible c.client_id}
		order by c.proposed_at desc, c.id desc`, client)
	out := make([]earlyend.Submission, len(rows))
	for i, x := range rows {
		out[i] = x.plain()
	}
	return out, err
}

// one reads a submission with everything that was written of it.
func (o *Ops) one(ctx context.Context, r *db.Reader, client id.Client, key string) (earlyend.Submission, error) {
	x, ok, err := db.Maybe[submissionRow](ctx, r, `select `+cols+` from supervision_early_end c where c.client_id = $1 and c.id = $2
		and {visible c.client_id}`, client, key)
	if err == nil && !ok {
		err = fault.MissingRecord()
	}
	if err != nil {
		return earlyend.Submission{}, err
	}
	out := x.plain()
	var p opening
	p.later(client, submissions, "ground", x.ID, x.Ground, &out.Ground)
	p.later(client, submissions, "chronology", x.ID, x.Chronology, &out.Chronology)
	p.later(client, submissions, "account", x.ID, x.Account, &out.Account)
	p.later(client, submissions, "answer", x.ID, x.Answer, &out.Answer)
	if err := o.answers(ctx, r, &out, &p); err != nil {
		return out, err
	}
	return out, p.open(ctx, o.Seal, r)
}

// answers reads all versions of what the court answered.
func (o *Ops) answers(ctx context.Context, r *db.Reader, s *earlyend.Submission, p *opening) error {
	type row struct {
		ID, Code            string
		On                  civil.Date
		Court, Number, Note []byte
		RecordedAt          civil.Instant
		RecordedBy          string
		ReplacedAt          civil.Instant
		ReplacedBy, Reason  string
		ReasonText          []byte
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.result, c.on_day, c.court, c.number, c.note, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by,
		c.reason, c.reason_text from supervision_early_end_result c where c.client_id = $1 and c.early_end_id = $2 and {visible c.client_id}
		order by c.recorded_at desc, c.id desc`, s.Client, s.ID)
	s.Results = make([]earlyend.Result, len(rows))
	for i, x := range rows {
		a := &s.Results[i]
		*a = earlyend.Result{
			Version: person.Version{Row: x.ID, RecordedAt: x.RecordedAt, RecordedBy: x.RecordedBy, ReplacedAt: x.ReplacedAt, ReplacedBy: x.ReplacedBy, Reason: x.Reason},
			Code:    x.Code, On: x.On,
		}
		p.later(s.Client, results, "court", x.ID, x.Court, &a.Court)
		p.later(s.Client, results, "number", x.ID, x.Number, &a.Number)
		p.later(s.Client, results, "note", x.ID, x.Note, &a.Note)
		p.later(s.Client, results, "reason_text", x.ID, x.ReasonText, &a.ReasonText)
	}
	return err
}

// sealed puts sealed texts into a row.
func (o *Ops) sealed(ctx context.Context, tx *db.Tx, table string, client id.Client, key string, row db.Row, texts map[string]string) error {
	for column, text := range texts {
		box, err := o.Seal.SealText(ctx, tx, client, table, column, key, text)
		if err != nil {
			return err
		}
		row[column] = box
	}
	return nil
}

// current reads a submission as it was on the page.
func (o *Ops) current(ctx context.Context, tx *db.Tx, client id.Client, key string, version int) (earlyend.Submission, error) {
	s, err := o.one(ctx, &tx.Reader, client, key)
	if err == nil && s.Version != version {
		err = fault.Stale()
	}
	return s, err
}
