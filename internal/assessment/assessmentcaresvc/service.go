// Package assessmentcaresvc keeps what surrounds an assessment: dangers as tasks of the same day, the clocks by which an
// assessment is due and valid, significant changes and the statement that there were none, comparison, and what heads should ask.
package assessmentcaresvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Duty knows who answers for a client: the officer, whoever covers, or the head of the office.
type Duty interface {
	Named(ctx context.Context, r *db.Reader, client id.Client) (id.Account, error)
}

// Tell puts notices before people.
type Tell interface {
	// Account tells one member of staff.
	Account(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
	// Head tells the head of the office that keeps the client's file.
	Head(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// Region tells the department above that office.
	Region(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
}

// Supervised is what the clocks need to know of a client's order.
type Supervised struct {
	Kind       string     // of probation; a code of client_kinds
	Active     bool       // on the register and not ended
	Registered civil.Date // zero: not on the register
	TermEnd    civil.Date
}

// Orders knows the orders of clients. The reader sees everybody.
type Orders interface {
	Supervised(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]Supervised, error)
}

// Deps are what the composition root binds. Duty, Tell and Orders may be nil in tests.
type Deps struct {
	Seal        *seal.Sealer
	Rules       *rulebook.Set
	Zone        *time.Location
	Now         func() civil.Instant // db.Now when nil: by which rulebook cards are computed
	Instruments []assessment.Spec
	Duty        Duty
	Tell        Tell
	Orders      Orders
	// Warn tells those who look after a victim the same day that the client broke what binds them. May be nil.
	Warn func(ctx context.Context, tx *db.Tx, client id.Client, kind string) error
	// Qualified reports whether an account holds a qualification on a day.
	Qualified func(ctx context.Context, r *db.Reader, account id.Account, code string, day civil.Date) (bool, error)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
	sight accesssvc.Ops
}

// Service is what pages, commands and the API call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service {
	if deps.Now == nil {
		deps.Now = d.Now
	}
	return &Service{db: d, ops: &Ops{Deps: deps}}
}

// Ops returns the steps for transactions of other use cases.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

// Flag finds a flag of the instruments by its id.
func (s *Service) Flag(flag string) (assessment.Flag, bool) { return s.ops.flag(flag) }

// Flags lists the flags of the ordinary record, which may be opened by hand.
func (s *Service) Flags() []assessment.Flag { return s.ops.ordinaryFlags() }

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

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

func (o *Ops) list(tx *db.Tx, name string) rulebook.List { return o.rules(tx).List(name) }

// mayRead is not_found for a client out of sight, and for one who is not the actor's where the actor reads only own clients.
func (o *Ops) mayRead(ctx context.Context, r *db.Reader, client id.Client) error {
	if err := o.guard.See(ctx, r, access.ReadAssessment, client); err != nil {
		return err
	}
	db.Shown(ctx, client)
	return nil
}

// caseColumns are the columns of assessment.Case in its order.
const caseColumns = `c.id, c.client_id, c.compartment, c.instrument, c.instrument_version, c.instrument_use, c.cause, c.state, c.prior_id,
	c.assessor_id, c.started_at, c.due_on, c.signed_at, c.signed_by, c.read_at, c.read_by, c.countersigned_at, c.countersigned_by, c.valid_until,
	c.closed_at, c.closed_by, c.reason, c.version`

// spec finds the instrument of a case in the version with which it was begun, or in any.
func (o *Ops) spec(instrument, version string) (assessment.Spec, bool) {
	var last assessment.Spec
	found := false
	for _, s := range o.Instruments {
		if s.ID == instrument {
			if s.Version == version {
				return s, true
			}
			last, found = s, true
		}
	}
	return last, found
}

func (o *Ops) flag(flag string) (assessment.Flag, bool) {
	for _, s := range o.Instruments {
		for _, f := range s.Flags {
			if f.ID == flag {
				return f, true
			}
		}
	}
	return assessment.Flag{}, false
}

func (o *Ops) ordinaryFlags() []assessment.Flag {
	var out []assessment.Flag
	seen := map[string]bool{}
	for _, s := range o.Instruments {
		for _, f := range s.Flags {
			if s.Compartment == "" && !seen[f.ID] {
				seen[f.ID] = true
				out = append(out, f)
			}
		}
	}
	return out
}

// Title is the name of an instrument.
func (s *Service) Title(instrument string) (rulebook.Text, bool) {
	spec, ok := s.ops.spec(instrument, "")
	return spec.Title, ok
}

// Day is the civil date of an instant.
func (s *Service) Day(at civil.Instant) civil.Date { return at.In(s.ops.Zone) }

// Covers reports whether an office lies within the actor's scope.
func (s *Service) Covers(ctx context.Context, office id.Office) bool {
	return access.From(ctx).Covers(office)
}
