// Package victimsvc keeps the protected persons of orders of monitoring: never within the client's record, opened for a stated reason
// only, and nothing done before their consent. Their rows name the order and no client; who may see is decided by the order's client.
package victimsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/everyday"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victim"
	"tuzjol/internal/monitoring/victimrowsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds. The functions may be nil in tests.
type Deps struct {
	Seal   *seal.Sealer
	Rules  *rulebook.Set
	Zone   *time.Location
	Texts  victim.Texts
	Outbox *notify.Outbox
	// Line is the number that a protected person may call back; without one nothing is written, and she is called instead.
	Line func() string
	// Tell puts a notice before whoever answers for a client today, and before the head. The notice names nobody.
	Tell func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// Changed tells the evaluator that the zones of an order are others.
	Changed func(ctx context.Context, tx *db.Tx, order string) error
	// Forget destroys what the rules keep of a person: of the zones round her places and of the one round her device. It comes before any
	// other change of the transaction.
	Forget func(ctx context.Context, tx *db.Tx, order, person string, zones []string) error
	// Age takes places of devices out of what the rules remember from before a moment.
	Age func(ctx context.Context, tx *db.Tx, before civil.Instant) (int, error)
	// Sums marks the hourly hashes of devices from before a moment as forgotten, before what they are of goes, and says how many it marked.
	Sums func(ctx context.Context, tx *db.Tx, before civil.Instant) (int, error)
	// HandUnit and UnitBack write into the chain of custody of a unit of the inventory that it goes to a protected person, and that it came back
	// in a state; they never say to whom. Without them a unit is known to nobody but her page.
	HandUnit func(ctx context.Context, tx *db.Tx, ident string) (bool, error)
	UnitBack func(ctx context.Context, tx *db.Tx, token string, state regime.DeviceState) error
	// Life lists the places of a client's life, for the check of everyday life.
	Life func(ctx context.Context, r *db.Reader, client id.Client) ([]everyday.Place, error)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	victimrowsvc.Rows
	guard accesssvc.Guard
}

// Service is what pages call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	return &Service{db: d, ops: &Ops{Deps: deps, Rows: victimrowsvc.Rows{Keys: deps.Seal}}}
}

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

// Texts are the information texts.
func (s *Service) Texts() victim.Texts { return s.ops.Texts }

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

// write runs a use case about one person: no fact is left, for facts stand in the timeline of a client.
func (s *Service) write(ctx context.Context, action actorAction, fn func(tx *db.Tx) error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return tx.Record(ctx, action, "")
	})
}

// changed tells the evaluator.
func (o *Ops) changed(ctx context.Context, tx *db.Tx, order string) error {
	if o.Changed == nil {
		return nil
	}
	return o.Changed(ctx, tx, order)
}

// notice tells whoever answers for the order's client that something is to be looked at on her page; it names nobody.
func (o *Ops) notice(ctx context.Context, tx *db.Tx, x held, kind string) error {
	if o.Tell == nil {
		return nil
	}
	return o.Tell(ctx, tx, x.Client, access.Notice{Kind: kind, Subject: x.ID, Href: "/monitoring/victims/" + x.ID})
}
