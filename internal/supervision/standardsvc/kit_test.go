package standardsvc_test

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
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

type kit struct {
	t       *testing.T
	d       *db.DB
	s       *standardsvc.Service
	work    *supervisionsvc.Service
	book    *testkit.Book
	clock   *testkit.Clock
	cases   map[id.Client]standardsvc.Case
	spans   []supervision.Span
	weighed int
	told    []string
	officer context.Context
	head    context.Context
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		k := &kit{t: t, d: d, clock: clock, book: &testkit.Book{}, cases: map[id.Client]standardsvc.Case{}}
		d.SetRecorders(k.book)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		sealer := seal.New(ring)
		k.work = supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: set, Zone: zone})
		k.s = standardsvc.New(d, standardsvc.Deps{
			Seal: sealer, Rules: set, Zone: zone,
			Tables: func(context.Context, *db.Reader) (rulebook.StandardSet, error) {
				rb := set.At(civil.MustDate("2026-03-01"))
				return rulebook.NewStandardSet(&rb.Standards[0]), nil
			},
			Cases: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]standardsvc.Case, error) {
				out := map[id.Client]standardsvc.Case{}
				for _, c := range clients {
					if x, ok := k.cases[c]; ok {
						out[c] = x
					}
				}
				return out, nil
			},
			Spans:  func(context.Context, *db.Reader, id.Client) ([]supervision.Span, error) { return k.spans, nil },
			Weigh:  func(context.Context, *db.Tx, id.Client) error { k.weighed++; return nil },
			Labels: func(context.Context, *db.Reader, []id.Client) (map[id.Client]access.Label, error) { return nil, nil },
			Head: func(_ context.Context, _ *db.Tx, _ id.Client, n access.Notice) error {
				k.told = append(k.told, "head "+n.Kind)
				return nil
			},
			Account: func(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
				k.told = append(k.told, string(to)+" "+n.Kind)
				return nil
			},
		})
		k.officer, k.head = k.as("o1", access.Officer), k.as("h1", access.Head)
		test(k)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (k *kit) as(account id.Account, role access.Role) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: civil.At(testkit.Start),
	})
}

// client admits a client of officer o1 who is on the register at the high level.
func (k *kit) client() id.Client {
	k.t.Helper()
	var c id.Client
	must(k.t, k.d.Write(k.as("clerk", access.Records), func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(k.officer, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(k.officer, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(k.officer, access.Allocate, "")
	}))
	k.cases[c] = standardsvc.Case{Case: rulebook.Case{Client: c, Level: "high", Start: civil.MustDate("2026-01-10")}}
	return c
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
}

// fields are the fields that a refusal names.
func fields(err error) map[string]bool {
	out := map[string]bool{}
	if f := fault.As(err); f != nil {
		for _, p := range f.Problems {
			out[p.Field] = true
		}
	}
	return out
}

func illness() standard.Exemption {
	return standard.Exemption{
		Reason: "illness", Days: civil.Period{From: civil.MustDate("2026-03-01"), To: civil.MustDate("2026-03-31")}, Note: "Справка № 5",
		Visits: rulebook.Cell{Set: true, N: 100, Status: rulebook.Sourced},
	}
}

func season() standard.Exemption {
	return standard.Exemption{
		Reason: standard.Season, Days: civil.Period{From: civil.MustDate("2026-02-01"), To: civil.MustDate("2026-06-30")}, PlaceKind: "jailoo", Place: "Суусамыр",
		Body: "Суусамыр айыл өкмөтү", Every: 30, Remote: standard.RemoteAgreed{Code: "phone_call", Times: 2},
	}
}

// due is what is asked for of a kind this month.
func (k *kit) due(c id.Client, kind standard.Kind) int {
	k.t.Helper()
	b, err := k.s.Client(k.officer, c, 1)
	must(k.t, err)
	if len(b.Months) == 0 {
		return 0
	}
	return b.Months[0].Find(kind).Due
}
