package simulating_test

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/schema"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

// wire is a device's own end of a connection, which says bytes as a test wants them.
type wire struct {
	net.Conn
	t     *testing.T
	voice simulate.Voice
}

func dial(t *testing.T, addr, ident string) *wire {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() }) //nolint:errcheck // over
	if err := c.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	w := &wire{Conn: c, t: t, voice: simulate.Voice{Protocol: protocols.Teltonika, Ident: ident}}
	login, _ := w.voice.Login()
	w.say(login)
	if got := w.hear(1); got[0] != 1 {
		t.Fatal("not let in")
	}
	return w
}

func (w *wire) say(b []byte) {
	w.t.Helper()
	if _, err := w.Write(b); err != nil {
		w.t.Fatal(err)
	}
}

func (w *wire) hear(n int) []byte {
	w.t.Helper()
	b := make([]byte, n)
	if _, err := io.ReadFull(w, b); err != nil {
		w.t.Fatal(err)
	}
	return b
}

// taken waits for the answer to one packet.
func (w *wire) taken(n uint32) {
	w.t.Helper()
	if got := binary.BigEndian.Uint32(w.hear(4)); got != n {
		w.t.Fatalf("%d are acknowledged, %d were sent", got, n)
	}
}

func (w *wire) packet(samples ...simulate.Sample) []byte {
	b, _ := w.voice.Packet(samples)
	return b
}

func fix(at time.Time, lat float64) simulate.Sample {
	s := simulate.Sample{At: at, Battery: 80, Place: simulate.Place{Lat: lat, Lon: 72.8}}
	if lat == 0 {
		s.Place.Lon = 0
	}
	return s
}

