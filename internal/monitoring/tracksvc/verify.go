package tracksvc

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// Broken names a digest that the stored positions no longer give.
type Broken struct {
	Fitting string
	Hour    civil.Instant
	Want, N int64 // how many positions should be there, how many are
}

// Proof says how the stored positions of a client stand to the hashes in the record.
type Proof struct {
	Digests   int
	Positions int64
	Broken    []Broken      // a position was changed, added or taken away
	Destroyed map[int]int64 // by the number of the certificate under which they were last destroyed, how many positions are gone
}

// digestRow is a digest with what retention did to it.
type digestRow struct {
	Fitting string
	Number  int64
	Device  int64
	Hour    civil.Instant
	N       int64
	Hash    []byte
	Gone    int64
	Left    []byte
	Cert    int
}

// Verify computes every digest of a client's devices again from the stored positions and names those that differ. Positions that
// retention destroyed are counted by certificate, and what it left must give the hash that it wrote then. It runs with the system's
// rights. Faults: forbidden.
func (s *Service) Verify(ctx context.Context, client id.Client) (Proof, error) {
	out := Proof{Destroyed: map[int]int64{}}
	if !access.From(ctx).System {
		return out, fault.New(fault.Forbidden, "fault.forbidden")
	}
	err := s.db.Read(ctx, func(r *db.Reader) error {
		list, err := db.All[digestRow](ctx, r, `select c.fitting_id, f.number, d.number, c.hour, c.n, c.hash, coalesce(c.gone, 0), c.left_hash, coalesce(c.certificate, 0)
			from monitoring_digest c join monitoring_fitting f on f.id = c.fitting_id join monitoring_device d on d.id = f.device_id
			where c.client_id = $1 and {visible c.client_id} order by f.number, c.hour`, client)
		if err != nil {
			return err
		}
		for len(list) > 0 {
			n := slices.IndexFunc(list, func(x digestRow) bool { return x.Number != list[0].Number })
			if n < 0 {
				n = len(list)
			}
			if err := s.prove(ctx, r, list[:n], &out); err != nil {
				return err
			}
			list = list[n:]
		}
		return nil
	})
	return out, err
}

// Verified lists the clients whose devices have hashes in the record. It runs with the system's rights. Faults: forbidden.
func (s *Service) Verified(ctx context.Context) ([]id.Client, error) {
	if !access.From(ctx).System {
		return nil, fault.New(fault.Forbidden, "fault.forbidden")
	}
	var out []id.Client
	err := s.db.Read(ctx, func(r *db.Reader) error {
		var err error
		out, err = db.All[id.Client](ctx, r, `select distinct c.client_id from monitoring_fitting c where {visible c.client_id} order by c.client_id`)
		return err
	})
	return out, err
}

// prove walks once through the days of a fitting: what arrived within an hour lies under the days from the longest that a device may
// keep a position until the next, so an hour can be judged when the day after it was read.
func (s *Service) prove(ctx context.Context, r *db.Reader, list []digestRow, out *Proof) error {
	byHour, hours := map[int64]digestRow{}, map[int64][]track.Row{}
	first, last := list[0].Hour.Time(), list[len(list)-1].Hour.Time()
	for _, x := range list {
		byHour[x.Hour.Time().UnixMilli()] = x
		out.Digests++
		if x.Gone > 0 {
			out.Destroyed[x.Cert] += x.Gone
		}
	}
	judge := func(before int64) {
		for _, h := range slices.Sorted(maps.Keys(byHour)) {
			if h < before {
				x := byHour[h]
				n := int64(len(hours[h]))
				out.Positions += n
				if !stands(x, hours[h]) {
					out.Broken = append(out.Broken, Broken{x.Fitting, x.Hour, x.N - x.Gone, n})
				}
				delete(byHour, h)
				delete(hours, h)
			}
		}
	}
	back := s.limits().Past + 24*time.Hour
	for day := first.Add(-back).UTC().Truncate(24 * time.Hour); day.Before(last.Add(25 * time.Hour)); day = day.Add(24 * time.Hour) {
		rows, err := db.All[positionRow](ctx, r, `select `+positionColumns+` from monitoring_position where day = $1 and device = $2 and fitting = $3`,
			track.Day(day), list[0].Device, list[0].Number)
		if err != nil {
			return err
		}
		for _, p := range rows {
			h := p.Received - p.Received%hourMS
			if _, ok := byHour[h]; ok {
				hours[h] = append(hours[h], p.row())
			}
		}
		judge(day.Add(-24 * time.Hour).UnixMilli())
	}
	judge(1 << 62)
	return nil
}

// stands reports whether the rows of an hour give its hash, or what retention left of it.
func stands(x digestRow, rows []track.Row) bool {
	want := x.Hash
	if x.Gone > 0 {
		want = x.Left
	}
	return int64(len(rows)) == x.N-x.Gone && bytes.Equal(track.Chain(rows), want)
}
