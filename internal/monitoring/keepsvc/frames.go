package keepsvc

import (
	"context"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/platform/db"
)

// pieces lists what each fitting sent on a day.
func pieces(ctx context.Context, r *db.Reader, day int) ([]piece, error) {
	return db.All[piece](ctx, r, `select c.id, c.client_id, c.monitoring_id, c.number, x.device, x.n from
		(select device, fitting, count(*) as n from monitoring_position where day = $1 group by device, fitting) x
		join monitoring_fitting c on c.number = x.fitting where {visible c.client_id} order by c.number`, day)
}

type frameRow struct {
	ID     int64
	Device int64
	Sha    []byte
}

// framesAtOnce bounds one transaction.
const framesAtOnce = 5000

// frames destroys the frames of a day, but for those of devices that somebody wore whose days are held.
func (x *run) frames(ctx context.Context, day int) (bool, error) {
	from, went := int64(-1), false
	for {
		var n int
		var gone, kept, last int64
		list, err := x.someFrames(ctx, day, from)
		if err != nil || len(list) == 0 {
			return went, err
		}
		held, err := x.heldDevices(ctx, day)
		if err != nil {
			return went, err
		}
		n = len(list)
		last = list[n-1].ID
		free := list[:0]
		for _, f := range list {
			if held[f.Device] {
				kept++
				continue
			}
			free = append(free, f)
		}
		if len(free) > 0 {
			if err := x.write(ctx, func(tx *db.Tx, _ []keep.Hold) error { return x.dropFrames(ctx, tx, day, free, &gone) }); err != nil {
				return went, err
			}
			went = true
		}
		x.gone, x.kept, from = x.gone+gone, x.kept+kept, last
		if n < framesAtOnce {
			return went, nil
		}
	}
}

func (x *run) someFrames(ctx context.Context, day int, from int64) ([]frameRow, error) {
	var list []frameRow
	err := x.svc.db.Read(ctx, func(r *db.Reader) error {
		var err error
		list, err = db.All[frameRow](ctx, r, `select id, device, sha from monitoring_frame where day = $1 and id > $2 order by id limit $3`, day, from, framesAtOnce)
		return err
	})
	return list, err
}

func (x *run) dropFrames(ctx context.Context, tx *db.Tx, day int, free []frameRow, gone *int64) error {
	*gone = 0
	sums := make([][]byte, len(free))
	for i, f := range free {
		sums[i] = f.Sha
	}
	for len(free) > 0 {
		part := free[:min(len(free), 500)]
		free = free[len(part):]
		ids := make([]int64, len(part))
		for i, f := range part {
			ids[i] = f.ID
		}
		n, err := tx.Exec(ctx, `delete from monitoring_frame where id in `+db.In(len(ids), 1), db.Args(ids)...)
		if err != nil {
			return err
		}
		*gone += n
	}
	x.cert.Add(day, *gone, sums...)
	return nil
}

// heldDevices are the devices that somebody wore of whom the day is held.
func (x *run) heldDevices(ctx context.Context, day int) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := x.svc.db.Read(ctx, func(r *db.Reader) error {
		list, err := x.standing(ctx, r)
		if err != nil || len(list) == 0 {
			return err
		}
		var clients []id.Client
		for _, h := range list {
			clients = append(clients, h.Client)
		}
		from := keep.Date(day).Time()
		rows, err := db.All[piece](ctx, r, `select c.id, c.client_id, c.monitoring_id, c.number, d.number, 0 from monitoring_fitting c join monitoring_device d on d.id = c.device_id
			where c.client_id in `+db.In(len(clients), 3)+` and c.from_at < $1 and (c.until_at is null or c.until_at >= $2) and {visible c.client_id}`,
			append([]any{civil.At(from.AddDate(0, 0, 1)), civil.At(from)}, db.Args(clients)...)...)
		for _, p := range rows {
			if heldBy(list, p, day, x.svc.Today()) {
				out[p.Device] = true
			}
		}
		return err
	})
	return out, err
}

// hitRow is what a request found of one wearer.
type hitRow struct {
	ID          string
	Client      id.Client
	Order       string
	Hash        []byte
	N           int64
	From, Until civil.Instant
	Ran         civil.Instant
}

// evidence empties the frozen results whose time is over; their hashes stay. A result goes by the day on which it was made.
func (x *run) evidence(ctx context.Context) error {
	last := ""
	for {
		list, more, err := x.someHits(ctx, &last)
		if err != nil || !more {
			return err
		}
		if len(list) == 0 {
			continue
		}
		var gone int64
		if err := x.write(ctx, func(tx *db.Tx, _ []keep.Hold) error {
			gone = 0
			for _, h := range list {
				if err := tx.Update(ctx, "monitoring_near_hit", h.ID, db.Row{"body": nil, "certificate": x.cert.Number}); err != nil {
					return err
				}
				x.cert.Add(keep.Number(h.Ran.In(x.svc.Zone)), h.N, h.Hash)
				gone += h.N
			}
			x.cert.Days = keep.Date(x.cert.FirstDay).DaysUntil(keep.Date(x.cert.LastDay)) + 1
			return nil
		}); err != nil {
			return err
		}
		x.gone += gone
	}
}

// someHits reads the next results whose time is over, without those that are held.
func (x *run) someHits(ctx context.Context, last *string) (free []hitRow, more bool, err error) {
	err = x.svc.db.Read(ctx, func(r *db.Reader) error {
		before := keep.Date(x.term.Before).StartIn(x.svc.Zone)
		list, err := db.All[hitRow](ctx, r, `select c.id, c.client_id, c.monitoring_id, c.hash, c.n, n.from_at, n.until_at, n.ran_at from monitoring_near_hit c
			join monitoring_near n on n.id = c.near_id where c.body is not null and c.id > $1 and n.ran_at < $2 and {visible c.client_id} order by c.id limit 100`, *last, before)
		if err != nil || len(list) == 0 {
			return err
		}
		more, *last = true, list[len(list)-1].ID
		holds, err := x.standing(ctx, r)
		for _, h := range list {
			held := false
			for d := h.From.In(x.svc.Zone); !d.After(h.Until.In(x.svc.Zone)); d = d.AddDays(1) {
				held = held || heldBy(holds, piece{Client: h.Client, Order: h.Order}, keep.Number(d), x.svc.Today())
			}
			if held {
				x.kept += h.N
				continue
			}
			free = append(free, h)
		}
		return err
	})
	return free, more, err
}
