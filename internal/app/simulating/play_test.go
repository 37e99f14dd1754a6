package simulating_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/demo/wearing"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/app/monitor"
	"tuzjol/internal/app/simulating"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/ingest"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/simulate"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

// house is monitoring over one database with an open door.
type house struct {
	*monitor.Kit
	t     testing.TB
	clock *testkit.Clock
}

func newHouse(t testing.TB, d *db.DB, clock *testkit.Clock) *house {
	t.Helper()
	d.SetRecorders(&testkit.Book{})
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rules, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Asia/Bishkek")
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, clock: clock}
	h.Kit = (&monitor.Kit{DB: d, Seal: seal.New(ring), Rules: rules, Zone: zone, System: h.system}).Bind()
	return h
}

func (h *house) system(ctx context.Context, name string) context.Context {
	ctx = actor.With(ctx, actor.Actor{Kind: actor.Job, Name: name, Display: name})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: h.DB.Now()})
}

func (h *house) as(account id.Account, role access.Role) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: h.DB.Now(),
	})
}

func (h *house) client() (c id.Client) {
	h.t.Helper()
	ctx := h.as("clerk", access.Records)
	if err := h.DB.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}); err != nil {
		h.t.Fatal(err)
	}
	return c
}

// wear prepares simulated wearers.
func (h *house) wear(seed uint64, from, until int) {
	h.t.Helper()
	f := wearing.Fitter{Orders: h.Orders, Devices: h.Devices, Drafts: h.as("o1", access.Officer), Decides: h.as("h1", access.Head)}
	for n := from; n < until; n++ {
		if _, err := f.Wear(wearing.Worn{
			Client: h.client(), Office: osh, Regime: regime.Supervision, Level: regime.FullTrail, Kind: regime.Bracelet, Ident: simulate.Ident(seed, n),
			Model: "FMB", Days: 30, Number: fmt.Sprintf("УД-%d/26", n), Body: "Ошский городской суд",
		}); err != nil {
			h.t.Fatal(err)
		}
	}
}

// open lets devices in at a port of this machine.
func (h *house) open(sink ingest.Sink, p protocols.Protocol) (addr string) {
	h.t.Helper()
	gate := ingest.New(sink, ingest.Settings{Now: func() time.Time { return h.DB.Now().Time() }, Wall: time.Now, Retry: 50 * time.Millisecond})
	ctx, cancel := context.WithCancel(context.Background())
	var all sync.WaitGroup
	all.Go(func() { gate.Run(ctx) })
	h.t.Cleanup(func() {
		cancel()
		all.Wait()
	})
	if p == protocols.OsmAnd {
		srv := httptest.NewServer(gate.OsmAnd())
		h.t.Cleanup(srv.Close)
		return srv.URL
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	all.Go(func() {
		if err := gate.ServeTCP(ctx, ln, p); err != nil {
			h.t.Error(err)
		}
	})
	return ln.Addr().String()
}

// stored counts rows and different (device, fix) pairs: both are the number of fixes when each was stored once.
func (h *house) stored() (rows, different int64) {
	h.t.Helper()
	if err := h.DB.Read(h.system(context.Background(), "test"), func(r *db.Reader) (err error) {
		if rows, err = db.One[int64](context.Background(), r, `select count(*) from monitoring_position`); err != nil {
			return err
		}
		different, err = db.One[int64](context.Background(), r, `select count(*) from (select distinct device, fix_ms from monitoring_position) x`)
		return err
	}); err != nil {
		h.t.Fatal(err)
	}
	return rows, different
}

// forgetful stores groups and, now and then, reports failure afterwards, as a service does that dies between its commit and its answers.
type forgetful struct {
	ingest.Sink
	mu sync.Mutex
	n  int
}

func (f *forgetful) Commit(ctx context.Context, group []ingest.Received) ([]ingest.Verdict, error) {
	out, err := f.Sink.Commit(ctx, group)
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n++; f.n%17 == 0 {
		return nil, fmt.Errorf("the answer is lost")
	}
	return out, err
}

// TestHourOfTwoHundredDevices plays 200 devices over TCP for an hour: an outage, late fixes, packets sent twice, and a service that now and
// then dies after the commit and before the answer. Every fix stands in the store, once.
func TestHourOfTwoHundredDevices(t *testing.T) {
	devices, minutes := 200, 60
	if testing.Short() || raceOn {
		devices, minutes = 20, 30
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		h := newHouse(t, d, clock)
		h.wear(7, 0, devices)
		from := h.DB.Now().Time().Truncate(time.Second).Add(time.Second) // after the fitting
		clock.Advance(time.Duration(minutes) * time.Minute)
		ctx, cancel := context.WithTimeout(context.Background(), 4*time.Minute)
		defer cancel()
		sum, err := simulating.Play(ctx, simulating.Options{
			Protocol: protocols.Teltonika, Addr: h.open(&forgetful{Sink: h.Kit}, protocols.Teltonika), Devices: devices, Interval: 15 * time.Second, Minutes: minutes,
			From: from, Late: 0.05, Dup: 0.05, Outages: []simulating.Outage{{From: 10 * time.Minute, Until: 22 * time.Minute}}, Seed: 7,
			Near: simulate.Place{Lat: 40.5283, Lon: 72.7985}, Zone: h.Zone,
		})
		if err != nil {
			t.Fatal(err)
		}
		rows, different := h.stored()
		if want := int64(devices * minutes * 4); sum.Fixes != want || sum.Acknowledged != want || rows != want || different != want {
			t.Errorf("%d fixes were to be made; %+v; %d rows, %d different", want, sum, rows, different)
		}
		if sum.Repeated == 0 || sum.LateFixes == 0 || sum.Refused != 0 {
			t.Errorf("%+v: nothing was repeated or late, or somebody was refused", sum)
		}
	})
}

