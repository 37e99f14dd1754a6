// Package mailsvc keeps the register of incoming and outgoing papers of each office. Numbers run through a year without gaps and no
// line is ever deleted; a line on somebody out of the reader's sight is a number without content.
package mailsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/paper"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

const table = "casefile_mail"

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// ByFile finds clients by the number of their file, within the actor's sight. Nil leaves lines without clients.
	ByFile func(ctx context.Context, r *db.Reader, text string) ([]id.Client, error)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

// Place is how an office is written in numbers.
func Place(office id.Office) string {
	if p := order.FilePlace(string(office)); p != "00000" {
		return p
	}
	return string(office)
}

// Draw takes the next number of an office's register and writes its line; the caller has asked the guard and records. The numbers of
// all lines count, seen or not, so that none is given twice and none is left out.
func (o *Ops) Draw(ctx context.Context, tx *db.Tx, m paper.Mail, blank string) (paper.Mail, error) {
	year := tx.Now.In(o.Zone).Year()
	last, err := db.One[int](ctx, tx.System(), `select coalesce(max(seq), 0) from casefile_mail where office_id = $1 and direction = $2 and year = $3`,
		m.Office, string(m.Direction), year)
	if err != nil {
		return m, err
	}
	m.ID, m.Seq, m.EnteredAt, m.EnteredBy, m.Version = tx.NewID(), last+1, tx.Now, tx.Actor.Ref(), 1
	m.Number = paper.Number(Place(m.Office), year, m.Seq)
	row := db.Row{
		"id": m.ID, "office_id": m.Office, "direction": m.Direction, "year": year, "seq": m.Seq, "number": m.Number, "client_id": db.Null(string(m.Client)),
		"day": m.Day, "paper_id": db.Null(m.Paper), "blank_id": db.Null(blank), "state": m.State, "due": m.Due, "entered_at": m.EnteredAt, "entered_by": m.EnteredBy, "version": 1,
	}
	for column, text := range map[string]string{"party": m.Party, "their_number": m.TheirNumber, "subject": m.Subject} {
		if row[column], err = o.Seal.SealScope(ctx, tx, scope(m.Office, m.Client), table, column, m.ID, []byte(text)); err != nil {
			return m, err
		}
	}
	return m, tx.Insert(ctx, table, row)
}

// scope is whose key seals the words of a line: the client's, so that they go with the record; the office's when there is none.
func scope(office id.Office, client id.Client) seal.Scope {
	if client != "" {
		return seal.Client(client)
	}
	return seal.Scope("office:" + string(office))
}

// Close changes the state of the line of a paper or blank, and ties a blank's number to a client. The caller has asked and records.
func (o *Ops) Close(ctx context.Context, tx *db.Tx, number string, office id.Office, state string, client id.Client, paperID string) error {
	type row struct {
		ID      string
		Version int
	}
	x, err := db.One[row](ctx, tx.System(), `select id, version from casefile_mail where number = $1 and office_id = $2 and direction = 'out'`, number, office)
	if err != nil {
		return err
	}
	set := db.Row{"state": state}
	if client != "" {
		set["client_id"], set["paper_id"] = client, paperID
	}
	return tx.UpdateVersion(ctx, table, x.ID, x.Version, set)
}

// Enter is a line entered by hand. File is the number of the client's file, "" for none; Answers is the line that this one answers.
type Enter struct {
	Office      id.Office
	Direction   paper.Direction
	Day         civil.Date
	Party       string
	TheirNumber string
	Subject     string
	File        string
	Due         civil.Date
	Answers     string // number of a line of the same office that this one answers
}

// Enter writes a line and returns it with its number. Needs access.ManageMail on the office. Faults: forbidden, invalid with all
// problems; a file out of sight is an unknown one.
func (s *Service) Enter(ctx context.Context, in Enter) (paper.Mail, error) {
	var out paper.Mail
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		out, err = s.ops.enter(ctx, tx, in)
		return err
	})
	return out, err
}

