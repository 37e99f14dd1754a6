package outagesvc

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/outage"
	"tuzjol/internal/platform/db"
)

// longestPause is how long the service may have been away without its absence explaining anything.
const longestPause = 5 * time.Minute

// Alive is called before each Sweep of a running service. It notes that the service runs, and where it did not for a while it enters that into
// the register of outages: nobody could be heard then, and no silence of that time is a wearer's. It tells whether it did. It is a task of
// the service itself. Faults: forbidden.
func (s *Service) Alive(ctx context.Context) (bool, error) {
	if !access.From(ctx).System {
		return false, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var last int64
	var list []watched
	now := s.Now()
	if err := s.db.Read(ctx, func(r *db.Reader) (err error) {
		if last, _, err = db.Maybe[int64](ctx, r, `select n from monitoring_counter where name = 'alive'`); err != nil {
			return err
		}
		list, err = watchedNow(ctx, r, now)
		return err
	}); err != nil {
		return false, err
	}
	from := time.UnixMilli(last).UTC()
	away := last > 0 && now.Time().Sub(from) > longestPause
	if away {
		if err := s.away(ctx, from, list); err != nil {
			return false, err
		}
	}
	return away, s.db.System(ctx, "monitoring.alive", func(tx *db.Tx) error { // last, so that a crash before it does the same again
		_, err := tx.Exec(ctx, `insert into monitoring_counter (name, n) values ('alive', $1) on conflict (name) do update set n = excluded.n`, now.Time().UnixMilli())
		return err
	})
}

func (s *Service) away(ctx context.Context, from time.Time, list []watched) error {
	sum := sha256.Sum256([]byte(outage.Service + "\x00" + from.Format(time.RFC3339Nano)))
	row := hex.EncodeToString(sum[:16])
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := db.One[int](ctx, tx, `select count(*) from monitoring_outage where id = $1`, row)
		if err != nil || n > 0 {
			return err
		}
		if err := tx.Insert(ctx, outages, db.Row{
			"id": row, "what": outage.Service, "source": outage.Seen, "state": outage.Confirmed, "from_at": civil.At(from), "until_at": tx.Now, "silent": 0, "devices": 0,
			"made_at": tx.Now, "made_by": tx.Actor.Ref(), "version": 1,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.ManageOutages, "")
	}); err != nil {
		return err
	}
	last := ""
	for _, w := range list {
		if w.Order == last {
			continue
		}
		last = w.Order
		if err := s.db.System(ctx, "monitoring.alive", func(tx *db.Tx) error { return s.Changed(ctx, tx, w.Order) }); err != nil {
			return err
		}
	}
	return nil
}
