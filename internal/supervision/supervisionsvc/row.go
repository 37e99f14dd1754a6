package supervisionsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
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

// replace ends a version with the reason why it is no longer held true; row must be the current one.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row string, why Why) error {
	if table == appointments && o.Changed != nil {
		old, err := tx.Load(ctx, table, row)
		if err != nil {
			return err
		}
		entry, ok := old["appointment_id"].(string)
		if ok && old["client_id"] == string(client) && old["replaced_at"] == nil {
			if err := o.Changed(ctx, tx, client, entry); err != nil {
				return err
			}
		}
	}
	return o.Seal.Replace(ctx, tx, table, client, row, why.Reason, why.Text)
}

// inSight makes what is out of sight look like what does not exist.
func inSight(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
	return err
}
