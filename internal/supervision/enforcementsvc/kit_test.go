package enforcementsvc_test

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
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

const (
	osh     = id.Office("41721000000000")
	bishkek = id.Office("41711000000000")
	report  = "ob-report"
)

var rules = sync.OnceValues(func() (*rulebook.Set, error) { return kg.Load() })

// orders are the order and plan capabilities as far as this one sees them: one obligation that binds and one that has ended.
type orders struct {
	end       civil.Date
	explained []enforcement.Explained
	speaks    string
	spans     []supervision.Span
}

func (o *orders) EndsOn(context.Context, *db.Reader, id.Client) (civil.Date, error) {
	return o.end, nil
}

func (o *orders) Explained(context.Context, *db.Reader, id.Client) ([]enforcement.Explained, string, error) {
	return o.explained, o.speaks, nil
}

func (o *orders) Obligations(context.Context, *db.Reader, id.Client) ([]plan.Obligation, error) {
	return []plan.Obligation{
		{ID: report, Order: "o1", Code: "report", Since: civil.MustDate("2026-01-01"), Binds: true},
		{ID: "ob-ended", Order: "o1", Code: "notify_address"},
	}, nil
}

func (o *orders) Enforceable(ctx context.Context, r *db.Reader, client id.Client, basis string) error {
	b := plan.ParseBasis(basis)
	list, err := o.Obligations(ctx, r, client)
	if err != nil {
		return err
	}
	for _, x := range list {
		if x.ID == b.ID {
			return x.Enforce()
		}
	}
	return plan.Refuse(plan.Own)
}

type kit struct {
	t     *testing.T
	d     *db.DB
	s     *enforcementsvc.Service
	daily *supervisionsvc.Service
	o     *orders
	book  *testkit.Book
	clock *testkit.Clock
}

func each(t *testing.T, test func(k *kit)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		b := &testkit.Book{}
		d.SetRecorders(b)
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		set, err := rules()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		k := &kit{t: t, d: d, book: b, clock: clock, o: &orders{speaks: "ky"}}
		k.o.explained = []enforcement.Explained{{ID: "e1", Order: "o1", On: civil.MustDate("2026-01-10"), Language: "ky", OwnWords: true}}
		k.daily = supervisionsvc.New(d, supervisionsvc.Deps{Seal: seal.New(ring), Rules: set, Zone: zone, Undo: k.undo})
		k.s = enforcementsvc.New(d, enforcementsvc.Deps{
			Seal: seal.New(ring), Rules: set, Zone: zone, Record: k.daily.Ops(), Order: k.o,
			Spans: func(context.Context, *db.Reader, id.Client) ([]supervision.Span, error) { return k.o.spans, nil },
		})
		test(k)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		if f := fault.As(err); f != nil {
			t.Fatalf("%v %+v", err, f.Problems)
		}
		t.Fatal(err)
	}
}

// as gives the context of a member of staff of an office.
func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

func (k *kit) officer() context.Context { return k.as("o1", access.Officer, osh) }
func (k *kit) head() context.Context    { return k.as("h1", access.Head, osh) }

// client admits a client whose file an office keeps and whom o1 works with.
func (k *kit) client() id.Client {
	k.t.Helper()
	ctx, c := k.as("clerk", access.Records, osh), id.Client("")
	must(k.t, k.d.Write(ctx, func(tx *db.Tx) error {
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

// miss makes an appointment, lets its hour pass and records an outcome; it gives its identifier.
func (k *kit) miss(c id.Client, outcome string) string {
	k.t.Helper()
	ctx := k.officer()
	a, err := k.daily.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: k.d.Now().Add(time.Hour), Minutes: 30, Anyway: true})
	must(k.t, err)
	k.clock.Advance(30 * time.Hour)
	reason := ""
	if outcome == "acceptable_absence" {
		reason = "illness"
	}
	must(k.t, k.daily.RecordOutcome(k.officer(), supervisionsvc.RecordOutcome{
		Client: c, Entry: a, Row: k.row(c, a), Outcome: supervision.Outcome{Code: outcome, Reason: reason, Text: "не пришёл"},
	}))
	return a
}

// row is the version of an appointment that stands.
func (k *kit) row(c id.Client, entry string) string {
	k.t.Helper()
	list, err := k.daily.Appointments(k.officer(), c)
	must(k.t, err)
	all := append(list.Open, list.Done...)
	i := slices.IndexFunc(all, func(a supervision.Appointment) bool { return a.Entry == entry })
	return all[i].Row
}

func (k *kit) view(c id.Client, ref string) enforcementsvc.View {
	k.t.Helper()
	v, err := k.s.Case(k.officer(), c, ref)
	must(k.t, err)
	return v
}

// take makes the input of a step on the case as it stands.
func (k *kit) take(c id.Client, ref string, s enforcement.Step) enforcementsvc.Take {
	k.t.Helper()
	if s.On.IsZero() {
		s.On = k.s.Today()
	}
	return enforcementsvc.Take{Client: c, Case: ref, Version: k.view(c, ref).Case.Version, Step: s}
}

func (k *kit) want(err error, kind fault.Kind, key string) {
	k.t.Helper()
	f := fault.As(err)
	if f == nil || f.Kind != kind {
		k.t.Fatalf("fault %v, want %s", err, kind)
	}
	got := f.Msg.Key
	if len(f.Problems) > 0 {
		got = f.Problems[0].Msg.Key
	}
	if key != "" && got != key {
		k.t.Fatalf("refused with %s, want %s", got, key)
	}
}

// heard opens a case on entries and records an account.
func (k *kit) heard(c id.Client, entries ...string) string {
	k.t.Helper()
	ref, err := k.s.Open(k.officer(), enforcementsvc.Open{Client: c, Duty: report, Entries: entries})
	must(k.t, err)
	must(k.t, k.s.Hear(k.officer(), k.take(c, ref, enforcement.Step{Code: enforcement.Account, How: "in_person", Language: "ky", Text: "Балам ооруп калды"})))
	return ref
}

// decided brings a case to the decision of the second person.
func (k *kit) decided(c id.Client, a enforcement.Action, reason string, entries ...string) string {
	k.t.Helper()
	ref := k.heard(c, entries...)
	must(k.t, k.s.Propose(k.officer(), k.take(c, ref, enforcement.Step{Code: string(a), ReasonCode: reason, Text: "негиздеме"})))
	must(k.t, k.s.Decide(k.head(), k.take(c, ref, enforcement.Step{Code: enforcement.Confirmed})))
	return ref
}

// warned brings a warning to its delivery.
func (k *kit) warned(c id.Client, entries ...string) string {
	k.t.Helper()
	ref := k.decided(c, enforcement.Warning, "", entries...)
	must(k.t, k.s.Issue(k.officer(), k.take(c, ref, enforcement.Step{})))
	must(k.t, k.s.Deliver(k.officer(), k.take(c, ref, enforcement.Step{Code: "in_person"})))
	return ref
}