func (o *Ops) enter(ctx context.Context, tx *db.Tx, in Enter) (paper.Mail, error) {
	if err := o.office(ctx, access.ManageMail, in.Office); err != nil {
		return paper.Mail{}, err
	}
	m := paper.Mail{
		Office: in.Office, Direction: in.Direction, Day: in.Day, Party: in.Party, TheirNumber: in.TheirNumber, Subject: in.Subject,
		Due: in.Due, State: paper.Entered,
	}
	problems := m.Check(tx.Now.In(o.Zone))
	if in.File != "" && o.ByFile != nil {
		found, err := o.ByFile(ctx, &tx.Reader, in.File)
		if err != nil {
			return m, err
		}
		if len(found) == 1 {
			m.Client = found[0]
		} else {
			problems.Add("file", "casefile.mail.no_file")
		}
	}
	var answered paper.Mail
	if in.Answers != "" {
		var err error
		if answered, err = o.byNumber(ctx, &tx.Reader, in.Office, in.Answers, in.Direction); err != nil {
			problems.Add("answers", "casefile.mail.no_line")
		}
	}
	if err := problems.Err(); err != nil {
		return m, err
	}
	if m.Client != "" {
		if err := o.guard.Allow(ctx, tx, access.ReadMail, m.Client); err != nil {
			return m, err
		}
	}
	m, err := o.Draw(ctx, tx, m, "")
	if err != nil {
		return m, err
	}
	if answered.ID != "" {
		if err := tx.UpdateVersion(ctx, table, answered.ID, answered.Version, db.Row{"answered": m.Day, "answer_id": m.ID}); err != nil {
			return m, err
		}
	}
	return m, tx.Record(ctx, access.ManageMail, "", facts(tx, m)...)
}

func facts(tx *db.Tx, m paper.Mail) []fact.Fact {
	if m.Client == "" {
		return nil
	}
	f := fact.New("casefile.mail_in", m.Client, "number", m.Number)
	if m.Direction == paper.Out {
		f = fact.New("casefile.mail_out", m.Client, "number", m.Number)
	}
	f.ID = tx.NewID()
	return []fact.Fact{f}
}

// office refuses an office that is not the actor's.
func (o *Ops) office(ctx context.Context, action actor.Action, office id.Office) error {
	if err := o.guard.Permit(ctx, action); err != nil {
		return err
	}
	if rights := access.From(ctx); office == "" || !rights.Covers(office) && rights.Home() != office {
		return fault.MissingRecord()
	}
	return nil
}

// Change is what is noted on a line later.
type Change struct {
	ID       string
	Version  int
	Proof    string // code of mail_proofs
	Proved   civil.Date
	Answered civil.Date // without a line that answers: by telephone, in person
}

// Change notes the proof of delivery or that an answer was given. Needs access.ManageMail. Faults: not_found, conflict, invalid.
func (s *Service) Change(ctx context.Context, in Change) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Permit(ctx, access.ManageMail); err != nil {
			return err
		}
		m, err := s.ops.line(ctx, &tx.Reader, in.ID)
		if err != nil {
			return err
		}
		if err := s.ops.office(ctx, access.ManageMail, m.Office); err != nil {
			return err
		}
		if m.Client != "" {
			if err := s.ops.guard.Allow(ctx, tx, access.ReadMail, m.Client); err != nil {
				return err
			}
		}
		var p fault.Problems
		today, set := tx.Now.In(s.ops.Zone), db.Row{}
		if in.Proof != "" || !in.Proved.IsZero() {
			if !s.ops.Rules.At(today).List(paper.ListProofs).Holds(in.Proof, today) {
				p.Add("proof", "field.choose")
			}
			dated(&p, "proved", in.Proved, m.Day, today)
			set["proof"], set["proved"] = in.Proof, in.Proved
		}
		if !in.Answered.IsZero() {
			dated(&p, "answered", in.Answered, m.Day, today)
			set["answered"] = in.Answered
		}
		if len(set) == 0 {
			p.Add("proof", "field.choose")
		}
		if err := p.Err(); err != nil {
			return err
		}
		if err := tx.UpdateVersion(ctx, table, in.ID, in.Version, set); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageMail, "")
	})
}

func dated(p *fault.Problems, field string, d, from, today civil.Date) {
	switch {
	case d.IsZero():
		p.Add(field, "field.required")
	case d.After(today):
		p.Add(field, "date.future")
	case d.Before(from):
		p.Add(field, "casefile.mail.before_day")
	}
}
