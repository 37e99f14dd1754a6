package lifeweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/life"
	"tuzjol/internal/supervision/lifesvc"
	"tuzjol/internal/supervision/lifeweb"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// site serves the pages to the head of an office, who works with the client as well.
type site struct {
	*pagetest.Site
	t *testing.T
	c id.Client
	s *lifesvc.Service
	w *supervisionsvc.Service
}

func each(t *testing.T, test func(s *site, ctx context.Context)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{t: t}
		s.w = supervisionsvc.New(d, supervisionsvc.Deps{
			Seal: seal.New(ring), Rules: rules, Zone: zone,
			Resting: func(ctx context.Context, r *db.Reader, c id.Client, day civil.Date) (supervision.Span, bool, error) {
				return s.s.Ops().Resting(ctx, r, c, day)
			},
		})
		s.s = lifesvc.New(d, lifesvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Calendar: s.w.Ops()})
		rights := access.Rights{Account: "h1", Posts: []access.Post{{ID: "p", Role: access.Head, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		as := func(ctx context.Context) (context.Context, id.Account) {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "h1"}), rights), "h1"
		}
		ctx, _ := as(context.Background())
		s.Site = pagetest.New(t, d, as, lifeweb.New(lifeweb.Deps{
			Service: s.s,
			Districts: func(context.Context) ([]ui.Option, error) {
				return []ui.Option{{Value: string(osh), Text: "Ош"}}, nil
			},
			Transfers: func(context.Context, id.Client) ([]lifeweb.Transfer, error) {
				return []lifeweb.Transfer{{ID: "t", From: "Ош", To: "Бишкек", State: "requested", At: d.Now()}}, nil
			},
		}).Routes()...)
		must(t, d.Write(ctx, func(tx *db.Tx) error {
			s.c = id.Client(tx.NewID())
			if err := (accesssvc.Ops{}).Admit(ctx, tx, s.c, osh); err != nil {
				return err
			}
			return tx.Record(ctx, access.Allocate, "")
		}))
		test(s, ctx)
	})
}

// Every kind has a form in three languages, and an empty one is refused with what is missing.
func TestFormsOfAllKinds(t *testing.T) {
	each(t, func(s *site, _ context.Context) {
		base := "/clients/" + string(s.c) + "/life"
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, k := range life.Kinds() {
				code, body := s.Get(base+"?kind="+string(k), lang)
				if code != http.StatusOK || strings.Count(body, `name="kind"`) != 1 {
					t.Errorf("%s in %s: %d", k, lang, code)
				}
			}
			for _, page := range []string{"/life", "/life?debt=papers&state=all&scope=office&kind=hospital", "/life/csv"} {
				if code, _ := s.Get(page, lang); code != http.StatusOK {
					t.Errorf("%s in %s: %d", page, lang, code)
				}
			}
		}
		_, body := s.Get(base, "ru")
		s.Wants(body, "Передача дела", "Бишкек", "/allocation")
		code, body := s.Post(base, "kind", "travel", "from", "31.02.2026", "place", "Алматы")
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("bad date: %d", code)
		}
		s.Wants(body, "31.02.2026", "Алматы", `href="#from`)
		if code, _ = s.Post(base, "kind", "dance"); code != http.StatusUnprocessableEntity {
			t.Errorf("unknown kind: %d", code)
		}
	})
}

// Hospital through the pages: the appointment in its days is moved in the same page, an absence in them cannot be held against the
// client, the history stands in three languages.
func TestHospitalThroughThePages(t *testing.T) {
	each(t, func(s *site, ctx context.Context) {
		at, ok := s.w.Zone().At(s.s.Today().AddDays(2), "10:00")
		if !ok {
			t.Fatal("no such time")
		}
		entry, err := s.w.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: s.c, Kind: "office_visit", PlannedAt: at, Minutes: 30, Anyway: true})
		must(t, err)
		base := "/clients/" + string(s.c) + "/life"
		code, to := s.Post(base, "kind", "hospital", "from", "02.03.2026", "body", "Ошская больница", "place", "терапия")
		if code != http.StatusSeeOther {
			t.Fatalf("start: %d %.400s", code, to)
		}
		to, _, _ = strings.Cut(to, "?")
		for lang, word := range map[string]string{"ky": "ооруканада", "ru": "в больнице", "en": "in hospital"} {
			code, body := s.Get(to, lang)
			if code != http.StatusOK {
				t.Fatalf("%s: %d", lang, code)
			}
			s.Wants(body, word, `name="a-`+entry+`"`, "терапия")
		}
		if code, _ = s.Post(to+"/appointments", "version", "1", "a-"+entry, "off"); code != http.StatusSeeOther {
			t.Errorf("call off: %d", code)
		}
		if code, body := s.Post(to+"/move", "version", "1", "move", "discharge", "day", ""); code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#discharge-day`) {
			t.Errorf("discharge without a day: %d", code)
		}
		if code, _ := s.Post(to+"/correct", "version", "1", "from", "01.03.2026", "body", "Ошская больница", "place", "терапия", "reason", "typing"); code != http.StatusSeeOther {
			t.Errorf("correct: %d", code)
		}
		_, body := s.Get(to, "ru")
		s.Wants(body, "2026-03-02", "Запись исправлена")
		if code, body := s.Post(to+"/move", "version", "1", "move", "discharge", "day", "03.03.2026"); code != http.StatusUnprocessableEntity {
			t.Errorf("stale: %d %.200s", code, body)
		}
		if code, _ := s.Post(to+"/move", "version", "2", "move", "discharge", "day", "03.03.2026"); code != http.StatusSeeOther {
			t.Errorf("discharge: %d", code)
		}
	})
}
