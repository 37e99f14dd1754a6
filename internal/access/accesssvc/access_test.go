package accesssvc_test

import (
	"context"
	"errors"
	"strings"
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
	"tuzjol/internal/testkit"
)

// log remembers what was recorded.
type log struct {
	mu    sync.Mutex
	facts []fact.Fact
}

func (l *log) Record(_ context.Context, _ *db.Tx, e db.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.facts = append(l.facts, e.Facts...)
	return nil
}

func (l *log) types() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var out []string
	for _, f := range l.facts {
		out = append(out, f.Type)
	}
	return strings.Join(out, " ")
}

type world struct {
	t     *testing.T
	db    *db.DB
	clock *testkit.Clock
	svc   *accesssvc.Service
	log   *log
	told  []access.Notice
}

const (
	pin    = "20101198000123"
	ivan   = id.Client("client-ivan")
	aida   = id.Client("client-aida")
	sealed = id.Client("client-sealed")
)

func rules() *rulebook.Set {
	items := []rulebook.Item{{Code: "life"}, {Code: "relative"}}
	return rulebook.NewSet(&rulebook.Rulebook{
		Version: "t", Weekend: []time.Weekday{time.Saturday, time.Sunday},
		Rules: []rulebook.Rule{{ID: rulebook.RuleBreakGlassHours, Value: rulebook.Value{Kind: rulebook.KindDuration, Set: true, Int: 4, Unit: civil.Hours}}},
		Lists: []rulebook.List{{ID: rulebook.ListRestrictReasons, Items: items}, {ID: rulebook.ListBreakGlassReasons, Items: items}},
	})
}

func newWorld(t *testing.T, d *db.DB, clock *testkit.Clock) *world {
	t.Helper()
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, db: d, clock: clock, log: &log{}}
	d.SetRecorders(w.log)
	w.svc = accesssvc.New(d, accesssvc.Deps{
		Rules: rules(), Zone: time.FixedZone("bishkek", 6*3600), Sealer: seal.New(ring),
		Find: func(_ context.Context, _ *db.Reader, q access.GlassQuery) (id.Client, bool, error) {
			switch q.PIN + q.File {
			case pin:
				return ivan, true, nil
			case "7-26":
				return sealed, true, nil
			}
			return "", false, nil
		},
		Tell: func(_ context.Context, _ *db.Tx, _ id.Account, n access.Notice) error {
			w.told = append(w.told, n)
			return nil
		},
	})
	w.must(w.as("system"), func(tx *db.Tx) error {
		ops := w.svc.Ops()
		for c, o := range map[id.Client]id.Office{ivan: "o1", aida: "o1", sealed: "o1"} {
			if err := ops.Admit(context.Background(), tx, c, o); err != nil {
				return err
			}
		}
		for _, a := range []id.Account{"cust1", "cust2"} {
			if _, err := ops.AddPost(context.Background(), tx, accesssvc.PostRow{
				Account: a, Role: access.Custodian, Office: access.TopOffice,
				From: civil.MustDate("2026-01-01"),
			}); err != nil {
				return err
			}
		}
		if err := ops.SetTree(context.Background(), tx, [][2]id.Office{{"o1", "o1"}, {"o1", "mru"}, {"o1", "hq"}, {"o2", "o2"}, {"o2", "mru"}, {"mru", "mru"}}); err != nil {
			return err
		}
		return tx.Record(context.Background(), "test", "")
	})
	return w
}

// as is the context of a role; the account's name says which.
func (w *world) as(who string) context.Context {
	r := access.Rights{Account: id.Account(who), Now: w.db.Now()}
	post := func(role access.Role, office id.Office) {
		r.Posts, r.Offices = []access.Post{{ID: who, Role: role, Office: office}}, []id.Office{office}
	}
	switch who {
	case "system":
		r = access.Rights{System: true, Now: w.db.Now()}
	case "head", "head2":
		post(access.Head, "o1")
	case "officer":
		post(access.Officer, "o1")
	case "far":
		post(access.Officer, "o2")
	case "regional":
		post(access.Regional, "mru")
		r.Offices = []id.Office{"mru", "o1", "o2"}
	case "cust1", "cust2":
		post(access.Custodian, access.TopOffice)
		r.National = true
	}
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: r.Account, Name: who})
	return accesssvc.Context(ctx, r)
}

