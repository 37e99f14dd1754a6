// Package victimsumsvc writes an hourly hash of what a protected person's device told into the audit chain. It stands there under an alias
// that only the service's key gives, and the hash is made with that key, so that nobody can try places against it; when her positions are
// forgotten, count and hash stay with the reason, so that a forgetting is told from a change.
package victimsumsvc

import (
	"context"
	"encoding/json"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
)

const (
	digests = "monitoring_victim_digest"
	inputs  = "monitoring_input"
	hourMS  = int64(time.Hour / time.Millisecond)

	grace = 5 * time.Minute // how long after an hour its hash is written, so that what was being stored at its end is in it
)

// Why an hour's positions are gone.
const (
	Withdrawn = "withdrawn" // she took her consent back
	Aged      = "aged"      // their time was over
)

// Service is what jobs and commands call.
type Service struct {
	db *db.DB
	Ops
}

// Ops are the steps within the transaction of another use case.
type Ops struct{ Seal *seal.Sealer }

// New makes the service.
func New(d *db.DB, s *seal.Sealer) *Service { return &Service{db: d, Ops: Ops{s}} }

func (o Ops) alias(person string) string { return o.Seal.Blind("victim_digest", person) }

// chain carries a hash forward by the text of one fix, as it is kept.
func (o Ops) chain(before string, text []byte) string {
	return o.Seal.Blind("victim_sum", before+"\x00"+string(text))
}

// Add carries the hash of a person's hour forward by a fix that the watch was given within the same transaction.
func (o Ops) Add(ctx context.Context, tx *db.Tx, order, person string, fix monitoring.Fix) error {
	text, err := json.Marshal(fix)
	if err != nil {
		return err
	}
	hour := tx.Now.Time().UnixMilli()
	hour -= hour % hourMS
	t, _, err := db.Maybe[struct {
		N    int64
		Hash string
	}](ctx, tx, `select n, hash from monitoring_victim_tally where victim_id = $1 and hour_ms = $2`, person, hour)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `insert into monitoring_victim_tally (victim_id, monitoring_id, hour_ms, n, hash) values ($1, $2, $3, $4, $5)
		on conflict (victim_id, hour_ms) do update set n = excluded.n, hash = excluded.hash`, person, order, hour, t.N+1, o.chain(t.Hash, text))
	return err
}

// Digest writes the hash of every hour that is over into the record, in an entry that names no client, and returns how many. It runs as a
// job with the system's rights, as often as it is called. Faults: forbidden.
func (s *Service) Digest(ctx context.Context) (n int, err error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		over := tx.Now.Add(-grace).Time().UnixMilli()
		n, err = s.flush(ctx, tx, `hour_ms < $1`, over-over%hourMS)
		if err != nil || n == 0 {
			return err
		}
		return tx.Record(ctx, access.ReadDevices, "")
	})
	return n, err
}

// flush writes hashes that wait into the record.
func (o Ops) flush(ctx context.Context, tx *db.Tx, which string, arg any) (int, error) {
	type row struct {
		Person  string
		Hour, N int64
		Hash    string
	}
	list, err := db.All[row](ctx, tx, `select victim_id, hour_ms, n, hash from monitoring_victim_tally where `+which+` order by hour_ms, victim_id`, arg)
	if err != nil {
		return 0, err
	}
	for _, t := range list {
		if err := tx.Insert(ctx, digests, db.Row{
			"id": tx.NewID(), "alias": o.alias(t.Person), "hour": civil.At(time.UnixMilli(t.Hour)), "n": t.N, "hash": t.Hash, "recorded_at": tx.Now,
		}); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `delete from monitoring_victim_tally where victim_id = $1 and hour_ms = $2`, t.Person, t.Hour); err != nil {
			return 0, err
		}
	}
	return len(list), nil
}
