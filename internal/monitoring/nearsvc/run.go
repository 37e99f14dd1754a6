package nearsvc

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// Run looks once, within the sight of the one who asked, and freezes what it finds. Whoever is out of that sight is absent and leaves
// no trace in any number. Only orders with the full trail are looked at: under the others nobody may read places. What protected
// persons carry is never looked at. Needs AskNear, and to be the one who asked. Faults: forbidden, not_found, conflict.
func (s *Service) Run(ctx context.Context, request string, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.guard.Permit(ctx, access.AskNear); err != nil {
			return err
		}
		q, err := s.request(ctx, &tx.Reader, request)
		if err != nil {
			return err
		}
		switch {
		case q.AskedBy != tx.Actor.Ref():
			return fault.MissingRecord()
		case q.Row != version:
			return fault.Stale()
		case q.State != near.Approved:
			return fault.New(fault.Conflict, "near.not_approved")
		case q.Expired(s.Limits(), tx.Now):
			return fault.New(fault.Conflict, "near.expired")
		}
		found, err := s.find(ctx, &tx.Reader, q)
		if err != nil {
			return err
		}
		sums := make([][]byte, len(found))
		for i, f := range found {
			if sums[i], err = s.freeze(ctx, tx, q, i+1, f); err != nil {
				return err
			}
		}
		if err := tx.UpdateVersion(ctx, requests, q.ID, q.Row, db.Row{
			"state": near.Done, "ran_at": tx.Now, "algorithm": near.Algorithm, "rulebook": s.Rulebook().Version, "hash": near.Total(sums),
		}); err != nil {
			return err
		}
		return tx.Record(ctx, access.AskNear, q.Basis)
	})
}

// fitted is one fitting that was in one of the squares.
type fitted struct {
	ID     string
	Number int64
	Client id.Client
	Order  string
	Device int64
}

// match is what was found of a fitting.
type match struct {
	fitted
	near.Hit
}

func (s *Service) find(ctx context.Context, r *db.Reader, q near.Request) ([]match, error) {
	l := s.Limits()
	box := near.BoxOf(q.Place, q.Radius, l.Accuracy)
	numbers, err := candidates(ctx, r, q, box.Cells())
	if err != nil {
		return nil, err
	}
	var out []match
	for part := range slices.Chunk(numbers, 500) {
		list, err := db.All[fitted](ctx, r, `select c.id, c.number, c.client_id, c.monitoring_id, d.number from monitoring_fitting c
			join monitoring_device d on d.id = c.device_id join monitoring_order o on o.id = c.monitoring_id
			where c.number in `+db.In(len(part), 1)+` and o.level = 'full_trail' and c.kind <> 'victim_unit' and {visible c.client_id}`, db.Args(part)...)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			fixes, err := within(ctx, r, f, q, box)
			if err != nil {
				return nil, err
			}
			if h := near.Find(q, l, fixes); len(h.Points) > 0 {
				out = append(out, match{f, h})
			}
		}
	}
	slices.SortFunc(out, func(a, b match) int {
		return cmp.Or(cmp.Compare(a.Nearest, b.Nearest), cmp.Compare(a.Number, b.Number))
	})
	return out, nil
}

// candidates lists the fittings that were in the squares within the hours of the request.
func candidates(ctx context.Context, r *db.Reader, q near.Request, cells []int64) ([]int64, error) {
	var out []int64
	for _, day := range track.Days(q.From.Time(), q.Until.Time()) {
		first, last := hoursOn(day, q.From.Time(), q.Until.Time())
		args := append([]any{day, first, last}, db.Args(cells)...)
		list, err := db.All[int64](ctx, r, `select distinct fitting from monitoring_cell where day = $1 and hour between $2 and $3 and cell in `+db.In(len(cells), 4), args...)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// hoursOn are the first and the last hour of a window on a day.
func hoursOn(day int, from, until time.Time) (first, last int) {
	first, last = 0, 23
	if track.Day(from) == day {
		first = from.UTC().Hour()
	}
	if end := until.Add(-time.Millisecond); track.Day(end) == day {
		last = end.UTC().Hour()
	}
	return first, last
}

type positionRow struct {
	Fix, Received, Arrival int64
	Lat, Lon               int64
	Accuracy               int64
	Mech, Marks            int64
}

// within reads the positions of a fitting in the box and the window. Where the device's clock cannot be, a position counts for nothing
// here, and is not read.
func within(ctx context.Context, r *db.Reader, f fitted, q near.Request, b near.Box) ([]monitoring.Fix, error) {
	days := track.Days(q.From.Time(), q.Until.Time())
	args := append([]any{f.Device, f.Number, q.From.Time().UnixMilli(), q.Until.Time().UnixMilli(), b.South, b.North, b.West, b.East}, db.Args(days)...)
	rows, err := db.All[positionRow](ctx, r, `select fix_ms, received_ms, arrival, lat, lon, coalesce(accuracy_dm, 0), mechanism, marks from monitoring_position
		where day in `+db.In(len(days), 9)+` and device = $1 and fix_ms >= $3 and fix_ms < $4 and fitting = $2 and lat between $5 and $6 and lon between $7 and $8
		order by fix_ms, arrival`, args...)
	out := make([]monitoring.Fix, len(rows))
	for i, x := range rows {
		acc := x.Accuracy
		out[i] = track.Row{FixMS: x.Fix, Received: x.Received, Arrival: x.Arrival, Lat: &x.Lat, Lon: &x.Lon, Accuracy: &acc, Mech: x.Mech, Marks: x.Marks}.Fix()
	}
	return out, err
}

func (s *Service) freeze(ctx context.Context, tx *db.Tx, q near.Request, place int, m match) ([]byte, error) {
	hit, sum := tx.NewID(), m.Sum(m.ID)
	plain, err := json.Marshal(m.Hit)
	if err != nil {
		return nil, err
	}
	body, err := s.Seal.Seal(ctx, tx, m.Client, hits, "body", hit, plain)
	if err != nil {
		return nil, err
	}
	db.Shown(ctx, m.Client)
	return sum, tx.Insert(ctx, hits, db.Row{
		"id": hit, "client_id": m.Client, "near_id": q.ID, "fitting_id": m.ID, "monitoring_id": m.Order, "place": place, "n": len(m.Points), "certain": m.Certain,
		"body": body, "hash": sum, "recorded_at": tx.Now,
	})
}
