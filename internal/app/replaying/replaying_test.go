package replaying_test

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/app/replaying"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

// In a whole service every wearer falls silent; the replay of one client and of everybody gives the stored alerts with their explanations and
// no place. When somebody has changed an alert behind the service's back, it says so and ends with an error.
func TestReplay(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		w.Clock.Set(w.Clock.Now().Add(5 * time.Hour))
		watch := world.Service[*watchsvc.Service](w)
		if _, err := watch.Sweep(w.Job()); err != nil {
			t.Fatal(err)
		}
		var orders []string
		for _, c := range w.Clients {
			if c.Monitoring != "" {
				orders = append(orders, c.Monitoring)
			}
		}
		for range 2 { // what waited since the fitting, then the clock
			if err := watch.Judge(w.Job(), orders...); err != nil {
				t.Fatal(err)
			}
			if _, err := watch.Sweep(w.Job()); err != nil {
				t.Fatal(err)
			}
		}
		if err := watch.Judge(w.Job(), orders...); err != nil {
			t.Fatal(err)
		}
		in := watchsvc.Replay{From: civil.At(w.Clock.Now().Add(-48 * time.Hour)), Until: civil.At(w.Clock.Now().Add(time.Hour)), Purpose: "complaint"}
		var out bytes.Buffer
		if err := replaying.Run(w.Job(), watch, in, &out); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		text := out.String()
		if !strings.Contains(text, " silent technical") || !strings.Contains(text, `rulebook="kg`) || !strings.Contains(text, "differ=0") {
			t.Errorf("printed\n%s", text)
		}
		for _, place := range []string{"42.49", "4249", "78.39"} {
			if strings.Contains(text, place) {
				t.Errorf("a place is told: %s", text)
			}
		}
		own := w.Client(world.Own)
		in.Client = own.ID
		out.Reset()
		if err := replaying.Run(w.Job(), watch, in, &out); err != nil || strings.Count(out.String(), "order ") != 1 {
			t.Errorf("one client: %v\n%s", err, out.String())
		}
		if _, err := w.App.DB.SQL().Exec(`update monitoring_alert set from_at = '2026-01-01T00:00:00.000000Z' where client_id = '` + string(own.ID) + `'`); err != nil { //nolint:gosec // of the test
			t.Fatal(err)
		}
		out.Reset()
		if err := replaying.Run(w.Job(), watch, in, &out); !errors.Is(err, replaying.ErrDiffer) || !strings.Contains(out.String(), "DIFFERS") {
			t.Errorf("an alert was changed and the replay says %v\n%s", err, out.String())
		}
		in.Purpose = ""
		if err := replaying.Run(w.Job(), watch, in, &out); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a purpose: %v", err)
		}
		var reads int
		if err := w.App.DB.Read(w.Job(), func(r *db.Reader) (err error) {
			reads, err = db.One[int](w.Job(), r, `select count(*) from audit_entry where action = 'monitoring.read_positions' and content like '%complaint%'`)
			return err
		}); err != nil || reads < 2 {
			t.Errorf("%d entries of the reading: %v", reads, err)
		}
	})
}
