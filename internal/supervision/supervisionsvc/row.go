package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	contacts     = "supervision_contact"
	appointments = "supervision_appointment"
)

// headCols are the columns that contacts and appointments share, in the order of head.
const headCols = `c.id, c.client_id, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text, c.source,
	c.written_at, c.written_by, c.fact_id`

type head struct {
	Row        string
	Client     id.Client
	RecordedAt civil.Instant
	RecordedBy string
	ReplacedAt civil.Instant
	ReplacedBy string
	Reason     string
	ReasonText []byte
	Source     string
	WrittenAt  civil.Instant
	WrittenBy  string
	Fact       string
}

func (h head) version() person.Version {
	return person.Version{
		Row: h.Row, RecordedAt: h.RecordedAt, RecordedBy: h.RecordedBy, ReplacedAt: h.ReplacedAt, ReplacedBy: h.ReplacedBy,
		Reason: h.Reason, Source: h.Source,
	}
}

// opening gathers sealed values of many rows, so that a page opens them with one query for the keys.
type opening struct {
	boxes []seal.Box
	then  []func(string)
}

func (p *opening) later(client id.Client, table, column, row string, sealed []byte, set func(string)) {
	if len(sealed) > 0 {
		p.boxes = append(p.boxes, seal.Box{Scope: seal.Client(client), Table: table, Column: column, Row: row, Sealed: sealed})
		p.then = append(p.then, set)
	}
}

func (p *opening) open(ctx context.Context, s *seal.Sealer, r *db.Reader) error {
	if err := s.OpenAll(ctx, r, p.boxes); err != nil {
		return err
	}
	for i, set := range p.then {
		set(string(p.boxes[i].Plain))
	}
	return nil
}

// sealed puts texts of a new row into it, sealed.
func (o *Ops) sealed(ctx context.Context, tx *db.Tx, client id.Client, table string, row db.Row, texts map[string]string) error {
	key, _ := row["id"].(string)
	for column, text := range texts {
		box, err := o.Seal.SealText(ctx, tx, client, table, column, key, text)
		if err != nil {
			return err
		}
		row[column] = box
	}
	return nil
}

// replace ends a version with the reason why it is no longer held true; row must be the current one.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row string, why Why) error {
	old, err := tx.Load(ctx, table, row)
	if err != nil {
		return err
	}
	if old["client_id"] != string(client) {
		return fault.MissingRecord()
	}
	if old["replaced_at"] != nil {
		return fault.Stale()
	}
	if entry, ok := old["appointment_id"].(string); ok && table == appointments && o.Changed != nil {
		if err := o.Changed(ctx, tx, client, entry); err != nil {
			return err
		}
	}
	text, err := o.Seal.SealText(ctx, tx, client, table, "reason_text", row, why.Text)
	if err != nil {
		return err
	}
	return tx.Update(ctx, table, row, db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref(), "reason": db.Null(why.Reason), "reason_text": text})
}

// inSight makes what is out of sight look like what does not exist.
func inSight(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
	return err
}
