package visitsvc_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsamplesvc"
	"tuzjol/internal/supervision/visitsvc"
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
	s       *visitsvc.Service
	samples *visitsamplesvc.Service
	super   *supervisionsvc.Service
	book    *testkit.Book
	clock   *testkit.Clock
	about   visit.About
	crises  []supervision.Crisis
	noted   []visit.Came // in the plan
	refuse  error        // of the plan
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, book: &testkit.Book{}, clock: clock}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		sealer := seal.New(ring)
		blobs, err := blob.New(sealer, t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		k.super = supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: set, Zone: zone, MoveAlong: func(ctx context.Context, tx *db.Tx, from supervision.Contact, why supervisionsvc.Why) ([]fact.Fact, supervisionsvc.PutAlong, error) {
			return k.s.Ops().MoveAlong(ctx, tx, from, why)
		}})
		k.about = visit.About{
			Duties: []visit.Duty{{ID: "duty1", Code: "report"}, {ID: "duty2", Code: "notify_change"}},
			Steps:  []visit.Step{{ID: "step1", Text: "найти работу", Needs: []string{"work"}}},
		}
		k.s = visitsvc.New(d, visitsvc.Deps{
			Seal: sealer, Rules: set, Zone: zone, Blobs: blobs, Contacts: k.super.Ops(),
			About: func(context.Context, *db.Reader, id.Client) (visit.About, error) { return k.about, nil },
			Progress: func(_ context.Context, _ *db.Tx, c id.Client, came visit.Came, on civil.Date) (string, []fact.Fact, error) {
				k.noted = append(k.noted, came)
				return "note1", []fact.Fact{fact.New("plan.progress_"+string(came.Kind), c)}, k.refuse
			},
			Crisis: func(_ context.Context, _ *db.Tx, c supervision.Crisis) ([]fact.Fact, error) {
				k.crises = append(k.crises, c)
				return []fact.Fact{fact.New("supervision.crisis_opened", c.Client, "kind", string(c.Kind))}, nil
			},
		})
		k.samples = visitsamplesvc.New(d, visitsamplesvc.Deps{Seal: sealer, Zone: zone})
		test(k)
	})
}

// reach gives the service somebody who knows telephone numbers and addresses.
func (k *kit) reach(r visitsvc.Reach) { k.s.Ops().Reach = r }

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

// at names the fields of a refusal.
func (k *kit) at(err error, fields ...string) {
	k.t.Helper()
	k.want(err, fault.Invalid)
	got := map[string]bool{}
	for _, p := range fault.As(err).Problems {
		got[p.Field] = true
	}
	for _, f := range fields {
		if !got[f] {
			k.t.Errorf("no problem at %s, only at %v", f, got)
		}
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

// record is a visit with what is needed for it to be taken.
func (k *kit) record(c id.Client) visitsvc.Record {
	return visitsvc.Record{Record: visit.Record{
		Client: c, Kind: "home_visit", StartedAt: k.d.Now().Add(-2 * time.Hour), Minutes: 45, Place: "ул. Ленина, 5", Talk: "говорили о работе", Identity: "known",
		Language: "ru",
	}}
}

func picture(t *testing.T) []byte {
	t.Helper()
	var buf bytes.Buffer
	must(t, jpeg.Encode(&buf, image.NewRGBA(image.Rect(0, 0, 8, 8)), nil))
	return buf.Bytes()
}
