// Package plansvc keeps the plans made with clients: versions with goals and planrowsvc.Steps, what the client answered to each of the
// two parts, the countersignature, and what came of it all.
package plansvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/plan/planrowsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Orders knows what binds a client. The order capability implements it.
type Orders interface {
	// Obligations lists the obligations of all orders of a client, those that bind first.
	Obligations(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Obligation, error)
	// Starts says from where the clocks of clients run.
	Starts(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]plan.Start, error)
}

// Needs knows what the assessment in force says. The assessment capability implements it; it gives nothing to a reader who
// may not read the client's assessment.
type Needs interface {
	Needs(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Need, error)
}

// Deps are what the composition root binds. Needs may be nil where nobody assesses.
type Deps struct {
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Orders Orders
	Needs  Needs
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	rows  planrowsvc.Rows
	guard accesssvc.Guard
	now   func() civil.Instant
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	return &Service{db: d, ops: &Ops{Deps: deps, rows: planrowsvc.Rows{Seal: deps.Seal}, now: d.Now}}
}

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

func (o *Ops) needs(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Need, error) {
	if o.Needs == nil {
		return nil, nil
	}
	list, err := o.Needs.Needs(ctx, r, client)
	return plan.SortNeeds(list), err
}

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

// Why is the reason of a change to what was agreed, or of a correction.
type Why = person.Why
