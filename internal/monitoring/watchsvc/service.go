// Package watchsvc judges what is stored: it gives the rules every input of an order in the order of arrival numbers, remembers how far it
// has come, and writes alerts with their explanations. A crash loses nothing and repeats nothing, because alerts and cursor are written by
// one transaction. The design stands in docs/adr/0013 and 0014.
package watchsvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Cases gives what the rules need to know of an order as it stands in the transaction: term, zones, victims' zones, outages. It is read with
// the rights of the system.
type Cases interface {
	Case(ctx context.Context, r *db.Reader, order string) (judge.Case, error)
}

// Change is one change of an alert, as it is told to those who work on alerts.
type Change struct {
	Alert    string
	Client   id.Client
	Order    string
	Office   id.Office
	Subject  alert.Subject
	What     string // raised, updated, ended, corrected, reopened, withdrawn: see evaluator
	From     civil.Instant
	Until    civil.Instant // zero = it goes on
	Late     bool
	RaisedAt civil.Instant
	At       civil.Instant // when the change became known
}

// Deps are what the composition root binds. Raised and Published may be nil.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Cases Cases
	// Raised is told of changes of alerts within the transaction that writes them.
	Raised func(ctx context.Context, tx *db.Tx, changes []Change) error
	// Published is called after a transaction that changed alerts.
	Published func()
}

// Service is what the ingest, jobs, pages and commands call.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, Deps: deps} }
