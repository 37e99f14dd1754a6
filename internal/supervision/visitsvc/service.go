// Package visitsvc keeps the records of visits: what a contact was beyond its place and hour, its photographs and corrections, and
// what comes in from devices that had no line.
package visitsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
)

// Deps are what the composition root binds. About, Crisis, Blobs and Tell may be nil in tests and until somebody gives them.
type Deps struct {
	Seal     *seal.Sealer
	Rules    *rulebook.Set
	Zone     *time.Location
	Blobs    *blob.Store
	Contacts *supervisionsvc.Ops
	// About says what the record knows of a client before a visit, within the reader's sight.
	About func(ctx context.Context, r *db.Reader, client id.Client) (visit.About, error)
	// Tell puts a notice before the head of the office that keeps the client's file.
	Tell func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
	// Reach knows and changes how a client is reached; nil leaves that out.
	Reach Reach
	// Progress notes in the plan what came of a step and returns the identifier of the note; nil leaves it to the plan's own page.
	Progress func(ctx context.Context, tx *db.Tx, client id.Client, c visit.Came, on civil.Date) (string, []fact.Fact, error)
	// Crisis opens what a sign of danger asks for; the facts are recorded with the visit.
	Crisis func(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error)
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages and the device call; each method is one transaction.
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

// Zone is the time zone of the service.
func (s *Service) Zone() supervision.Zone { return supervision.Zone{Location: s.ops.Zone} }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

// ProgressDecision is the kind of decision that a note about a step of the plan is, when it rests on a visit.
const ProgressDecision = "plan_progress"

// Why is the reason of a correction.
type Why = person.Why

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) rules(tx *db.Tx) *rulebook.Rulebook { return o.Rules.At(o.today(tx)) }

func (o *Ops) about(ctx context.Context, r *db.Reader, client id.Client) (visit.About, error) {
	if o.About == nil {
		return visit.About{}, nil
	}
	return o.About(ctx, r, client)
}

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
