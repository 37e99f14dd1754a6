package crisissvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/crisis"
)

const (
	tasks = "supervision_crisis"
	steps = "supervision_crisis_step"
)

const taskColumns = `c.id, c.client_id, c.kind, c.source, c.entry_id, c.words, c.state, c.opened_at, c.opened_by, c.due_at, c.assigned_to, c.office_id,
	c.escalated_at, c.region_at, c.answered_at, c.closed_at, c.version`

type taskRow struct {
	ID                                        string
	Client                                    id.Client
	Kind                                      supervision.CrisisKind
	Source, Entry                             string
	Words                                     []byte
	State                                     crisis.State
	OpenedAt                                  civil.Instant
	OpenedBy                                  string
	DueAt                                     civil.Instant
	Assigned                                  id.Account
	Office                                    id.Office
	EscalatedAt, RegionAt, Answered, ClosedAt civil.Instant
	Version                                   int
}

// openTasks turns rows into tasks with their words opened, with one query for the keys.
func (o *Ops) openTasks(ctx context.Context, r *db.Reader, rows []taskRow) ([]crisis.Task, error) {
	out := make([]crisis.Task, len(rows))
	var boxes []seal.Box
	var at []int
	for i, x := range rows {
		out[i] = crisis.Task{
			ID: x.ID, Client: x.Client, Kind: x.Kind, Source: x.Source, Entry: x.Entry, State: x.State, OpenedAt: x.OpenedAt, OpenedBy: x.OpenedBy,
			DueAt: x.DueAt, Assigned: x.Assigned, Office: x.Office, EscalatedAt: x.EscalatedAt, RegionAt: x.RegionAt, AnsweredAt: x.Answered,
			ClosedAt: x.ClosedAt, Row: x.Version,
		}
		if len(x.Words) > 0 {
			boxes = append(boxes, seal.Box{Scope: seal.Client(x.Client), Table: tasks, Column: "words", Row: x.ID, Sealed: x.Words})
			at = append(at, i)
		}
	}
	err := o.Seal.OpenAll(ctx, r, boxes)
	if err != nil {
		return nil, err
	}
	for n, i := range at {
		out[i].Words = string(boxes[n].Plain)
	}
	return out, nil
}

// task reads one task of a client.
func (o *Ops) task(ctx context.Context, r *db.Reader, client id.Client, task string) (crisis.Task, error) {
	row, err := db.One[taskRow](ctx, r, `select `+taskColumns+` from supervision_crisis c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, task, client)
	if err != nil {
		return crisis.Task{}, err
	}
	out, err := o.openTasks(ctx, r, []taskRow{row})
	if err != nil {
		return crisis.Task{}, err
	}
	return out[0], nil
}

type stepRow struct {
	ID, What, Code string
	Body           []byte
	To             id.Account
	Corrects       string
	At             civil.Instant
	By             string
}

// history lists what happened to a task, the oldest first.
func (o *Ops) history(ctx context.Context, r *db.Reader, client id.Client, task string) ([]crisis.Step, error) {
	rows, err := db.All[stepRow](ctx, r, `select c.id, c.what, c.code, c.body, c.to_id, c.corrects_id, c.recorded_at, c.recorded_by from supervision_crisis_step c
		where c.crisis_id = $1 and c.client_id = $2 and {visible c.client_id} order by c.recorded_at, c.id`, task, client)
	if err != nil {
		return nil, err
	}
	out := make([]crisis.Step, len(rows))
	var boxes []seal.Box
	var at []int
	for i, x := range rows {
		out[i] = crisis.Step{ID: x.ID, What: x.What, Code: x.Code, To: x.To, Corrects: x.Corrects, At: x.At, By: x.By}
		if len(x.Body) > 0 {
			boxes = append(boxes, seal.Box{Scope: seal.Client(client), Table: steps, Column: "body", Row: x.ID, Sealed: x.Body})
			at = append(at, i)
		}
	}
	if err := o.Seal.OpenAll(ctx, r, boxes); err != nil {
		return nil, err
	}
	for n, i := range at {
		out[i].Text = string(boxes[n].Plain)
	}
	return out, nil
}

// put writes one step of a task.
func (o *Ops) put(ctx context.Context, tx *db.Tx, t crisis.Task, s crisis.Step) error {
	row := tx.NewID()
	body, err := o.Seal.SealText(ctx, tx, t.Client, steps, "body", row, s.Text)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, steps, db.Row{
		"id": row, "client_id": t.Client, "crisis_id": t.ID, "what": s.What, "code": db.Null(s.Code), "body": body, "to_id": db.Null(s.To),
		"corrects_id": db.Null(s.Corrects), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	})
}
