package enforcementweb_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/plan"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/enforcement"
	"tuzjol/internal/supervision/enforcementsvc"
	"tuzjol/internal/supervision/enforcementweb"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t      *testing.T
	d      *db.DB
	s      *enforcementsvc.Service
	daily  *supervisionsvc.Service
	clock  *testkit.Clock
	role   access.Role
	who    id.Account
	spoken bool // the conditions were explained in the client's language
	*pagetest.Site
}

// EndsOn, Explained, Obligations and Enforceable implement enforcementsvc.Order.
func (s *site) EndsOn(context.Context, *db.Reader, id.Client) (civil.Date, error) {
	return civil.Date{}, nil
}

func (s *site) Explained(context.Context, *db.Reader, id.Client) ([]enforcement.Explained, string, error) {
	return []enforcement.Explained{{Order: "o1", On: civil.MustDate("2026-01-10"), Language: "ky", OwnWords: s.spoken}}, "ky", nil
}

func (s *site) Obligations(context.Context, *db.Reader, id.Client) ([]plan.Obligation, error) {
	return []plan.Obligation{{ID: "ob1", Order: "o1", Code: "report", Since: civil.MustDate("2026-01-01"), Binds: true}}, nil
}

func (s *site) Enforceable(context.Context, *db.Reader, id.Client, string) error { return nil }

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{t: t, d: d, clock: clock, role: access.Officer, who: "o1", spoken: true}
		s.daily = supervisionsvc.New(d, supervisionsvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone})
		s.s = enforcementsvc.New(d, enforcementsvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Record: s.daily.Ops(), Order: s})
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return s.as(ctx), s.who }, enforcementweb.New(enforcementweb.Deps{
			Service: s.s,
			Sheet: func(context.Context, id.Client) (enforcementweb.SheetFacts, error) {
				return enforcementweb.SheetFacts{Name: "Бактыбек уулу Үсөн", File: "ОШ-1", Office: map[string]string{"ky": "Ош", "ru": "Ош"}}, nil
			},
			Labels: func(_ context.Context, list []id.Client) (map[id.Client]string, error) {
				out := map[id.Client]string{}
				for _, c := range list {
					out[c] = "Үсөн"
				}
				return out, nil
			},
			Explain: func(c id.Client) string { return "/clients/" + string(c) + "/registration" },
		}).Routes()...)
		test(s)
	})
}

