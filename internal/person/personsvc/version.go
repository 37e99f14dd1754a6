package personsvc

import (
	"context"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
)

// step is what one use case leaves in the record.
type step struct {
	action actor.Action
	reason string
	facts  []fact.Fact
}

// Why is the reason of a correction.
type Why = person.Why

// headCols are the columns of person.Version in its order of fields; reason_text is sealed.
const headCols = "c.id, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text, c.source, c.valid_from, c.valid_to"

type head struct {
	Row        string
	RecordedAt civil.Instant
	RecordedBy string
	ReplacedAt civil.Instant
	ReplacedBy string
	Reason     string
	ReasonText []byte
	Source     string
	From, To   civil.Date
}

func (h head) version() person.Version {
	return person.Version{
		Row: h.Row, RecordedAt: h.RecordedAt, RecordedBy: h.RecordedBy, ReplacedAt: h.ReplacedAt, ReplacedBy: h.ReplacedBy,
		Reason: h.Reason, Source: h.Source, Valid: civil.Period{From: h.From, To: h.To},
	}
}

// fresh is the row that every new version begins with.
func fresh(tx *db.Tx, client id.Client, source string, valid civil.Period) db.Row {
	return db.Row{
		"id": tx.NewID(), "client_id": client, "source": db.Null(source), "valid_from": valid.From, "valid_to": valid.To,
		"recorded_at": tx.Now, "recorded_by": tx.Actor.Ref(),
	}
}

func rowID(row db.Row) string { s, _ := row["id"].(string); return s }

// replace ends a version. Another client's row is not found; one that somebody has replaced already is stale.
func (o *Ops) replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row string, why Why) error {
	return o.Seal.Replace(ctx, tx, table, client, row, why.Reason, why.Text)
}
