package readtest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/near"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/ui/mapui"
	"tuzjol/internal/testkit"
	"tuzjol/locale"
)

func engines(b *testing.B, run func(b *testing.B, k *kit)) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			clock := testkit.NewClock()
			run(b, newKit(b, testkit.OpenDB(b, engine, db.Options{Clock: clock.Now}), clock))
		})
	}
}

// walked stores what devices sent every so often for so long before now, spread over a town.
func (k *kit) walked(devices int, each, long time.Duration) {
	k.T.Helper()
	from := k.Now()
	k.Clock.Advance(long)
	for d := range devices {
		ident := fmt.Sprintf("dev-%03d", d)
		var list []track.Arrived
		for i := range int(long / each) {
			at := from.Add(time.Duration(i) * each)
			p := k.Point(ident, at, 40.5+float64(d%50)*0.004+float64(i%97)*0.00004)
			p.Position.Lon = monitoring.DegreesE7(72.7 + float64(d/50)*0.05 + float64(i%89)*0.00005)
			p.Frame = nil
			if list = append(list, p); len(list) == 2000 {
				k.Store(list...)
				list = nil
			}
		}
		if len(list) > 0 {
			k.Store(list...)
		}
	}
}

// BenchmarkReplay is the server's part of the first drawing of two days of a position every 15 seconds: 11,520 positions read, cut at
// silences, thinned, said in words and written as GeoJSON. The aim is below 200 ms.
func BenchmarkReplay(b *testing.B) {
	words, err := i18n.Load(locale.FS)
	if err != nil {
		b.Fatal(err)
	}
	engines(b, func(b *testing.B, k *kit) {
		c, _ := k.Fitted("dev-000", regime.FullTrail)
		start := k.DB.Now()
		k.walked(1, 15*time.Second, 48*time.Hour)
		t, err := k.Tracks.ReadPositions(k.Officer(), tracksvc.Read{
			Client: c, Fitting: k.Fitting(c), From: start, Until: start.Add(48 * time.Hour), Purpose: "read_obligation", Words: "Проверка нахождения дома ночью",
		})
		k.Must(err)
		ctx := i18n.WithCatalogue(k.Officer(), words, "ky", time.UTC)
		b.ResetTimer()
		var size, n int
		for b.Loop() {
			again, err := k.Tracks.Again(ctx, c, t.ID)
			k.Must(err)
			out, err := json.Marshal(mapui.Collect(monitoringweb.Drawn(ctx, again, k.Tracks.When, k.Tracks.Gap())...))
			k.Must(err)
			size, n = len(out), len(again.Fixes)
		}
		b.ReportMetric(float64(n), "positions")
		b.ReportMetric(float64(size)/1024, "KB")
	})
}

// BenchmarkNear asks who was near within 12 hours of a position a minute of 200 devices: through the squares, and, beside it, by looking at
// every position of the window.
func BenchmarkNear(b *testing.B) {
	engines(b, func(b *testing.B, k *kit) {
		for d := range 200 {
			k.Fitted(fmt.Sprintf("dev-%03d", d), regime.FullTrail)
		}
		start := k.DB.Now()
		k.walked(200, time.Minute, 12*time.Hour)
		ask := func() string {
			q, err := k.near.Ask(k.Chief(), near.Request{
				Office: osh, Basis: "near_criminal", Case: "КД-1", Words: "Кража в магазине, следователь спрашивает", Place: zone.At(40.52, 72.75), Radius: 300, From: start, Until: start.Add(12 * time.Hour),
			})
			k.Must(err)
			k.Must(k.near.Decide(k.As("r1", access.Regional, osh), nearsvc.Decide{Request: q, Version: 1, Approve: true}))
			return q
		}
		b.Run("squares", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				q := ask()
				b.StartTimer()
				k.Must(k.near.Run(k.Chief(), q, 2))
			}
		})
		b.Run("scan", func(b *testing.B) {
			box := near.BoxOf(zone.At(40.52, 72.75), 300, 500)
			for b.Loop() {
				k.Must(k.DB.Read(context.Background(), func(r *db.Reader) error {
					_, err := db.All[int64](context.Background(), r, `select distinct fitting from monitoring_position where fix_ms >= $1 and fix_ms < $2
						and lat between $3 and $4 and lon between $5 and $6`, start.Time().UnixMilli(), start.Add(12*time.Hour).Time().UnixMilli(), box.South, box.North, box.West, box.East)
					return err
				}))
			}
		})
	})
}

// BenchmarkDestroy destroys a day of a device, 5,760 positions, with the proof of its hashes and the certificate.
func BenchmarkDestroy(b *testing.B) {
	engines(b, func(b *testing.B, k *kit) {
		k.Fitted("dev-000", regime.FullTrail)
		k.walked(1, 15*time.Second, 24*time.Hour)
		k.Clock.Advance(400 * 24 * time.Hour)
		for {
			n, err := k.Tracks.Digest(k.Job())
			k.Must(err)
			if n == 0 {
				break
			}
		}
		b.ResetTimer()
		began := time.Now()
		n, err := k.keep.Sweep(k.Job())
		k.Must(err)
		b.ReportMetric(float64(n)/time.Since(began).Seconds(), "rows/s")
	})
}
