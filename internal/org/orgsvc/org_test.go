package orgsvc_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/rulebook"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
)

var zone = time.FixedZone("bishkek", 6*3600)

const alay = id.Office("41706207000000")

type world struct {
	t   *testing.T
	db  *db.DB
	svc *orgsvc.Service
}

func each(t *testing.T, test func(w *world, clock *testkit.Clock)) {
	t.Helper()
	rules, err := kg.Load()
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		w := &world{t: t, db: d, svc: orgsvc.New(d, orgsvc.Deps{Rules: rules, Zone: zone})}
		w.load()
		w.staff("admin", access.Admin, access.TopOffice)
		w.staff("head", access.Head, alay)
		w.staff("aida", access.Officer, alay)
		w.staff("regional", access.Regional, "mru-osh-batken")
		test(w, clock)
	})
}

func (w *world) load() int {
	w.t.Helper()
	offices, err := kg.Offices()
	w.ok(err)
	n, err := w.svc.LoadOffices(w.as("system"), offices)
	w.ok(err)
	return n
}

func (w *world) staff(who string, role access.Role, office id.Office) {
	w.t.Helper()
	ctx := w.as("system")
	w.ok(w.db.Write(ctx, func(tx *db.Tx) error {
		if err := w.svc.Ops().AddStaff(ctx, tx, org.Staff{ID: id.Account(who), Name: who, Language: "ru"}); err != nil {
			return err
		}
		if _, err := w.svc.Ops().AddPost(ctx, tx, org.Post{Account: id.Account(who), Role: role, Office: office, Valid: civil.Since(civil.MustDate("2026-01-01"))}); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}))
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) rights(who string) access.Rights {
	w.t.Helper()
	var rights access.Rights
	w.ok(w.db.Read(context.Background(), func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(context.Background(), r, id.Account(who), w.db.Now(), zone)
		return err
	}))
	return rights
}

func (w *world) as(who string) context.Context {
	ctx := actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: id.Account(who)})
	if who == "system" {
		return accesssvc.Context(ctx, access.Rights{System: true, Now: w.db.Now()})
	}
	return accesssvc.Context(ctx, w.rights(who))
}

func TestTheShippedTreeIsTakenOverOnce(t *testing.T) {
	each(t, func(w *world, _ *testkit.Clock) {
		if n := w.load(); n != 0 {
			t.Errorf("a second load added %d", n)
		}
		tree, err := w.svc.Tree(w.as("head"), civil.MustDate("2026-03-03"))
		w.ok(err)
		districts := 0
		for _, p := range tree.Pairs() {
			if o, _ := tree.Office(p[0]); p[0] == p[1] && o.Kind == rulebook.DistrictOffice {
				districts++
				if o.Oblast() == "" || tree.Department(o.ID) == "" || o.NameOn(tree.Day, "ky") == "" {
					t.Errorf("%s: oblast %q, department %q", o.ID, o.Oblast(), tree.Department(o.ID))
				}
			}
		}
		if districts != 57 {
			t.Errorf("%d district offices", districts)
		}
		if !w.rights("regional").Covers(alay) {
			t.Error("the department does not reach its office")
		}
		if _, err := w.svc.LoadOffices(w.as("head"), nil); !fault.Is(err, fault.Forbidden) {
			t.Error(err)
		}
	})
}

func TestReparentingKeepsThePastAndMovesReach(t *testing.T) {
	each(t, func(w *world, clock *testkit.Clock) {
		in := orgsvc.Reparent{Office: alay, Under: "mru-jalal-abad", From: civil.MustDate("2026-03-05"), Reason: "order of the Department"}
		if err := w.svc.Reparent(w.as("head"), in); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a head re-parented: %v", err)
		}
		w.ok(w.svc.Reparent(w.as("admin"), in))
		if err := w.svc.Reparent(w.as("admin"), in); !fault.Is(err, fault.Invalid) {
			t.Errorf("twice: %v", err)
		}
		for on, want := range map[string]id.Office{"2026-03-04": "mru-osh-batken", "2026-03-05": "mru-jalal-abad"} {
			tree, err := w.svc.Tree(w.as("head"), civil.MustDate(on))
			w.ok(err)
			if tree.Parent(alay) != want {
				t.Errorf("on %s under %s", on, tree.Parent(alay))
			}
		}
		if !w.rights("regional").Covers(alay) {
			t.Error("reach changed before the day")
		}
		clock.Advance(48 * time.Hour)
		w.ok(w.svc.Sweep(w.as("system")))
		if w.rights("regional").Covers(alay) {
			t.Error("reach did not change on the day")
		}
	})
}