func (w *world) must(ctx context.Context, fn func(tx *db.Tx) error) {
	w.t.Helper()
	if err := w.db.Write(ctx, fn); err != nil {
		w.t.Fatal(err)
	}
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

// sees asks the predicate itself.
func (w *world) sees(who string, client id.Client) bool {
	w.t.Helper()
	ctx, n := w.as(who), 0
	err := w.db.Read(ctx, func(r *db.Reader) (err error) {
		n, err = db.One[int](ctx, r, `select count(*) from access_client c where c.client_id = $1 and {visible c.client_id}`, client)
		return err
	})
	w.ok(err)
	return n == 1
}

func TestRestrictedMeansAbsentForWhoIsNotAllowed(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.must(w.as("system"), func(tx *db.Tx) error {
			if err := w.svc.Ops().Relate(context.Background(), tx, ivan, "officer", access.Assigned, "", nil); err != nil {
				return err
			}
			return tx.Record(context.Background(), "test", "")
		})
		w.want(w.svc.Restrict(w.as("head"), accesssvc.Restrict{Client: ivan, Reason: "nonsense"}), fault.Invalid)
		w.want(w.svc.Restrict(w.as("officer"), accesssvc.Restrict{Client: ivan, Reason: "relative"}), fault.Forbidden)
		w.ok(w.svc.Restrict(w.as("head"), accesssvc.Restrict{Client: ivan, Reason: "relative", Text: "брат сотрудника"}))
		for who, want := range map[string]bool{"head": true, "officer": true, "cust1": true, "cust2": true, "head2": false, "regional": false, "far": false} {
			if w.sees(who, ivan) != want {
				t.Errorf("%s sees: %v", who, !want)
			}
		}
		w.want(w.svc.Restrict(w.as("head"), accesssvc.Restrict{Client: ivan, Reason: "relative"}), fault.Conflict)
		w.want(w.svc.Restrict(w.as("head2"), accesssvc.Restrict{Client: ivan, Reason: "relative"}), fault.NotFound)
		w.want(w.svc.Restrict(w.as("head2"), accesssvc.Restrict{Client: "nobody", Reason: "relative"}), fault.NotFound)
		w.ok(w.svc.ChangeList(w.as("head"), accesssvc.ChangeList{Client: ivan, Account: "head2", Kind: access.Allow, Reason: "second head"}))
		if !w.sees("head2", ivan) {
			t.Error("allowed but absent")
		}
		w.want(w.svc.ChangeList(w.as("head"), accesssvc.ChangeList{Client: ivan, Account: "officer", Kind: access.Exclude, Reason: "x"}), fault.Invalid)
		w.ok(w.svc.ChangeList(w.as("head"), accesssvc.ChangeList{Client: ivan, Account: "head2", Kind: access.Exclude, Reason: "kin"}))
		if w.sees("head2", ivan) {
			t.Error("exclusion must win over the allow list")
		}
		page, err := w.svc.Client(w.as("head"), ivan)
		w.ok(err)
		if !page.Restricted || page.History[0].Text != "брат сотрудника" || len(page.Lists) != 7 {
			t.Errorf("page: %+v", page)
		}
	})
}

func TestLiftingNeedsTwoPersons(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.ok(w.svc.Restrict(w.as("cust1"), accesssvc.Restrict{Client: ivan, Reason: "relative"}))
		if _, err := w.svc.Propose(w.as("cust1"), accesssvc.Propose{Client: ivan, Kind: access.Lift}); !fault.Is(err, fault.Invalid) {
			t.Errorf("no reason: %v", err)
		}
		p, err := w.svc.Propose(w.as("cust1"), accesssvc.Propose{Client: ivan, Kind: access.Lift, Text: "the officer has left"})
		w.ok(err)
		if _, err := w.svc.Propose(w.as("cust2"), accesssvc.Propose{Client: ivan, Kind: access.Lift, Text: "again"}); !fault.Is(err, fault.Conflict) {
			t.Errorf("two open proposals: %v", err)
		}
		yes := accesssvc.DecideProposal{ID: p, Version: 1, Approve: true}
		w.want(w.svc.Decide(w.as("cust1"), yes), fault.Forbidden)
		w.want(w.svc.Decide(w.as("regional"), yes), fault.NotFound)
		w.want(w.svc.Decide(w.as("cust2"), accesssvc.DecideProposal{ID: p, Version: 0, Approve: true}), fault.Conflict)
		w.ok(w.svc.Decide(w.as("cust2"), yes))
		w.want(w.svc.Decide(w.as("cust2"), accesssvc.DecideProposal{ID: p, Version: 2, Approve: true}), fault.Conflict)
		if !w.sees("head2", ivan) {
			t.Error("lifted, still absent")
		}
	})
}

