package workload

import (
	"context"
	"encoding/json"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/opportunitysvc"
	"tuzjol/internal/casefile/casefilesvc"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/job"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/rulebook/rulebooksvc"
)

// Deps are what the composition root gives.
type Deps struct {
	DB    *db.DB
	Rules *rulebook.Set
	Zone  *time.Location
	Seal  *seal.Sealer
	// Labels says how lists call clients, within the reader's sight.
	Labels func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error)
	// Qualified reports whether an account holds a qualification on a day.
	Qualified func(ctx context.Context, r *db.Reader, account id.Account, code string, day civil.Date) (bool, error)
	// Jobs is the runner, which is made after the services.
	Jobs func() *job.Runner
	// Recognise gives out the letter of a recognition.
	Recognise func(ctx context.Context, tx *db.Tx, x opportunitysvc.Recognised) error
	// Exempted gives the exemptions of clients that were approved; bound after the service that keeps them is made, nil until then.
	Exempted func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]rulebook.Exempt, error)
}

// Load answers from cards; Service is the table of standards by which it counts.
type Load struct {
	Deps
	Service *rulebooksvc.Service
	Chances *opportunitysvc.Service
}

// recountTask counts the points of all cards anew after a table was put in force.
const recountTask = "standards.recount"

// New makes the table of standards and what counts by it.
func New(d Deps) *Load {
	l := &Load{Deps: d}
	l.Service = rulebooksvc.New(d.DB, rulebooksvc.Deps{
		Rules: d.Rules, Zone: d.Zone, Caseload: l.Caseload, Some: l.Some, Count: l.Count,
		Later: func(ctx context.Context, tx *db.Tx, recount string) error {
			return d.Jobs().Insert(ctx, tx, recountTask, recount)
		},
	})
	l.Chances = opportunitysvc.New(d.DB, opportunitysvc.Deps{
		Seal: d.Seal, Rules: d.Rules, Zone: d.Zone, Tracks: l.Tracks, Next: l.Next, Labels: d.Labels, Recognise: d.Recognise,
		Lower: lowerLevel(assessmentlevelsvc.New(d.DB, assessmentlevelsvc.Deps{Seal: d.Seal, Rules: d.Rules, Zone: d.Zone}).Ops()),
	})
	return l
}

// Schedule names the tasks: the count after a change, and that of each night.
func (l *Load) Schedule(jobs *job.Runner) {
	jobs.Handle(recountTask, func(ctx context.Context, args []byte) error {
		var recount string
		if err := json.Unmarshal(args, &recount); err != nil {
			return err
		}
		return l.Service.Recount(ctx, recount)
	})
	jobs.Schedule(
		job.Sweep{Name: "standards.points", Next: job.Daily(l.Zone, 0, 40), Run: func(ctx context.Context, _ civil.Instant) error { return l.Service.Nightly(ctx) }},
		job.Sweep{Name: "assessment.opportunities", Next: job.Daily(l.Zone, 0, 50), Run: func(ctx context.Context, _ civil.Instant) error { return l.Chances.Sweep(ctx) }},
	)
}

// Source is the points of the card. It comes after all other parts, for it reads what they wrote.
func (l *Load) Source() casefilesvc.Source {
	return casefilesvc.Source{Name: "points", Prefixes: []string{"order", "assessment", "person", "org"}, Part: l.Part, OnCard: true}
}