func (s *site) as(ctx context.Context) context.Context {
	rights := access.Rights{Account: s.who, Posts: []access.Post{{ID: "p", Role: s.role, Office: osh}}, Offices: []id.Office{osh}, Now: s.d.Now()}
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.who}), rights)
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// missed admits a client who stayed away twice and gives the appointments.
func (s *site) missed() (id.Client, []string) {
	s.t.Helper()
	ctx, c := s.as(context.Background()), id.Client("")
	must(s.t, s.d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	var out []string
	for range 2 {
		a, err := s.daily.MakeAppointment(ctx, supervisionsvc.MakeAppointment{Client: c, Kind: "office_visit", PlannedAt: s.d.Now().Add(time.Hour), Anyway: true})
		must(s.t, err)
		s.clock.Advance(30 * time.Hour)
		ctx = s.as(context.Background())
		list, err := s.daily.Appointments(ctx, c)
		must(s.t, err)
		must(s.t, s.daily.RecordOutcome(ctx, supervisionsvc.RecordOutcome{
			Client: c, Entry: a, Row: list.Open[0].Row, Outcome: supervision.Outcome{Code: "unacceptable_absence", Text: "не пришёл"},
		}))
		out = append(out, a)
	}
	return c, out
}

// post sends a form and wants it to be taken.
func (s *site) post(path string, pairs ...string) {
	s.t.Helper()
	if code, body := s.Post(path, pairs...); code != http.StatusSeeOther {
		s.t.Fatalf("%s answers %d: %.1500s", path, code, body)
	}
}

func (s *site) version(c id.Client, ref string) string {
	s.t.Helper()
	v, err := s.s.Case(s.as(context.Background()), c, ref)
	must(s.t, err)
	return strconv.Itoa(v.Case.Version)
}

// Through the pages: proposal, case, hearing, proposal, second person, paper, delivery; bad input keeps what was typed and names all
// that is wrong; every page speaks three languages.
func TestPages(t *testing.T) {
	each(t, func(s *site) {
		c, a := s.missed()
		base := "/clients/" + string(c) + "/enforcement"
		_, body := s.Get(base, "ru")
		s.Wants(body, "Таблица предлагает: официальное предупреждение", "Таблица решений временная", "не пришёл", "checked")
		code, body := s.Post(base, "broken", "Көчүп кеткен", "broken_on", "31.02.2026")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("bad date: %d", code)
		}
		s.Wants(body, "Көчүп кеткен", "31.02.2026")
		s.post(base, "duty", "ob1", "entries", a[0], "entries", a[1])
		over, err := s.s.Overview(s.as(context.Background()), c)
		must(t, err)
		ref := over.Cases[0].ID
		one := base + "/" + ref
		code, body = s.Post(one+"/hearing", "version", "1", "code", "account", "on", "", "text", "")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("empty account: %d", code)
		}
		s.Wants(body, "Запишите объяснение словами клиента", `href="#hearing-on"`, `href="#hearing-how"`)
		code, body = s.Post(one+"/proposal", "version", "1", "code", "warning", "text", "два раза")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("proposal before the hearing: %d", code)
		}
		s.Wants(body, "Клиент ещё не выслушан")
		today := s.s.Today()
		on := today.Time().Format("02.01.2006")
		s.post(one+"/hearing", "version", "1", "code", "account", "on", on, "how", "in_person", "language", "ky", "text", "Балам ооруп калды")
		s.post(one+"/proposal", "version", s.version(c, ref), "code", "warning", "text", "экинчи жолу")
		_, body = s.Get(one, "ru")
		s.Wants(body, "Предложение ждёт решения второго лица")
		if code, _ = s.Get(one+"/print", "ru"); code != http.StatusSeeOther {
			t.Errorf("a warning that nobody decided can be printed: %d", code)
		}
		s.role, s.who = access.Head, "h1"
		s.post(one+"/decision", "version", s.version(c, ref), "code", "confirmed")
		s.role, s.who = access.Officer, "o1"
		_, body = s.Get(one+"/print", "ru")
		s.Wants(body, "Проект: документ ещё не оформлен")
		s.post(one+"/paper", "version", s.version(c, ref))
		_, body = s.Get(one+"/print", "en")
		s.Wants(body, "Расмий эскертүү", "Официальное предупреждение", "Балам ооруп калды", "вы можете подать жалобу", "даттана аласыз", "2026-1")
		s.post(one+"/delivery", "version", s.version(c, ref), "code", "letter", "on", on, "ref", "RR 1")
		v, err := s.s.Case(s.as(context.Background()), c, ref)
		must(t, err)
		account, _ := v.Current(enforcement.Hearing)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{base, one, one + "/print", one + "/file", one + "/steps/" + account.Row, "/enforcement", "/enforcement?state=all&action=warning"} {
				if code, body := s.Get(path, lang); code != http.StatusOK || strings.Contains(body, "⟦") {
					t.Errorf("%s %s: %d", lang, path, code)
				}
			}
		}
		_, body = s.Get("/enforcement.csv?state=all", "en")
		s.Wants(body, "2026-1", "Үсөн", "official warning")
		s.post(one+"/steps/"+account.Row, "on", on, "code", "account", "how", "phone", "language", "ky", "text", "Балам ооруп калды", "reason", "typing")
		_, body = s.Get(one, "ru")
		s.Wants(body, "по телефону", "Исправлено")
	})
}

// Where nothing was explained the page says so and leads to where it is done.
func TestRemedy(t *testing.T) {
	each(t, func(s *site) {
		s.spoken = false
		c, a := s.missed()
		base := "/clients/" + string(c) + "/enforcement"
		s.post(base, "duty", "ob1", "entries", a[0])
		over, err := s.s.Overview(s.as(context.Background()), c)
		must(t, err)
		_, body := s.Get(base+"/"+over.Cases[0].ID, "ru")
		s.Wants(body, "нельзя ни предупредить, ни обратиться в суд", "/registration", "Разъяснить обязанности заново")
	})
}
