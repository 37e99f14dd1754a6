package standardweb_test

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
	"tuzjol/internal/rulebook"
	"tuzjol/internal/supervision"
	"tuzjol/internal/supervision/standard"
	"tuzjol/internal/supervision/standardsvc"
	"tuzjol/internal/supervision/standardweb"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t     *testing.T
	d     *db.DB
	s     *standardsvc.Service
	who   id.Account
	role  access.Role
	list  standardsvc.Page
	asked standardsvc.Filter
	spans []supervision.Span
	*pagetest.Site
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) ctx(ctx context.Context) context.Context {
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.who}), access.Rights{
		Account: s.who, Posts: []access.Post{{ID: "p", Role: s.role, Office: osh}}, Offices: []id.Office{osh}, Now: civil.At(testkit.Start),
	})
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{t: t, d: d, who: "o1", role: access.Officer}
		s.s = standardsvc.New(d, standardsvc.Deps{
			Seal: seal.New(ring), Rules: rules, Zone: zone,
			Tables: func(context.Context, *db.Reader) (rulebook.StandardSet, error) {
				return rulebook.NewStandardSet(&rules.At(civil.MustDate("2026-03-01")).Standards[0]), nil
			},
			Cases: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]standardsvc.Case, error) {
				return map[id.Client]standardsvc.Case{clients[0]: {Case: rulebook.Case{Client: clients[0], Level: "high", Start: civil.MustDate("2025-11-10")}}}, nil
			},
			Spans: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client][]supervision.Span, error) {
				return map[id.Client][]supervision.Span{clients[0]: s.spans}, nil
			},
			List: func(_ context.Context, _ *db.Reader, f standardsvc.Filter, _ civil.Date) (standardsvc.Page, error) {
				s.asked = f
				return s.list, nil
			},
			Labels: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
				out := map[id.Client]access.Label{}
				for _, c := range clients {
					out[c] = access.Label{Name: "Бактыбек уулу Үсөн", File: "11202-26-1"}
				}
				return out, nil
			},
		})
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return s.ctx(ctx), s.who },
			standardweb.New(standardweb.Deps{Service: s.s, Offices: func(context.Context, string) (map[id.Office]string, error) {
				return map[id.Office]string{osh: "Ош"}, nil
			}}).Routes()...)
		test(s)
	})
}

func (s *site) client() id.Client {
	s.t.Helper()
	var c id.Client
	ctx := s.ctx(context.Background())
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
	return c
}

// everywhere reads a page in each language.
func (s *site) everywhere(path string, parts ...string) {
	s.t.Helper()
	for _, lang := range []string{"ky", "en", "ru"} {
		code, body := s.Get(path, lang)
		if code != http.StatusOK {
			s.t.Fatalf("%s (%s): %d %.300s", path, lang, code, body)
		}
		if lang == "ru" {
			s.Wants(body, parts...)
		}
	}
}

