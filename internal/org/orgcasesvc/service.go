// Package orgcasesvc carries out who works which case: allocation and its history, declared conflicts, transfers between
// offices, acts that need a second person, and the boards of those who decide.
package orgcasesvc

import (
	"context"
	"strconv"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Workload measures what accounts carry; r decides which clients count.
type Workload func(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]org.Load, error)

// MayHold says why an account may not be given a client; an empty message means that it may.
type MayHold func(ctx context.Context, r *db.Reader, account id.Account, client id.Client) (msg.Message, error)

// Deps are what others give; app binds them.
type Deps struct {
	Rules   *rulebook.Set
	Load    Workload // nil counts cases
	MayHold MayHold  // nil: everybody with a post may hold every case
	// Weight is the points that clients bring together to whoever takes them; nil weighs nothing.
	Weight func(ctx context.Context, r *db.Reader, clients []id.Client) (int, error)
	// Decided carries out, or takes back, what an approval was about, in the deciding transaction.
	Decided func(ctx context.Context, tx *db.Tx, a org.Approval) error
	// Moved lets later capabilities follow when a file goes to another office; nil when there are none.
	Moved func(ctx context.Context, tx *db.Tx, client id.Client, office id.Office) error
}

// Ops are what other use cases call within their own transaction, those of offices, staff and notices included.
type Ops struct {
	*orgsvc.Ops
	deps   Deps
	guard  accesssvc.Guard
	access accesssvc.Ops
}

// Service opens the transactions.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service over the organisation's own Ops.
func New(d *db.DB, o *orgsvc.Ops, deps Deps) *Service {
	return &Service{db: d, ops: &Ops{Ops: o, deps: deps}}
}

// Ops returns what other use cases call within their own transaction.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone()) }

// List gives a code list of the rulebook in force today.
func (s *Service) List(list string) rulebook.List { return s.ops.deps.Rules.At(s.Today()).List(list) }

func me(ctx context.Context, tx *db.Tx) id.Account {
	if a := access.From(ctx).Account; a != "" {
		return a
	}
	return id.Account(tx.Actor.Ref())
}

func itoa(n int) string { return strconv.Itoa(n) }

// stale turns a broken one-at-a-time constraint of ours into "somebody was quicker".
func stale(err error) error {
	if db.IsUnique(err) {
		return fault.Stale()
	}
	return err
}
