package monitor

import (
	"context"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/desksvc"
	"tuzjol/internal/monitoring/deskweb"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
)

// spotsShown bounds how many wearers the map of the desk shows, the gravest alerts first; spotAge how old a place may be to be of use to
// whoever must act now. Older places are a reading with a reason of its own.
const (
	spotsShown = 100
	spotAge    = 24 * time.Hour
)

// spots gives where the wearers of open alerts are, each by the last plausible fix since the alert began: the alert is the purpose, so
// nothing from before it is shown and nothing after it is closed. Needs ReadPositions; of an alert that speaks of a protected person
// ReadVictims too, and even then only the wearer is shown.
func (k *Kit) spots(ctx context.Context, alerts []desksvc.Alert) (map[id.Client]deskweb.Fix, error) {
	rights, now := access.From(ctx), k.DB.Now()
	since := map[id.Client]time.Time{}
	var clients []id.Client
	hers := map[id.Client]bool{}
	for _, a := range alerts {
		hers[a.Client] = hers[a.Client] || a.Open() && a.OfVictim()
	}
	for _, a := range alerts {
		if a.Client == "" || !a.Open() || !rights.May(access.ReadPositions) || hers[a.Client] && !rights.May(access.ReadVictims) {
			continue
		}
		from := a.From.Time()
		if oldest := now.Time().Add(-spotAge); from.Before(oldest) {
			from = oldest
		}
		old, known := since[a.Client]
		if !known && len(clients) == spotsShown {
			continue
		}
		if !known {
			clients = append(clients, a.Client)
		}
		if !known || from.Before(old) {
			since[a.Client] = from
		}
	}
	out := map[id.Client]deskweb.Fix{}
	err := k.DB.Read(ctx, func(r *db.Reader) error {
		for _, c := range clients {
			fix, ok, err := spot(ctx, r, c, since[c], now.Time())
			if err != nil {
				return err
			}
			if ok {
				out[c] = fix
				db.Shown(ctx, c)
			}
		}
		return nil
	})
	return out, err
}

// spot reads the last plausible fix of a client's fitted device in a time, the latest day first.
func spot(ctx context.Context, r *db.Reader, client id.Client, from, until time.Time) (deskweb.Fix, bool, error) {
	type row struct{ At, Lat, Lon, Accuracy int64 }
	days := track.Days(from, until.Add(time.Millisecond))
	for i := len(days) - 1; i >= 0; i-- {
		x, ok, err := db.Maybe[row](ctx, r, `select p.fix_ms, p.lat, p.lon, coalesce(p.accuracy_dm, 0) from monitoring_fitting c join monitoring_device d on d.id = c.device_id
			join monitoring_position p on p.device = d.number and p.fitting = c.number where c.client_id = $1 and c.until_at is null and {visible c.client_id} and p.day = $2
			and p.fix_ms between $3 and $4 and p.lat is not null and (p.marks & $5) = 0 order by p.fix_ms desc, p.arrival desc limit 1`,
			client, days[i], from.UnixMilli(), until.UnixMilli(), int(monitoring.Implausible))
		if err != nil || ok {
			return deskweb.Fix{At: civil.At(time.UnixMilli(x.At)), Lat: float64(x.Lat) / 1e7, Lon: float64(x.Lon) / 1e7, Accuracy: float64(x.Accuracy) / 10}, ok, err
		}
	}
	return deskweb.Fix{}, false, nil
}
