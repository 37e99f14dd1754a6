package monitoringsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	orders   = "monitoring_order"
	versions = "monitoring_order_version"
	steps    = "monitoring_order_step"
	pauses   = "monitoring_pause"
)

// orderColumns lists the columns of monitoring_order c in the order of regime.Order.
const orderColumns = `c.id, c.client_id, c.regime, c.state, c.level, c.begins_at, c.ends_at, c.review_on, c.in_force, c.waiting, c.sheet_on, c.sheet_lang,
	c.refused_by_occupant, c.occupants_agreed, c.end_proposed_at, c.suspended_at, c.ended_at, c.end_reason, c.made_at, c.made_by, c.version`

// order reads one order of a client.
func (o *Ops) order(ctx context.Context, r *db.Reader, client id.Client, order string) (regime.Order, error) {
	return db.One[regime.Order](ctx, r, `select `+orderColumns+` from monitoring_order c where c.id = $1 and c.client_id = $2 and {visible c.client_id}`, order, client)
}

type versionRow struct {
	ID            string
	Number        int
	State, Act    string
	ActNumber     []byte
	Authority     string
	Body          []byte
	DecidedOn     civil.Date
	Order         string
	From, Until   civil.Date
	Level         regime.Level
	Purpose, Goal string
	ReviewOn      civil.Date
	Words         []byte
	Reason        string
	DraftedAt     civil.Instant
	DraftedBy     string
	DecidedAt     civil.Instant
	DecidedBy     string
	Returned      []byte
}

// versions lists the versions of an order, the latest first, with their words opened.
func (o *Ops) versions(ctx context.Context, r *db.Reader, client id.Client, order string) ([]regime.Version, error) {
	rows, err := db.All[versionRow](ctx, r, `select c.id, c.number, c.state, c.act, c.act_number, c.authority, c.body, c.decided_on, c.order_id, c.from_on, c.until_on,
		c.level, c.purpose, c.goal_id, c.review_on, c.words, c.reason, c.drafted_at, c.drafted_by, c.decided_at, c.decided_by, c.returned
		from monitoring_order_version c where c.monitoring_id = $1 and c.client_id = $2 and {visible c.client_id} order by c.number desc`, order, client)
	if err != nil {
		return nil, err
	}
	b := boxes{client: client, table: versions}
	out := make([]regime.Version, len(rows))
	for i, x := range rows {
		out[i] = regime.Version{
			ID: x.ID, Number: x.Number, State: x.State, DraftedAt: x.DraftedAt, DraftedBy: x.DraftedBy, DecidedAt: x.DecidedAt, DecidedBy: x.DecidedBy,
			Terms: regime.Terms{
				Act: x.Act, Authority: x.Authority, DecidedOn: x.DecidedOn, Order: x.Order, From: x.From, Until: x.Until, Level: x.Level,
				Purpose: x.Purpose, Goal: x.Goal, ReviewOn: x.ReviewOn, Reason: x.Reason,
			},
		}
		b.add(x.ID, "act_number", x.ActNumber, &out[i].ActNumber)
		b.add(x.ID, "body", x.Body, &out[i].Body)
		b.add(x.ID, "words", x.Words, &out[i].Words)
		b.add(x.ID, "returned", x.Returned, &out[i].Returned)
	}
	return out, b.open(ctx, o.Seal, r)
}

type stepRow struct {
	ID, What, Code string
	Words          []byte
	Lang           string
	Day            civil.Date
	Document       string
	At             civil.Instant
	By             string
}

// history lists what happened to an order, the oldest first.
func (o *Ops) history(ctx context.Context, r *db.Reader, client id.Client, order string) ([]regime.Step, error) {
	rows, err := db.All[stepRow](ctx, r, `select c.id, c.what, c.code, c.words, c.lang, c.day, c.document_id, c.recorded_at, c.recorded_by
		from monitoring_order_step c where c.monitoring_id = $1 and c.client_id = $2 and {visible c.client_id} order by c.recorded_at, c.id`, order, client)
	if err != nil {
		return nil, err
	}
	b := boxes{client: client, table: steps}
	out := make([]regime.Step, len(rows))
	for i, x := range rows {
		out[i] = regime.Step{ID: x.ID, What: x.What, Code: x.Code, Lang: x.Lang, Day: x.Day, Document: x.Document, At: x.At, By: x.By}
		b.add(x.ID, "words", x.Words, &out[i].Words)
	}
	return out, b.open(ctx, o.Seal, r)
}

// boxes collects sealed columns of one client and where their text goes, so that one query gives the keys.
type boxes struct {
	client id.Client
	table  string
	list   []seal.Box
	into   []*string
}

func (b *boxes) add(row, column string, sealed []byte, into *string) {
	if len(sealed) == 0 {
		return
	}
	b.list = append(b.list, seal.Box{Scope: seal.Client(b.client), Table: b.table, Column: column, Row: row, Sealed: sealed})
	b.into = append(b.into, into)
}

func (b *boxes) open(ctx context.Context, s *seal.Sealer, r *db.Reader) error {
	if err := s.OpenAll(ctx, r, b.list); err != nil {
		return err
	}
	for i, into := range b.into {
		*into = string(b.list[i].Plain)
	}
	return nil
}

// put writes one step of an order.
func (o *Ops) put(ctx context.Context, tx *db.Tx, x regime.Order, s regime.Step) error {
	row := tx.NewID()
	words, err := o.Seal.SealText(ctx, tx, x.Client, steps, "words", row, s.Words)
	if err != nil {
		return err
	}
	return tx.Insert(ctx, steps, db.Row{
		"id": row, "client_id": x.Client, "monitoring_id": x.ID, "what": s.What, "code": db.Null(s.Code), "words": words, "lang": db.Null(s.Lang),
		"day": s.Day, "document_id": db.Null(s.Document), "recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	})
}

// putVersion writes the version of an order with its words sealed.
func (o *Ops) putVersion(ctx context.Context, tx *db.Tx, x regime.Order, number int, t regime.Terms) error {
	row := db.Row{
		"id": tx.NewID(), "client_id": x.Client, "monitoring_id": x.ID, "number": number, "state": regime.VersionWaiting, "act": t.Act,
		"authority": t.Authority, "decided_on": t.DecidedOn, "order_id": db.Null(t.Order), "from_on": t.From, "until_on": t.Until, "level": t.Level,
		"purpose": t.Purpose, "goal_id": db.Null(t.Goal), "review_on": t.ReviewOn, "reason": db.Null(t.Reason), "drafted_at": tx.Now,
		"drafted_by": tx.Actor.Ref(),
	}
	key, _ := row["id"].(string)
	for column, text := range map[string]string{"act_number": t.ActNumber, "body": t.Body, "words": t.Words} {
		sealed, err := o.Seal.SealText(ctx, tx, x.Client, versions, column, key, text)
		if err != nil {
			return err
		}
		row[column] = sealed
	}
	return tx.Insert(ctx, versions, row)
}
