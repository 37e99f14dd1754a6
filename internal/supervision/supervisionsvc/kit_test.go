package supervisionsvc_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision/supervisionsvc"
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
	s     *supervisionsvc.Service
	book  *testkit.Book
	clock *testkit.Clock
	term  *term
}

// term is the order capability as far as this one sees it.
type term struct{ end civil.Date }

func (t *term) EndsOn(context.Context, *db.Reader, id.Client) (civil.Date, error) { return t.end, nil }

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := &testkit.Book{}
		d.SetRecorders(b)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		sealer := seal.New(ring)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		term := &term{}
		s := supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: set, Zone: zone, Term: term, Plans: voluntary{}})
		test(&kit{t: t, d: d, s: s, book: b, clock: clock, term: term})
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

// client admits a client whose file an office keeps and whom the account, if any, works with.
func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, office), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, office); err != nil {
			return err
		}
		if officer != "" {
			if err := (accesssvc.Ops{}).Relate(ctx, tx, c, officer, access.Assigned, "", nil); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
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

// voluntary is the plan capability as far as this one sees it: one identifier is a step of a voluntary programme.
type voluntary struct{}

const voluntaryStep = "step-of-the-programme"

func (voluntary) NotVoluntary(_ context.Context, _ *db.Reader, entries []string) error {
	if slices.Contains(entries, voluntaryStep) {
		var problems fault.Problems
		problems.Add("basis", "plan.basis_voluntary")
		return problems.Err()
	}
	return nil
}
