// Package monitored is the room in which the tests of the services of monitoring begin: a database with a seal and the shipped rulebook, an
// officer o1 and a head h1 in Osh, clients under orders in force, devices fitted to them, and what these devices say.
package monitored

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
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/tracksvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

// The offices of the tests.
const (
	Osh     = id.Office("41721000000000")
	Bishkek = id.Office("41711000000000")
)

// Rules is the shipped rulebook, read once.
var Rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

// Ties are what a test listens to. All may be nil; they are called only after New has returned.
type Ties struct {
	Changed func(ctx context.Context, tx *db.Tx, order string) error
	Stepped func(ctx context.Context, tx *db.Tx, order, what string) error
	Peer    func(ctx context.Context, tx *db.Tx, order, zone string, fix monitoring.Fix) error
	// Days and Review are how long the orders of Terms last and when they are looked at again; 6 and 5 when not said.
	Days, Review int
}

// Kit is orders, devices and positions over one database. Tests embed it and add the service that they are about.
type Kit struct {
	T       testing.TB
	DB      *db.DB
	Clock   *testkit.Clock
	Book    *testkit.Book
	Seal    *seal.Sealer
	Rules   *rulebook.Set
	Zone    *time.Location
	Orders  *monitoringsvc.Service
	Devices *devicesvc.Service
	Tracks  *tracksvc.Service
	Told    []string // notices: to whom, what
	Href    string   // of the last notice to a head

	days, review int
}

// New makes the services.
func New(t testing.TB, d *db.DB, clock *testkit.Clock, ties Ties) *Kit {
	t.Helper()
	k := &Kit{T: t, DB: d, Clock: clock, Book: &testkit.Book{}, days: ties.Days, review: ties.Review}
	if k.days == 0 {
		k.days, k.review = 6, 5
	}
	d.SetRecorders(k.Book)
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	k.Must(err)
	k.Rules, err = Rules()
	k.Must(err)
	k.Zone, err = time.LoadLocation("Asia/Bishkek")
	k.Must(err)
	k.Seal = seal.New(ring)
	k.Orders = monitoringsvc.New(d, monitoringsvc.Deps{
		Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Languages: []string{"ky", "ru", "en"}, Tell: k, Changed: ties.Changed, Stepped: ties.Stepped,
	})
	k.Devices = devicesvc.New(d, devicesvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Changed: ties.Changed, Stepped: ties.Stepped})
	k.Tracks = tracksvc.New(d, tracksvc.Deps{Seal: k.Seal, Rules: k.Rules, Zone: k.Zone, Peer: ties.Peer})
	return k
}

// Head tells the head of the office: see monitoringsvc.Deps.
func (k *Kit) Head(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.Told, k.Href = append(k.Told, "head:"+n.Kind), n.Href
	return nil
}

// Region tells the department above.
func (k *Kit) Region(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
	k.Told = append(k.Told, "region:"+n.Kind)
	return nil
}

// Must ends the test at a fault.
func (k *Kit) Must(err error) {
	k.T.Helper()
	if err != nil {
		k.T.Fatal(err)
	}
}

// Want ends the test unless there is a fault of a kind.
func (k *Kit) Want(err error, kind fault.Kind) {
	k.T.Helper()
	if !fault.Is(err, kind) {
		k.T.Fatalf("fault %v, want %s", err, kind)
	}
}

// As is the context of somebody of staff with one post.
func (k *Kit) As(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.DB.Now(),
	})
}

// Officer is o1, who has the clients of the tests.
func (k *Kit) Officer() context.Context { return k.As("o1", access.Officer, Osh) }

// Chief is h1, who leads the office.
func (k *Kit) Chief() context.Context { return k.As("h1", access.Head, Osh) }

// Job is a task of the service itself.
func (k *Kit) Job() context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test", Display: "test"})
	return accesssvc.Context(ctx, access.Rights{System: true, Now: k.DB.Now()})
}

// Now is the time of the service.
func (k *Kit) Now() time.Time { return k.DB.Now().Time() }

// Client admits a client to an office and gives them to an officer.
func (k *Kit) Client(office id.Office, officer id.Account) id.Client {
	k.T.Helper()
	ctx, c := k.As("clerk", access.Records, office), id.Client("")
	k.Must(k.DB.Write(ctx, func(tx *db.Tx) error {
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
