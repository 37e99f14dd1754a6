// Package checkinsvc keeps remote check-in: switching it on and off, the client's answers page by page, crises, the officer's review
// of answered and of expired check-ins, and the task that opens and closes their windows.
package checkinsvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
)

// Deps are what the composition root binds. Crisis may be nil: the officer is told all the same.
type Deps struct {
	Seal  *seal.Sealer
	Rules *rulebook.Set
	Zone  *time.Location
	Blobs *blob.Store
	// Live reports whether anything may be asked of the client today: an order in force that is not suspended.
	Live func(ctx context.Context, r *db.Reader, client id.Client) (bool, error)
	// Pause tells by a code why nothing is asked of the client on a day although an order binds them: hospital, custody, sought, suspended.
	// Nil: never.
	Pause func(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (string, error)
	// Level is the client's supervision level; "" before the first assessment.
	Level func(ctx context.Context, r *db.Reader, client id.Client) (string, error)
	// Crisis opens the task of the same day with a named person and a clock.
	Crisis func(ctx context.Context, tx *db.Tx, c supervision.Crisis) ([]fact.Fact, error)
	// Tell puts a notice before whoever answers for the client today.
	Tell func(ctx context.Context, tx *db.Tx, client id.Client, n access.Notice) error
}

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct {
	Deps
	guard accesssvc.Guard
}

// Service is what pages call; each method is one transaction.
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

// Intervals are the days between check-ins that may be chosen, the shortest first, and the one that the rulebook gives for a level.
func (s *Service) Intervals(level string) (all []int, proposed int) {
	return s.ops.intervals(s.Today(), level)
}

func (o *Ops) intervals(today civil.Date, level string) (all []int, proposed int) {
	rules := o.Rules.At(today)
	if level == "" {
		level = "unassessed"
	}
	for _, x := range []struct {
		level string
		days  int
	}{{"high", 7}, {"medium", 14}, {"unassessed", 28}, {"low", 56}} {
		n := rules.Int("checkin.days."+x.level, today, x.days)
		if x.level == level {
			proposed = n
		}
		if !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	return all, proposed
}

func permit(ctx context.Context) error {
	if !access.From(ctx).May(access.ReviewCheckin) {
		return fault.New(fault.Forbidden, "fault.forbidden")
	}
	return nil
}
