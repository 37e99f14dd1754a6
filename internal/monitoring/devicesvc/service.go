// Package devicesvc keeps the devices of monitoring: the inventory with its chain of custody, who wears what from when to when, what
// devices say of their health, and devices that speak although nobody has entered them.
package devicesvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	// Stepped hears, within the transaction, that a device was put on or taken off under an order: regime.StepFitted, StepUnfitted.
	Stepped func(ctx context.Context, tx *db.Tx, order, what string) error
	// Changed is told, within the transaction, that what is worn under an order is something else; it may be nil.
	Changed func(ctx context.Context, tx *db.Tx, order string) error
}

func (s *Service) changed(ctx context.Context, tx *db.Tx, order string) error {
	if s.Changed == nil {
		return nil
	}
	return s.Changed(ctx, tx, order)
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, Deps: deps} }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.Rules.At(s.Today()) }

// step is what one use case leaves in the record.
type step struct {
	action actor.Action
	facts  []fact.Fact
}

func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, "", st.facts...)
	})
}

// stepped tells whoever listens.
func (s *Service) stepped(ctx context.Context, tx *db.Tx, order, what string) error {
	if s.Stepped == nil {
		return nil
	}
	return s.Stepped(ctx, tx, order, what)
}

const (
	devices  = "monitoring_device"
	custody  = "monitoring_custody"
	fittings = "monitoring_fitting"
)

// deviceColumns lists the columns of monitoring_device c in the order of regime.Device.
const deviceColumns = `c.id, c.number, c.ident, c.kind, c.model, c.serial, c.state, c.office_id, c.firmware, c.sim, c.client_id, c.fitting_id,
	c.added_at, c.added_by, c.version`

// device reads one device. One that is worn by somebody out of sight is as absent as its wearer.
func (s *Service) device(ctx context.Context, r *db.Reader, device string) (regime.Device, error) {
	return db.One[regime.Device](ctx, r, `select `+deviceColumns+` from monitoring_device c where c.id = $1 and (c.client_id is null or {visible c.client_id})`, device)
}

// hand writes one line of the chain of custody.
func hand(ctx context.Context, tx *db.Tx, d regime.Device, c regime.Custody, fitting string) error {
	return tx.Insert(ctx, custody, db.Row{
		"id": tx.NewID(), "client_id": db.Null(c.Client), "device_id": d.ID, "what": c.What, "code": db.Null(c.Code), "from_office": db.Null(c.From),
		"to_office": db.Null(c.To), "words": db.Null(c.Words), "fitting_id": db.Null(fitting), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	})
}
