package tracksvc

import (
	"context"
	"math"
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

// Waiting lists by order what waits to be judged, at most so many groups of each, in the order in which they came.
func (Rows) Waiting(ctx context.Context, r *db.Reader, orders []string, most int) (map[string][]track.Stretch, error) {
	type row struct {
		Order string
		track.Stretch
	}
	out := map[string][]track.Stretch{}
	for part := range slices.Chunk(orders, 500) {
		rows, err := db.All[row](ctx, r, `select monitoring_id, batch, fitting, day, device, from_ms, until_ms, last_arrival, n from (select p.monitoring_id, p.batch, p.fitting, p.day, p.device, p.from_ms,
			p.until_ms, p.last_arrival, p.n, row_number() over
			(partition by monitoring_id order by batch, fitting, day) as place from monitoring_pending p where monitoring_id in `+db.In(len(part), 2)+`) x
			where place <= $1 order by monitoring_id, batch, fitting, day`, append([]any{most}, db.Args(part)...)...)
		if err != nil {
			return nil, err
		}
		for _, x := range rows {
			out[x.Order] = append(out[x.Order], x.Stretch)
		}
	}
	return out, nil
}

// Done forgets that the groups of orders up to one of each wait.
func (Rows) Done(ctx context.Context, tx *db.Tx, past []track.Upto) error {
	for part := range slices.Chunk(past, 200) {
		b, text := &db.Binder{}, ""
		for i, u := range part {
			if i > 0 {
				text += " or "
			}
			text += "monitoring_id = " + b.Bind(u.Order) + " and batch <= " + b.Bind(u.Batch)
		}
		if _, err := tx.Exec(ctx, `delete from monitoring_pending where `+text, b.Args()...); err != nil {
			return err
		}
	}
	return nil
}

// Read reads the positions of stretches, in the order of their arrival.
func (Rows) Read(ctx context.Context, r *db.Reader, stretches []track.Stretch) ([]track.Row, error) {
	var out []track.Row
	stretches = slices.DeleteFunc(slices.Clone(stretches), func(s track.Stretch) bool { return s.Device == 0 })
	for part := range slices.Chunk(stretches, 64) {
		rows, err := some(ctx, r, part)
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

func some(ctx context.Context, r *db.Reader, part []track.Stretch) ([]positionRow, error) {
	if r.Engine() == "postgres" { // one text however many there are, so that it is planned once
		told := func(of func(track.Stretch) int64) []int64 {
			out := make([]int64, len(part))
			for i, s := range part {
				out[i] = of(s)
			}
			return out
		}
		return db.All[positionRow](ctx, r, `select `+positionColumns+` from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) as s (d, v, f, a, z)
			join monitoring_position on day = d and device = v and fitting = f and fix_ms between a and z`,
			told(func(s track.Stretch) int64 { return int64(s.Day) }), told(func(s track.Stretch) int64 { return s.Device }), told(func(s track.Stretch) int64 { return s.Fitting }),
			told(func(s track.Stretch) int64 { return s.FromMS }), told(func(s track.Stretch) int64 {
				if s.UntilMS == 0 {
					return math.MaxInt64
				}
				return s.UntilMS
			}))
	}
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
	return db.All[positionRow](ctx, r, text, bind.Args()...)
}

// Days makes the stretches of a fitting over whole days.
func (Rows) Days(fitting, device int64, from, until time.Time) []track.Stretch {
	var out []track.Stretch
	for _, d := range track.Days(from, until) {
		out = append(out, track.Stretch{Fitting: fitting, Device: device, Day: d})
	}
	return out
}
