package monitor

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/deskweb"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/zoneui"
	"tuzjol/internal/platform/db"
)

// evidenceShown bounds how many fixes of an alert are drawn.
const evidenceShown = 12

// place gives where an alert happened: its zone in the version by which it was judged, and the fixes that decided, to whoever may read
// positions, and where the wearer is while it is open. Of an alert that speaks of a protected person nothing is drawn but for those who may
// know of her, the desk that must send somebody among them: the wearer's place would tell hers. Her own place and zone are never drawn.
func (k *Kit) place(ctx context.Context, a desksvc.Whole) (deskweb.Where, error) {
	var out deskweb.Where
	if err := k.DB.Read(ctx, func(r *db.Reader) (err error) {
		out.Gone, err = k.gone(ctx, r, a)
		return err
	}); err != nil {
		return out, err
	}
	if rights := access.From(ctx); !a.Explained || !rights.May(access.ReadPositions) || a.OfVictim() && !rights.May(access.ReadVictims) {
		return out, nil
	}
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		zones, err := k.Zones.Ops().Of(ctx, r, a.Order)
		if err != nil {
			return err
		}
		for _, z := range zones {
			for _, v := range z.Versions {
				if z.ID == a.Zone && v.Number == a.Version {
					out.Zones = append(out.Zones, zoneui.Drawn{Kind: z.Kind, Shape: v.Shape, Buffer: v.Buffer})
				}
			}
		}
		out.Fixes, err = k.evidence(ctx, r, a)
		return err
	})
	if err != nil {
		return out, err
	}
	spots, err := k.spots(ctx, []desksvc.Alert{a.Alert})
	if now, ok := spots[a.Client]; ok {
		out.Now = &now
	}
	return out, err
}

// gone lists what retention destroyed of the hours in which the fixes of an alert arrived: nobody can judge it again.
func (k *Kit) gone(ctx context.Context, r *db.Reader, a desksvc.Whole) ([]track.Destroyed, error) {
	var from, to int64
	for _, e := range a.Explain.Evidence {
		if e.Arrival > 0 && (from == 0 || e.Arrival < from) {
			from = e.Arrival
		}
		to = max(to, e.Arrival)
	}
	if !a.Explained || to == 0 {
		return nil, nil
	}
	return tracksvc.Rows{}.Destroyed(ctx, r, a.Order, from, to)
}

// evidence reads the fixes on which an alert rests, by their arrival numbers, among those of the client's own fittings.
func (k *Kit) evidence(ctx context.Context, r *db.Reader, a desksvc.Whole) ([]deskweb.Fix, error) {
	list := a.Explain.Evidence
	if len(list) > evidenceShown {
		list = list[len(list)-evidenceShown:]
	}
	var arrivals []int64
	from, until := time.Time{}, time.Time{}
	for _, e := range list {
		if e.Arrival == 0 {
			continue
		}
		arrivals = append(arrivals, e.Arrival)
		if from.IsZero() || e.At.Before(from) {
			from = e.At
		}
		if e.At.After(until) {
			until = e.At
		}
	}
	if len(arrivals) == 0 {
		return nil, nil
	}
	type row struct {
		At       int64
		Lat, Lon int64
		Accuracy int64
	}
	days := track.Days(from, until.Add(time.Millisecond))
	args := append(append([]any{a.Client}, db.Args(days)...), db.Args(arrivals)...)
	rows, err := db.All[row](ctx, r, `select p.fix_ms, p.lat, p.lon, coalesce(p.accuracy_dm, 0) from monitoring_fitting c join monitoring_device d on d.id = c.device_id
		join monitoring_position p on p.device = d.number and p.fitting = c.number where c.client_id = $1 and {visible c.client_id} and p.lat is not null and p.day in `+db.In(len(days), 2)+
		` and p.arrival in `+db.In(len(arrivals), 2+len(days))+` order by p.fix_ms, p.arrival`, args...)
	out := make([]deskweb.Fix, len(rows))
	for i, x := range rows {
		out[i] = deskweb.Fix{At: civil.At(time.UnixMilli(x.At)), Lat: float64(x.Lat) / 1e7, Lon: float64(x.Lon) / 1e7, Accuracy: float64(x.Accuracy) / 10}
	}
	return out, err
}
