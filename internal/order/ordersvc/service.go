// Package ordersvc keeps orders: it opens them, places clients on the register, keeps the term with its arithmetic, ends
// what has ended, and sees that no judgment in force is lost.
package ordersvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/order"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Offices knows the offices; the organisation implements it. The office of an unknown district is "".
type Offices interface {
	ByDistrict(ctx context.Context, r *db.Reader, district rulebook.SOATE) (id.Office, error)
	Unit(ctx context.Context, r *db.Reader, office id.Office) (order.Unit, error)
}

// Notify tells people of an office something; the organisation implements it.
type Notify interface {
	Tell(ctx context.Context, tx *db.Tx, n order.Notice) error
}

// Allocation gives a client to an officer; the organisation implements it and asks its own guard.
type Allocation interface {
	Assign(ctx context.Context, tx *db.Tx, client id.Client, officer id.Account, reason string) error
}

// Demands are the appointments and tasks asked of clients; supervision implements it.
type Demands interface {
	// StopDemands cancels everything asked of the client after a day, because nothing binds the client any more; ground says
	// why. The caller records the facts.
	StopDemands(ctx context.Context, tx *db.Tx, client id.Client, after civil.Date, ground string) ([]fact.Fact, error)
	// DemandsAfter lists what was asked of clients, or done with them on demand, after a day each.
	DemandsAfter(ctx context.Context, r *db.Reader, ended map[id.Client]civil.Date) ([]order.Demand, error)
}

// Documents knows which kinds of paper the files hold.
type Documents interface {
	DocumentKinds(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]string, error)
}

// People tells what the pages of orders need to know of persons. The reader decides who is in sight.
type People interface {
	Briefs(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]order.Brief, error)
}

// Deps are what the composition root binds. Allocation, Demands and Documents may be nil: then nothing is allocated,
// nothing is stopped, and every document counts as missing.
type Deps struct {
	Rules      *rulebook.Set
	Zone       *time.Location
	Seal       *seal.Sealer
	Offices    Offices
	Notify     Notify
	People     People
	Allocation Allocation
	Demands    Demands
	Documents  Documents
}

// Ops are the steps for transactions of other capabilities.
type Ops struct {
	Deps
	guard  accesssvc.Guard
	access accesssvc.Ops
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) Today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

// step is what a use case leaves in the record.
type step struct {
	action actor.Action
	reason string
	facts  []fact.Fact
}

// write runs fn in one transaction and records what it did; a step without an action has changed nothing.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil || st.action == "" {
			return err
		}
		return tx.Record(ctx, st.action, st.reason, st.facts...)
	})
}
