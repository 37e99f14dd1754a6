package enforcementsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/enforcement"
)

// Filter says which cases a list shows. It holds codes and identifiers only, so that it may stand in a URL.
type Filter struct {
	State  string // one of enforcement.States, "open" (default), "late", "all"
	Action string
	Office id.Office
	By     id.Account // who opened it
	Page   page.Request
}

// List is one page of cases, those that have stood longest first.
type List struct {
	Lines []enforcement.Case
	Next  page.Cursor
}

// The states of a filter besides those of a case.
const (
	AllOpen = "open"
	Late    = "late"
	All     = "all"
)

// Filters lists what a list can be filtered on.
func Filters() []string {
	out := []string{AllOpen, Late}
	for _, s := range enforcement.States() {
		out = append(out, string(s))
	}
	return append(out, All)
}

// Cases lists cases in the reader's sight. Needs Enforce. Fault: forbidden.
// sight: the condition begins with {visible}.
func (s *Service) Cases(ctx context.Context, f Filter) (List, error) {
	if err := s.ops.guard.Permit(ctx, access.Enforce); err != nil {
		return List{}, err
	}
	var b db.Binder
	cond := "{visible c.client_id}" + f.state(&b, s.Today())
	if a := enforcement.Action(f.Action); slices.Contains(enforcement.Actions(), a) {
		cond += " and c.action = " + b.Bind(string(a))
	}
	if f.Office != "" {
		cond += " and c.client_id in (select a.client_id from access_client a where a.office_id = " + b.Bind(string(f.Office)) + ")"
	}
	if f.By != "" {
		cond += " and c.opened_by = " + b.Bind(string(f.By))
	}
	if f.Page.After.ID != "" {
		cond += " and (c.opened_at, c.id) > (" + b.Bind(f.Page.After.Key) + ", " + b.Bind(f.Page.After.ID) + ")"
	}
	var out List
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		out.Lines, err = db.All[enforcement.Case](ctx, r, `select `+caseCols+` from supervision_enforcement c where `+cond+
			` order by c.opened_at, c.id limit `+b.Bind(f.Page.Limit()+1), b.Args()...)
		return err
	})
	if n := f.Page.Limit(); len(out.Lines) > n {
		out.Lines = out.Lines[:n]
		last := out.Lines[n-1]
		out.Next = page.Cursor{Key: last.OpenedAt.String(), ID: last.ID}
	}
	for _, x := range out.Lines {
		db.Shown(ctx, x.Client)
	}
	return out, err
}

func (f Filter) state(b *db.Binder, today civil.Date) string {
	const open = " and c.state not in ('closed', 'withdrawn')"
	switch {
	case f.State == All:
		return ""
	case f.State == Late:
		return open + " and c.due < " + b.Bind(today.String())
	case slices.Contains(enforcement.States(), enforcement.State(f.State)):
		return " and c.state = " + b.Bind(f.State)
	}
	return open
}

// Waiting counts the proposals that the reader may decide and did not make.
func (o *Ops) Waiting(ctx context.Context, r *db.Reader) (int, error) {
	if !access.From(ctx).May(access.DecideEnforcement) {
		return 0, nil
	}
	return db.One[int](ctx, r, `select count(*) from supervision_enforcement c where c.state = 'proposed' and c.proposed_by <> $1
		and {visible c.client_id}`, string(access.From(ctx).Account))
}
