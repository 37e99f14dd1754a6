package proving_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/cli"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/monitoring/watchsvc"
	"tuzjol/internal/testkit/world"
)

func TestMain(m *testing.M) { os.Exit(world.Run(m)) }

// run runs a command against a world's database and gives its exit code and everything it said.
func run(w *world.World, args ...string) (int, string) {
	args = append(args, "--no-progress", "--data", w.Data)
	if url := w.App.Config.Database; url != "" {
		args = append(args, "--database", url)
	}
	var out bytes.Buffer
	code := cli.Run(args, &out, &out)
	return code, out.String()
}

func alter(t *testing.T, w *world.World, query string) {
	t.Helper()
	res, err := w.App.DB.SQL().Exec(query)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%d rows of %s: %v", n, query, err)
	}
}

// Of a good record verify ends well; a position that was changed behind the service's back ends it with findings, and the hour, the fitting
// and the client are named.
func TestVerify(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		w.Clock.Set(w.Clock.Now().Add(5 * time.Hour))
		for range 2 {
			if _, err := world.Service[*tracksvc.Service](w).Digest(w.Job()); err != nil {
				t.Fatal(err)
			}
		}
		own := string(w.Client(world.Own).ID)
		code, text := run(w, "monitoring", "verify", "--client", own)
		if code != cli.ExitOK || !strings.Contains(text, "broken=0") || strings.Contains(text, "hours=0") {
			t.Fatalf("a good record: exit %d\n%s", code, text)
		}
		if code, text = run(w, "monitoring", "verify"); code != cli.ExitOK || !strings.Contains(text, "broken=0") {
			t.Fatalf("of everybody: exit %d\n%s", code, text)
		}
		alter(t, w, `delete from monitoring_position where arrival = (select min(p.arrival) from monitoring_position p join monitoring_fitting f on f.number = p.fitting where f.client_id = '`+own+`')`)
		code, text = run(w, "monitoring", "verify", "--client", own)
		if code != cli.ExitFindings || !strings.Contains(text, "broken client="+own+" fitting=") || !strings.Contains(text, "hour=20") || !strings.Contains(text, "broken=1") {
			t.Errorf("a position was taken away: exit %d\n%s", code, text)
		}
	})
}

// Of a good record replay ends well; an alert that was changed behind the service's back ends it with an error, and the alert is named.
func TestReplay(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		watch, own := world.Service[*watchsvc.Service](w), w.Client(world.Own)
		w.Clock.Set(w.Clock.Now().Add(5 * time.Hour))
		for range 3 { // what waited since the fitting, then the clock
			if err := watch.Judge(w.Job(), own.Monitoring); err != nil {
				t.Fatal(err)
			}
			if _, err := watch.Sweep(w.Job()); err != nil {
				t.Fatal(err)
			}
		}
		if err := watch.Judge(w.Job(), own.Monitoring); err != nil {
			t.Fatal(err)
		}
		day := func(days int) string { return w.Clock.Now().AddDate(0, 0, days).Format(time.DateOnly) }
		args := []string{"monitoring", "replay", "--client", string(own.ID), "--from", day(-2), "--to", day(1), "--purpose", "complaint 17/26"}
		code, text := run(w, args...)
		if code != cli.ExitOK || !strings.Contains(text, "differ=0") || strings.Contains(text, "alerts=0") {
			t.Fatalf("a good record: exit %d\n%s", code, text)
		}
		_, name, _ := strings.Cut(text, "  alert ")
		name, _, _ = strings.Cut(name, " ")
		alter(t, w, `update monitoring_alert set from_at = '2026-01-01T00:00:00.000000Z' where id = '`+name+`'`)
		code, text = run(w, args...)
		if code == cli.ExitOK || !strings.Contains(text, "DIFFERS alert "+name) || !strings.Contains(text, "differ=1") {
			t.Errorf("an alert was changed: exit %d\n%s", code, text)
		}
		if code, _ = run(w, "monitoring", "replay", "--client", string(own.ID), "--from", day(-2), "--to", day(1)); code != cli.ExitUsage {
			t.Errorf("without a purpose: exit %d", code)
		}
	})
}
