// Package accesscompartmentsvc opens sealed compartments of a client's record to named persons: one proposes, another agrees,
// one alone closes; memberships end by themselves and are looked at again on a clock.
package accesscompartmentsvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
)

// Deps are what others give; app binds them.
type Deps struct {
	Rules  *rulebook.Set
	Zone   *time.Location
	Sealer *seal.Sealer
	// Qualified reports whether an account holds a qualification on a day.
	Qualified func(ctx context.Context, r *db.Reader, account id.Account, code string, day civil.Date) (bool, error)
	// Notify tells one member of staff.
	Notify func(ctx context.Context, tx *db.Tx, to id.Account, n access.Notice) error
	// Labels says how clients are called; r decides whom it sees.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	// Staff names members of staff.
	Staff func(ctx context.Context, r *db.Reader, accounts []id.Account) (map[id.Account]string, error)
}

// Ops works within the transaction of another use case.
type Ops struct {
	deps   Deps
	access accesssvc.Ops
}

// Service opens and closes compartments.
type Service struct {
	db    *db.DB
	deps  Deps
	guard accesssvc.Guard
	ops   *Ops
}

// New makes the service.
func New(d *db.DB, deps Deps) *Service { return &Service{db: d, deps: deps, ops: &Ops{deps: deps}} }

// Ops returns what other use cases call within their own transaction.
func (s *Service) Ops() *Ops { return s.ops }

// Today is the civil date of the service.
func (s *Service) Today() civil.Date { return s.db.Now().In(s.deps.Zone) }

// Reasons gives the code list of reasons for opening a compartment.
func (s *Service) Reasons() rulebook.List {
	return s.deps.Rules.At(s.Today()).List(rulebook.ListCompartmentReasons)
}

// longest is the last instant to which a compartment may be opened.
func (o *Ops) longest(today civil.Date) civil.Instant {
	months := o.deps.Rules.At(today).Int(rulebook.RuleCompartmentMonths, today, 12)
	return today.AddMonths(months).AddDays(1).StartIn(o.deps.Zone)
}

// review is the day on which a membership is to be looked at again: by the rule, and no later than its last day.
func (o *Ops) review(today civil.Date, until civil.Instant) civil.Date {
	rb := o.deps.Rules.At(today)
	day := today.AddDays(90)
	if d, ok := rb.Deadline(rulebook.RuleCompartmentReview, today); ok {
		day = d.Due(today, rb.Calendar()).Day
	}
	if last := until.Add(-time.Second).In(o.deps.Zone); !until.IsZero() && last.Before(day) {
		return last
	}
	return day
}

// over requires that a post of the actor gives an action over the client's office. The client may be out of the actor's own
// sight: who agrees need not know whom it is about; an excluded actor and an expunged client are as absent. Faults: not_found.
func (o *Ops) over(ctx context.Context, tx *db.Tx, client id.Client) error {
	n, err := db.One[int](ctx, tx.System(), `select count(*) from access_client c where c.client_id = $1 and c.hidden = false and {visible c.client_id}`, client)
	if err != nil {
		return err
	}
	excluded, err := o.access.Excluded(ctx, &tx.Reader, client, access.From(ctx).Account)
	if err != nil {
		return err
	}
	if n == 0 || excluded {
		return fault.MissingRecord()
	}
	office, err := o.access.OfficeOf(ctx, tx.System(), client)
	if err != nil {
		return err
	}
	may, err := o.access.Holds(ctx, &tx.Reader, access.OpenCompartment, office)
	if err == nil && !may {
		err = fault.MissingRecord()
	}
	return err
}

// outside refuses whoever works the case of a client from whose caseworkers the compartment is kept.
func (o *Ops) outside(ctx context.Context, tx *db.Tx, client id.Client, compartment access.Compartment) error {
	if !compartment.KeptFromCaseWork() {
		return nil
	}
	on, err := o.access.OnCase(ctx, &tx.Reader, client, me(ctx, tx), tx.Now)
	if err == nil && on {
		err = fault.New(fault.Forbidden, "access.compartment.works_case_self")
	}
	return err
}

// candidate is what is known of somebody to whom a compartment would be opened.
func (o *Ops) candidate(ctx context.Context, tx *db.Tx, p access.Proposal) (access.Candidate, error) {
	var c access.Candidate
	if p.Account == "" {
		return c, nil
	}
	rights, sees, err := o.access.Sees(ctx, &tx.Reader, p.Account, p.Client, tx.Now, o.deps.Zone)
	if err != nil {
		return c, err
	}
	c.Works, c.Sees = rights.May(access.WorkInCompartment), sees
	if code := p.Compartment.Qualification(); code != "" {
		if c.Qualified, err = o.deps.Qualified(ctx, &tx.Reader, p.Account, code, tx.Now.In(o.deps.Zone)); err != nil {
			return c, err
		}
	}
	c.OnCase, err = o.access.OnCase(ctx, &tx.Reader, p.Client, p.Account, tx.Now)
	return c, err
}

func me(ctx context.Context, tx *db.Tx) id.Account {
	if a := access.From(ctx).Account; a != "" {
		return a
	}
	return id.Account(tx.Actor.Ref())
}
