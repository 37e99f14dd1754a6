// Package supervisionsvc keeps the daily work: contacts and notes, appointments and their outcomes, and the decisions that
// must be looked at again after an entry was moved to the client to whom it belongs.
package supervisionsvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Term knows until when something may be demanded of a client: the last day of the latest running order. The zero Date means
// that none is known. The order capability implements it.
type Term interface {
	EndsOn(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error)
}

// Plans knows which identifiers are goals and steps of a plan's voluntary part. The plan capability implements it.
type Plans interface {
	NotVoluntary(ctx context.Context, r *db.Reader, entries []string) error
}

// Deps are what the composition root binds. Term, Plans and Crisis may be nil in tests.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Now   func() civil.Instant // db.Now: which appointment is the next one
	Term  Term
	Plans Plans
	// Undo takes back a decision of another kind than an outcome when somebody answers that it falls; nil leaves it to its own page.
	Undo func(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, why Why) ([]fact.Fact, error)
	// Changed hears, within the transaction, that a version of an appointment is replaced: moved, called off, stopped or closed. Nil: nobody.
	Changed func(ctx context.Context, tx *db.Tx, client id.Client, entry string) error
	// Became hears, within the transaction, of the version that replaces it and returns facts to be recorded. Nil: nobody.
	Became func(ctx context.Context, tx *db.Tx, a supervision.Appointment) ([]fact.Fact, error)
	// MoveAlong takes what hangs on a contact out of its file when the contact is moved to another client, and says how to put it into
	// the right one. Nil, or a nil PutAlong: nothing hangs there.
	MoveAlong func(ctx context.Context, tx *db.Tx, from supervision.Contact, why Why) ([]fact.Fact, PutAlong, error)
	// Crisis opens the task of a danger that a contact or note speaks of. May be nil: then none can be said.
	Crisis func(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error)
	// Resting tells whether nothing may be demanded of a client on a day, and why. May be nil.
	Resting func(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (supervision.Span, bool, error)
}

// PutAlong writes what hung on a contact into the file of the client whom it is about; to is the contact as it stands there.
type PutAlong func(to supervision.Contact) ([]fact.Fact, error)

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	if deps.Now == nil {
		deps.Now = d.Now
	}
	return &Service{db: d, ops: &Ops{Deps: deps}}
}

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Zone is the time zone of the service.
func (s *Service) Zone() supervision.Zone { return supervision.Zone{Location: s.ops.Zone} }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) zone() supervision.Zone { return supervision.Zone{Location: o.Zone} }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(tx.Now.In(o.Zone)) }

// step is what one use case leaves in the record.
type step struct {
	action actor.Action
	reason string
	facts  []fact.Fact
}

func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, st.reason, st.facts...)
	})
}

// Why is the reason of a correction.
type Why = person.Why
