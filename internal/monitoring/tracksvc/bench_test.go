package tracksvc_test

import (
	"fmt"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// BenchmarkStore stores batches of a thousand positions of a hundred devices, duplicate-checked, until the end of the run.
func BenchmarkStore(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) { store(b, engine) })
	}
}

func store(b *testing.B, engine string) {
	clock := testkit.NewClock()
	k := newKit(b, testkit.OpenDB(b, engine, db.Options{Clock: clock.Now}), clock)
	const devices = 100
	for i := range devices {
		k.fitted(fmt.Sprintf("dev-%03d", i), regime.FullTrail)
	}
	frame := make([]byte, 60)
	at, ctx, n := k.now(), k.job(), 0
	b.ResetTimer()
	for b.Loop() {
		list := make([]track.Arrived, 0, 1000)
		for range 1000 / devices {
			at = at.Add(time.Second)
			for i := range devices {
				f := append([]byte(nil), frame...)
				list = append(list, track.Arrived{Protocol: "teltonika", Frame: f, Message: monitoring.Message{
					Device: fmt.Sprintf("dev-%03d", i), ReceivedAt: at, Position: &monitoring.Position{
						At: at, Lat: monitoring.E7(405_000_000 + n), Lon: 728_000_000, Valid: true, Mechanism: monitoring.Satellite,
					},
				}})
				n++
			}
		}
		if _, err := k.tracks.Store(ctx, list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
}
