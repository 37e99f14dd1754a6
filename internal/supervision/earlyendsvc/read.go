package earlyendsvc

import (
	"context"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/supervision/earlyend"
)

// Panel is what a client's page shows: the orders that might end early, and what was submitted, the latest first.
type Panel struct {
	Orders []Order
	List   []earlyend.Submission // without texts
}

// Client reads the submissions of one client. Needs ReadClient. Faults: not_found.
func (s *Service) Client(ctx context.Context, client id.Client) (Panel, error) {
	var out Panel
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		if out.Orders, err = s.ops.Orders(ctx, r, client); err != nil {
			return err
		}
		out.List, err = s.ops.ofClient(ctx, r, client)
		return err
	})
	return out, err
}

// Submission reads one with its texts and the versions of the court's answer. Needs ReadClient. Faults: not_found.
func (s *Service) Submission(ctx context.Context, client id.Client, key string) (earlyend.Submission, []Order, error) {
	var out earlyend.Submission
	var orders []Order
	err := s.read(ctx, client, func(r *db.Reader) (err error) {
		if out, err = s.ops.one(ctx, r, client, key); err != nil {
			return err
		}
		orders, err = s.ops.Orders(ctx, r, client)
		return err
	})
	return out, orders, err
}

// Led names the submission that rests on each of a client's opportunities, the latest one. Within sight.
func (o *Ops) Led(ctx context.Context, r *db.Reader, client id.Client) (map[string]string, error) {
	list, err := o.ofClient(ctx, r, client)
	out := map[string]string{}
	for _, x := range list {
		if x.Basis != "" && out[x.Basis] == "" {
			out[x.Basis] = x.ID
		}
	}
	return out, err
}

// Line is one submission of the worklist.
type Line struct {
	earlyend.Submission
	Label access.Label
}

// Open lists what waits for a second person or for the court, the oldest first, within the actor's sight. Needs ProposeEarlyEnd.
// Faults: forbidden.
func (s *Service) Open(ctx context.Context) ([]Line, error) {
	if err := s.ops.guard.Permit(ctx, access.ProposeEarlyEnd); err != nil {
		return nil, err
	}
	var out []Line
	err := s.db.Read(ctx, func(r *db.Reader) error {
		rows, err := db.All[submissionRow](ctx, r, `select `+cols+` from supervision_early_end c where c.state in ('proposed','submitted')
			and {visible c.client_id} order by c.proposed_at, c.id limit 200`)
		if err != nil {
			return err
		}
		clients := make([]id.Client, len(rows))
		for i, x := range rows {
			clients[i] = x.Client
		}
		labels, err := s.ops.Labels(ctx, r, clients)
		for _, x := range rows {
			db.Shown(ctx, x.Client)
			out = append(out, Line{x.plain(), labels[x.Client]})
		}
		return err
	})
	return out, err
}

// CountWaiting counts what waits for the reader: submissions proposed by others.
func (o *Ops) CountWaiting(ctx context.Context, r *db.Reader) (int, error) {
	rights := access.From(ctx)
	if !rights.May(access.DecideEarlyEnd) {
		return 0, nil
	}
	return db.One[int](ctx, r, `select count(*) from supervision_early_end c where c.state = 'proposed' and c.proposed_by <> $1 and {visible c.client_id}`,
		string(rights.Account))
}
