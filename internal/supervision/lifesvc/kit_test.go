package lifesvc_test

import (
	"context"
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
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

// kit is one service; what the events bring about elsewhere is noted.
type kit struct {
	t        *testing.T
	d        *db.DB
	s        *lifesvc.Service
	book     *testkit.Book
	clock    *testkit.Clock
	standing lifesvc.Standing
	noted    []string
	open     []supervision.Appointment
}

// OpenBetween implements lifesvc.Calendar over the appointments of the test.
func (k *kit) OpenBetween(_ context.Context, _ *db.Reader, c id.Client, from, until civil.Date) ([]supervision.Appointment, error) {
	var out []supervision.Appointment
	for _, a := range k.open {
		day := a.PlannedAt.In(time.UTC)
		if a.Client == c && !day.Before(from) && (until.IsZero() || !day.After(until)) {
			out = append(out, a)
		}
	}
	return out, nil
}

func (k *kit) CallOff(_ context.Context, _ *db.Tx, c id.Client, entry, why string) ([]fact.Fact, error) {
	k.noted = append(k.noted, "off "+entry+" "+why)
	return []fact.Fact{fact.New("supervision.appointment_cancelled", c, "entry", entry)}, nil
}

func (k *kit) PutOff(_ context.Context, _ *db.Tx, c id.Client, entry string, to civil.Date, _ string) ([]fact.Fact, error) {
	k.noted = append(k.noted, "to "+to.String()+" "+entry)
	return []fact.Fact{fact.New("supervision.appointment_changed", c, "entry", entry)}, nil
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, book: &testkit.Book{}, clock: clock, standing: lifesvc.Standing{Registered: true}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		k.s = lifesvc.New(d, lifesvc.Deps{
			Seal: seal.New(ring), Rules: set, Zone: zone, Calendar: k,
			Standing: func(context.Context, *db.Reader, id.Client) (lifesvc.Standing, error) { return k.standing, nil },
			Address: func(_ context.Context, _ *db.Tx, _ id.Client, district, text string, from civil.Date) ([]fact.Fact, error) {
				k.noted = append(k.noted, "address "+district+" "+text+" "+from.String())
				return nil, nil
			},
			Transfer: func(_ context.Context, _ *db.Tx, _ id.Client, district string) ([]fact.Fact, error) {
				k.noted = append(k.noted, "transfer "+district)
				return nil, nil
			},
			Stop: func(_ context.Context, _ *db.Tx, _ id.Client, _ civil.Instant, ground string) ([]fact.Fact, error) {
				k.noted = append(k.noted, "stop "+ground)
				return nil, nil
			},
			Holds: func(_ context.Context, _ *db.Reader, _ id.Client, document string) (bool, error) {
				return document == "d1", nil
			},
		})
		test(k)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (k *kit) want(err error, kind fault.Kind, fields ...string) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
	for _, f := range fields {
		found := false
		for _, p := range fault.As(err).Problems {
			found = found || p.Field == f
		}
		if !found {
			k.t.Fatalf("no problem of %s: %v", f, err)
		}
	}
}

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) client(office id.Office, officer id.Account) id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, office), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
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

func (k *kit) start(ctx context.Context, c id.Client, kind life.Kind, a life.Act) string {
	k.t.Helper()
	e, err := k.s.Start(ctx, lifesvc.Start{Client: c, Kind: string(kind), Act: a})
	must(k.t, err)
	return e
}

func (k *kit) event(ctx context.Context, c id.Client, event string) lifesvc.Whole {
	k.t.Helper()
	w, err := k.s.Event(ctx, c, event)
	must(k.t, err)
	return w
}

// act builds a move in the version that stands.
func (k *kit) act(ctx context.Context, c id.Client, event string, a life.Act) lifesvc.Move {
	k.t.Helper()
	return lifesvc.Move{Client: c, Event: event, Version: k.event(ctx, c, event).Event.Row, Act: a, Why: "life event"}
}

func (k *kit) spans(c id.Client) []supervision.Span {
	k.t.Helper()
	var out []supervision.Span
	ctx := db.WithSight(context.Background(), db.Everyone{})
	must(k.t, k.d.Read(ctx, func(r *db.Reader) (err error) {
		out, err = k.s.Ops().Spans(ctx, r, c)
		return err
	}))
	return out
}

func d(s string) civil.Date { return civil.MustDate(s) }
