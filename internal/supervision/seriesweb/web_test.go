package seriesweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/seriessvc"
	"tuzjol/internal/supervision/seriesweb"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t      *testing.T
	plans  *supervisionsvc.Service
	ctx    context.Context
	client id.Client
	*pagetest.Site
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(s *site)) {
	t.Helper()
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		sealer := seal.New(ring)
		s := &site{t: t}
		s.plans = supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: rules, Zone: zone})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Officer, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		as := func(ctx context.Context) context.Context {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"}), rights)
		}
		s.ctx = as(context.Background())
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return as(ctx), "o1" }, seriesweb.New(seriesweb.Deps{
			Service:      seriessvc.New(d, seriessvc.Deps{Seal: sealer, Rules: rules, Appointments: s.plans}),
			Appointments: s.plans,
			Files: func(context.Context, []id.Client) (map[id.Client]string, error) {
				return map[id.Client]string{s.client: "12-26/7"}, nil
			},
			Language: func(context.Context, id.Client) (string, error) { return "ru", nil },
		}).Routes()...)
		must(t, d.Write(s.ctx, func(tx *db.Tx) error {
			s.client = id.Client(tx.NewID())
			if err := (accesssvc.Ops{}).Admit(s.ctx, tx, s.client, osh); err != nil {
				return err
			}
			if err := (accesssvc.Ops{}).Relate(s.ctx, tx, s.client, "o1", access.Assigned, "", nil); err != nil {
				return err
			}
			return tx.Record(s.ctx, access.Allocate, "")
		}))
		test(s)
	})
}

var fridays = []string{
	"kind", "office_visit", "unit", "week", "every", "1", "weekday", "5", "nth", "1", "time", "9.30", "minutes", "30", "from", "04.03.2026", "until", "28.03.2026",
	"place", "Пробация, каб. 12",
}

// The days are shown before anything is made; the day off wants a choice; then the series stands with its pages and calendar files.
func TestSeriesPages(t *testing.T) {
	each(t, func(s *site) {
		base := "/clients/" + string(s.client)
		for _, lang := range []string{"ky", "ru", "en"} {
			if code, body := s.Get(base+"/series", lang); code != http.StatusOK || !strings.Contains(body, `value="04.03.2026"`) {
				s.t.Fatalf("%s: %d", lang, code)
			}
		}
		if code, body := s.Post(base+"/series", "unit", "week", "every", "много", "from", "вчера"); code != http.StatusUnprocessableEntity || !strings.Contains(body, `value="вчера"`) {
			s.t.Errorf("%d: what was typed is lost", code)
		}
		code, body := s.Post(base+"/series", fridays...)
		if code != http.StatusOK {
			s.t.Fatalf("%d %.400s", code, body)
		}
		s.Wants(body, "20.03.2026", `name="day-2026-03-20"`, "праздничный", `value="make"`)
		if got := s.open(); got != 0 {
			s.t.Errorf("%d appointments before the officer agreed", got)
		}
		code, body = s.Post(base+"/series", append([]string{"step", "make"}, fridays...)...)
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("made without a choice: %d", code)
		}
		s.Wants(body, "Выберите, как поступить с днём 20.03.2026")
		code, to := s.Post(base+"/series", append([]string{"step", "make", "day-2026-03-20", "move"}, fridays...)...)
		if code != http.StatusSeeOther || s.open() != 4 {
			s.t.Fatalf("%d %s, %d appointments", code, to, s.open())
		}
		page := strings.TrimSuffix(to, "?done=saved")
		for _, lang := range []string{"ky", "ru", "en"} {
			if code, _ := s.Get(page, lang); code != http.StatusOK {
				s.t.Errorf("%s: %d", lang, code)
			}
		}
		if code, _ := s.Post(page+"/call-off", "seen", "an older page", "text", "x"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("a stale page: %d", code)
		}
		s.files(base)
	})
}

func (s *site) open() int {
	s.t.Helper()
	a, err := s.plans.Appointments(s.ctx, s.client)
	must(s.t, err)
	return len(a.Open)
}

// files: the client's calendar is in the client's language and neutral, the officer's has numbers and no names.
func (s *site) files(base string) {
	s.t.Helper()
	_, body := s.Get(base+"/calendar", "en")
	s.Wants(body, "BEGIN:VCALENDAR", "SUMMARY:Встреча\r\n", "DTSTART:20260306T033000Z", "DTEND:20260306T040000Z", "CLASS:PRIVATE")
	if strings.Contains(body, "робац") || strings.Count(body, "BEGIN:VEVENT") != 4 {
		s.t.Errorf("not neutral, or not four:\n%s", body)
	}
	_, body = s.Get("/day/calendar", "ru")
	s.Wants(body, "12-26/7", "явка в отдел")
}
