package crisissvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/crisis"
)

// Filter says which dangers a list shows. It holds codes only, so that it may stand in an address.
type Filter struct {
	Scope string // mine (default) or office
	State string // waiting (default: open or answered), late, answered, closed or all
	Kind  string
}

// Limit bounds a list: dangers are few or something is wrong.
const Limit = 200

// List shows the dangers in the actor's sight, the most urgent first; more says that there are others beyond Limit. Whoever
// works own clients only sees theirs and those given to them. Needs HandleCrisis.
func (s *Service) List(ctx context.Context, f Filter) (list []crisis.Task, more bool, err error) {
	if err := s.ops.guard.Permit(ctx, access.HandleCrisis); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		cond, b := where(ctx, f, s.db.Now().String())
		list, err = s.ops.rows(ctx, r, cond, b)
		if more = len(list) > Limit; more {
			list = list[:Limit]
		}
		for _, t := range list {
			db.Shown(ctx, t.Client)
		}
		return err
	})
	return list, more, err
}

func (o *Ops) rows(ctx context.Context, r *db.Reader, cond string, b *db.Binder) ([]crisis.Task, error) {
	rows, err := db.All[taskRow](ctx, r, `select `+taskColumns+` from supervision_crisis c where {visible c.client_id}`+cond+
		` order by case c.state when 'open' then 0 when 'answered' then 1 else 2 end, c.due_at, c.id limit `+b.Bind(Limit+1), b.Args()...)
	if err != nil {
		return nil, err
	}
	return o.openTasks(ctx, r, rows)
}

// where builds the condition of a filter; every part is a literal, every value an argument.
func where(ctx context.Context, f Filter, now string) (string, *db.Binder) {
	b := &db.Binder{}
	rights := access.From(ctx)
	cond := ""
	if f.Scope != "office" || rights.Reach(access.HandleCrisis) != access.InSite {
		cond = " and " + mine(rights, b)
	}
	switch f.State {
	case "all":
	case "closed", "answered":
		cond += " and c.state = " + b.Bind(f.State)
	case "late":
		cond += " and c.state = 'open' and c.due_at < " + b.Bind(now)
	default:
		cond += " and c.state <> 'closed'"
	}
	if f.Kind != "" {
		cond += " and c.kind = " + b.Bind(f.Kind)
	}
	return cond, b
}

// mine are the tasks given to the actor and those of clients whom the actor works with.
func mine(rights access.Rights, b *db.Binder) string {
	me := b.Bind(string(rights.Account))
	return "(c.assigned_to = " + me + " or c.client_id in (select l.client_id from access_list l where l.account_id = " + me +
		" and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > " + b.Bind(rights.Now.String()) + ")))"
}

// Count counts the dangers that wait for the actor, and how many of them are late. A duty operator and whoever leads an office
// answer for all in their reach.
func (o *Ops) Count(ctx context.Context, r *db.Reader) (waiting, late int, err error) {
	rights := access.From(ctx)
	if !rights.May(access.HandleCrisis) {
		return 0, 0, nil
	}
	type row struct{ Waiting, Late int }
	b := &db.Binder{}
	at, cond := b.Bind(rights.Now.String()), ""
	if rights.Reach(access.HandleCrisis) != access.InSite {
		cond = " and " + mine(rights, b)
	}
	got, err := db.One[row](ctx, r, `select count(*), coalesce(sum(case when c.due_at < `+at+` then 1 else 0 end), 0) from supervision_crisis c
		where c.state = 'open' and {visible c.client_id}`+cond, b.Args()...)
	return got.Waiting, got.Late, err
}

// OfClient lists the dangers of one client, open ones first. Needs HandleCrisis. Faults: not_found, forbidden.
func (s *Service) OfClient(ctx context.Context, client id.Client) ([]crisis.Task, error) {
	var out []crisis.Task
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.HandleCrisis, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		b := &db.Binder{}
		var err error
		out, err = s.ops.rows(ctx, r, " and c.client_id = "+b.Bind(string(client)), b)
		return err
	})
	return out, err
}

// Waiting counts the dangers of a client that are not closed, for the banner on the client's pages; 0 for whoever may not act on
// dangers of this client.
func (s *Service) Waiting(ctx context.Context, client id.Client) (int, error) {
	rights := access.From(ctx)
	reach := rights.Reach(access.HandleCrisis)
	if reach == access.None {
		return 0, nil
	}
	n := 0
	err := s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		cond := " and c.client_id = " + b.Bind(string(client))
		if reach != access.InSite {
			cond += " and " + mine(rights, b)
		}
		var err error
		n, err = db.One[int](ctx, r, `select count(*) from supervision_crisis c where c.state <> 'closed' and {visible c.client_id}`+cond, b.Args()...)
		return err
	})
	return n, err
}

// Task reads one danger of a client with all that happened to it. Needs HandleCrisis. Faults: not_found, forbidden.
func (s *Service) Task(ctx context.Context, client id.Client, task string) (t crisis.Task, history []crisis.Step, err error) {
	err = s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.HandleCrisis, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		if t, err = s.ops.task(ctx, r, client, task); err != nil {
			return err
		}
		history, err = s.ops.history(ctx, r, client, task)
		return err
	})
	return t, history, err
}