func TestSealedRecordIsReleasedToOnePersonByTwo(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.want(w.svc.Seal(w.as("head"), accesssvc.SealRecord{Client: sealed, Reason: "life"}), fault.Forbidden)
		w.ok(w.svc.Seal(w.as("cust1"), accesssvc.SealRecord{Client: sealed, Reason: "life"}))
		if w.sees("cust1", sealed) || w.sees("head", sealed) {
			t.Error("a sealed record is in sight")
		}
		got, err := w.svc.Open(w.as("head"), accesssvc.OpenGlass{
			Query:  access.GlassQuery{File: "7-26", Birth: civil.MustDate("1990-01-01")},
			Reason: "life", Text: "угроза жизни ребенка",
		})
		if err != nil || got != "" {
			t.Errorf("break-glass opened a sealed record: %q %v", got, err)
		}
		p, err := w.svc.Propose(w.as("cust1"), accesssvc.Propose{
			Client: sealed, Kind: access.Release, Account: "head",
			Until: civil.MustDate("2026-03-05"), Text: "court asks",
		})
		w.ok(err)
		board, err := w.svc.Sealed(w.as("cust2"))
		w.ok(err)
		if len(board.Records) != 1 || len(board.Proposals) != 1 || board.Proposals[0].Text != "court asks" {
			t.Errorf("board: %+v", board)
		}
		w.ok(w.svc.Decide(w.as("cust2"), accesssvc.DecideProposal{ID: p, Version: 1, Approve: true}))
		if !w.sees("head", sealed) || w.sees("head2", sealed) || w.sees("cust1", sealed) {
			t.Error("released to the wrong people")
		}
		clock.Advance(4 * 24 * time.Hour)
		if w.sees("head", sealed) {
			t.Error("the release does not end")
		}
		w.want(func() error { _, err := w.svc.Sealed(w.as("head")); return err }(), fault.Forbidden)
	})
}

func TestBreakGlassOpensOnePersonTellsTheSupervisorAndIsReviewed(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.ok(w.svc.Restrict(w.as("cust1"), accesssvc.Restrict{Client: ivan, Reason: "relative"}))
		ask := accesssvc.OpenGlass{Query: access.GlassQuery{PIN: pin}, Reason: "life", Text: "позвонила мать, угроза"}
		for _, bad := range []accesssvc.OpenGlass{{Query: ask.Query, Text: ask.Text}, {Query: ask.Query, Reason: "life"}, {Reason: "life", Text: ask.Text}} {
			_, err := w.svc.Open(w.as("officer"), bad)
			w.want(err, fault.Invalid)
		}
		got, err := w.svc.Open(w.as("officer"), ask)
		w.ok(err)
		if got != ivan || !w.sees("officer", ivan) || w.sees("head", ivan) || w.sees("far", ivan) {
			t.Fatalf("opened %q, or for others", got)
		}
		if len(w.told) != 1 || w.told[0].Client != "" || w.told[0].Kind != "break_glass" {
			t.Errorf("supervisor told: %+v", w.told)
		}
		board, err := w.svc.Reviews(w.as("head"))
		w.ok(err)
		if len(board.Open) != 1 || board.Open[0].Text != ask.Text || board.Open[0].Shown || board.Open[0].ReviewDue.String() != "2026-03-10" ||
			len(board.Uses) != 1 || board.Uses[0].Opened != 1 {
			t.Fatalf("board: %+v", board)
		}
		item := accesssvc.ReviewGlass{ID: board.Open[0].ID, Version: 1, Finding: access.Justified}
		w.want(w.svc.Review(w.as("officer"), item), fault.Forbidden)
		w.want(w.svc.Review(w.as("far"), item), fault.Forbidden)
		w.ok(w.svc.Review(w.as("head"), item))
		w.want(w.svc.Review(w.as("regional"), item), fault.Conflict)
		clock.Advance(4 * time.Hour)
		if w.sees("officer", ivan) {
			t.Error("open for ever")
		}
		if !strings.Contains(w.log.types(), "access.glass_opened access.glass_reviewed") {
			t.Errorf("recorded: %s", w.log.types())
		}
	})
}

