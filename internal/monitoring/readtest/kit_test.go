package readtest

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
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/keepsvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/nearsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
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

// kit is the three services of monitoring over one database, with an officer o1 and a head h1 in Osh.
type kit struct {
	notices []string
	t       testing.TB
	d       *db.DB
	clock   *testkit.Clock
	book    *testkit.Book
	orders  *monitoringsvc.Service
	devices *devicesvc.Service
	tracks  *tracksvc.Service
	near    *nearsvc.Service
	keep    *keepsvc.Service
	told    []string
	href    string // of the last notice
}

// Head tells the head of the office.
func (k *kit) Head(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.told, k.href = append(k.told, "head:"+n.Kind), n.Href
	return nil
}

// Region tells the department above.
func (k *kit) Region(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.told = append(k.told, "region:"+n.Kind)
	return nil
}

func newKit(t testing.TB, d *db.DB, clock *testkit.Clock) *kit {
	t.Helper()
	k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}}
	d.SetRecorders(k.book)
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	k.must(err)
	set, err := rules()
	k.must(err)
	zone, err := time.LoadLocation("Asia/Bishkek")
	k.must(err)
	s := seal.New(ring)
	k.orders = monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: set, Zone: zone, Languages: []string{"ky", "ru", "en"}, Tell: k})
	k.devices = devicesvc.New(d, devicesvc.Deps{Seal: s, Rules: set, Zone: zone})
	k.tracks = tracksvc.New(d, tracksvc.Deps{Seal: s, Rules: set, Zone: zone})
	k.near = nearsvc.New(d, nearsvc.Deps{
		Seal: s, Rules: set, Zone: zone,
		Waits: func(_ context.Context, _ *db.Tx, office id.Office, asker id.Account, n access.Notice) error {
			k.notices = append(k.notices, string(office)+" not "+string(asker)+" "+n.Kind+" "+n.Data["Number"]+" "+string(n.Client))
			return nil
		},
		Tell: func(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
			k.notices = append(k.notices, string(to)+" "+n.Kind+" "+n.Data["Number"]+" "+string(n.Client))
			return nil
		},
	})
	k.keep = keepsvc.New(d, keepsvc.Deps{Seal: s, Rules: set, Zone: zone, Destroy: k.tracks.Ops().Destroy, Gone: k.tracks.Forget})
	return k
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) { test(newKit(t, d, clock)) })
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

func (k *kit) head() context.Context { return k.as("h1", access.Head, osh) }

func (k *kit) job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.d.Now()})
}

func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, office), id.Client("")
	k.must(k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, office); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, officer, access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

// terms are those of an order of a week from today.
func (k *kit) terms(level regime.Level) regime.Terms {
	today := k.orders.Today()
	return regime.Terms{
		Act: "judgment", ActNumber: "УД-17/26", Authority: "court", Body: "Ошский городской суд", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(20),
		Level: level, Purpose: "obligations", ReviewOn: today.AddDays(15), Words: "Одного присутствия по адресу недостаточно",
	}
}

// approved makes an order that the head has approved and whose sheet is signed.
func (k *kit) approved(c id.Client, level regime.Level) string {
	k.t.Helper()
	order, err := k.orders.Draft(k.officer(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: k.terms(level)})
	k.must(err)
	k.must(k.orders.Decide(k.head(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	k.must(k.orders.Note(k.officer(), monitoringsvc.Act{Client: c, Order: order, Version: 2, Step: regime.Step{What: regime.StepSheet, Lang: "ky", Day: k.orders.Today()}}))
	return order
}

// add puts a phone into the inventory of Osh.
func (k *kit) add(ident string) string {
	k.t.Helper()
	d, err := k.devices.Add(k.head(), devicesvc.Add{Ident: ident, Kind: regime.PhoneApp, Model: "Мобильный контроль", Serial: "S-" + ident, Office: osh})
	k.must(err)
	return d
}

// fitted makes a client who wears a phone under an order in force.
func (k *kit) fitted(ident string, level regime.Level) (c id.Client, order string) {
	k.t.Helper()
	c = k.client(osh, "o1")
	order = k.approved(c, level)
	k.must(k.devices.Fit(k.officer(), devicesvc.Fit{Client: c, Order: order, Device: k.add(ident)}))
	return c, order
}

// point is a position of a device at an instant, received now unless said otherwise.
func (k *kit) point(ident string, at time.Time, lat float64) track.Arrived {
	accuracy := 12.0
	return track.Arrived{
		Protocol: "osmand", Frame: []byte(ident + at.String()),
		Message: monitoring.Message{
			Device: ident, ReceivedAt: k.d.Now().Time(), Position: &monitoring.Position{
				At: at, Lat: monitoring.DegreesE7(lat), Lon: monitoring.DegreesE7(72.8), Valid: true, Mechanism: monitoring.Satellite, Accuracy: &accuracy,
			},
		},
	}
}

func (k *kit) store(list ...track.Arrived) []track.Verdict {
	k.t.Helper()
	out, err := k.tracks.Store(k.job(), list)
	k.must(err)
	return out
}

func (k *kit) fitting(c id.Client) string {
	k.t.Helper()
	list, err := k.devices.Worn(k.officer(), c)
	k.must(err)
	if len(list) == 0 {
		k.t.Fatal("nothing is worn")
	}
	return list[0].ID
}

func (k *kit) now() time.Time { return k.d.Now().Time() }
