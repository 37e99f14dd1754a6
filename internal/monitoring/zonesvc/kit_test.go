package zonesvc_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/judge"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoning"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

// kit is the services of orders and zones over one database, with officers o1, o2 and a head h1 in Osh.
type kit struct {
	t       *testing.T
	d       *db.DB
	clock   *testkit.Clock
	book    *testkit.Book
	orders  *monitoringsvc.Service
	zones   *zonesvc.Service
	changed []string
	victim  zone.Point // where a protected person lives
	told    int
}

// Head counts the notices to the head.
func (k *kit) Head(context.Context, *db.Tx, id.Client, access.Notice) error {
	k.told++
	return nil
}

// Region is not told anything here.
func (k *kit) Region(context.Context, *db.Tx, id.Client, access.Notice) error { return nil }

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		k.must(err)
		set, err := rules()
		k.must(err)
		where, err := time.LoadLocation("Asia/Bishkek")
		k.must(err)
		s := seal.New(ring)
		k.orders = monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: set, Zone: where, Languages: []string{"ky", "ru", "en"}, Tell: k})
		k.zones = zonesvc.New(d, zonesvc.Deps{
			Seal: s, Rules: set, Zone: where, Tell: k,
			Changed: func(_ context.Context, _ *db.Tx, order string) error {
				k.changed = append(k.changed, order)
				return nil
			},
			VictimLivesAt: func(_ context.Context, _ *db.Reader, _ id.Client, at zone.Point) (bool, error) {
				return k.victim != zone.Point{} && zone.Between(at, k.victim) < 50, nil
			},
		})
		test(k)
	})
}

func (k *kit) must(err error) {
	k.t.Helper()
	if err != nil {
		k.t.Fatal(err)
	}
}

// refused wants a fault of a kind that has a key, in its message or in one of its problems.
func (k *kit) refused(err error, kind fault.Kind, key string) {
	k.t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != kind {
		k.t.Fatalf("fault %v, want %s %s", err, kind, key)
	}
	if f.Msg.Key == key {
		return
	}
	for _, p := range f.Problems {
		if p.Msg.Key == key {
			return
		}
	}
	k.t.Fatalf("fault %v %v, want %s", f, f.Problems, key)
}

func (k *kit) as(account id.Account, role access.Role) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer) }

func (k *kit) head() context.Context { return k.as("h1", access.Head) }

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records), id.Client("")
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
	return c
}

// order makes an order in force of thirty days from today.
func (k *kit) order(c id.Client, level regime.Level) string {
	k.t.Helper()
	today := k.orders.Today()
	order, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: regime.Terms{
		Act: "judgment", ActNumber: "УД-17/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(29),
		Level: level, Purpose: "obligations", ReviewOn: today.AddDays(5), Words: "Одного присутствия недостаточно",
	}})
	k.must(err)
	k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	return order
}

// agree writes down that the adults at the address agree.
func (k *kit) agree(c id.Client, order, answer string) {
	k.t.Helper()
	x, err := k.orders.Order(k.officer(), c, order)
	k.must(err)
	k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: order, Version: x.Row, Step: regime.Step{
		What: regime.StepOccupant, Code: answer, Words: "Эне", Day: k.orders.Today(),
	}}))
}

// place is so many metres east and north of the middle of Osh.
func place(east, north float64) zone.Point {
	return zone.PlaneAt(zone.At(40.5283, 72.7985)).Point(east, north)
}

func circle(east, north, radius float64) zone.Shape {
	return zone.Shape{Form: zone.Circle, Points: []zone.Point{place(east, north)}, Radius: radius}
}

func terms(s zone.Shape) zoning.Terms {
	return zoning.Terms{Name: "Үй", Shape: s, Basis: "Өкүмдүн 3-пункту", Times: zoning.Times{Always: true}}
}

func (k *kit) drawn(c id.Client, order string, kind zone.Kind, t zoning.Terms) string {
	k.t.Helper()
	z, err := k.zones.Draw(k.officer(), zonesvc.Draw{Client: c, Order: order, Kind: kind, Terms: t})
	k.must(err)
	return z
}

func (k *kit) one(c id.Client, order, z string) zonesvc.One {
	k.t.Helper()
	x, err := k.zones.One(k.officer(), c, order, z)
	k.must(err)
	return x
}

// answer is the approval of what waits, with the check read.
func (k *kit) answer(c id.Client, order, z string) zonesvc.Decide {
	k.t.Helper()
	return zonesvc.Decide{Client: c, Order: order, Zone: z, Version: k.one(c, order, z).Row, Approve: true, Seen: true}
}

// judged is what the watch reads.
func (k *kit) judged(order string) []judge.Zone {
	k.t.Helper()
	var out []judge.Zone
	k.must(k.d.Read(k.job(), func(r *db.Reader) error {
		var err error
		out, err = k.zones.Ops().Of(k.job(), r, order)
		return err
	}))
	return out
}
