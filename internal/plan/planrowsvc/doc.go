package planrowsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const planCols = `c.id, c.client_id, c.number, c.state, c.based_on, c.assessment_id, c.begun_at, c.begun_by, c.strengths, c.relapse, c.review_on,
	c.duty_rev, c.own_rev, c.submitted_at, c.submitted_by, c.countersigned_at, c.countersigned_by, c.returned_at, c.returned_by, c.returned,
	c.ended_at, c.ended_by, c.ended, c.version`

type planRow struct {
	ID                  string
	Client              id.Client
	Number              int
	State               plan.State
	BasedOn, Assessment string
	BegunAt             civil.Instant
	BegunBy             string
	Strengths, Relapse  []byte
	ReviewOn            civil.Date
	DutyRev, OwnRev     int
	SubmittedAt         civil.Instant
	SubmittedBy         string
	CountersignedAt     civil.Instant
	CountersignedBy     string
	ReturnedAt          civil.Instant
	ReturnedBy          string
	Returned            []byte
	EndedAt             civil.Instant
	EndedBy             string
	Ended               []byte
	Version             int
}

func (o Rows) openPlans(ctx context.Context, r *db.Reader, rows []planRow) ([]plan.Plan, error) {
	var p seal.Batch
	out := make([]plan.Plan, len(rows))
	for i, x := range rows {
		out[i] = plan.Plan{
			ID: x.ID, Client: x.Client, Number: x.Number, State: x.State, BasedOn: x.BasedOn, Assessment: x.Assessment, BegunAt: x.BegunAt,
			BegunBy: x.BegunBy, ReviewOn: x.ReviewOn, DutyRev: x.DutyRev, OwnRev: x.OwnRev, SubmittedAt: x.SubmittedAt, SubmittedBy: x.SubmittedBy,
			CountersignedAt: x.CountersignedAt, CountersignedBy: x.CountersignedBy, ReturnedAt: x.ReturnedAt, ReturnedBy: x.ReturnedBy,
			EndedAt: x.EndedAt, EndedBy: x.EndedBy, Row: x.Version,
		}
		p.Into(x.Client, Plans, "strengths", x.ID, x.Strengths, &out[i].Strengths)
		p.Into(x.Client, Plans, "relapse", x.ID, x.Relapse, &out[i].Relapse)
		p.Into(x.Client, Plans, "returned", x.ID, x.Returned, &out[i].Returned)
		p.Into(x.Client, Plans, "ended", x.ID, x.Ended, &out[i].EndedText)
	}
	return out, p.Open(ctx, o.Seal, r)
}

// Versions reads all versions of a client's plan, the first one first.
func (o Rows) Versions(ctx context.Context, r *db.Reader, client id.Client) ([]plan.Plan, error) {
	rows, err := db.All[planRow](ctx, r, `select `+planCols+` from plan_plan c where c.client_id = $1 and {visible c.client_id} order by c.number`, client)
	if err != nil {
		return nil, err
	}
	return o.openPlans(ctx, r, rows)
}

// moment is when a version is looked at: now when zero.
type moment struct{ at civil.Instant }

// holds reports whether a row was held true at the moment.
func (m moment) holds(v person.Version) bool {
	if m.at.IsZero() {
		return v.Current()
	}
	return v.HeldAt(m.at)
}

// knows reports whether a row had been written by the moment.
func (m moment) knows(v person.Version) bool { return m.at.IsZero() || !v.RecordedAt.After(m.at) }

// Older are the earlier texts of goals and steps within one version of the plan, oldest first, so that the old stands beside
// the new.
type Older struct {
	Goals map[string][]plan.Goal
	Steps map[string][]plan.Step
}

// Doc reads one version with everything that belongs to it, as it was held to be at an instant; now when zero.
func (o Rows) Doc(ctx context.Context, r *db.Reader, p plan.Plan, at civil.Instant) (plan.Doc, Older, error) {
	m := moment{at}
	d, old := plan.Doc{Plan: p}, Older{Goals: map[string][]plan.Goal{}, Steps: map[string][]plan.Step{}}
	all, err := o.goalsOf(ctx, r, p)
	if err != nil {
		return d, old, err
	}
	place := map[string]int{}
	for _, g := range all {
		if m.holds(g.Version) {
			place[g.Goal] = len(d.Goals)
			d.Goals = append(d.Goals, g)
		} else {
			old.Goals[g.Goal] = append(old.Goals[g.Goal], g)
		}
	}
	list, err := o.stepsOf(ctx, r, p)
	if err != nil {
		return d, old, err
	}
	for _, s := range list {
		n, ok := place[s.Goal]
		switch {
		case !m.holds(s.Version):
			old.Steps[s.Step] = append(old.Steps[s.Step], s)
		case ok:
			d.Goals[n].Steps = append(d.Goals[n].Steps, s)
		}
	}
	if d.Gaps, err = o.gapsOf(ctx, r, p, m); err != nil {
		return d, old, err
	}
	if d.Agreements, err = o.agreementsOf(ctx, r, p, m); err != nil {
		return d, old, err
	}
	d.Progress, err = o.progressOf(ctx, r, p.Client, m)
	return d, old, err
}

// Version reads one version of a client's plan by its identifier. Fault: not_found.
func (o Rows) Version(ctx context.Context, r *db.Reader, client id.Client, planID string) (plan.Doc, error) {
	row, err := db.One[planRow](ctx, r, `select `+planCols+` from plan_plan c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, planID, client)
	if err != nil {
		return plan.Doc{}, err
	}
	list, err := o.openPlans(ctx, r, []planRow{row})
	if err != nil {
		return plan.Doc{}, err
	}
	d, _, err := o.Doc(ctx, r, list[0], civil.Instant{})
	return d, err
}

// InForce reads the version in force. Fault: not_found.
func (o Rows) InForce(ctx context.Context, r *db.Reader, client id.Client) (plan.Doc, error) {
	list, err := o.Versions(ctx, r, client)
	if err != nil {
		return plan.Doc{}, err
	}
	for _, p := range list {
		if p.State == plan.InForce {
			d, _, err := o.Doc(ctx, r, p, civil.Instant{})
			return d, err
		}
	}
	return plan.Doc{}, fault.MissingRecord()
}
