// Package assessmentstudysvc carries out the pre-trial study of a person. Each study is a sealed compartment of its own, open to
// its author, the head, and whoever received the request; for everybody else it does not exist.
package assessmentstudysvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Qualification is what an author of studies must hold.
const Qualification = "study_author"

// Staff is what the study needs to know of those who work in an office. The org capability implements it.
type Staff interface {
	// Heads lists who may sign for an office, the nearest level that has somebody other than the account.
	Heads(ctx context.Context, tx *db.Tx, office id.Office, other id.Account) ([]id.Account, error)
	// Authors lists who works for an office and holds the qualification of an author on a day.
	Authors(ctx context.Context, r *db.Reader, office id.Office, day civil.Date) ([]id.Account, error)
	// Tell puts a notice before one member of staff.
	Tell(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
}

// Deps are what the composition root binds.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Staff Staff
	// Instruments are those from which the parts of a report come.
	Instruments []assessment.Spec
}

// Ops are the steps within one transaction.
type Ops struct {
	Deps
	guard  accesssvc.Guard
	access accesssvc.Ops
}

// Service is what pages and tasks call; each method is one transaction.
type Service struct {
	db  *db.DB
	ops *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, ops: &Ops{Deps: deps}} }

// Ops returns the steps for transactions of others.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.ops.Zone) }

// Rulebook is the version in force today.
func (s *Service) Rulebook() *rulebook.Rulebook { return s.ops.Rules.At(s.Today()) }

func (o *Ops) today(tx *db.Tx) civil.Date { return tx.Now.In(o.Zone) }

func (o *Ops) check(tx *db.Tx, request study.Entry) study.Context {
	today := o.today(tx)
	return study.Context{Rules: o.Rules.At(today), Today: today, Request: request, Sections: study.Sections(o.Instruments, today)}
}

// Sections are the parts of a report today.
func (s *Service) Sections() []study.Section { return study.Sections(s.ops.Instruments, s.Today()) }

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

// done is the step of an act with its fact. Facts carry codes only; they stand with the person studied, whom nobody else sees.
func done(action actor.Action, kind string, s study.Study, pairs ...string) step {
	return step{action: action, facts: []fact.Fact{fact.New(kind, s.Person, append(pairs, "study", s.ID)...)}}
}
