package tracksvc

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
)

// grace is how long after an hour its digest is written, so that what was being stored at its end is in it.
const grace = 5 * time.Minute

// digestsAtOnce bounds one entry of the chain.
const digestsAtOnce = 200

// Digest writes the hash over everything that arrived from each fitted device in every hour that is over into the record, and so into
// the audit chain, and returns how many. It runs as a job with the system's rights, as often as it is called. Faults: forbidden.
func (s *Service) Digest(ctx context.Context) (int, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	s.one.Lock() // an hour must not be carried forward while it is written down
	defer s.one.Unlock()
	total := 0
	for {
		n := 0
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			var err error
			n, err = digest(ctx, tx)
			return err
		})
		total += n
		if err != nil || n < digestsAtOnce {
			return total, err
		}
	}
}

func digest(ctx context.Context, tx *db.Tx) (int, error) {
	over := tx.Now.Add(-grace).Time().UnixMilli()
	over -= over % hourMS
	list, err := db.All[tallyRow](ctx, tx, `select fitting, hour_ms, n, first_arrival, last_arrival, hash from monitoring_tally where hour_ms < $1
		order by hour_ms, fitting limit $2`, over, digestsAtOnce)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	for _, t := range list {
		type row struct {
			ID     string
			Client id.Client
		}
		f, err := db.One[row](ctx, tx.System(), `select c.id, c.client_id from monitoring_fitting c where c.number = $1 and {visible c.client_id}`, t.Fitting)
		if err != nil {
			return 0, err
		}
		if err := tx.Insert(ctx, "monitoring_digest", db.Row{
			"id": tx.NewID(), "client_id": f.Client, "fitting_id": f.ID, "hour": civil.At(time.UnixMilli(t.Hour)), "n": t.N, "first_arrival": t.First,
			"last_arrival": t.Last, "hash": t.Hash, "recorded_at": tx.Now,
		}); err != nil {
			return 0, err
		}
		if _, err := tx.Exec(ctx, `delete from monitoring_tally where fitting = $1 and hour_ms = $2`, t.Fitting, t.Hour); err != nil {
			return 0, err
		}
	}
	return len(list), tx.Record(ctx, access.ReadDevices, "")
}
