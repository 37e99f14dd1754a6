package lifesvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/life"
)

// Spans lists the times of a client's life during which contacts rest or go by what was permitted, the earliest first. The reader
// decides whether the client is in sight.
func (o *Ops) Spans(ctx context.Context, r *db.Reader, client id.Client) ([]supervision.Span, error) {
	all, err := o.SpansOf(ctx, r, []id.Client{client})
	return all[client], err
}

// SpansOf is Spans for many clients with one query; clients without any are left out.
func (o *Ops) SpansOf(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client][]supervision.Span, error) {
	out := map[id.Client][]supervision.Span{}
	if len(clients) == 0 {
		return out, nil
	}
	type row struct {
		ID                 string
		Client             id.Client
		Kind               life.Kind
		State              life.State
		From, Until, Ended civil.Date
	}
	rows, err := db.All[row](ctx, r, `select c.id, c.client_id, c.kind, c.state, c.from_on, c.until_on, c.ended_on from supervision_life_event c
		where c.client_id in `+db.In(len(clients), 1)+` and {visible c.client_id} order by c.from_on, c.id`, db.Args(clients)...)
	for _, x := range rows {
		e := life.Event{ID: x.ID, Client: x.Client, Kind: x.Kind, State: x.State, From: x.From, Until: x.Until, Ended: x.Ended}
		if s, ok := e.Span(); ok {
			out[x.Client] = append(out[x.Client], s)
		}
	}
	return out, err
}

// Resting reports whether nothing may be demanded of the client on a day, because of hospital, custody or a search.
func (o *Ops) Resting(ctx context.Context, r *db.Reader, client id.Client, day civil.Date) (supervision.Span, bool, error) {
	spans, err := o.Spans(ctx, r, client)
	for _, s := range spans {
		if s.Rests() && s.Contains(day) {
			return s, true, err
		}
	}
	return supervision.Span{}, false, err
}

// Died reports whether a client's death was reported and not refuted.
func (o *Ops) Died(ctx context.Context, r *db.Reader, client id.Client) (bool, error) {
	n, err := db.One[int](ctx, r, `select count(*) from supervision_life_event c where c.client_id = $1 and c.kind = $2 and c.state <> $3
		and {visible c.client_id}`, client, life.Death, life.Refuted)
	return n > 0, err
}
