// Package lifesvc keeps what happens in a client's life as small workflows with states, clocks, papers and facts, and says during
// which days contacts rest.
package lifesvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Standing is what events need to know of a client's orders.
type Standing struct {
	Registered bool // placed on the register: before that a search belongs to the registration
	Ended      bool // no order binds any more
}

// Calendar knows the open appointments of a client and changes them. The appointments themselves implement it.
type Calendar interface {
	OpenBetween(ctx context.Context, r *db.Reader, client id.Client, from, until civil.Date) ([]supervision.Appointment, error)
	CallOff(ctx context.Context, tx *db.Tx, client id.Client, entry, why string) ([]fact.Fact, error)
	PutOff(ctx context.Context, tx *db.Tx, client id.Client, entry string, to civil.Date, why string) ([]fact.Fact, error)
}

// Deps are what the composition root binds. All but Seal, Rules and Zone may be nil in tests: then nothing follows.
type Deps struct {
	Seal     *seal.Sealer
	Rules    *rulebook.Set
	Zone     *time.Location
	Calendar Calendar
	// Standing knows the orders of a client.
	Standing func(ctx context.Context, r *db.Reader, client id.Client) (Standing, error)
	// Address writes the accepted address into the person's record.
	Address func(ctx context.Context, tx *db.Tx, client id.Client, district, text string, from civil.Date) ([]fact.Fact, error)
	// Transfer asks the office of a district to take the file, when it is another one than the present.
	Transfer func(ctx context.Context, tx *db.Tx, client id.Client, district string) ([]fact.Fact, error)
	// Stop ends every appointment after an instant.
	Stop func(ctx context.Context, tx *db.Tx, client id.Client, after civil.Instant, ground string) ([]fact.Fact, error)
	// Holds reports whether a document is in the client's file.
	Holds func(ctx context.Context, r *db.Reader, client id.Client, document string) (bool, error)
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

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

// step is what one use case leaves in the record.
type step struct {
	action actor.Action
	reason string
	facts  []fact.Fact
}

func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (step, error)) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		st, err := fn(tx)
		if err != nil {
			return err
		}
		return tx.Record(ctx, st.action, st.reason, st.facts...)
	})
}
