// Package assessmentsvc keeps the use of instruments with clients: beginning, answers, signing, the second pair of eyes, and
// the sealed results by which a scoring can be shown and made again.
package assessmentsvc

import (
	"context"
	"time"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Flags opens the tasks of dangers that answers speak of, and says which of them nobody has answered yet.
type Flags interface {
	// Raise opens the task of each flag that is not open yet, within the caller's transaction; the caller records the facts.
	Raise(ctx context.Context, tx *db.Tx, c assessment.Case, raised []assessment.RaisedFlag) ([]fact.Fact, error)
	// Unanswered lists the flags of an assessment without an action or a reason for none; they hold the signature back.
	Unanswered(ctx context.Context, r *db.Reader, assessmentID string) ([]string, error)
}

// Term knows until when something may be demanded of a client; the zero Date means that no running term is known.
type Term interface {
	EndsOn(ctx context.Context, r *db.Reader, client id.Client) (civil.Date, error)
}

// Deps are what the composition root binds. Flags, Term and Prefill may be nil in tests.
type Deps struct {
	Seal        *seal.Sealer
	Rules       *rulebook.Set
	Zone        *time.Location
	Demo        bool // proposals of a placeholder table are shown in a demonstration only
	Instruments []*engine.Instrument
	Levels      *assessmentlevelsvc.Ops
	Flags       Flags
	Term        Term
	// InForce is told in the same transaction that an assessment that leads to a level has come into force. May be nil.
	InForce func(ctx context.Context, tx *db.Tx, c assessment.Case) error
	// Tell puts a notice before people; nil tells nobody.
	Tell func(ctx context.Context, tx *db.Tx, n Told) error
	// Qualified reports whether an account holds a qualification on a day.
	Qualified func(ctx context.Context, r *db.Reader, account id.Account, code string, day civil.Date) (bool, error)
	// Prefill gives the answers that the record knows to the keys of assessment.Prefills.
	Prefill func(ctx context.Context, r *db.Reader, client id.Client, keys []string) (map[string]assessment.Prefilled, error)
}

// Told is what somebody is told of an assessment: the heads of the client's office, or one account.
type Told struct {
	Kind        string // waits, agreed, refused
	Client      id.Client
	Compartment string
	Assessment  string
	To          id.Account // empty: the heads
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
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of other capabilities.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Now is the instant of the service's clock.
func (s *Service) Now() civil.Instant { return s.db.Now() }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

type (
	day     = civil.Date
	message = msg.Message
	instant = civil.Instant
)

func (o *Ops) today(at instant) day { return at.In(o.Zone) }

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

// Instruments lists what the program carries, to name what a case was made with.
func (s *Service) Instruments() []*engine.Instrument { return s.ops.Instruments }
