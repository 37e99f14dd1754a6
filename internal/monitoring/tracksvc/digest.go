package tracksvc

import (
	"bytes"
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

// Broken names a digest that the stored positions no longer give.
type Broken struct {
	Fitting string
	Hour    civil.Instant
	Want, N int64 // how many positions the digest tells of, how many are there
}

// Verify computes every digest of a client's devices again from the stored positions and names those that differ: a position that was
// changed, added or taken away since. It runs with the system's rights. Faults: forbidden.
func (s *Service) Verify(ctx context.Context, client id.Client) ([]Broken, error) {
	if !access.From(ctx).System {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	type row struct {
		Fitting     string
		Number      int64
		Hour        civil.Instant
		N           int64
		First, Last int64
		Hash        []byte
	}
	var out []Broken
	err := s.db.Read(ctx, func(r *db.Reader) error {
		list, err := db.All[row](ctx, r, `select c.fitting_id, f.number, c.hour, c.n, c.first_arrival, c.last_arrival, c.hash from monitoring_digest c
			join monitoring_fitting f on f.id = c.fitting_id where c.client_id = $1 and {visible c.client_id} order by c.first_arrival`, client)
		if err != nil {
			return err
		}
		for _, x := range list {
			rows, err := db.All[positionRow](ctx, r, `select `+positionColumns+` from monitoring_position where fitting = $1 and arrival between $2 and $3
				and received_ms - received_ms % 3600000 = $4 order by arrival`, x.Number, x.First, x.Last, x.Hour.Time().UnixMilli())
			if err != nil {
				return err
			}
			var sum []byte
			for _, p := range rows {
				sum = p.row().Chain(sum)
			}
			if !bytes.Equal(sum, x.Hash) || int64(len(rows)) != x.N {
				out = append(out, Broken{x.Fitting, x.Hour, x.N, int64(len(rows))})
			}
		}
		return nil
	})
	return out, err
}
