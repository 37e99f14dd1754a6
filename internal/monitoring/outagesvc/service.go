// Package outagesvc keeps the register of outages of network and power: entered by people, recognised from many devices that fall silent
// together, and the times in which the service itself did not run. While an outage lasts the silence of a device has a cause.
package outagesvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds. Areas and Addresses may be nil.
type Deps struct {
	Rules *rulebook.Set
	Zone  *time.Location
	// Changed is told, within the transaction, of an order whose case is another by an outage.
	Changed func(ctx context.Context, tx *db.Tx, order string) error
	// Areas gives the territory (SOATE) in which clients live.
	Areas func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error)
	// Addresses gives the text of the addresses at which clients live. It is asked only where an outage names a village.
	Addresses func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]string, error)
}

// Service is what jobs, pages and the watch call.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, Deps: deps} }

// Operators are the mobile operators that the rulebook knows today.
func (s *Service) Operators() rulebook.List {
	return s.Rules.At(s.db.Now().In(s.Zone)).List(outage.ListOperators)
}

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }
