package orgcasesvc_test

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
	"tuzjol/internal/kernel/fact"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

// The offices of the tests: Alay has a head and three officers, Osh a head and an officer, Chon-Alay a head alone.
const (
	alay  = id.Office("41706207000000")
	osh   = id.Office("41721000000000")
	chon  = id.Office("41706259000000")
	south = id.Office("mru-osh-batken")

	azamat  = id.Client("client-azamat")
	gulnara = id.Client("client-gulnara")
	lone    = id.Client("client-lone")
)

type world struct {
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	org   *orgsvc.Service
	cases *orgcasesvc.Service
	zone  *time.Location

	mu      sync.Mutex
	facts   []fact.Fact
	decided []org.Approval
}

// Record implements db.Recorder.
func (w *world) Record(_ context.Context, _ *db.Tx, e db.Entry) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.facts = append(w.facts, e.Facts...)
	return nil
}

func (w *world) recorded(kind string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := 0
	for _, f := range w.facts {
		if f.Type == kind {
			n++
		}
	}
	return n
}

func each(t *testing.T, test func(w *world)) {
	t.Helper()
	rules, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	offices, err := kg.Offices()
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		w := &world{t: t, db: d, clock: clock, zone: time.FixedZone("bishkek", 6*3600)}
		d.SetRecorders(w)
		w.org = orgsvc.New(d, orgsvc.Deps{Rules: rules, Zone: w.zone, Sealer: seal.New(ring)})
		w.cases = orgcasesvc.New(d, w.org.Ops(), orgcasesvc.Deps{Rules: rules, Decided: func(_ context.Context, _ *db.Tx, a org.Approval) error {
			w.decided = append(w.decided, a)
			return nil
		}})
		if n, err := w.org.LoadOffices(w.as("system"), offices); err != nil || n != len(offices) {
			t.Fatalf("loaded %d: %v", n, err)
		}
		w.people()
		test(w)
	})
}

func (w *world) people() {
	w.t.Helper()
	w.write(func(ctx context.Context, tx *db.Tx) error {
		for _, p := range []struct {
			who  string
			role access.Role
			at   id.Office
		}{
			{"head", access.Head, alay},
			{"aida", access.Officer, alay},
			{"bolot", access.Officer, alay},
			{"chynara", access.Inspector, alay},
			{"oshhead", access.Head, osh},
			{"oshofficer", access.Officer, osh},
			{"solo", access.Head, chon},
			{"solohand", access.Officer, chon},
			{"regional", access.Regional, south},
			{"admin", access.Admin, access.TopOffice},
			{"director", access.Director, access.TopOffice},
		} {
			if err := w.org.Ops().AddStaff(ctx, tx, org.Staff{ID: id.Account(p.who), Name: "Кызматкер " + p.who, Language: "ky"}); err != nil {
				return err
			}
			if _, err := w.org.Ops().AddPost(ctx, tx, org.Post{Account: id.Account(p.who), Role: p.role, Office: p.at, Valid: civil.Since(civil.MustDate("2026-01-01"))}); err != nil {
				return err
			}
		}
		for c, o := range map[id.Client]id.Office{azamat: alay, gulnara: alay, lone: chon} {
			if err := (accesssvc.Ops{}).Admit(ctx, tx, c, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *world) write(fn func(ctx context.Context, tx *db.Tx) error) {
	w.t.Helper()
	ctx := w.as("system")
	if err := w.db.Write(ctx, func(tx *db.Tx) error {
		if err := fn(ctx, tx); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}); err != nil {
		w.t.Fatal(err)
	}
}

// as reads the rights of an account as a request would.
func (w *world) as(who string) context.Context {
	w.t.Helper()
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: id.Account(who)})
	if who == "system" {
		return accesssvc.Context(ctx, access.Rights{System: true, Now: w.db.Now()})
	}
	var rights access.Rights
	if err := w.db.Read(ctx, func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, id.Account(who), w.db.Now(), w.zone)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	return accesssvc.Context(ctx, rights)
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) want(err error, kind fault.Kind) {
	w.t.Helper()
	if !fault.Is(err, kind) {
		w.t.Fatalf("got %v, want %s", err, kind)
	}
}

// field is the field of the first problem.
func field(err error) string {
	if f := fault.As(err); f != nil && len(f.Problems) > 0 {
		return f.Problems[0].Field
	}
	return ""
}

func (w *world) sees(who string, client id.Client) bool {
	w.t.Helper()
	ctx, n := w.as(who), 0
	w.ok(w.db.Read(ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int](ctx, r, `select count(*) from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
		return err
	}))
	return n == 1
}

func (w *world) give(client id.Client, to string) {
	w.t.Helper()
	page, err := w.cases.Client(w.as("head"), client)
	w.ok(err)
	in := orgcasesvc.Allocate{Client: client, Account: id.Account(to), Reason: "workload", Absent: true}
	if page.Current != nil {
		in.Seen = page.Current.ID
	}
	w.ok(w.cases.Allocate(w.as("head"), in))
}

func (w *world) current(client id.Client) id.Account {
	w.t.Helper()
	var a org.Assignment
	w.ok(w.db.Read(w.as("system"), func(r *db.Reader) (err error) {
		a, _, err = w.cases.Ops().Current(context.Background(), r, client)
		return err
	}))
	return a.Account
}

func (w *world) told(who, kind string) int {
	w.t.Helper()
	list, err := w.org.Notices(w.as(who))
	w.ok(err)
	n := 0
	for _, l := range list {
		if l.Kind == kind {
			n++
		}
	}
	return n
}

func (w *world) day(n int) civil.Date { return w.db.Now().In(w.zone).AddDays(n) }

func has(list []org.Candidate, who string) bool {
	return slices.ContainsFunc(list, func(c org.Candidate) bool { return c.Account == id.Account(who) })
}
