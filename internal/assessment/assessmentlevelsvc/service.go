// Package assessmentlevelsvc keeps the decisions on the supervision levels of clients: proposed until a needed second person
// agrees, in force until the next, never changed.
package assessmentlevelsvc

import (
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
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

func (o *Ops) day(at civil.Instant) civil.Date { return at.In(o.Zone) }
