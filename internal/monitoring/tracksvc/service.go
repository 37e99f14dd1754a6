// Package tracksvc stores what devices send, many messages in one transaction, and gives positions out again: to a reader with a
// reason, and to nobody across wearers. Positions leave no entry each; an hourly hash of them stands in the audit chain.
package tracksvc

import (
	"context"
	"sync"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Peer takes a fix of a protected person's device, of which nothing is kept here, within the transaction that received it; nil = nobody
	// judges it.
	Peer func(ctx context.Context, tx *db.Tx, order, zone string, fix monitoring.Fix) error
}

// Service is what the ingest, pages and jobs call; each method is one transaction.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
	one   sync.Mutex // stores of one program follow one another: they share the running number
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, Deps: deps} }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.Rules.At(s.Today()) }

// Rules of the rulebook.
const (
	RuleFuture  = "monitoring.clock_future_minutes"
	RulePast    = "monitoring.clock_past_days"
	RuleWindow  = "monitoring.read_window_hours"
	ListPurpose = "monitoring_read_reasons"
)

func (s *Service) limits() track.Limits {
	rb, on := s.Rulebook(), s.Today()
	return track.Limits{
		Future: time.Duration(rb.Int(RuleFuture, on, 10)) * time.Minute, Past: time.Duration(rb.Int(RulePast, on, 60)) * 24 * time.Hour,
	}
}
