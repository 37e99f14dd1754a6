package simulating_test

import (
	"context"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/app/simulating"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/schema"
	"tuzjol/internal/testkit"
)

// childAt is where the killed process finds its database; it is set for that process alone.
const childAt, childPort = "SIMULATING_CHILD", "SIMULATING_PORT"

// TestKilled plays devices against a service in a process of its own that is killed again and again without a word, at whatever it is doing:
// before the commit, or between it and the answer. Nothing is lost and nothing stands twice.
func TestKilled(t *testing.T) {
	if at := os.Getenv(childAt); at != "" {
		child(t, at, os.Getenv(childPort))
		return
	}
	const devices, minutes = 12, 40
	path, clock := filepath.Join(t.TempDir(), "killed.db"), testkit.NewClock()
	d, err := db.Open(context.Background(), path, db.Options{Schema: schema.FS, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, d, clock)
	h.wear(7, 0, devices)
	from := h.DB.Now().Time().Truncate(time.Second).Add(time.Second)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := ln.Addr().String()
	if err := ln.Close(); err != nil { // the port is the child's
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	over := make(chan struct{})
	kills := 0
	var all sync.WaitGroup
	all.Go(func() {
		for {
			cmd := exec.Command(os.Args[0], "-test.run=^TestKilled$") //nolint:gosec // this test again
			cmd.Env = append(os.Environ(), childAt+"="+path, childPort+"="+addr)
			if err := cmd.Start(); err != nil {
				t.Error(err)
				return
			}
			wait := time.NewTimer(time.Duration(900+170*(kills%5)) * time.Millisecond)
			select {
			case <-over:
				cmd.Process.Kill() //nolint:errcheck // over
				cmd.Wait()         //nolint:errcheck // killed
				return
			case <-wait.C:
			}
			cmd.Process.Kill() //nolint:errcheck // as the machine would
			cmd.Wait()         //nolint:errcheck // killed
			kills++
		}
	})
	sum, err := simulating.Play(ctx, simulating.Options{
		Protocol: protocols.Teltonika, Addr: addr, Devices: devices, Interval: 15 * time.Second, Minutes: minutes, From: from, Speed: 400, Seed: 7,
		Near: simulate.Place{Lat: 40.5283, Lon: 72.7985}, Zone: h.Zone, Patience: 2 * time.Second,
	})
	close(over)
	all.Wait()
	if err != nil {
		t.Fatal(err)
	}
	again, err := db.Open(context.Background(), path, db.Options{Schema: schema.FS, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close() //nolint:errcheck // read only
	h.DB = again
	if rows, different := h.stored(); rows != devices*minutes*4 || different != rows || sum.Acknowledged != rows {
		t.Errorf("%d kills; %+v; %d rows, %d different", kills, sum, rows, different)
	}
	if kills < 2 || sum.Reconnects == 0 {
		t.Errorf("%d kills, %+v: the service was hardly killed", kills, sum)
	}
	t.Logf("%d kills; %+v", kills, sum)
}

// child is the service that is killed. Its clock stands an hour after the fitting.
func child(t *testing.T, path, addr string) {
	clock := testkit.NewClock()
	clock.Advance(time.Hour)
	d, err := db.Open(context.Background(), path, db.Options{Schema: schema.FS, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, d, clock)
	sink := ingest.Sink(h.Kit)
	if os.Getenv(diesAt) != "" {
		sink = dying{sink}
	}
	gate := ingest.New(sink, ingest.Settings{Now: func() time.Time { return h.DB.Now().Time() }, Wall: time.Now})
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	go gate.Run(context.Background())
	t.Fatal(gate.ServeTCP(context.Background(), ln, protocols.Teltonika))
}

// away is a database that is away for ten minutes: every try takes half a minute of the service's clock.
type away struct {
	ingest.Sink
	clock *testkit.Clock
	mu    sync.Mutex
	until time.Time
	tries int
}

func (a *away) Commit(ctx context.Context, group []ingest.Received) ([]ingest.Verdict, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.clock.Now().Before(a.until) {
		a.tries++
		a.clock.Advance(30 * time.Second)
		return nil, errors.New("the database is away")
	}
	return a.Sink.Commit(ctx, group)
}

// TestDatabaseAway: while the database is away for ten minutes no device is answered, and nothing of what they say is lost.
func TestDatabaseAway(t *testing.T) {
	clock := testkit.NewClock()
	h := newHouse(t, testkit.OpenDB(t, "sqlite", db.Options{Clock: clock.Now}), clock)
	h.wear(7, 0, 5)
	from := h.DB.Now().Time().Truncate(time.Second).Add(time.Second)
	clock.Advance(20 * time.Minute)
	sink := &away{Sink: h.Kit, clock: clock, until: clock.Now().Add(10 * time.Minute)}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	sum, err := simulating.Play(ctx, simulating.Options{
		Protocol: protocols.Teltonika, Addr: h.open(sink, protocols.Teltonika), Devices: 5, Interval: 15 * time.Second, Minutes: 10, From: from, Seed: 7,
		Near: simulate.Place{Lat: 40.5283, Lon: 72.7985}, Zone: h.Zone,
	})
	if err != nil {
		t.Fatal(err)
	}
	if rows, different := h.stored(); rows != 200 || different != 200 || sum.Acknowledged != 200 || sink.tries < 20 {
		t.Errorf("%d tries; %+v; %d rows, %d different", sink.tries, sum, rows, different)
	}
	if sum.Reconnects == 0 {
		t.Errorf("%+v: nobody was let go of, though the database was away for longer than a connection is held", sum)
	}
}
