package keepsvc

import (
	"context"
	"slices"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/platform/db"
)

// Sweep destroys what is kept no longer, in small transactions, and leaves a certificate for each kind of which something went. It takes up
// where an earlier one was cut off. It runs with the system's rights and returns how many rows went. Faults: forbidden.
func (s *Service) Sweep(ctx context.Context) (int64, error) {
	if !access.From(ctx).System {
		return 0, fault.New(fault.Forbidden, "fault.forbidden")
	}
	positions := keep.TermOf(s.Rulebook(), keep.Positions, s.Today())
	var total int64
	for _, k := range []keep.Kind{keep.Positions, keep.Frames, keep.Events, keep.Evidence} {
		t := keep.TermOf(s.Rulebook(), k, s.Today())
		if k == keep.Frames && positions.Set { // a frame holds the positions that came in it
			t.Set, t.Before = true, max(t.Before, positions.Before)
		}
		if !t.Set {
			continue
		}
		x := &run{svc: s, term: t}
		err := x.all(ctx)
		if x.cert != nil {
			total += x.gone
		}
		if s.Gone != nil {
			s.Gone()
		}
		if err != nil {
			return total, err
		}
	}
	return total, nil
}

// run is the destruction of one kind.
type run struct {
	svc  *Service
	term keep.Term
	cert *keep.Certificate
	gone int64
	kept int64
}

func (x *run) all(ctx context.Context) error {
	var err error
	switch x.term.Kind {
	case keep.Positions:
		err = x.days(ctx, "monitoring_position", x.positions)
	case keep.Frames:
		err = x.days(ctx, "monitoring_frame", x.frames)
	case keep.Events:
		err = x.alerts(ctx)
	case keep.Evidence:
		err = x.evidence(ctx)
	}
	if err != nil || x.cert == nil {
		return err
	}
	return x.write(ctx, func(*db.Tx, []keep.Hold) error {
		x.cert.State, x.cert.DoneAt, x.cert.Kept = keep.Closed, x.svc.Now(), x.kept
		return nil
	})
}

// write is one transaction of a run: with the holds as they stand in it, and the certificate saved at its end.
func (x *run) write(ctx context.Context, fn func(tx *db.Tx, holds []keep.Hold) error) error {
	base := x.cert
	err := x.svc.db.Write(ctx, func(tx *db.Tx) error {
		list, err := x.standing(ctx, tx.System())
		if err != nil {
			return err
		}
		var c keep.Certificate // a try that fails must not count
		if base != nil {
			c = *base
		} else if c, err = x.svc.begin(ctx, tx, x.term); err != nil {
			return err
		}
		x.cert = &c
		if err := fn(tx, list); err != nil {
			return err
		}
		return save(ctx, tx, x.cert)
	})
	if err != nil {
		x.cert = base
	}
	return err
}

// standing lists the holds that stand.
func (x *run) standing(ctx context.Context, r *db.Reader) ([]keep.Hold, error) {
	rows, err := db.All[holdRow](ctx, r, `select `+holdColumns+` from monitoring_hold c where c.lifted_at is null and c.ends_on >= $1 and {visible c.client_id}`, x.svc.Today())
	out := make([]keep.Hold, len(rows))
	for i, h := range rows {
		out[i] = h.hold()
	}
	return out, err
}

func heldBy(list []keep.Hold, p piece, day int, today civil.Date) bool {
	return slices.ContainsFunc(list, func(h keep.Hold) bool { return h.Holds(p.Client, p.Order, day, today) })
}

// days goes through the days of a table that are over, one after the other.
func (x *run) days(ctx context.Context, table string, of func(ctx context.Context, day int) (bool, error)) error {
	day := 0
	for {
		var err error
		if err = x.svc.db.Read(ctx, func(r *db.Reader) error {
			day, err = db.One[int](ctx, r, `select coalesce(min(day), 0) from `+table+` where day > $1 and day < $2`, day, x.term.Before)
			return err
		}); err != nil || day == 0 {
			return err
		}
		went, err := of(ctx, day)
		if err != nil {
			return err
		}
		if went {
			x.cert.Days++
		}
	}
}

// piece is what one fitting sent on a day.
type piece struct {
	ID     string
	Client id.Client
	Order  string
	Number int64
	Device int64
	N      int64
}

// atOnce bounds how many days of a device one transaction destroys.
const atOnce = 8

func (x *run) positions(ctx context.Context, day int) (bool, error) {
	var list []piece
	var standing []keep.Hold
	if err := x.svc.db.Read(ctx, func(r *db.Reader) error {
		var err error
		if list, err = pieces(ctx, r, day); err != nil {
			return err
		}
		standing, err = x.standing(ctx, r)
		return err
	}); err != nil {
		return false, err
	}
	today, before := x.svc.Today(), x.gone
	list = slices.DeleteFunc(list, func(p piece) bool {
		held := heldBy(standing, p, day, today)
		if held {
			x.kept += p.N
		}
		return held
	})
	for part := range slices.Chunk(list, atOnce) {
		var gone, kept int64
		if err := x.write(ctx, func(tx *db.Tx, holds []keep.Hold) error {
			gone, kept = 0, 0
			for _, p := range part {
				if heldBy(holds, p, day, today) {
					kept += p.N
					continue
				}
				d, err := x.svc.Destroy(ctx, tx, keep.Piece{Day: day, Device: p.Device, Fitting: p.Number, ID: p.ID}, x.cert.Number)
				if err != nil {
					return err
				}
				gone, kept = gone+d.Gone, kept+d.Stay
				if d.Gone > 0 {
					x.cert.Add(day, d.Gone, d.Sums...)
				}
			}
			return nil
		}); err != nil {
			return false, err
		}
		x.gone, x.kept = x.gone+gone, x.kept+kept
	}
	if x.gone == before {
		return false, nil
	}
	return true, x.svc.db.System(ctx, "monitoring.retention", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `delete from monitoring_cell where day = $1 and fitting not in (select fitting from monitoring_position where day = $1)`, day)
		return err
	})
}
