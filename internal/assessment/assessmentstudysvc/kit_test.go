package assessmentstudysvc_test

import (
	"context"
	"net/url"
	"slices"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/assessmentstudysvc"
	"tuzjol/internal/assessment/study"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
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

type told struct {
	to   id.Account
	kind string
}

// staff is the org capability as far as the study sees it.
type staff struct {
	mu      sync.Mutex
	heads   []id.Account
	authors []id.Account
	told    []told
}

func (s *staff) Heads(_ context.Context, _ *db.Tx, _ id.Office, other id.Account) ([]id.Account, error) {
	if out := slices.DeleteFunc(slices.Clone(s.heads), func(a id.Account) bool { return a == other }); len(out) > 0 {
		return out, nil
	}
	return []id.Account{"regional"}, nil
}

func (s *staff) Authors(context.Context, *db.Reader, id.Office, civil.Date) ([]id.Account, error) {
	return s.authors, nil
}

func (s *staff) Tell(_ context.Context, _ *db.Tx, to id.Account, n access.Notice) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.told = append(s.told, told{to, n.Kind})
	return nil
}

type kit struct {
	t     *testing.T
	d     *db.DB
	s     *assessmentstudysvc.Service
	book  *testkit.Book
	clock *testkit.Clock
	staff *staff
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
		people := &staff{heads: []id.Account{"head"}, authors: []id.Account{"author", "author2", "head"}}
		s := assessmentstudysvc.New(d, assessmentstudysvc.Deps{Seal: seal.New(ring), Rules: set, Zone: zone, Staff: people, Instruments: specs(t)})
		test(&kit{t: t, d: d, s: s, book: b, clock: clock, staff: people})
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v %+v", err, fault.As(err))
	}
}

func (k *kit) as(account id.Account, role access.Role, office id.Office) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: account})
	return accesssvc.Context(ctx, access.Rights{
		Account: account, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: k.d.Now(),
	})
}

// specs are the shipped instruments.
func specs(t *testing.T) []assessment.Spec {
	list, err := kg.Instruments()
	must(t, err)
	var out []assessment.Spec
	for _, x := range list {
		out = append(out, x.Spec)
	}
	return out
}

func (k *kit) clerk() context.Context    { return k.as("clerk", access.Records, osh) }
func (k *kit) head() context.Context     { return k.as("head", access.Head, osh) }
func (k *kit) author() context.Context   { return k.as("author", access.Psychologist, osh) }
func (k *kit) stranger() context.Context { return k.as("head2", access.Head, osh) }
func (k *kit) custodian() context.Context {
	return k.as("custodian", access.Custodian, access.TopOffice)
}

// paper is a request as a court sends it; changes are name, value pairs.
func paper(changes ...string) url.Values {
	v := url.Values{
		"asker": {"court"}, "body": {"Октябрь райондук соту"}, "number": {"17/26"}, "dated": {"27.02.2026"}, "received": {"02.03.2026"}, "how": {"by_hand"},
		"surname": {"Токтосунова"}, "given": {"Жылдыз"}, "birth": {"14.05.1990"}, "sex": {"f"}, "article": {"205 ч. 2"}, "asked": {"report"}, "language": {"ky"},
	}
	for i := 0; i+1 < len(changes); i += 2 {
		v.Set(changes[i], changes[i+1])
	}
	return v
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func (k *kit) read(ctx context.Context, key string) assessmentstudysvc.File {
	k.t.Helper()
	f, err := k.s.Study(ctx, key)
	must(k.t, err)
	return f
}

// on is the study as whoever acts saw it last.
func (k *kit) on(key string) assessmentstudysvc.On {
	k.t.Helper()
	return assessmentstudysvc.On{Study: key, Version: k.read(k.head(), key).Version}
}

func (k *kit) receive(changes ...string) string {
	k.t.Helper()
	key, err := k.s.Receive(k.clerk(), paper(changes...))
	must(k.t, err)
	return key
}

func (k *kit) assigned(changes ...string) string {
	k.t.Helper()
	key := k.receive(changes...)
	must(k.t, k.s.Check(k.clerk(), k.on(key), form("signed", "yes", "identity", "yes", "clear", "yes")))
	must(k.t, k.s.Assign(k.head(), k.on(key), "author"))
	return key
}

func (k *kit) working(changes ...string) string {
	k.t.Helper()
	key := k.assigned(changes...)
	must(k.t, k.s.Consent(k.author(), k.on(key), form("outcome", "given", "on", "03.03.2026", "informed_in", "ky", "explained", "yes")))
	return key
}

// written fills everything that a report needs.
func (k *kit) written() string {
	k.t.Helper()
	key := k.working()
	must(k.t, k.s.Interview(k.author(), k.on(key), form("who", "person", "on", "03.03.2026", "how", "office", "outcome", "spoke", "text", "Эки баласын жалгыз багат.")))
	for _, section := range []string{"person", "living", "work", "money", "relations", "attitude", "view", "conclusion"} {
		must(k.t, k.s.Describe(k.author(), k.on(key), form("section", section, "text", "Текст "+section, "grounds", "person", "read_back", "yes", "rating", "with_help")))
	}
	return key
}

func (k *kit) signed() string {
	k.t.Helper()
	key := k.written()
	must(k.t, k.s.Submit(k.author(), k.on(key)))
	must(k.t, k.s.Sign(k.head(), k.on(key)))
	return key
}

func (k *kit) delivered() string {
	k.t.Helper()
	key := k.signed()
	must(k.t, k.s.Deliver(k.clerk(), k.on(key), form("on", "03.03.2026", "how", "by_hand", "to", "Сот кеңсеси", "proof", "колтамга")))
	return key
}

func (k *kit) want(err error, kind fault.Kind) {
	k.t.Helper()
	if !fault.Is(err, kind) {
		k.t.Fatalf("fault %v %+v, want %s", err, fault.As(err), kind)
	}
}

// fields names the fields that a fault is about.
func fields(err error) []string {
	f := fault.As(err)
	if f == nil {
		return nil
	}
	var out []string
	for _, p := range f.Problems {
		out = append(out, p.Field)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (k *kit) state(key string) study.State {
	k.t.Helper()
	return k.read(k.head(), key).State
}
