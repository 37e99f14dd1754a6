// Package visitsamplesvc draws the sample of visits that a head reads: whether what was written down was more than an administrative
// contact. The share is shown for offices and never for a person.
package visitsamplesvc

import (
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal *seal.Sealer
	Zone *time.Location
}

// Service is what pages call; each method is one transaction.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{Deps: deps, db: d} }
