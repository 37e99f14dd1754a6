// Package personsvc keeps who people are: it creates and finds them, corrects what was wrong with a reason, and answers
// what the service knew of a person at any past instant.
package personsvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// FileNumbers finds clients by the number of their file or judgment; the order capability implements it.
type FileNumbers interface {
	FindByNumber(ctx context.Context, r *db.Reader, text string) ([]id.Client, error)
}

// Rests finds what was decided on the strength of an entry, when that entry turns out to be about somebody else, and opens it
// again for decision; the supervision capability implements it.
type Rests interface {
	Reopen(ctx context.Context, tx *db.Tx, client id.Client, entry, reason string) ([]fact.Fact, error)
}

// Deps are what the composition root binds. Files, Rests and Blobs may be nil in tests that do not reach them.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Files FileNumbers
	Rests Rests
	Blobs *blob.Store
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard  accesssvc.Guard
	access accesssvc.Ops
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	return &Service{db: d, ops: &Ops{Deps: deps}}
}

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(tx.Now.In(o.Zone)) }

// write runs fn and leaves one entry with its facts.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, st.reason, st.facts...)
	})
}