// TestEveryProtocol plays each protocol for some minutes; a device that nobody has fitted is refused or at least stored nowhere.
func TestEveryProtocol(t *testing.T) {
	for _, p := range append([]protocols.Protocol{protocols.OsmAnd}, protocols.Streams...) {
		t.Run(string(p), func(t *testing.T) {
			clock := testkit.NewClock()
			h := newHouse(t, testkit.OpenDB(t, "sqlite", db.Options{Clock: clock.Now}), clock)
			h.wear(7, 0, 3)
			from := h.DB.Now().Time().Truncate(time.Second).Add(time.Second) // after the fitting
			clock.Advance(10 * time.Minute)
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			sum, err := simulating.Play(ctx, simulating.Options{
				Protocol: p, Addr: h.open(h.Kit, p), Devices: 3, Interval: 15 * time.Second, Minutes: 10, From: from, Late: 0.1, Seed: 7,
				Near: simulate.Place{Lat: 40.5283, Lon: 72.7985}, Zone: h.Zone,
			})
			if err != nil {
				t.Fatal(err)
			}
			if p == protocols.NMEA { // which answers nothing: what was said is stored soon after
				for began := time.Now(); time.Since(began) < 10*time.Second; {
					if rows, _ := h.stored(); rows == sum.Fixes {
						break
					}
					<-time.After(20 * time.Millisecond)
				}
			}
			if rows, different := h.stored(); rows != 120 || different != 120 || sum.Fixes != 120 {
				t.Errorf("%+v; %d rows, %d different", sum, rows, different)
			}
		})
	}
}

// TestUnknownDevice: what no inventory knows is refused, and stands in quarantine.
func TestUnknownDevice(t *testing.T) {
	clock := testkit.NewClock()
	h := newHouse(t, testkit.OpenDB(t, "sqlite", db.Options{Clock: clock.Now}), clock)
	sum, err := simulating.Play(context.Background(), simulating.Options{
		Protocol: protocols.Teltonika, Addr: h.open(h.Kit, protocols.Teltonika), Devices: 2, Interval: time.Minute, Minutes: 2, From: h.DB.Now().Time(), Seed: 9, Zone: h.Zone,
	})
	if err != nil || sum.Refused == 0 || sum.Acknowledged != 0 {
		t.Fatalf("%+v, %v", sum, err)
	}
	list, err := h.Devices.Quarantine(h.as("h1", access.Head))
	if err != nil || len(list) != 2 || list[0].Ident != simulate.Ident(9, 0) && list[1].Ident != simulate.Ident(9, 0) {
		t.Errorf("quarantine %+v, %v", list, err)
	}
	if res, err := http.Get(h.open(h.Kit, protocols.OsmAnd) + "/?id=nobody&lat=40&lon=72"); err != nil || res.StatusCode != http.StatusBadRequest {
		t.Errorf("a phone that nobody has entered: %v, %v", res, err)
	}
}
