// Package requestsvc takes what clients ask on their own pages: requests, complaints about the service, the wish to have what is
// held on them, and papers that they confirm having read. A person answers all of it.
package requestsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/portal"
	"tuzjol/internal/rulebook"
)

// Place is where a client stands: the office that keeps the file, who works it, and the offices above from the nearest.
type Place struct {
	Office  id.Office
	Officer id.Account
	Above   []id.Office
}

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Place says where a client stands, out of any sight: it addresses what the client writes.
	Place func(ctx context.Context, r *db.Reader, client id.Client) (Place, error)
	// Above are the offices above one, from the nearest.
	Above func(ctx context.Context, r *db.Reader, office id.Office) ([]id.Office, error)
	// TellOfficer puts a notice before whoever answers for the client today.
	TellOfficer func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// TellHandlers puts a notice before those of an office who handle complaints.
	TellHandlers func(ctx context.Context, tx *db.Tx, office id.Office, n access.Notice) error
	// Issued are the papers that the office gave out and put before the client; nil where nobody issues papers.
	Issued Issued
}

// Issued reads and confirms issued papers within the client's own sight. The capability that issues papers implements it.
type Issued interface {
	// List gives those put before the client, without their words, the latest first.
	List(ctx context.Context, r *db.Reader, client id.Client) ([]portal.Paper, error)
	// Waiting counts those that the client has not confirmed.
	Waiting(ctx context.Context, r *db.Reader, client id.Client) (int, error)
	// One gives one with its words. Fault: not_found.
	One(ctx context.Context, r *db.Reader, client id.Client, key string) (portal.Paper, error)
	// File is its PDF as it was given out. Fault: not_found.
	File(ctx context.Context, r *db.Reader, client id.Client, key string) ([]byte, error)
	// Confirm notes on the paper that the client has read it. Fault: not_found.
	Confirm(ctx context.Context, tx *db.Tx, client id.Client, key string) ([]fact.Fact, error)
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

// due is the last day of a time limit of the rulebook from a day.
func (o *Ops) due(rule string, from civil.Date, fallback int) civil.Date {
	rules := o.Rules.At(from)
	if d, ok := rules.Deadline(rule, from); ok {
		return d.Due(from, rules.Calendar()).Day
	}
	return from.AddDays(fallback)
}

// own runs fn on the record of the client who asks. Fault: not_found for anybody else.
func (s *Service) own(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if client == "" || access.Self(ctx) != client {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		db.Shown(ctx, client)
		return fn(r)
	})
}
