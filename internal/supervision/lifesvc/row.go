package lifesvc

import (
	"context"
	"encoding/json"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/life"
)

const (
	events = "supervision_life_event"
	steps  = "supervision_life_step"
	papers = "supervision_life_paper"
)

const eventColumns = `c.id, c.client_id, c.kind, c.state, c.code, c.from_on, c.until_on, c.ended_on, c.district, c.place, c.body, c.number, c.words,
	c.due_on, c.due_rule, c.missing, c.papers_by, c.opened_at, c.opened_by, c.closed_at, c.version`

type eventRow struct {
	ID                         string
	Client                     id.Client
	Kind                       life.Kind
	State                      life.State
	Code                       string
	From, Until, Ended         civil.Date
	District                   string
	Place, Body, Number, Words []byte
	Due                        civil.Date
	DueRule                    string
	Missing                    int
	PapersBy                   civil.Date
	OpenedAt                   civil.Instant
	OpenedBy                   string
	ClosedAt                   civil.Instant
	Version                    int
}

func (x eventRow) event() life.Event {
	return life.Event{
		ID: x.ID, Client: x.Client, Kind: x.Kind, State: x.State, Code: x.Code, From: x.From, Until: x.Until, Ended: x.Ended, District: x.District,
		Due: x.Due, DueRule: x.DueRule, Missing: x.Missing, PapersBy: x.PapersBy, OpenedAt: x.OpenedAt, OpenedBy: x.OpenedBy, ClosedAt: x.ClosedAt, Row: x.Version,
	}
}

// openEvents turns rows into events with their texts opened.
func (o *Ops) openEvents(ctx context.Context, r *db.Reader, rows []eventRow) ([]life.Event, error) {
	var p seal.Batch
	out := make([]life.Event, len(rows))
	for i, x := range rows {
		out[i] = x.event()
		p.Text(x.Client, events, "place", x.ID, x.Place, func(s string) { out[i].Place = s })
		p.Text(x.Client, events, "body", x.ID, x.Body, func(s string) { out[i].Body = s })
		p.Text(x.Client, events, "number", x.ID, x.Number, func(s string) { out[i].Number = s })
		p.Text(x.Client, events, "words", x.ID, x.Words, func(s string) { out[i].Words = s })
	}
	return out, p.Open(ctx, o.Seal, r)
}

// event reads one event of a client.
func (o *Ops) event(ctx context.Context, r *db.Reader, client id.Client, event string) (life.Event, error) {
	row, err := db.One[eventRow](ctx, r, `select `+eventColumns+` from supervision_life_event c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, event, client)
	if err != nil {
		return life.Event{}, err
	}
	out, err := o.openEvents(ctx, r, []eventRow{row})
	if err != nil {
		return life.Event{}, err
	}
	return out[0], nil
}

type stepRow struct {
	ID, Move                        string
	To                              life.State
	Day, Until                      civil.Date
	Code, Reason, Document          string
	Place, Body, Number, Words, Was []byte
	At                              civil.Instant
	By                              string
}

// history lists what was done with an event, the oldest first.
func (o *Ops) history(ctx context.Context, r *db.Reader, client id.Client, event string) ([]life.Step, error) {
	rows, err := db.All[stepRow](ctx, r, `select c.id, c.move, c.to_state, c.day, c.until_on, c.code, c.reason, c.document_id, c.place, c.body, c.number, c.words,
		c.was, c.recorded_at, c.recorded_by from supervision_life_step c where c.event_id = $1 and c.client_id = $2 and {visible c.client_id}
		order by c.recorded_at, c.id`, event, client)
	if err != nil {
		return nil, err
	}
	var p seal.Batch
	out := make([]life.Step, len(rows))
	for i, x := range rows {
		out[i] = life.Step{
			ID: x.ID, Move: x.Move, To: x.To, Day: x.Day, Until: x.Until, Code: x.Code, Reason: x.Reason, Document: x.Document, At: x.At, By: x.By,
		}
		p.Text(client, steps, "place", x.ID, x.Place, func(s string) { out[i].Place = s })
		p.Text(client, steps, "body", x.ID, x.Body, func(s string) { out[i].Body = s })
		p.Text(client, steps, "number", x.ID, x.Number, func(s string) { out[i].Number = s })
		p.Text(client, steps, "words", x.ID, x.Words, func(s string) { out[i].Text = s })
		p.Text(client, steps, "was", x.ID, x.Was, func(s string) { _ = json.Unmarshal([]byte(s), &out[i].Old) }) //nolint:errcheck // written by put
	}
	return out, p.Open(ctx, o.Seal, r)
}

// paperList lists the papers that belong to an event.
func (o *Ops) paperList(ctx context.Context, r *db.Reader, client id.Client, event string) ([]life.Paper, error) {
	type row struct{ Role, Document string }
	rows, err := db.All[row](ctx, r, `select c.role, c.document_id from supervision_life_paper c where c.event_id = $1 and c.client_id = $2 and c.replaced_at is null
		and {visible c.client_id} order by c.recorded_at, c.id`, event, client)
	out := make([]life.Paper, len(rows))
	for i, x := range rows {
		out[i] = life.Paper(x)
	}
	return out, err
}

func (o *Ops) sealed(ctx context.Context, tx *db.Tx, client id.Client, table string, row db.Row, texts map[string]string) error {
	return o.Seal.Texts(ctx, tx, client, table, row, texts)
}

// put writes one step of an event.
func (o *Ops) put(ctx context.Context, tx *db.Tx, e life.Event, s life.Step) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": e.Client, "event_id": e.ID, "move": s.Move, "to_state": e.State, "day": s.Day, "until_on": s.Until,
		"code": db.Null(s.Code), "reason": db.Null(s.Reason), "document_id": db.Null(s.Document), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
	texts := map[string]string{"place": s.Place, "body": s.Body, "number": s.Number, "words": s.Text}
	if len(s.Old) > 0 {
		was, err := json.Marshal(s.Old)
		if err != nil {
			return err
		}
		texts["was"] = string(was)
	}
	if err := o.sealed(ctx, tx, e.Client, steps, row, texts); err != nil {
		return err
	}
	return tx.Insert(ctx, steps, row)
}

// save writes what a move or correction made of an event.
func (o *Ops) save(ctx context.Context, tx *db.Tx, e life.Event) error {
	row := o.columns(e)
	row["id"] = e.ID
	if err := o.sealed(ctx, tx, e.Client, events, row, texts(e)); err != nil {
		return err
	}
	delete(row, "id")
	return tx.UpdateVersion(ctx, events, e.ID, e.Row, row)
}

func texts(e life.Event) map[string]string {
	return map[string]string{"place": e.Place, "body": e.Body, "number": e.Number, "words": e.Words}
}

func (o *Ops) columns(e life.Event) db.Row {
	return db.Row{
		"state": e.State, "code": db.Null(e.Code), "from_on": e.From, "until_on": e.Until, "ended_on": e.Ended, "district": db.Null(e.District),
		"due_on": e.Due, "due_rule": db.Null(e.DueRule), "missing": e.Missing, "papers_by": e.PapersBy, "closed_at": e.ClosedAt,
	}
}
