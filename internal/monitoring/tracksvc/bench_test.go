package tracksvc_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// BenchmarkStore stores batches of a thousand positions of a hundred devices, duplicate-checked, until the end of the run: ten positions in
// a frame as bracelets send them, and one in a frame as phones do. rows/cpu-s counts this process alone, so not the PostgreSQL server.
func BenchmarkStore(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine+"/ten-a-frame", func(b *testing.B) { store(b, engine, 10) })
		b.Run(engine+"/one-a-frame", func(b *testing.B) { store(b, engine, 1) })
	}
}

func store(b *testing.B, engine string, each int) {
	clock := testkit.NewClock()
	k := newKit(b, testkit.OpenDB(b, engine, db.Options{Clock: clock.Now}), clock)
	const devices = 100
	for i := range devices {
		k.Fitted(fmt.Sprintf("dev-%03d", i), regime.FullTrail)
	}
	frame := make([]byte, 60)
	at, ctx, n := k.Now(), k.Job(), 0
	b.ResetTimer()
	before := cpu(b)
	for b.Loop() {
		list := make([]track.Arrived, 0, 1000)
		for i := range devices {
			var f []byte
			for j := range 1000 / devices {
				if j%each == 0 {
					f = append([]byte(nil), frame...)
				}
				fix := at.Add(time.Duration(j) * time.Second)
				list = append(list, track.Arrived{Protocol: "teltonika", Frame: f, Message: monitoring.Message{
					Device: fmt.Sprintf("dev-%03d", i), ReceivedAt: fix, Position: &monitoring.Position{
						At: fix, Lat: monitoring.E7(405_000_000 + n), Lon: 728_000_000, Valid: true, Mechanism: monitoring.Satellite,
					},
				}})
				n++
			}
		}
		at = at.Add(10 * time.Second)
		if _, err := k.Tracks.Store(ctx, list); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(n)/(cpu(b)-before).Seconds(), "rows/cpu-s")
}

// cpu is the processor time of this process so far.
func cpu(b *testing.B) time.Duration {
	b.Helper()
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		b.Fatal(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
