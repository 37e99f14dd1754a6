package plansvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
)

// Filter says which versions the list of plans shows. It holds codes and identifiers only, so that it may stand in a URL.
type Filter struct {
	State  string // waiting (default), draft, in_force, review: in force and to be looked at again within two weeks
	Office id.Office
	By     id.Account // who begun it
	Page   page.Request
}

// Line is one version in the list.
type Line struct {
	Client      id.Client
	Plan        string
	Number      int
	State       plan.State
	BegunAt     civil.Instant
	BegunBy     string
	SubmittedAt civil.Instant
	SubmittedBy string
	ReviewOn    civil.Date
}

// List is one page of versions, those that have waited longest first.
type List struct {
	Lines []Line
	Next  page.Cursor
}

// reviewSoon is how many days before its day a review stands on the list.
const reviewSoon = 14

// Plans lists versions in the reader's sight. Needs ReadPlan. Fault: forbidden.
// sight: the condition begins with {visible}.
func (s *Service) Plans(ctx context.Context, f Filter) (List, error) {
	if err := s.ops.guard.Permit(ctx, access.ReadPlan); err != nil {
		return List{}, err
	}
	var b db.Binder
	cond := "{visible c.client_id} and c.state = " + b.Bind(f.state())
	if f.State == "review" {
		cond += " and c.review_on <= " + b.Bind(s.Today().AddDays(reviewSoon).String())
	}
	if f.Office != "" {
		cond += " and c.client_id in (select a.client_id from access_client a where a.office_id = " + b.Bind(string(f.Office)) + ")"
	}
	if f.By != "" {
		cond += " and c.begun_by = " + b.Bind(string(f.By))
	}
	if f.Page.After.ID != "" {
		cond += " and (coalesce(c.submitted_at, c.begun_at), c.id) > (" + b.Bind(f.Page.After.Key) + ", " + b.Bind(f.Page.After.ID) + ")"
	}
	var out List
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out.Lines, err = db.All[Line](ctx, r, `select c.client_id, c.id, c.number, c.state, c.begun_at, c.begun_by, c.submitted_at, c.submitted_by, c.review_on
			from plan_plan c where `+cond+` order by coalesce(c.submitted_at, c.begun_at), c.id limit `+b.Bind(f.Page.Limit()+1), b.Args()...)
		return err
	})
	if n := f.Page.Limit(); len(out.Lines) > n {
		out.Lines = out.Lines[:n]
		last := out.Lines[n-1]
		key := last.SubmittedAt
		if key.IsZero() {
			key = last.BegunAt
		}
		out.Next = page.Cursor{Key: key.String(), ID: last.Plan}
	}
	for _, x := range out.Lines {
		db.Shown(ctx, x.Client)
	}
	return out, err
}

// States lists what the list of plans can show.
func States() []string { return []string{"waiting", "draft", "in_force", "review"} }

func (f Filter) state() string {
	switch f.State {
	case "draft", "in_force":
		return f.State
	case "review":
		return string(plan.InForce)
	}
	return string(plan.Waiting)
}
