package personsvc_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/platform/blob"
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
	t     *testing.T
	d     *db.DB
	s     *personsvc.Service
	book  *testkit.Book
	clock *testkit.Clock
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := &testkit.Book{}
		d.SetRecorders(b)
		dir := t.TempDir()
		ring, err := seal.LoadOrCreateKey(dir)
		must(t, err)
		sealer := seal.New(ring)
		blobs, err := blob.New(sealer, dir)
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := personsvc.New(d, personsvc.Deps{Seal: sealer, Rules: set, Zone: zone, Blobs: blobs})
		test(&kit{t: t, d: d, s: s, book: b, clock: clock})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// as gives the context of a member of staff of an office.
func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}},
		Offices: []id.Office{office}, Now: civil.At(testkit.Start),
	})
}

func (k *kit) create(office id.Office, in person.New) id.Client {
	k.t.Helper()
	ctx, client := k.as("clerk", access.Records, office), id.Client("")
	in.Office, in.Source = office, "judgment"
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) (err error) {
		if client, err = k.s.Ops().Create(ctx, tx, in); err != nil {
			return err
		}
		return tx.Record(ctx, access.ReceiveJudgment, "")
	}))
	return client
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

func (k *kit) count(query string, args ...any) int {
	k.t.Helper()
	n := 0
	must(k.t, k.d.Read(db.WithSight(context.Background(), db.Everyone{}), func(r *db.Reader) (err error) {
		n, err = db.One[int](context.Background(), r, query, args...)
		return err
	}))
	return n
}
