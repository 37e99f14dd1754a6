package lifesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/life"
)

// OfClient lists the events of one client, open ones first. Needs ReadClient. Faults: not_found.
func (s *Service) OfClient(ctx context.Context, client id.Client) ([]life.Event, error) {
	var out []life.Event
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadClient, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		b := &db.Binder{}
		var err error
		out, err = s.ops.list(ctx, r, " and c.client_id = "+b.Bind(string(client)), b)
		return err
	})
	return out, err
}

// Whole is one event with all that belongs to it.
type Whole struct {
	Event        life.Event
	Steps        []life.Step
	Papers       []life.Paper
	Appointments []supervision.Appointment // open ones within the days of the event, or the days that are asked for
}

// Event reads one event of a client with its history, its papers and the open appointments in its days. Needs ReadClient. Faults:
// not_found.
func (s *Service) Event(ctx context.Context, client id.Client, event string) (Whole, error) {
	var out Whole
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if err := s.ops.guard.See(ctx, r, access.ReadClient, client); err != nil {
			return err
		}
		db.Shown(ctx, client)
		var err error
		if out.Event, err = s.ops.event(ctx, r, client, event); err != nil {
			return err
		}
		if out.Steps, err = s.ops.history(ctx, r, client, event); err != nil {
			return err
		}
		if out.Papers, err = s.ops.paperList(ctx, r, client, event); err != nil {
			return err
		}
		out.Appointments, err = s.ops.within(ctx, r, out.Event)
		return err
	})
	return out, err
}

// within lists the open appointments in the days of an event; of a permission not yet decided, in the days that are asked for.
func (o *Ops) within(ctx context.Context, r *db.Reader, e life.Event) ([]supervision.Appointment, error) {
	span, ok := e.Span()
	if !ok && e.State == life.Asked && life.Of(e.Kind).Span != "" {
		span, ok = supervision.Span{From: e.From, Until: e.Until}, true
	}
	if !ok || o.Calendar == nil {
		return nil, nil
	}
	return o.Calendar.OpenBetween(ctx, r, e.Client, span.From, span.Until)
}

// Filter says which events a list shows. It holds codes only, so that it may stand in an address.
type Filter struct {
	Scope  string // mine (default) or office
	Kind   string
	State  string // open (default), closed or all
	Debt   string // decision, return or papers
	Office id.Office
}

// Limit bounds a list.
const Limit = 500

// List shows the events in the actor's sight, the most urgent first; more says that there are others beyond Limit. Needs ReadCaseload.
func (s *Service) List(ctx context.Context, f Filter) (list []life.Event, more bool, err error) {
	if err := s.ops.guard.Permit(ctx, access.ReadCaseload); err != nil {
		return nil, false, err
	}
	err = s.db.Read(ctx, func(r *db.Reader) error {
		b := &db.Binder{}
		list, err = s.ops.list(ctx, r, where(ctx, f, s.Today(), b), b)
		if more = len(list) > Limit; more {
			list = list[:Limit]
		}
		for _, e := range list {
			db.Shown(ctx, e.Client)
		}
		return err
	})
	return list, more, err
}

func (o *Ops) list(ctx context.Context, r *db.Reader, cond string, b *db.Binder) ([]life.Event, error) {
	rows, err := db.All[eventRow](ctx, r, `select `+eventColumns+` from supervision_life_event c where {visible c.client_id}`+cond+
		` order by case when c.closed_at is null then 0 else 1 end, coalesce(c.due_on, '9999-12-31'), c.from_on desc, c.id limit `+b.Bind(Limit+1), b.Args()...)
	if err != nil {
		return nil, err
	}
	return o.openEvents(ctx, r, rows)
}

// where builds the condition of a filter; every part is a literal, every value an argument.
func where(ctx context.Context, f Filter, today civil.Date, b *db.Binder) string {
	cond := ""
	if f.Scope != "office" {
		cond += " and " + mine(access.From(ctx), b)
	}
	switch f.State {
	case "all":
	case "closed":
		cond += " and c.closed_at is not null"
	default:
		if f.Debt != life.DebtPapers { // a paper may be missing after the event is over
			cond += " and c.closed_at is null"
		}
	}
	if f.Kind != "" {
		cond += " and c.kind = " + b.Bind(f.Kind)
	}
	if f.Office != "" {
		cond += " and c.client_id in (select o.client_id from access_client o where o.office_id = " + b.Bind(string(f.Office)) + ")"
	}
	if f.Debt != "" {
		cond += " and " + debt(f.Debt, today, b)
	}
	return cond
}

// debt is the condition of one thing that an event may owe; it says the same as life.Event.Debts.
func debt(d string, today civil.Date, b *db.Binder) string {
	const decides = "(c.state in ('asked','reported') and c.kind <> 'address' or c.kind = 'address' and c.state = 'checked')"
	switch d {
	case life.DebtDecision:
		return "c.closed_at is null and " + decides
	case life.DebtReturn:
		return "c.closed_at is null and not " + decides + " and c.due_on < " + b.Bind(today.String())
	case life.DebtPapers:
		return "c.missing > 0 and c.papers_by < " + b.Bind(today.String())
	}
	return "1 = 0"
}

// mine are the clients whom the actor works with.
func mine(rights access.Rights, b *db.Binder) string {
	return "c.client_id in (select l.client_id from access_list l where l.account_id = " + b.Bind(string(rights.Account)) +
		" and l.kind in ('assigned','covering') and l.replaced_at is null and (l.until is null or l.until > " + b.Bind(rights.Now.String()) + "))"
}

// Owed is how much waits for the actor.
type Owed struct{ Decision, Return, Papers int }

// Count counts what waits for the actor: decisions for who decides, the rest for the own clients or, who leads an office, for all in
// sight.
func (o *Ops) Count(ctx context.Context, r *db.Reader) (Owed, error) {
	rights := access.From(ctx)
	if !rights.May(access.ManageLifeEvent) {
		return Owed{}, nil
	}
	b := &db.Binder{}
	today, cond := rights.Now.In(o.Zone), ""
	if rights.Reach(access.ManageLifeEvent) != access.InSite {
		cond = " and " + mine(rights, b)
	}
	sum := func(d string) string {
		return "coalesce(sum(case when " + debt(d, today, b) + " then 1 else 0 end), 0)"
	}
	return db.One[Owed](ctx, r, `select `+sum(life.DebtDecision)+`, `+sum(life.DebtReturn)+`, `+sum(life.DebtPapers)+` from supervision_life_event c
		where {visible c.client_id}`+cond, b.Args()...)
}
