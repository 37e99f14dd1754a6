// Package monitoringsvc keeps the orders of electronic monitoring: drafted, approved by a second person, looked at again, suspended,
// varied and ended, with everything that happened under them.
package monitoringsvc

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

// Record knows what else the record holds of a client. Other capabilities implement it; both may give nothing.
type Record interface {
	// Orders lists the orders of a client that monitoring may rest on.
	Orders(ctx context.Context, r *db.Reader, client id.Client) ([]Choice, error)
	// Goals lists the goals of the plan in force.
	Goals(ctx context.Context, r *db.Reader, client id.Client) ([]Choice, error)
}

// Choice is something of the record that an order of monitoring may be linked to.
type Choice struct{ ID, Text string }

// Tell puts notices before people.
type Tell interface {
	// Head tells the head of the office that keeps the client's file.
	Head(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// Region tells the department above that office.
	Region(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
}

// Deps are what the composition root binds. Record and Tell may be nil in tests.
type Deps struct {
	Seal      *seal.Sealer
	Rules     *rulebook.Set
	Zone      *time.Location
	Languages []string // in which the information sheet may be signed
	Record    Record
	Tell      Tell
	// Stepped hears, within the transaction, of what happened to an order that is or was in force: one of the steps of package regime.
	Stepped func(ctx context.Context, tx *db.Tx, order, what string) error
	// Changed is told, within the transaction, that the time in which an order is watched is another; it may be nil.
	Changed func(ctx context.Context, tx *db.Tx, order string) error
}

func (o *Ops) changed(ctx context.Context, tx *db.Tx, order string) error {
	if o.Changed == nil {
		return nil
	}
	return o.Changed(ctx, tx, order)
}

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
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of other use cases.
func (s *Service) Ops() *Ops { return s.ops }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

// Zone is where the service's days begin.
func (s *Service) Zone() *time.Location { return s.ops.Zone }

// Languages are those in which the information sheet may be signed.
func (s *Service) Languages() []string { return s.ops.Languages }

// stepped tells whoever listens.
func (o *Ops) stepped(ctx context.Context, tx *db.Tx, order, what string) error {
	if o.Stepped == nil {
		return nil
	}
	return o.Stepped(ctx, tx, order, what)
}

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

// step is what one use case leaves in the record.
type step struct {
	action actor.Action
	facts  []fact.Fact
}

func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, "", st.facts...)
	})
}