func TestAHeadsOwnOpeningIsReviewedAbove(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.ok(w.svc.Restrict(w.as("cust1"), accesssvc.Restrict{Client: ivan, Reason: "relative"}))
		_, err := w.svc.Open(w.as("head"), accesssvc.OpenGlass{Query: access.GlassQuery{PIN: pin}, Reason: "life", Text: "срочный вызов суда"})
		w.ok(err)
		board, err := w.svc.Reviews(w.as("head"))
		w.ok(err)
		if len(board.Open) != 1 || !board.Open[0].Own {
			t.Fatalf("%+v", board)
		}
		item := accesssvc.ReviewGlass{ID: board.Open[0].ID, Version: 1, Finding: access.Unnecessary}
		w.want(w.svc.Review(w.as("head"), item), fault.Forbidden)
		w.ok(w.svc.Review(w.as("regional"), item))
	})
}

func TestNobodyAndExcludedAnswerAlikeAndTryingNumbersStops(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.ok(w.svc.ChangeList(w.as("head"), accesssvc.ChangeList{Client: ivan, Account: "officer", Kind: access.Exclude, Reason: "kin"}))
		for i, p := range []string{pin, "10101198000123", pin, "10101198000124", "10101198000125"} {
			got, err := w.svc.Open(w.as("officer"), accesssvc.OpenGlass{Query: access.GlassQuery{PIN: p}, Reason: "life", Text: "проверка номера"})
			if err != nil || got != "" {
				t.Fatalf("try %d: %q %v", i, got, err)
			}
		}
		ask := accesssvc.OpenGlass{Query: access.GlassQuery{PIN: pin}, Reason: "life", Text: "проверка номера"}
		_, err := w.svc.Open(w.as("officer"), ask)
		w.want(err, fault.TooMany)
		got, err := w.svc.Open(w.as("head"), ask)
		if err != nil || got != ivan || len(w.told) != 0 {
			t.Errorf("who sees already needs no opening: %q %v, told %d", got, err, len(w.told))
		}
	})
}

func TestTwoCannotRestrictAtOnce(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, who := range []string{"cust1", "cust2"} {
			ctx := w.as(who)
			wg.Go(func() { errs[i] = w.svc.Restrict(ctx, accesssvc.Restrict{Client: aida, Reason: "life"}) })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			t.Errorf("%v", errs)
		}
	})
}

func TestEndedPostIsWithoutRightsAtOnce(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		ctx, zone := context.Background(), time.FixedZone("bishkek", 6*3600)
		var post string
		w.must(w.as("system"), func(tx *db.Tx) (err error) {
			if post, err = w.svc.Ops().AddPost(ctx, tx, accesssvc.PostRow{
				Account: "n", Role: access.Officer, Office: "o1", Weekdays: "24",
				From: civil.MustDate("2026-03-01"),
			}); err != nil {
				return err
			}
			return tx.Record(ctx, "test", "")
		})
		load := func() access.Rights {
			var r access.Rights
			w.ok(d.Read(w.as("system"), func(rd *db.Reader) (err error) {
				r, err = accesssvc.Load(ctx, rd, "n", d.Now(), zone)
				return err
			}))
			return r
		}
		if r := load(); len(r.Posts) != 1 || !r.Covers("o1") { // a Tuesday
			t.Fatalf("%+v", r)
		}
		clock.Advance(24 * time.Hour)
		if r := load(); len(r.Posts) != 0 {
			t.Errorf("held on a Wednesday: %+v", r)
		}
		clock.Advance(24 * time.Hour)
		w.must(w.as("system"), func(tx *db.Tx) error {
			if _, err := w.svc.Ops().EndPost(ctx, tx, post, civil.MustDate("2026-03-04")); err != nil {
				return err
			}
			return tx.Record(ctx, "test", "")
		})
		if r := load(); len(r.Posts) != 0 {
			t.Errorf("ended, still held: %+v", r)
		}
	})
}

func TestTwoReviewAtOnce(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := newWorld(t, d, clock)
		w.ok(w.svc.Restrict(w.as("cust1"), accesssvc.Restrict{Client: ivan, Reason: "relative"}))
		_, err := w.svc.Open(w.as("officer"), accesssvc.OpenGlass{Query: access.GlassQuery{PIN: pin}, Reason: "life", Text: "позвонила мать, угроза"})
		w.ok(err)
		board, err := w.svc.Reviews(w.as("head"))
		w.ok(err)
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, who := range []string{"head", "regional"} {
			ctx := w.as(who)
			wg.Go(func() {
				errs[i] = w.svc.Review(ctx, accesssvc.ReviewGlass{ID: board.Open[0].ID, Version: 1, Finding: access.Justified})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errors.Join(errs...), fault.Conflict) {
			t.Errorf("%v", errs)
		}
	})
}
