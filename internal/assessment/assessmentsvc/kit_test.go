package assessmentsvc_test

import (
	"context"
	"os"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentlevelsvc"
	"tuzjol/internal/assessment/assessmentload"
	"tuzjol/internal/assessment/assessmentsvc"
	"tuzjol/internal/assessment/engine"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

var instruments = sync.OnceValues(func() ([]*engine.Instrument, error) { return assessmentload.Folder(os.DirFS("testdata")) })

// flags is the care of dangers as far as this service sees it.
type flags struct {
	raised []string
	open   []string
}

func (f *flags) Raise(_ context.Context, _ *db.Tx, _ assessment.Case, raised []assessment.RaisedFlag) ([]fact.Fact, error) {
	for _, x := range raised {
		f.raised = append(f.raised, x.Flag)
	}
	return nil, nil
}

func (f *flags) Unanswered(context.Context, *db.Reader, string) ([]string, error) { return f.open, nil }

type kit struct {
	t      *testing.T
	d      *db.DB
	s      *assessmentsvc.Service
	levels *assessmentlevelsvc.Service
	book   *testkit.Book
	clock  *testkit.Clock
	flags  *flags
	ends   civil.Date      // of the term
	birth  string          // that the record knows
	lapsed map[string]bool // qualifications that have run out
	deps   assessmentsvc.Deps
	told   []assessmentsvc.Told
}

func (k *kit) EndsOn(context.Context, *db.Reader, id.Client) (civil.Date, error) { return k.ends, nil }

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := &testkit.Book{}
		d.SetRecorders(b)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		list, err := instruments()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		k := &kit{t: t, d: d, book: b, clock: clock, flags: &flags{}, ends: civil.MustDate("2027-06-01"), birth: "1990-02-28", lapsed: map[string]bool{}}
		k.levels = assessmentlevelsvc.New(d, assessmentlevelsvc.Deps{Seal: seal.New(ring), Rules: set, Zone: zone})
		k.deps = assessmentsvc.Deps{
			Seal: seal.New(ring), Rules: set, Zone: zone, Demo: true, Instruments: list, Levels: k.levels.Ops(), Flags: k.flags, Term: k,
			Qualified: func(_ context.Context, _ *db.Reader, account id.Account, code string, _ civil.Date) (bool, error) {
				return account != "novice" && !k.lapsed[code], nil
			},
			Tell: func(_ context.Context, _ *db.Tx, n assessmentsvc.Told) error {
				k.told = append(k.told, n)
				return nil
			},
			Prefill: func(_ context.Context, _ *db.Reader, _ id.Client, keys []string) (map[string]assessment.Prefilled, error) {
				out := map[string]assessment.Prefilled{}
				for _, key := range keys {
					if key == "person.birth" {
						out[key] = assessment.Prefilled{Value: k.birth, Source: "person"}
					}
				}
				return out, nil
			},
		}
		k.s = assessmentsvc.New(d, k.deps)
		test(k)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v %+v", err, fault.As(err)) //nolint:errorlint // with its problems, for reading
	}
}

// as gives the context of a member of staff of the office.
func (k *kit) as(account id.Account, role access.Role) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("officer", access.Officer) }
func (k *kit) head() context.Context    { return k.as("head", access.Head) }

// client admits a client with whom the officer works.
func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "officer", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	return c
}

// open opens the sealed compartment of a client to somebody.
func (k *kit) open(c id.Client, accounts ...id.Account) {
	k.t.Helper()
	ctx := k.as("custodian", access.Custodian)
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
		for _, a := range accounts {
			m := access.Member{Client: c, Compartment: access.Extremism, Account: a, Part: access.PartAssessor, Reason: "work", OpenedBy: "custodian"}
			if err := (accesssvc.Ops{}).OpenTo(ctx, tx, m); err != nil {
				return err
			}
		}
		return tx.Record(ctx, access.OpenCompartment, "")
	}))
}

// begin begins the small instrument as the officer.
func (k *kit) begin(c id.Client) string {
	k.t.Helper()
	a, err := k.s.Begin(k.officer(), assessmentsvc.Begin{Client: c, Instrument: "small", Cause: "first"})
	must(k.t, err)
	return a
}

// save keeps answers of a page as it stands now.
func (k *kit) save(ctx context.Context, c id.Client, a, domain string, pairs ...string) assessmentsvc.Saved {
	k.t.Helper()
	sh, err := k.s.Sheet(ctx, c, a)
	must(k.t, err)
	out, err := k.s.Save(ctx, page(c, a, domain, sh.Versions[domain], pairs...))
	must(k.t, err)
	return out
}

// page is what stands on a page: answers by item, evidence by "evidence-<item>".
func page(c id.Client, a, domain string, version int, pairs ...string) assessmentsvc.Save {
	in := assessmentsvc.Save{Client: c, Assessment: a, Domain: domain, Version: version, Answers: map[string]string{}, Evidence: map[string]string{}}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := cut(pairs[i]); ok {
			in.Evidence[name] = pairs[i+1]
		} else {
			in.Answers[pairs[i]] = pairs[i+1]
		}
	}
	return in
}

func cut(name string) (string, bool) {
	const mark = "evidence-"
	if len(name) > len(mark) && name[:len(mark)] == mark {
		return name[len(mark):], true
	}
	return name, false
}

// whole answers everything that the small instrument asks.
func (k *kit) whole(c id.Client, a, need string) {
	k.t.Helper()
	k.save(k.officer(), c, a, "home", "housed", "1", "home_need", need, "home_reason", "по словам клиента", "evidence-home_need", "справка айыл өкмөтү")
	k.save(k.officer(), c, a, "danger", "threats", "no")
}

func (k *kit) sign(ctx context.Context, c id.Client, a string, level assessment.Level, reason string) error {
	k.t.Helper()
	sh, err := k.s.Sheet(ctx, c, a)
	must(k.t, err)
	return k.s.Sign(ctx, assessmentsvc.Sign{Client: c, Assessment: a, Version: sh.Row, Level: level, Reason: reason, Text: "по совокупности ответов"})
}

func (k *kit) state(c id.Client, a string) assessment.State {
	k.t.Helper()
	sh, err := k.s.Sheet(k.head(), c, a)
	must(k.t, err)
	return sh.State
}

func (k *kit) want(err error, kind fault.Kind, keys ...string) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
	for _, key := range keys {
		found := fault.As(err).Msg.Key == key
		for _, p := range fault.As(err).Problems {
			found = found || p.Msg.Key == key || p.Field == key
		}
		if !found {
			k.t.Errorf("%v does not say %s", err, key)
		}
	}
}
