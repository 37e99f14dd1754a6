// Package earlyendsvc keeps submissions to the court for the early end of an order: proposed by one person, decided by another, put on
// paper under a number, answered by the court. The order itself is ended by the act of ending, on the court's paper.
package earlyendsvc

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
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Order is an order of a client that might end early.
type Order struct {
	ID     string
	Number string // of the judgment
	Live   bool
}

// Deps are what the composition root binds. Basis, Head and Account may be nil in tests.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Orders are those of a client, within the reader's sight.
	Orders func(ctx context.Context, r *db.Reader, client id.Client) ([]Order, error)
	// Basis reports whether a submission may rest on an opportunity of the client: one that was accepted and speaks for an early end.
	Basis func(ctx context.Context, r *db.Reader, client id.Client, chance string) (bool, error)
	// Issue gives the paper out. It leaves an entry of its own.
	Issue func(ctx context.Context, tx *db.Tx, d document.Draft) (document.Issued, error)
	// Labels says how lists call clients, within the reader's sight.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	// Head tells the head of the office that keeps the file; Account tells one member of staff.
	Head    func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	Account func(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
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

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

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

// read runs fn on one client's data within the actor's sight.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadClient) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadClient, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}
