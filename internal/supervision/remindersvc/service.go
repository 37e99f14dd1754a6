// Package remindersvc reminds clients of their appointments: what they said about messages, which numbers are not to be used, the
// reminders that are due, and messages of which a person must decide.
package remindersvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/reminder"
)

// Reach is how a client can be reached, from the record of the person.
type Reach struct {
	Lang   string           // that the client understands best
	Phones []reminder.Phone // the latest first; marks are not filled in
}

// Deps are what the composition root binds.
type Deps struct {
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Outbox *notify.Outbox
	// Reach reads how a client can be reached, within the sight of the reader.
	Reach func(ctx context.Context, r *db.Reader, client id.Client) (Reach, error)
	// Held tells by a code why a client is not to be reminded of an appointment on a day: hospital, custody, sought, permitted, died,
	// suspended; "" for nothing. Nil: never.
	Held func(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages and jobs call; each method is one transaction.
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

// read runs fn on one client's data within the actor's sight.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadClient) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if _, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

// write asks the guard, runs fn and records what it did.
func (s *Service) write(ctx context.Context, action actor.Action, client id.Client, fn func(tx *db.Tx) ([]fact.Fact, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ops.guard.Allow(ctx, tx, action, client); err != nil {
			return err
		}
		facts, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, action, "", facts...)
	})
}
