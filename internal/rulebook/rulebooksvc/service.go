// Package rulebooksvc keeps the table of standards: drafting a version, showing what it would mean for the whole caseload,
// putting it in force by a second person, and counting the points of all cards anew.
package rulebooksvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Deps are what others give; app binds them.
type Deps struct {
	Rules *rulebook.Set
	Zone  *time.Location
	// Caseload lists the cases in the reader's sight, from the cards.
	Caseload func(ctx context.Context, r *db.Reader) ([]rulebook.Case, error)
	// Later runs Recount after the transaction is committed; nil in tests that count by themselves.
	Later func(ctx context.Context, tx *db.Tx, recount string) error
	// Some counts the points of the next cards after a client anew and says up to which it came; none are left when n is 0.
	Some func(ctx context.Context, tx *db.Tx, after id.Client, most int) (last id.Client, n int, err error)
	// Count is the number of cards.
	Count func(ctx context.Context, r *db.Reader) (int, error)
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

// Ops returns the steps for transactions of other use cases.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func me(ctx context.Context, tx *db.Tx) id.Account {
	if a := access.From(ctx).Account; a != "" {
		return a
	}
	return id.Account(tx.Actor.Ref())
}

const decisionColumns = `s.id, s.state, s.body, s.based_on, s.reason, s.reason_text, s.drafted_by, s.drafted_at, s.edited_by, s.edited_at, s.in_force,
 s.put_by, s.put_at, s.withdrawn_by, s.withdrawn_at, s.withdrawn_why, s.version`

// Standards are the tables in force, those that ship with the rulebook and those put in force here. It tells settings only.
func (o *Ops) Standards(ctx context.Context, r *db.Reader) (rulebook.StandardSet, error) {
	var all []*rulebook.Standard
	for _, rb := range o.Rules.All() {
		all = all[:0] // a later version of the rulebook has the tables of the one on which it is based
		for i := range rb.Standards {
			all = append(all, &rb.Standards[i])
		}
	}
	decided, err := db.All[rulebook.StandardDecision](ctx, r, `select `+decisionColumns+` from rulebook_standard s where s.state = $1 order by s.in_force, s.put_at`,
		rulebook.StandardInForce)
	if err != nil {
		return rulebook.StandardSet{}, err
	}
	for _, d := range decided {
		t, err := d.Table()
		if err != nil {
			return rulebook.StandardSet{}, err
		}
		all = append(all, t)
	}
	return rulebook.NewStandardSet(all...), nil
}

func (o *Ops) decision(ctx context.Context, r *db.Reader, standard string) (rulebook.StandardDecision, error) {
	return db.One[rulebook.StandardDecision](ctx, r, `select `+decisionColumns+` from rulebook_standard s where s.id = $1`, standard)
}
