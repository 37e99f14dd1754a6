package watchsvc_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
)

// BenchmarkLiveUnderBacklog measures how long it takes from the commit of a live position until it is judged, while other devices upload what
// they kept for three days: 40 devices of 5,000 positions each, in frames of 100.
func BenchmarkLiveUnderBacklog(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			for range b.N {
				liveUnderBacklog(b, engine)
			}
		})
	}
}

func liveUnderBacklog(b *testing.B, engine string) {
	clock := testkit.NewClock()
	k := newKit(b, testkit.OpenDB(b, engine, db.Options{Clock: clock.Now}), clock)
	k.clock.Set(k.local(0, 8, 0))
	var old, live, orders []string
	for i := range 60 {
		ident := fmt.Sprintf("86%013d", i)
		_, o := k.fitted(ident, regime.ZonesOnly)
		if i < 40 {
			old = append(old, ident)
		} else {
			live, orders = append(live, ident), append(orders, o)
		}
	}
	k.clock.Set(k.local(3, 12, 0))
	k.judge()
	ctx, stop := context.WithCancel(k.job())
	defer stop()
	go k.watch.Run(ctx)
	wake := func(fresh bool, got []track.Verdict) {
		for _, v := range got {
			if v.Outcome == track.Stored {
				k.watch.Wake(fresh, v.Order)
			}
		}
	}
	var uploads sync.WaitGroup
	begun := time.Now()
	uploads.Go(func() {
		for n := 0; n < 5000; n += 100 {
			for _, ident := range old {
				list := make([]track.Arrived, 100)
				for i := range list {
					list[i] = k.point(ident, k.local(0, 9, 0).Add(time.Duration(n+i)*50*time.Second), nowhere)
				}
				wake(false, k.store(list...))
			}
		}
	})
	var took []time.Duration
	for n := range 400 {
		i := n % len(live)
		got := k.store(k.point(live[i], k.d.Now().Time().Add(time.Duration(n)*time.Millisecond), home))
		from := time.Now()
		wake(true, got)
		for judged(k, orders[i]) > 0 {
			time.Sleep(time.Millisecond) //nolint:forbidigo // a measurement waits for what it measures
		}
		took = append(took, time.Since(from))
	}
	during := time.Since(begun)
	uploads.Wait()
	stored := time.Since(begun)
	for pendingNow(k) > 0 {
		time.Sleep(5 * time.Millisecond) //nolint:forbidigo // as above
	}
	all := time.Since(begun)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "ms-p50")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(200_000/stored.Seconds(), "stored/s")
	b.ReportMetric(200_000/all.Seconds(), "judged/s")
	b.ReportMetric(during.Seconds(), "s-live")
}

func judged(k *kit, order string) (n int) {
	k.must(k.d.Read(k.job(), func(r *db.Reader) (err error) {
		n, err = db.One[int](k.job(), r, `select count(*) from monitoring_pending where monitoring_id = $1`, order)
		return err
	}))
	return n
}

func pendingNow(k *kit) (n int) {
	k.must(k.d.Read(k.job(), func(r *db.Reader) (err error) {
		n, err = db.One[int](k.job(), r, `select count(*) from monitoring_pending`)
		return err
	}))
	return n
}

