package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// CardPart computes the supervision columns of the clients' cards; r sees all. last_contact counts contacts but neither notes nor attempts that found no coverage, and
// appointments that were attended.
func (o *Ops) CardPart(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]db.Row, error) {
	out := make(map[id.Client]db.Row, len(clients))
	if len(clients) == 0 {
		return out, nil
	}
	for _, c := range clients {
		out[c] = db.Row{"next_at": nil, "next_kind": nil, "last_contact": nil, "oldest_open_at": nil, "reopen_n": 0}
	}
	if err := o.openOnes(ctx, r, clients, out); err != nil {
		return nil, err
	}
	if err := o.lastContacts(ctx, r, clients, out); err != nil {
		return nil, err
	}
	type count struct {
		Client id.Client
		N      int
	}
	counts, err := db.All[count](ctx, r, `select c.client_id, count(*) from supervision_reopen c where c.client_id in `+db.In(len(clients), 1)+
		` and c.decided_at is null and {visible c.client_id} group by c.client_id`, db.Args(clients)...)
	for _, x := range counts {
		out[x.Client]["reopen_n"] = x.N
	}
	return out, err
}

// openOnes fills the appointments that wait for an outcome: the oldest of all, and the next from now on.
func (o *Ops) openOnes(ctx context.Context, r *db.Reader, clients []id.Client, out map[id.Client]db.Row) error {
	type open struct {
		Client id.Client
		At     civil.Instant
		Kind   string
	}
	rows, err := db.All[open](ctx, r, `select c.client_id, c.planned_at, c.kind from supervision_appointment c where c.client_id in `+
		db.In(len(clients), 1)+` and c.state = 'scheduled' and c.replaced_at is null and c.moved = false and {visible c.client_id}
		order by c.client_id, c.planned_at, c.id`, db.Args(clients)...)
	now := o.Now()
	for _, x := range rows {
		row := out[x.Client]
		if row["oldest_open_at"] == nil {
			row["oldest_open_at"] = x.At
		}
		if row["next_at"] == nil && !x.At.Before(now) {
			row["next_at"], row["next_kind"] = x.At, x.Kind
		}
	}
	return err
}

func (o *Ops) lastContacts(ctx context.Context, r *db.Reader, clients []id.Client, out map[id.Client]db.Row) error {
	type last struct {
		Client id.Client
		At     civil.Instant
	}
	set := func(rows []last) {
		for _, x := range rows {
			day := o.zone().Date(x.At)
			if old, ok := out[x.Client]["last_contact"].(civil.Date); !ok || day.After(old) {
				out[x.Client]["last_contact"] = day
			}
		}
	}
	rows, err := db.All[last](ctx, r, `select c.client_id, max(c.started_at) from supervision_contact c where c.client_id in `+db.In(len(clients), 1)+
		` and c.kind not in ('note', 'no_coverage') and c.replaced_at is null and c.moved = false and {visible c.client_id} group by c.client_id`, db.Args(clients)...)
	if err != nil {
		return err
	}
	set(rows)
	rows, err = db.All[last](ctx, r, `select c.client_id, max(c.planned_at) from supervision_appointment c where c.client_id in `+
		db.In(len(clients), 1)+` and c.outcome in ('complied', 'failed_to_comply', 'sent_home_behaviour', 'sent_home_service')
		and c.replaced_at is null and c.moved = false and {visible c.client_id} group by c.client_id`, db.Args(clients)...)
	set(rows)
	return err
}
