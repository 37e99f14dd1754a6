// Package enforcementsvc keeps cases of enforcement: opened on what the table proposes or by choice, the client heard, proposed,
// decided by another person, put on paper, proven to be delivered, answered by the court. Nothing is taken out: what was wrong is
// corrected with a reason, and a case is withdrawn, never deleted.
package enforcementsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
)

// Record is the daily work as far as enforcement sees it: what was asked of the client and what came of it, and what decisions
// rest on. supervisionsvc.Ops is one.
type Record interface {
	History(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Appointment, []supervision.Contact, error)
	RestOn(ctx context.Context, tx *db.Tx, client id.Client, kind, decision string, entries []string) error
	// Judge writes what a case found onto the appointments that it looked at.
	Judge(ctx context.Context, tx *db.Tx, client id.Client, entries []string, j supervision.Judgement) ([]fact.Fact, error)
	// Reopen opens what rests on an entry to be looked at again.
	Reopen(ctx context.Context, tx *db.Tx, client id.Client, entry, reason string) ([]fact.Fact, error)
}

// Order is what the orders of a client say.
type Order interface {
	// EndsOn is the last day that binds; the zero Date means that none is known.
	EndsOn(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error)
	// Explained lists the explanations of the conditions and the language that the client understands best.
	Explained(ctx context.Context, r *db.Reader, client id.Client) (list []enforcement.Explained, speaks string, err error)
	// Obligations lists those of all orders, the binding ones first.
	Obligations(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Obligation, error)
	// Enforceable is nil when an act may rest on the basis. Fault: invalid at "basis".
	Enforceable(ctx context.Context, r *db.Reader, client id.Client, basis string) error
}

// Sheet is what a warning or a submission says, before it has words: the draft, what it rests on, and the breach file so far.
type Sheet struct {
	document.Draft
	Number    string // of the case
	Speaks    string // the language that the client understands best
	Duty      plan.Obligation
	Rests     []enforcement.Line
	Explained enforcement.Explained // of the obligation, before it was broken
	Heard     enforcement.Step      // the client's own account; without a kind: none
	Reason    string                // of the proposal
	File      []Event
}

// Papers issues what goes to the client on paper.
type Papers interface {
	Issue(ctx context.Context, tx *db.Tx, in Sheet) (document.Issued, error)
}

// Deps are what the composition root binds. Spans and Papers may be nil: then no span is known, and a paper is the sheet of the case.
type Deps struct {
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Record Record
	Order  Order
	Spans  func(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error)
	Papers Papers
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

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

// read runs fn on one client's data within the actor's sight.
func (s *Service) read(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadClient) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if err := inSight(ctx, r, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

// inSight makes what is out of sight look like what does not exist.
func inSight(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
	return err
}

// Why is the reason of a correction.
type Why = person.Why
