package commandsvc_test

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/command"
	"tuzjol/internal/monitoring/commandsvc"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t       *testing.T
	d       *db.DB
	clock   *testkit.Clock
	orders  *monitoringsvc.Service
	devices *devicesvc.Service
	s       *commandsvc.Service
	told    []string
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock}
		d.SetRecorders(&testkit.Book{})
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		set, err := rules()
		k.must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		s := seal.New(ring)
		k.orders = monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: set, Zone: zone, Languages: []string{"ky", "ru", "en"}})
		k.devices = devicesvc.New(d, devicesvc.Deps{Seal: s, Rules: set, Zone: zone, Tell: func(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
			k.told = append(k.told, n.Kind)
			return nil
		}})
		k.s = commandsvc.New(d, commandsvc.Deps{Seal: s, Rules: set, Zone: zone})
		test(k)
	})
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer, osh) }
func (k *kit) head() context.Context    { return k.as("h1", access.Head, osh) }

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

// noon puts the clock to the next noon in Bishkek, so that no test stumbles over quiet hours.
func (k *kit) noon() {
	now := k.d.Now().Time()
	noon := time.Date(now.Year(), now.Month(), now.Day(), 6, 0, 0, 0, time.UTC)
	if noon.Before(now) {
		noon = noon.AddDate(0, 0, 1)
	}
	k.clock.Advance(noon.Sub(now))
}

func (k *kit) add(ident string) string {
	k.t.Helper()
	d, err := k.devices.Add(k.head(), devicesvc.Add{Ident: ident, Kind: regime.Bracelet, Model: "Браслет", Serial: "S-" + ident, Office: osh})
	k.must(err)
	return d
}

// worn is a client of o1 with a bracelet under an order in force.
func (k *kit) worn(ident string) (id.Client, string) {
	k.t.Helper()
	var c id.Client
	ctx := k.as("clerk", access.Records, osh)
	k.must(k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	today := k.orders.Today()
	order, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: regime.Terms{
		Act: "judgment", ActNumber: "УД-17/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(6),
		Level: regime.ZonesOnly, Purpose: "obligations", ReviewOn: today.AddDays(5), Words: "Одного присутствия по адресу недостаточно",
	}})
	k.must(err)
	k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: today}}))
	d := k.add(ident)
	k.must(k.devices.Fit(k.officer(), devicesvc.Fit{Client: c, Order: order, Device: d}))
	return c, d
}

func (k *kit) states(device string) string {
	k.t.Helper()
	list, err := k.s.Of(k.head(), device)
	k.must(err)
	var out []string
	for _, c := range list {
		out = append(out, string(c.Kind)+"="+string(c.State)+":"+c.Failure+":"+c.Answer)
	}
	return strings.Join(out, " ")
}

// A command waits, is sent once when the device is heard, and keeps its answer; a place in an answer is not kept.
func TestCommandIsSentOnceAndAnswered(t *testing.T) {
	each(t, func(k *kit) {
		k.noon()
		_, d := k.worn("356307042441013")
		if k.s.Waits("356307042441013") {
			t.Fatal("something waits before anybody asked")
		}
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Restart, Reason: "silent"}))
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Locate, Reason: "silent"}))
		k.want(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Restart, Reason: "silent"}), fault.Invalid)
		if !k.s.Waits("356307042441013") || k.s.Waits("other") {
			t.Fatal("what waits is not known")
		}
		frames, err := k.s.Take(k.job(), protocols.GT06, "356307042441013")
		k.must(err)
		if len(frames) != 2 || !strings.Contains(string(frames[0]), "RESET#") || !strings.Contains(string(frames[1]), "WHERE#") {
			t.Fatalf("frames %q", frames)
		}
		again, err := k.s.Take(k.job(), protocols.GT06, "356307042441013")
		k.must(err)
		if len(again) != 0 || k.s.Waits("356307042441013") {
			t.Fatal("told twice")
		}
		k.must(k.s.Answered(k.job(), "356307042441013", 2, "Lat:N42.87,Lon:E74.6"))
		k.must(k.s.Answered(k.job(), "356307042441013", 1, "OK"))
		k.must(k.s.Answered(k.job(), "356307042441013", 0, "nobody asked"))
		if got := k.states(d); got != "locate=answered:: restart=answered::OK" {
			t.Errorf("%s", got)
		}
	})
}

func TestCommandRunsOutOrFails(t *testing.T) {
	each(t, func(k *kit) {
		k.noon()
		d := k.add("77001")
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Interval, Arg: "60", Reason: "setup"}))
		frames, err := k.s.Take(k.job(), protocols.H02, "77001")
		k.must(err)
		if len(frames) != 0 || k.states(d) != "interval=failed:protocol:" {
			t.Fatalf("%q %s", frames, k.states(d))
		}
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Vibrate, Reason: "battery"}))
		_, err = k.s.Take(k.job(), protocols.Teltonika, "77001")
		k.must(err)
		if got := k.states(d); !strings.HasPrefix(got, "vibrate=failed:words:") {
			t.Fatal(got)
		}
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Restart, Reason: "fault"}))
		_, err = k.s.Take(k.job(), protocols.Teltonika, "77001")
		k.must(err)
		k.clock.Advance(16 * time.Minute)
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Locate, Reason: "fault"}))
		n, err := k.s.Sweep(k.job())
		k.must(err)
		if got := k.states(d); n != 1 || !strings.HasPrefix(got, "locate=queued:: restart=failed:answer:") {
			t.Fatalf("%d %s", n, got)
		}
		k.clock.Advance(25 * time.Hour)
		frames, err = k.s.Take(k.job(), protocols.Teltonika, "77001")
		k.must(err)
		n, err = k.s.Sweep(k.job())
		k.must(err)
		if got := k.states(d); len(frames) != 0 || n != 1 || !strings.HasPrefix(got, "locate=expired") {
			t.Fatalf("%d %d %s", len(frames), n, got)
		}
		if n, err = k.s.Sweep(k.job()); err != nil || n != 0 {
			t.Fatalf("swept twice: %d %v", n, err)
		}
	})
}

