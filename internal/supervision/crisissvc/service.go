// Package crisissvc keeps dangers as tasks of the same day: raised from a contact, visit, check-in or note, given to a named
// person with a clock, answered, taken over, sent upwards when nobody acted, closed with a reason and never deleted.
package crisissvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Duty knows who answers for a client today: whoever covers, the officer, the head of the office, or else the duty operator;
// empty when nobody holds any of these posts.
type Duty interface {
	Named(ctx context.Context, r *db.Reader, client id.Client) (id.Account, error)
}

// Tell puts notices before people.
type Tell interface {
	// Account tells one member of staff.
	Account(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
	// Head tells the head of the office that keeps the client's file; an office without one hears it as a whole.
	Head(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// Region tells the department above that office.
	Region(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
}

// Deps are what the composition root binds. Duty and Tell may be nil in tests.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Duty  Duty
	Tell  Tell
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
	sight accesssvc.Ops
}

// Service is what pages, commands and the API call; each method is one transaction.
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

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

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
