package replaying_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/app/replaying"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/monitoring/keepsvc"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/testkit/world"
)

// After retention has destroyed the positions of the time asked for, a replay names them and the certificate, and says from when on alerts can
// be judged again; it does not call that a difference.
func TestReplayAfterRetention(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		watch, order := world.Service[*watchsvc.Service](w), w.Client(world.Own).Monitoring
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		w.Clock.Set(w.Clock.Now().Add(5 * time.Hour))
		for range 3 { // what waited since the fitting, then the clock
			must(watch.Judge(w.Job(), order))
			_, err := watch.Sweep(w.Job())
			must(err)
		}
		must(watch.Judge(w.Job(), order))
		in := watchsvc.Replay{
			Client: w.Client(world.Own).ID, From: civil.At(w.Clock.Now().Add(-48 * time.Hour)), Until: civil.At(w.Clock.Now().Add(time.Hour)), Purpose: "complaint",
		}
		var out bytes.Buffer
		must(replaying.Run(w.Job(), watch, in, &out))
		if text := out.String(); strings.Contains(text, "DESTROYED") || !strings.Contains(text, "differ=0 unproven=0") || strings.Contains(text, "alerts=0") {
			t.Fatalf("before retention\n%s", text)
		}
		for range 2 {
			_, err := world.Service[*tracksvc.Service](w).Digest(w.Job())
			must(err)
		}
		w.Clock.Set(w.Clock.Now().Add(368 * 24 * time.Hour))
		gone, err := world.Service[*keepsvc.Service](w).Sweep(w.Job())
		must(err)
		if gone == 0 {
			t.Fatal("retention destroyed nothing")
		}
		out.Reset()
		err = replaying.Run(w.Job(), watch, in, &out)
		text := out.String()
		if err != nil || !strings.Contains(text, "DESTROYED 6 positions") || !strings.Contains(text, "retention certificate 1") ||
			!strings.Contains(text, "only alerts that began from ") || !strings.Contains(text, "differ=0 unproven=") || strings.Contains(text, "unproven=0") {
			t.Errorf("after retention: %v\n%s", err, text)
		}
		_, err = w.App.DB.SQL().Exec(`update monitoring_alert set state = 'resolved', resolved_at = raised_at, until_at = from_at where client_id = '` + string(w.Client(world.Own).ID) + `'`) //nolint:gosec // of the test
		must(err)
		w.Clock.Set(w.Clock.Now().Add(800 * 24 * time.Hour))
		_, err = world.Service[*keepsvc.Service](w).Sweep(w.Job())
		must(err)
		out.Reset()
		if err = replaying.Run(w.Job(), watch, in, &out); err != nil || !strings.Contains(out.String(), "DESTROYED explanations and words of 1 alerts: retention certificate ") {
			t.Errorf("after the alerts' term: %v\n%s", err, out.String())
		}
	})
}
