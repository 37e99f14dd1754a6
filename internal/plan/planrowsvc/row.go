// Package planrowsvc keeps the rows of plans: how versions, goals, steps, answers and notes stand in the store, sealed, and how
// one version is put together from them.
package planrowsvc

import (
	"context"
	"encoding/json"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

// The tables.
const (
	Plans      = "plan_plan"
	Goals      = "plan_goal"
	Steps      = "plan_step"
	Gaps       = "plan_gap"
	Agreements = "plan_agreement"
	Progress   = "plan_progress"
)

// Rows reads and writes them; the caller has asked the guard, and records.
type Rows struct{ Seal *seal.Sealer }

// head is what versions of Goals, steps and progress share, in the order of headCols.
type head struct {
	Row        string
	Client     id.Client
	RecordedAt civil.Instant
	RecordedBy string
	ReplacedAt civil.Instant
	ReplacedBy string
	Reason     string
	ReasonText []byte
}

const headCols = `c.id, c.client_id, c.recorded_at, c.recorded_by, c.replaced_at, c.replaced_by, c.reason, c.reason_text`

func (h head) version() person.Version {
	return person.Version{
		Row: h.Row, RecordedAt: h.RecordedAt, RecordedBy: h.RecordedBy, ReplacedAt: h.ReplacedAt, ReplacedBy: h.ReplacedBy, Reason: h.Reason,
	}
}

// Sealed puts texts into a row whose key is given, sealed; an empty text is null.
func (o Rows) Sealed(ctx context.Context, tx *db.Tx, client id.Client, table, key string, row db.Row, texts map[string]string) error {
	for column, text := range texts {
		box, err := o.Seal.SealText(ctx, tx, client, table, column, key, text)
		if err != nil {
			return err
		}
		row[column] = box
	}
	return nil
}

// Replace ends a version with the reason why; row must be the current one.
func (o Rows) Replace(ctx context.Context, tx *db.Tx, table string, client id.Client, row string, why person.Why) error {
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
	set := db.Row{"replaced_at": tx.Now, "replaced_by": tx.Actor.Ref()}
	if table != Gaps {
		set["reason"] = db.Null(why.Reason)
		if err := o.Sealed(ctx, tx, client, table, row, set, map[string]string{"reason_text": why.Text}); err != nil {
			return err
		}
	}
	return tx.Update(ctx, table, row, set)
}

// InSight makes what is out of sight look like what does not exist.
func InSight(ctx context.Context, r *db.Reader, client id.Client) error {
	_, err := db.One[int](ctx, r, `select 1 from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
	return err
}

// words are a list of identifiers as a column keeps them; none is null.
func words(list []string) any {
	if len(list) == 0 {
		return nil
	}
	b, err := json.Marshal(list)
	if err != nil {
		return nil
	}
	return string(b)
}

func unwords(text string) []string {
	var out []string
	if json.Unmarshal([]byte(text), &out) != nil {
		return nil
	}
	return out
}