// TestOneSocket says over one real connection, into a real store, all that devices are known to say: frames in pieces, two at once, garbage
// before a frame, the same packet twice, the backlog of a day with the newest first, a clock 1024 weeks back, a fix at 0,0, a fix of the day
// after tomorrow. Each is acknowledged and stands in the store once, with the mark that it deserves.
func TestOneSocket(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHouse(t, d, clock)
		h.wear(11, 0, 1)
		from := h.DB.Now().Time().Truncate(time.Second).Add(time.Second)
		clock.Advance(26 * time.Hour)
		w := dial(t, h.open(h.Kit, protocols.Teltonika), simulate.Ident(11, 0))
		now := h.DB.Now().Time().Truncate(time.Second)
		want := int64(0)
		count := func(what string, n int64) {
			t.Helper()
			want += n
			if rows, different := h.stored(); rows != want || different != want {
				t.Fatalf("%s: %d rows, %d different, want %d", what, rows, different, want)
			}
		}
		for _, b := range w.packet(fix(now, 40.5)) {
			w.say([]byte{b})
		}
		w.taken(1)
		count("in pieces", 1)
		w.say(append(w.packet(fix(now.Add(time.Second), 40.5)), w.packet(fix(now.Add(2*time.Second), 40.5))...))
		w.taken(1)
		w.taken(1)
		count("two at once", 2)
		w.say(append([]byte{0xff, 0xff, 0x17}, w.packet(fix(now.Add(3*time.Second), 40.5))...))
		w.taken(1)
		count("garbage before it", 1)
		w.say(w.packet(fix(now, 40.5)))
		w.taken(1)
		count("the same again, and not the last one", 0)
		for hour := range 24 {
			for third := range 3 {
				var list []simulate.Sample
				for minute := range 20 {
					list = append(list, fix(from.Add(24*time.Hour-time.Duration(hour*60+third*20+minute+1)*time.Minute), 40.5))
				}
				w.say(w.packet(list...))
				w.taken(20)
			}
		}
		count("a day, newest first", 24*60)
		rolled := now.Add(10 * time.Second)
		w.say(w.packet(fix(rolled.Add(-1024*7*24*time.Hour), 40.77)))
		w.taken(1)
		w.say(w.packet(fix(now.Add(11*time.Second), 0)))
		w.taken(1)
		w.say(w.packet(fix(now.Add(48*time.Hour), 40.88)))
		w.taken(1)
		count("odd ones", 3)
		for _, o := range []struct {
			lat  float64
			at   time.Time
			mark monitoring.Mark
		}{{40.77, rolled, 0}, {0, now.Add(11 * time.Second), monitoring.Implausible}, {40.88, now.Add(48 * time.Hour), monitoring.Implausible}} {
			type row struct{ Fix, Marks int64 }
			if err := h.DB.Read(h.system(context.Background(), "test"), func(r *db.Reader) error {
				got, err := db.All[row](context.Background(), r, `select fix_ms, marks from monitoring_position where lat = $1`, monitoring.DegreesE7(o.lat))
				if err == nil && (len(got) != 1 || got[0].Fix != o.at.UnixMilli() || monitoring.Mark(got[0].Marks)&monitoring.Implausible != o.mark) {
					t.Errorf("%v: %+v, want %v %v", o.lat, got, o.at, o.mark)
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// diesAt makes the process die after a commit of positions, before any of them is answered.
const diesAt = "SIMULATING_DIES"

type dying struct{ ingest.Sink }

func (d dying) Commit(ctx context.Context, group []ingest.Received) ([]ingest.Verdict, error) {
	out, err := d.Sink.Commit(ctx, group)
	for _, f := range group {
		if err == nil && len(f.Messages) > 0 {
			syscall.Kill(os.Getpid(), syscall.SIGKILL) //nolint:errcheck // it cannot fail to kill itself
			select {}
		}
	}
	return out, err
}

// TestKilledAfterTheCommit: the process of the service is killed (SIGKILL) when the position is committed and not yet acknowledged. The device
// hears nothing, says the same again to the service that has come back, and the position stands once.
func TestKilledAfterTheCommit(t *testing.T) {
	if at := os.Getenv(childAt); at != "" {
		child(t, at, os.Getenv(childPort))
		return
	}
	path, clock := filepath.Join(t.TempDir(), "killed.db"), testkit.NewClock()
	d, err := db.Open(context.Background(), path, db.Options{Schema: schema.FS, Clock: clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(context.Background()); err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, d, clock)
	h.wear(7, 0, 1)
	said := fix(h.DB.Now().Time().Truncate(time.Second).Add(time.Minute), 40.5)
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
	begin := func(dies string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledAfterTheCommit$")                                             //nolint:gosec // this test again
		cmd.Env = append(os.Environ(), childAt+"="+path, childPort+"="+addr, diesAt+"="+dies, "TMPDIR="+filepath.Dir(path)) // what the dead leave goes with the test
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { cmd.Process.Kill() }) //nolint:errcheck // dead already, or over
		for began := time.Now(); ; {
			if c, err := net.Dial("tcp", addr); err == nil {
				c.Close() //nolint:errcheck // it answers
				return cmd
			}
			if time.Since(began) > 30*time.Second {
				t.Fatal("the service does not come")
			}
			<-time.After(20 * time.Millisecond)
		}
	}
	stored := func() int64 {
		t.Helper()
		again, err := db.Open(context.Background(), path, db.Options{Schema: schema.FS, Clock: clock.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Close() //nolint:errcheck // read only
		h.DB = again
		rows, _ := h.stored()
		return rows
	}
	first := begin("yes")
	w := dial(t, addr, simulate.Ident(7, 0))
	w.say(w.packet(said))
	if b, _ := io.ReadAll(w); len(b) != 0 { //nolint:errcheck // however the connection ends
		t.Fatalf("it was answered %x", b)
	}
	var exit *exec.ExitError
	if err := first.Wait(); !errors.As(err, &exit) || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL { //nolint:forcetypeassert // as on every Unix
		t.Fatalf("the service ended with %v", err)
	}
	if n := stored(); n != 1 {
		t.Fatalf("%d positions were committed before the death", n)
	}
	second := begin("")
	w = dial(t, addr, simulate.Ident(7, 0))
	w.say(w.packet(said))
	w.taken(1)
	w.say(w.packet(fix(said.At.Add(time.Minute), 40.51)))
	w.taken(1)
	second.Process.Kill() //nolint:errcheck // over
	second.Wait()         //nolint:errcheck // killed
	if n := stored(); n != 2 {
		t.Errorf("%d positions stand, want the repeated one once and the new one", n)
	}
}

// refused counts the commits that a database refuses; each takes half a minute of the service's clock, and after ten minutes somebody opens it.
type refused struct {
	ingest.Sink
	clock *testkit.Clock
	mu    sync.Mutex
	since time.Time
	tries int
	open  func()
}

func (x *refused) Commit(ctx context.Context, group []ingest.Received) ([]ingest.Verdict, error) {
	out, err := x.Sink.Commit(ctx, group)
	x.mu.Lock()
	defer x.mu.Unlock()
	if err != nil && x.open != nil {
		x.tries++
		x.clock.Advance(30 * time.Second)
		if x.clock.Now().Sub(x.since) > 10*time.Minute {
			x.open()
			x.open = nil
		}
	}
	return out, err
}

// TestDatabaseRefuses: a real database that throws everybody out and lets nobody in for ten minutes of the service's time. No device is
// answered meanwhile; afterwards everything that was said stands once.
func TestDatabaseRefuses(t *testing.T) {
	clock := testkit.NewClock()
	d := testkit.OpenDB(t, "postgres", db.Options{Clock: clock.Now})
	h := newHouse(t, d, clock)
	h.wear(7, 0, 1)
	at := h.DB.Now().Time().Truncate(time.Second).Add(time.Second)
	clock.Advance(20 * time.Minute)
	name := ""
	if err := d.Read(h.system(context.Background(), "test"), func(r *db.Reader) (err error) {
		name, err = db.One[string](context.Background(), r, `select current_database()`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	url, err := pgtest.URL()
	if err != nil {
		t.Fatal(err)
	}
	admin, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close() //nolint:errcheck // over
	run := func(query string) {
		if _, err := admin.Exec(query); err != nil {
			t.Error(err)
		}
	}
	sink := &refused{Sink: h.Kit, clock: clock, open: func() { run(`alter database ` + name + ` allow_connections true`) }}
	addr := h.open(sink, protocols.Teltonika)
	w := dial(t, addr, simulate.Ident(7, 0))
	w.say(w.packet(fix(at, 40.5)))
	w.taken(1)
	sink.since = clock.Now()
	run(`alter database ` + name + ` allow_connections false`)
	run(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '` + name + `'`)
	w.say(w.packet(fix(at.Add(time.Minute), 40.5)))
	if b, _ := io.ReadAll(w); len(b) != 0 { //nolint:errcheck // however the connection ends
		t.Fatalf("%x was answered though nothing can be stored", b)
	}
	for began := time.Now(); ; { // the device tries again and again
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		login, _ := w.voice.Login()
		c.SetDeadline(time.Now().Add(10 * time.Second))                                                       //nolint:errcheck // a connection of this machine
		c.Write(append(login, w.packet(fix(at.Add(time.Minute), 40.5), fix(at.Add(2*time.Minute), 40.5))...)) //nolint:errcheck // what comes back tells
		b, _ := io.ReadAll(io.LimitReader(c, 5))                                                              //nolint:errcheck // however the connection ends
		c.Close()                                                                                             //nolint:errcheck // over
		if len(b) == 5 && b[4] == 2 {
			break
		}
		if time.Since(began) > time.Minute {
			t.Fatalf("the service does not come back: %x", b)
		}
	}
	if rows, different := h.stored(); rows != 3 || different != 3 || sink.tries < 20 {
		t.Errorf("%d tries; %d rows, %d different, want 3", sink.tries, rows, different)
	}
}