func TestTwoAdministratorsReparentAtOnce(t *testing.T) {
	each(t, func(w *world, _ *testkit.Clock) {
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, under := range []id.Office{"mru-jalal-abad", "mru-issyk-kul-naryn"} {
			ctx := w.as("admin")
			wg.Go(func() {
				errs[i] = w.svc.Reparent(ctx, orgsvc.Reparent{Office: alay, Under: under, From: civil.MustDate("2026-03-05"), Reason: "x"})
			})
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || fault.KindOf(errors.Join(errs...)) == fault.Internal {
			t.Errorf("%v", errs)
		}
	})
}

func TestAPostIsGivenByAnotherAndEndsAtOnce(t *testing.T) {
	each(t, func(w *world, _ *testkit.Clock) {
		post := org.Post{Account: "aida", Role: access.Officer, Office: "41706226000000", Weekdays: "24", Valid: civil.Since(civil.MustDate("2026-03-01"))}
		if err := w.svc.AddPost(w.as("head"), orgsvc.AddPost{Post: post}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("a head gave a post: %v", err)
		}
		w.ok(w.svc.AddPost(w.as("admin"), orgsvc.AddPost{Post: post, Reason: "order 5"}))
		if r := w.rights("aida"); len(r.Posts) != 2 || !r.Covers("41706226000000") { // a Tuesday
			t.Errorf("%+v", r)
		}
		own := post
		own.Account = "admin"
		if err := w.svc.AddPost(w.as("admin"), orgsvc.AddPost{Post: own}); !fault.Is(err, fault.Forbidden) {
			t.Errorf("an administrator gave themselves a post: %v", err)
		}
		page, err := w.svc.StaffPage(w.as("admin"), "aida")
		w.ok(err)
		if err := w.svc.EndPost(w.as("admin"), orgsvc.EndPost{Post: page.Posts[0].ID}); !fault.Is(err, fault.Invalid) {
			t.Errorf("without a reason: %v", err)
		}
		w.ok(w.svc.EndPost(w.as("admin"), orgsvc.EndPost{Post: page.Posts[0].ID, Reason: "order 6"}))
		if r := w.rights("aida"); len(r.Posts) != 1 || r.Covers("41706226000000") {
			t.Errorf("rights outlive the post: %+v", r)
		}
	})
}

func TestStaffIsListedAndCorrected(t *testing.T) {
	each(t, func(w *world, _ *testkit.Clock) {
		list, err := w.svc.Staff(w.as("head"), alay)
		w.ok(err)
		if len(list) != 2 || list[0].Name != "aida" || len(list[0].Posts) != 1 {
			t.Fatalf("%+v", list)
		}
		s := list[0].Staff
		s.Name, s.Language = "Айда Бекова", "xx"
		if err := w.svc.UpdateStaff(w.as("admin"), orgsvc.UpdateStaff{Staff: s}); !fault.Is(err, fault.Invalid) {
			t.Errorf("unknown language: %v", err)
		}
		s.Language = "ky"
		w.ok(w.svc.UpdateStaff(w.as("admin"), orgsvc.UpdateStaff{Staff: s}))
		if err := w.svc.UpdateStaff(w.as("admin"), orgsvc.UpdateStaff{Staff: s}); !fault.Is(err, fault.Conflict) {
			t.Errorf("stale: %v", err)
		}
		if err := w.svc.GrantQualification(w.as("admin"), org.Qualification{Account: "aida", Code: "heard of it", Valid: civil.Since(civil.MustDate("2026-01-01"))}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a qualification that the service does not know: %v", err)
		}
		w.ok(w.svc.GrantQualification(w.as("admin"), org.Qualification{Account: "aida", Code: "rna_assessor", Valid: civil.Since(civil.MustDate("2026-01-01"))}))
		var ok bool
		w.ok(w.db.Read(w.as("system"), func(r *db.Reader) (err error) {
			ok, err = w.svc.Ops().Qualified(context.Background(), r, "aida", "rna_assessor", civil.MustDate("2026-03-03"))
			return err
		}))
		if !ok {
			t.Error("not qualified")
		}
	})
}

func TestSupervisorsAreTheNearestLevelWithSomebodyElse(t *testing.T) {
	each(t, func(w *world, _ *testkit.Clock) {
		ctx := w.as("system")
		tell := func(of id.Account) {
			w.ok(w.db.Write(ctx, func(tx *db.Tx) error {
				return w.svc.Ops().TellSupervisors(ctx, tx, of, access.Notice{Kind: "break_glass", Href: "/break-glass/reviews"})
			}))
		}
		count := func(who string) int {
			list, err := w.svc.Notices(w.as(who))
			w.ok(err)
			n := 0
			for _, l := range list {
				if l.Read.IsZero() {
					n++
				}
			}
			return n
		}
		tell("aida")
		if count("head") != 1 || count("regional") != 0 || count("aida") != 0 {
			t.Error("an officer's supervisor is the head")
		}
		tell("head")
		if count("head") != 1 || count("regional") != 1 {
			t.Error("a head's supervisor is the department")
		}
		list, err := w.svc.Notices(w.as("head"))
		w.ok(err)
		if err := w.svc.ReadNotice(w.as("regional"), list[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's notice: %v", err)
		}
		w.ok(w.svc.ReadNotice(w.as("head"), list[0].ID))
		if count("head") != 0 {
			t.Error("read, still counted")
		}
	})
}
