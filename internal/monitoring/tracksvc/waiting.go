package tracksvc

import (
	"context"
	"slices"
	"time"

	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// waiting notes, within the transaction that stores them, which positions are still to be judged: one row for each order, fitting and day.
func (b *batch) waiting(ctx context.Context, first int64) error {
	type key struct {
		fitting int64
		day     int
	}
	sums := map[key]*track.Stretch{}
	var keys []key
	orders := map[key]string{}
	for i, r := range b.rows {
		k := key{r.Fitting, r.Day}
		s := sums[k]
		if s == nil {
			s = &track.Stretch{Batch: first, Fitting: r.Fitting, Day: r.Day, Device: r.Device, FromMS: r.FixMS, UntilMS: r.FixMS}
			sums[k], orders[k] = s, b.out[b.from[i]].Order
			keys = append(keys, k)
		}
		s.FromMS, s.UntilMS, s.Last, s.N = min(s.FromMS, r.FixMS), max(s.UntilMS, r.FixMS), max(s.Last, r.Arrival), s.N+1
	}
	rows := make([][]any, 0, len(keys))
	for _, k := range keys {
		s := sums[k]
		rows = append(rows, []any{orders[k], s.Batch, s.Fitting, s.Day, s.Device, s.FromMS, s.UntilMS, s.Last, s.N})
	}
	return many(ctx, b.tx, `insert into monitoring_pending (monitoring_id, batch, fitting, day, device, from_ms, until_ms, last_arrival, n) values `, ``, rows, nil)
}

// Rows reads stored positions for the rules, with the system's rights and within a transaction. Pages go through Service.ReadPositions.
type Rows struct{}

// Orders lists the orders of which something waits to be judged.
func (Rows) Orders(ctx context.Context, r *db.Reader, most int) ([]string, error) {
	return db.All[string](ctx, r, `select distinct monitoring_id from monitoring_pending order by monitoring_id limit $1`, most)
}

// Waiting lists what of an order waits to be judged, in the order in which it came.
func (Rows) Waiting(ctx context.Context, r *db.Reader, order string, most int) ([]track.Stretch, error) {
	return db.All[track.Stretch](ctx, r, `select batch, fitting, day, device, from_ms, until_ms, last_arrival, n from monitoring_pending
		where monitoring_id = $1 order by batch, fitting, day limit $2`, order, most)
}

// Done forgets that the groups up to one wait.
func (Rows) Done(ctx context.Context, tx *db.Tx, order string, batch int64) error {
	_, err := tx.Exec(ctx, `delete from monitoring_pending where monitoring_id = $1 and batch <= $2`, order, batch)
	return err
}

// Read reads the positions of stretches, in the order of their arrival.
func (Rows) Read(ctx context.Context, r *db.Reader, stretches []track.Stretch) ([]track.Row, error) {
	var out []track.Row
	stretches = slices.DeleteFunc(slices.Clone(stretches), func(s track.Stretch) bool { return s.Device == 0 })
	for part := range slices.Chunk(stretches, 64) {
		bind, text := &db.Binder{}, `select `+positionColumns+` from monitoring_position where `
		for i, s := range part {
			if i > 0 {
				text += " or "
			}
			text += "day = " + bind.Bind(s.Day) + " and device = " + bind.Bind(s.Device) + " and fitting = " + bind.Bind(s.Fitting)
			if s.UntilMS > 0 {
				text += " and fix_ms between " + bind.Bind(s.FromMS) + " and " + bind.Bind(s.UntilMS)
			}
		}
		rows, err := db.All[positionRow](ctx, r, text, bind.Args()...)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			out = append(out, x.row())
		}
	}
	slices.SortFunc(out, func(a, b track.Row) int { return int(a.Arrival - b.Arrival) })
	return slices.CompactFunc(out, func(a, b track.Row) bool { return a.Arrival == b.Arrival }), nil
}

// Days makes the stretches of a fitting over whole days.
func (Rows) Days(fitting, device int64, from, until time.Time) []track.Stretch {
	var out []track.Stretch
	for _, d := range track.Days(from, until) {
		out = append(out, track.Stretch{Fitting: fitting, Device: device, Day: d})
	}
	return out
}
