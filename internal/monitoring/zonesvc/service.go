// Package zonesvc keeps the zones of orders of monitoring: drawn on the basis of the decision, checked against everyday life, put in force
// by the officer or, for places to keep away from, by a second person, changed in versions, freed for a time, and ended.
package zonesvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds. Changed, VictimLivesAt and Tell may be nil in tests.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Changed tells the watch, within the transaction, that an order is judged by other zones from here on.
	Changed func(ctx context.Context, tx *db.Tx, order string) error
	// VictimLivesAt tells whether a place is where a protected person of the client's orders lives. Nobody may learn it from a refusal.
	VictimLivesAt func(ctx context.Context, r *db.Reader, client id.Client, at zone.Point) (bool, error)
	// Tell puts a notice before the head of the client's office.
	Tell interface {
		Head(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	}
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
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps, now: d.Now}} }

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

func (o *Ops) rules(now civil.Instant) *rulebook.Rulebook { return o.Rules.At(now.In(o.Zone)) }

// holidays are the days off of the calendar in force.
func (o *Ops) holidays(now civil.Instant) []civil.Date {
	var out []civil.Date
	for _, y := range o.rules(now).Holidays {
		for _, off := range y.Off {
			for d := off.From; !d.After(off.To); d = d.AddDays(1) {
				out = append(out, d)
			}
		}
	}
	return out
}

// step is what one use case leaves in the record.
type step struct {
	action actor.Action
	fact   fact.Fact
}

func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, "", st.fact)
	})
}

func (o *Ops) changed(ctx context.Context, tx *db.Tx, order string) error {
	if o.Changed == nil {
		return nil
	}
	return o.Changed(ctx, tx, order)
}

// said makes the fact of a use case about a zone. It says the kind and never the place.
func said(tx *db.Tx, kind string, z zoning.Zone, pairs ...string) fact.Fact {
	f := fact.New(kind, z.Client, append([]string{"monitoring", z.Order, "zone", z.ID, "kind", string(z.Kind)}, pairs...)...)
	f.ID = tx.NewID()
	return f
}
