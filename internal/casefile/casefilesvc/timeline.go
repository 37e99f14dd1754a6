package casefilesvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/casefile"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// Timeline is a page of a client's events, newest first.
type Timeline struct {
	Card   casefile.Card
	Events []casefile.Event
	Areas  []string // capabilities that have events, for the filter
	Next   string
}

const timelinePage = 50

// Timeline reads what happened to a client straight from the facts, so that an officer sees what was just saved.
// Needs access.ReadClient. Faults: not_found.
func (s *Service) Timeline(ctx context.Context, client id.Client, area, after string) (Timeline, error) {
	if err := permit(access.From(ctx).May(access.ReadClient)); err != nil {
		return Timeline{}, err
	}
	var out Timeline
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Card, err = card(ctx, r, client); err != nil {
			return err
		}
		if out.Areas, err = areas(ctx, r, client); err != nil {
			return err
		}
		out.Events, out.Next, err = events(ctx, r, client, area, after, timelinePage)
		return err
	})
	return out, err
}

// Known lists what the service had recorded about a client's orders and allocation by an instant, newest first: the part
// of "what did we know" that is told by facts. Needs access.ReadClient. Faults: not_found.
func (s *Service) Known(ctx context.Context, client id.Client, at civil.Instant) ([]casefile.Event, error) {
	if err := permit(access.From(ctx).May(access.ReadClient)); err != nil {
		return nil, fault.MissingRecord()
	}
	var out []casefile.Event
	err := s.db.Read(ctx, func(r *db.Reader) error {
		if _, err := card(ctx, r, client); err != nil {
			return err
		}
		list, err := db.All[casefile.Event](ctx, r, `select f.id, f.type, f.version, f.entry_id, f.occurred_at, f.recorded_at, f.actor, f.display,
			f.source, f.data, f.compartment from audit_fact f where f.client_id = $1 and f.recorded_at <= $2 and f.withdrawn_by is null
			and ((f.type >= 'order.' and f.type < 'order/') or (f.type >= 'org.' and f.type < 'org/')) and {visible f.client_id}
			and {inside f.client_id f.compartment} order by f.occurred_at desc, f.id desc limit 100`, client, at)
		out = list
		for i := range out {
			if err := out[i].Decode(); err != nil {
				return err
			}
		}
		return err
	})
	return out, err
}

// recent returns a client's last events for the overview.
func recent(ctx context.Context, r *db.Reader, client id.Client, n int) ([]casefile.Event, error) {
	list, _, err := events(ctx, r, client, "", "", n)
	return list, err
}

// events reads a page of facts.
// sight: the condition holds {visible}.
func events(ctx context.Context, r *db.Reader, client id.Client, area, after string, n int) ([]casefile.Event, string, error) {
	b := &db.Binder{}
	cond := "f.client_id = " + b.Bind(string(client)) + " and f.withdrawn_by is null and {visible f.client_id} and {inside f.client_id f.compartment}"
	if area != "" {
		cond += " and f.type >= " + b.Bind(area+".") + " and f.type < " + b.Bind(area+"/")
	}
	if after != "" {
		a := b.Bind(after)
		cond += " and (f.occurred_at, f.id) < (select g.occurred_at, g.id from audit_fact g where g.id = " + a + " and g.client_id = f.client_id and {inside g.client_id g.compartment})"
	}
	list, err := db.All[casefile.Event](ctx, r, `select f.id, f.type, f.version, f.entry_id, f.occurred_at, f.recorded_at, f.actor, f.display, f.source, f.data, f.compartment
		from audit_fact f where `+cond+` order by f.occurred_at desc, f.id desc limit `+b.Bind(n+1), b.Args()...)
	if err != nil {
		return nil, "", err
	}
	next := ""
	if len(list) > n {
		list, next = list[:n], list[n-1].ID
	}
	for i := range list {
		if err := list[i].Decode(); err != nil {
			return nil, "", err
		}
	}
	return list, next, nil
}

func areas(ctx context.Context, r *db.Reader, client id.Client) ([]string, error) {
	types, err := db.All[string](ctx, r, `select distinct f.type from audit_fact f where f.client_id = $1 and f.withdrawn_by is null
		and {visible f.client_id} and {inside f.client_id f.compartment} order by f.type`, client)
	var out []string
	for _, t := range types {
		if a := (casefile.Event{Type: t}).Area(); len(out) == 0 || out[len(out)-1] != a {
			out = append(out, a)
		}
	}
	return out, err
}

// Overview is the first tab of a client: the card and the last events.
type Overview struct {
	Card   casefile.Card
	Events []casefile.Event
}

// Overview reads the first tab. Needs access.ReadClient. Faults: not_found.
func (s *Service) Overview(ctx context.Context, client id.Client) (Overview, error) {
	if err := permit(access.From(ctx).May(access.ReadClient)); err != nil {
		return Overview{}, err
	}
	var out Overview
	err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if out.Card, err = card(ctx, r, client); err != nil {
			return err
		}
		out.Events, err = recent(ctx, r, client, 5)
		return err
	})
	return out, err
}