// Nobody is shaken more often than the rulebook says, nor at night, and a shake that waited into the night is not sent.
func TestNobodyIsHarmedByShaking(t *testing.T) {
	each(t, func(k *kit) {
		k.noon()
		_, d := k.worn("phone-1")
		for range 2 {
			k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Vibrate, Reason: "battery"}))
			_, err := k.s.Take(k.job(), protocols.OsmAnd, "phone-1")
			k.must(err)
		}
		k.want(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Vibrate, Reason: "battery"}), fault.Invalid)
		k.clock.Advance(10*time.Hour - 10*time.Minute) // 21:50
		k.must(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Vibrate, Reason: "battery"}))
		k.clock.Advance(12 * time.Minute) // 22:02, and still within its quarter of an hour
		frames, err := k.s.Take(k.job(), protocols.OsmAnd, "phone-1")
		k.must(err)
		if len(frames) != 0 {
			t.Errorf("shaken at night: %q", frames)
		}
		k.want(k.s.Queue(k.officer(), commandsvc.Queue{Device: d, Kind: command.Vibrate, Reason: "battery"}), fault.Invalid)
	})
}

func TestWhoMayCommand(t *testing.T) {
	each(t, func(k *kit) {
		k.noon()
		_, worn := k.worn("dev-1")
		store := k.add("dev-2")
		in := func(d string) commandsvc.Queue {
			return commandsvc.Queue{Device: d, Kind: command.Restart, Reason: "fault"}
		}
		k.want(k.s.Queue(k.as("o2", access.Officer, osh), in(worn)), fault.Forbidden) // another officer's client
		k.want(k.s.Queue(k.as("h2", access.Head, bishkek), in(worn)), fault.NotFound)
		k.want(k.s.Queue(k.as("h2", access.Head, bishkek), in(store)), fault.NotFound)
		k.want(k.s.Queue(k.as("a", access.Analyst, osh), in(store)), fault.Forbidden)
		k.want(k.s.Queue(k.officer(), in("none")), fault.NotFound)
		k.must(k.s.Queue(k.as("o2", access.Officer, osh), in(store)))
		k.must(k.s.Queue(k.officer(), in(worn)))
		list, err := k.s.Of(k.head(), worn)
		k.must(err)
		out := commandsvc.Withdraw{Device: worn, Command: list[0].ID, Version: 1}
		k.want(k.s.Withdraw(k.as("o2", access.Officer, osh), out), fault.Forbidden)
		k.want(k.s.Withdraw(k.officer(), commandsvc.Withdraw{Device: worn, Command: list[0].ID, Version: 9}), fault.Conflict)
		k.want(k.s.Withdraw(k.officer(), commandsvc.Withdraw{Device: store, Command: list[0].ID, Version: 1}), fault.NotFound)
		k.must(k.s.Withdraw(k.officer(), out))
		out.Version = 2
		k.want(k.s.Withdraw(k.officer(), out), fault.Conflict)
		if _, err := k.s.Take(k.officer(), protocols.GT06, "dev-2"); !fault.Is(err, fault.Forbidden) {
			t.Error("a person takes commands from the queue")
		}
		k.want(k.s.Answered(k.officer(), "2", 0, "x"), fault.Forbidden)
		if _, err := k.s.Of(k.as("h2", access.Head, bishkek), worn); !fault.Is(err, fault.NotFound) {
			t.Errorf("another office reads the queue: %v", err)
		}
	})
}

// When the order is over and the device still worn, the officer is told once, and the device stands among those that need somebody.
func TestDeviceMustBeTakenOff(t *testing.T) {
	each(t, func(k *kit) {
		_, d := k.worn("dev-1")
		k.add("dev-2")
		n, err := k.devices.SweepRemovals(k.job())
		k.must(err)
		if n != 0 || len(k.told) != 0 {
			t.Fatal("told while the order stands")
		}
		k.clock.Advance(8 * 24 * time.Hour)
		for range 2 {
			_, err = k.devices.SweepRemovals(k.job())
			k.must(err)
		}
		if strings.Join(k.told, " ") != "monitoring_removal" {
			t.Errorf("told %v", k.told)
		}
		list, err := k.devices.Attention(k.head(), "", regime.CareRemove)
		k.must(err)
		if len(list) != 1 || list[0].ID != d {
			t.Errorf("attention %+v", list)
		}
		if list, err = k.devices.Attention(k.as("h2", access.Head, bishkek), "", ""); err != nil || len(list) != 0 {
			t.Errorf("another office sees %+v %v", list, err)
		}
		stock, err := k.devices.Stock(k.head())
		k.must(err)
		if len(stock) != 1 || stock[0].N[regime.Fitted] != 1 || stock[0].N[regime.InStore] != 1 {
			t.Errorf("stock %+v", stock)
		}
		if _, err := k.devices.SweepRemovals(k.head()); !fault.Is(err, fault.Forbidden) {
			t.Error("a person runs the job")
		}
	})
}