// A season: what was typed stays in a form that is refused; approved by the head; confirmed; ended.
func TestASeasonThroughThePages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		base := "/clients/" + string(c)
		s.everywhere(base+"/standards", "явки в отдел", "Назначить встречу на", "plan_kind=office_visit", "Требует подтверждения", "не установлено")
		s.everywhere(base + "/exemptions")
		code, body := s.Post(base+"/exemptions", "kind", "seasonal", "from", "31.02.2026", "until", "30.06.2026", "place", "Суусамыр", "every", "a")
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("%d", code)
		}
		s.Wants(body, `value="31.02.2026"`, `value="Суусамыр"`, "govuk-error-summary")
		season := []string{
			"kind", "seasonal", "from", "01.02.2026", "until", "30.06.2026", "place_kind", "jailoo", "place", "Суусамыр", "body", "Суусамыр айыл өкмөтү",
			"every", "30", "remote_kind", "phone_call", "remote_times", "2", "_key", "k1",
		}
		code, page := s.Post(base+"/exemptions", season...)
		if code != http.StatusSeeOther {
			t.Fatalf("%d %.400s", code, page)
		}
		if code, again := s.Post(base+"/exemptions", season...); code != http.StatusSeeOther || again != page {
			t.Errorf("a double click: %d %s", code, again)
		}
		page, _, _ = strings.Cut(page, "?")
		s.everywhere(page, "ждёт утверждения", "Суусамыр айыл өкмөтү", "каждые 30 дн.")
		row := s.row(c, page)
		if code, _ := s.Post(page+"/decide", "row", row, "agree", "yes"); code == http.StatusSeeOther {
			t.Error("an officer approves")
		}
		s.who, s.role = "h1", access.Head
		s.everywhere("/exemptions", "Бактыбек уулу Үсөн", "сезонный выезд")
		if code, body := s.Post(page+"/decide", "row", row, "agree", "no"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Напишите, почему отказано") {
			t.Errorf("a refusal without a word: %d", code)
		}
		if code, _ := s.Post(page+"/decide", "row", row, "agree", "yes"); code != http.StatusSeeOther {
			t.Fatalf("%d", code)
		}
		if code, body := s.Post(page+"/end", "row", row, "ended_on", "15.03.2026", "ended_why", "x"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "тем временем") && !strings.Contains(body, "Тем временем") {
			t.Errorf("an old version: %d", code)
		}
		s.who, s.role = "o1", access.Officer
		s.everywhere(base+"/standards", "контакты по телефону или сообщением: 2 в месяц")
		if code, body := s.Post(page+"/confirm", "due", "2026-03-03"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "govuk-error-summary") {
			t.Errorf("%d", code)
		}
		if code, body := s.Post(page+"/confirm", "due", "2026-03-03", "received", "02.03.2026", "note", "Секретарь айыл өкмөтү"); code != http.StatusSeeOther {
			t.Fatalf("%d %.300s", code, body)
		}
		s.everywhere(page, "получено", "Секретарь айыл өкмөтү")
		if code, _ := s.Post(page+"/correct", "row", s.row(c, page), "reason", "typing", "kind", "seasonal", "from", "01.02.2026", "until", "31.05.2026", "place_kind", "jailoo",
			"place", "Суусамыр", "body", "Суусамыр айыл өкмөтү", "every", "30", "remote_kind", "message", "remote_times", "1"); code != http.StatusSeeOther {
			t.Errorf("%d", code)
		}
		s.everywhere(page, "ждёт утверждения", "сообщение: 1 в месяц")
	})
}

func (s *site) row(c id.Client, page string) string {
	s.t.Helper()
	x, _, err := s.s.Exemption(s.ctx(context.Background()), c, page[strings.LastIndex(page, "/")+1:])
	must(s.t, err)
	return x.Row
}

// Hospital, custody and search in words, and history by month.
func TestRestsAreSaidInWords(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		for _, x := range []struct {
			kind supervision.SpanKind
			word string
		}{
			{supervision.InHospital, "больница"},
			{supervision.InCustody, "содержание под стражей"},
			{supervision.Sought, "ведётся розыск"},
			{supervision.Permitted, "отъезд с разрешения"},
		} {
			s.spans = []supervision.Span{{Kind: x.kind, From: civil.MustDate("2026-01-15")}}
			s.everywhere("/clients/"+string(c)+"/standards?months=40", x.word, "ноябрь 2025")
		}
		if code, _ := s.Get("/clients/nobody/standards", "ru"); code != http.StatusNotFound {
			t.Errorf("%d", code)
		}
	})
}

// The list keeps its filter in the address, and its file holds no formula.
func TestTheListAndItsFile(t *testing.T) {
	each(t, func(s *site) {
		s.everywhere("/contacts-due", "В этом списке никого нет")
		s.list = standardsvc.Page{Count: 1, Lines: []standardsvc.Line{{
			Client: "c1", Label: access.Label{Name: "=Иванов", File: "11202-26-1"}, Office: osh, Level: "high",
			Standing: standard.Standing{Late: 2, Short: 1, Owed: 1, Ask: true, Code: "home_visit", Due: civil.MustDate("2026-03-10"), Confirm: civil.MustDate("2026-03-01")},
		}}}
		s.everywhere("/contacts-due?what=short&scope=mine&level=high", "не хватает за прошлые месяцы: 2", "долг службы: 1", "подтверждение ожидалось 01.03.2026", "в освобождении нет числа",
			"what=short", "plan_on=2026-03-10", "plan_kind=home_visit")
		if s.asked.What != standardsvc.Short || s.asked.Scope != "mine" || s.asked.Level != "high" {
			t.Errorf("%+v", s.asked)
		}
		code, body := s.Get("/contacts-due/export?what=nonsense", "ru")
		if code != http.StatusOK || !strings.Contains(body, "'=Иванов") || s.asked.What != standardsvc.Late {
			t.Errorf("%d %s", code, body)
		}
	})
}
