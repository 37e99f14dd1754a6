// Package standardsvc says what the table of standards asks of clients and what was done, and keeps exemptions: proposed by one
// person, approved by another, ended, corrected, with the agreement on a seasonal absence and its confirmations.
package standardsvc

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
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/standard"
)

// Case is what other capabilities know of a client that the standards ask for.
type Case struct {
	rulebook.Case
	Levels    []standard.Since
	Suspended []civil.Period
}

// Deps are what the composition root binds. Spans, Weigh, Head, Account and Basis may be nil in tests.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Tables are the versions of the table of standards.
	Tables func(ctx context.Context, r *db.Reader) (rulebook.StandardSet, error)
	// Cases says where clients stand, within the reader's sight; who is not on the register has no first day.
	Cases func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]Case, error)
	// Spans are the times of a client's life in which contact rests or goes another way.
	Spans func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]supervision.Span, error)
	// Weigh counts the points of a client anew after an exemption began or ended to hold.
	Weigh func(ctx context.Context, tx *db.Tx, client id.Client) error
	// List reads the clients who owe or are owed something, from their cards, within the reader's sight.
	List func(ctx context.Context, r *db.Reader, f Filter, today civil.Date) (Page, error)
	// Again counts the cards of all clients on the register anew.
	Again func(ctx context.Context) error
	// Labels says how lists call clients, within the reader's sight.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	// Basis reports whether an exemption of the client may rest on an opportunity: one that was accepted and speaks for fewer contacts.
	Basis func(ctx context.Context, r *db.Reader, client id.Client, chance string) (bool, error)
	// Head tells the head of the office that keeps the file; Account tells one member of staff.
	Head    func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	Account func(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
	now   func() civil.Instant
}

// Service is what pages call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	return &Service{db: d, ops: &Ops{Deps: deps, now: d.Now}}
}

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
		if _, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}
