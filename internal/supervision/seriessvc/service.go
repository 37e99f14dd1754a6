// Package seriessvc makes, changes and calls off series of appointments, each in one transaction.
package seriessvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
)

// Deps are what the composition root binds.
type Deps struct {
	Seal         *seal.Sealer
	Rules        *rulebook.Set
	Appointments *supervisionsvc.Service
}

// Service is what pages call; each method is one transaction.
type Service struct {
	Deps
	db    *db.DB
	guard accesssvc.Guard
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{Deps: deps, db: d} }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.Appointments.Today() }

// Zone is the time zone of the service.
func (s *Service) Zone() supervision.Zone { return s.Appointments.Zone() }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.Rules.At(s.Today()) }

// reading runs fn on one client's data for somebody who may make appointments.
func (s *Service) reading(ctx context.Context, client id.Client, fn func(*db.Reader) error) error {
	if !access.From(ctx).May(access.ReadClient) {
		return fault.MissingRecord()
	}
	return s.db.Read(ctx, func(r *db.Reader) error {
		if _, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(r)
	})
}

// write asks the guard, runs fn and records what it did.
func (s *Service) write(ctx context.Context, client id.Client, fn func(tx *db.Tx) ([]fact.Fact, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.ManageAppointment, client); err != nil {
			return err
		}
		facts, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageAppointment, "", facts...)
	})
}

// allowed runs fn for somebody who may work with the client's appointments; fn writes nothing, so that
// the form of which it shows the days may still be sent.
func (s *Service) allowed(ctx context.Context, client id.Client, fn func(tx *db.Tx) error) error {
	return s.db.System(ctx, "series.plan", func(tx *db.Tx) error {
		if err := s.guard.Allow(ctx, tx, access.ManageAppointment, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		return fn(tx)
	})
}
