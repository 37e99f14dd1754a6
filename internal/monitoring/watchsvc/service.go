// Package watchsvc judges what is stored: it gives the rules every input of an order in the order of arrival numbers, remembers how far it
// has come, and writes alerts with their explanations. A crash loses nothing and repeats nothing, because alerts and cursor are written by
// one transaction. The design stands in docs/adr/0013 and 0014.
package watchsvc

import (
	"context"
	"sync"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/alert"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/watch"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Cases gives what the rules need to know of an order as it stands in the transaction: term, zones, victims' zones, outages. It is read with
// the rights of the system. A case without a beginning is not watched.
type Cases interface {
	Case(ctx context.Context, r *db.Reader, order string) (judge.Case, error)
}

// Tracks gives the stored positions.
type Tracks interface {
	// Orders lists orders of which something waits to be judged.
	Orders(ctx context.Context, r *db.Reader, most int) ([]string, error)
	// Waiting lists by order what waits to be judged, at most so many groups of each, in the order in which they came.
	Waiting(ctx context.Context, r *db.Reader, orders []string, most int) (map[string][]track.Stretch, error)
	// Done forgets that the groups of orders up to one of each wait.
	Done(ctx context.Context, tx *db.Tx, past []track.Upto) error
	// Read reads positions in the order of their arrival.
	Read(ctx context.Context, r *db.Reader, stretches []track.Stretch) ([]track.Row, error)
	// Destroyed lists what retention destroyed of an order, of what arrived with numbers from one to another.
	Destroyed(ctx context.Context, r *db.Reader, order string, from, to int64) ([]track.Destroyed, error)
	// Days makes the stretches of a fitting over whole days.
	Days(fitting, device int64, from, until time.Time) []track.Stretch
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

// Deps are what the composition root binds. Raised, Published, Outages and Failed may be nil.
type Deps struct {
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Cases  Cases
	Tracks Tracks
	// Raised is told of changes of alerts within the transaction that writes them.
	Raised func(ctx context.Context, tx *db.Tx, changes []Change) error
	// Published is called after a transaction that changed alerts.
	Published func()
	// System gives a context with the rights of a named task.
	System func(ctx context.Context, name string) context.Context
	// Outages gives the outages that cover where a client lives, from a moment on; nil = none are known.
	Outages func(ctx context.Context, r *db.Reader, client id.Client, from time.Time) ([]judge.Outage, error)
	// Failed is told of an order that could not be judged; it is tried again by the next sweep.
	Failed func(order string, err error)
}

// Service is what the ingest, jobs, pages and commands call.
type Service struct {
	Deps
	db *db.DB

	mu     sync.Mutex // guards what follows
	sets   map[civil.Date]*judge.Settings
	fresh  watch.Queue // orders of which something of now has come
	behind watch.Queue // orders of which only old things have come, or so much that it may not stand before others
	turn   int         // how often next was asked
	bell   chan struct{}
	ruled  civil.Date // the day for which the thresholds of every order were looked at

	one  sync.Mutex // one order is judged by one at a time
	held watch.Shelf
	// forgotten is how many withdrawals the watches at hand know of, by order; guarded by one.
	forgotten map[string]int
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	return &Service{db: d, Deps: deps, bell: make(chan struct{}, 1), held: watch.Shelf{Most: 4000}, forgotten: map[string]int{}}
}

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }
