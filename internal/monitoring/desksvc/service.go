// Package desksvc is the duty desk: what people do with the alerts of monitoring, who is told of them and what came of it, the steps by
// which an alert climbs that nobody takes, shifts and their hand-over, and drills.
package desksvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Way is how somebody outside the service is reached; without a channel a person must call, because nothing may be written.
type Way struct {
	Channel notify.Channel
	Address string
	Lang    string
}

// Staff knows who sits where, and puts notices before them.
type Staff interface {
	// Above lists an office and those above it, the nearest first.
	Above(ctx context.Context, r *db.Reader, office id.Office) ([]id.Office, error)
	// Duty lists who is posted for the duty of an office, the nearest first.
	Duty(ctx context.Context, r *db.Reader, office id.Office) ([]id.Account, error)
	// Chief lists who leads an office, the nearest first.
	Chief(ctx context.Context, r *db.Reader, office id.Office) ([]id.Account, error)
	// Tell puts a notice before one member of staff.
	Tell(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
}

// Deps are what the composition root binds. Nil functions mean that nobody can be reached that way, and the desk says so.
type Deps struct {
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Outbox *notify.Outbox
	Staff  Staff
	// Victims tells the protected persons of an order of a danger, or of a reduced protection, by the ways they chose and in the words agreed
	// with them, while their consent stands. It gives the key of each message in the outbox, and "" for what a person must say.
	Victims func(ctx context.Context, tx *db.Tx, order string, danger bool) ([]string, error)
	// Wearer says how a client is reached.
	Wearer func(ctx context.Context, r *db.Reader, client id.Client) ([]Way, error)
	// Say gives a message of the catalogue in a language.
	Say func(lang, key string, args ...any) string
	// Explain opens why an alert was raised; false when nothing is kept of it.
	Explain func(ctx context.Context, r *db.Reader, alert string) (judge.Explain, bool, error)
	// Cleared hears that an officer has dealt with a tampering, which stands until then; the rules look for a new one from there.
	Cleared func(ctx context.Context, tx *db.Tx, order string) error
	// Woke hears after the commit that something on the desk changed; Hurry that messages wait to be sent.
	Woke, Hurry func()
}

// Ops are the steps within a transaction of another use case.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages and tasks call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of other use cases.
func (s *Service) Ops() *Ops { return s.ops }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(tx.Now.In(o.Zone)) }

// changed wakes the open desks once the transaction is kept.
func (o *Ops) changed(tx *db.Tx) {
	if o.Woke != nil {
		tx.AfterCommit(o.Woke)
	}
}

// The code lists of the desk.
const (
	ListClose   = "monitoring_close_reasons"
	ListReopen  = "monitoring_reopen_reasons"
	ListWays    = "monitoring_contact_ways"
	ListWhom    = "monitoring_contact_whom"
	ListResults = "monitoring_contact_results"
)

// MaxWords bounds what is written at the desk.
const MaxWords = 2000
