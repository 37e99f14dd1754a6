package tracksvc

import (
	"context"
	"time"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// Ops are the steps that other use cases take inside their own transaction.
type Ops struct{ svc *Service }

// Ops returns the steps for transactions of other use cases.
func (s *Service) Ops() Ops { return Ops{s} }

type hourDigest struct {
	ID   string
	Hour civil.Instant
	N    int64
	Hash []byte
	Gone int64
	Left []byte
}

// Destroy deletes the positions of a piece for good. Before an hour's positions go they must give its hash, and what is left of the hour
// is written down as a new one, with the number of the certificate: so the chain still tells a destroyed position from one taken away.
func (o Ops) Destroy(ctx context.Context, tx *db.Tx, p keep.Piece, certificate int) (keep.Destroyed, error) {
	var out keep.Destroyed
	rows, err := db.All[positionRow](ctx, tx, `select `+positionColumns+` from monitoring_position where day = $1 and device = $2 and fitting = $3`, p.Day, p.Device, p.Fitting)
	if err != nil || len(rows) == 0 {
		return out, err
	}
	hours := map[int64][]track.Row{}
	first, last := rows[0].Received, rows[0].Received
	for _, x := range rows {
		h := x.Received - x.Received%hourMS
		hours[h] = append(hours[h], x.row())
		first, last = min(first, h), max(last, h)
	}
	digests, err := db.All[hourDigest](ctx, tx.System(), `select c.id, c.hour, c.n, c.hash, coalesce(c.gone, 0), c.left_hash from monitoring_digest c
		where c.fitting_id = $1 and c.hour between $2 and $3 and {visible c.client_id} order by c.hour`, p.ID, civil.At(time.UnixMilli(first)), civil.At(time.UnixMilli(last)))
	if err != nil {
		return out, err
	}
	for _, d := range digests {
		h := d.Hour.Time().UnixMilli()
		goes := hours[h]
		if len(goes) == 0 {
			continue
		}
		rest, err := o.rest(ctx, tx, p, h, int64(len(goes)) == d.N-d.Gone)
		if err != nil {
			return out, err
		}
		if !stands(digestRow{N: d.N, Gone: d.Gone, Hash: d.Hash, Left: d.Left}, append(append([]track.Row(nil), goes...), rest...)) {
			continue
		}
		if err := tx.Update(ctx, "monitoring_digest", d.ID, db.Row{
			"gone": d.Gone + int64(len(goes)), "left_hash": append([]byte{}, track.Chain(rest)...), "certificate": certificate,
		}); err != nil {
			return out, err
		}
		if _, err := tx.Exec(ctx, `delete from monitoring_position where day = $1 and device = $2 and fitting = $3 and received_ms >= $4 and received_ms < $5`,
			p.Day, p.Device, p.Fitting, h, h+hourMS); err != nil {
			return out, err
		}
		out.Gone += int64(len(goes))
		out.Sums = append(out.Sums, d.Hash)
	}
	out.Stay = int64(len(rows)) - out.Gone
	return out, nil
}

// rest reads what else arrived from the device within an hour, under other days.
func (o Ops) rest(ctx context.Context, tx *db.Tx, p keep.Piece, hour int64, nothing bool) ([]track.Row, error) {
	if nothing {
		return nil, nil
	}
	at := time.UnixMilli(hour)
	days := track.Days(at.Add(-o.svc.limits().Past-24*time.Hour), at.Add(49*time.Hour))
	args := append([]any{p.Device, p.Fitting, p.Day, hour, hour + hourMS}, db.Args(days)...)
	list, err := db.All[positionRow](ctx, tx, `select `+positionColumns+` from monitoring_position where day in `+db.In(len(days), 6)+` and device = $1 and fitting = $2 and day <> $3
		and received_ms >= $4 and received_ms < $5`, args...)
	var out []track.Row
	for _, x := range list {
		out = append(out, x.row())
	}
	return out, err
}
