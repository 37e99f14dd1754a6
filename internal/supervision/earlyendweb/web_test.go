package earlyendweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/document"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/earlyendsvc"
	"tuzjol/internal/supervision/earlyendweb"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t    *testing.T
	d    *db.DB
	who  id.Account
	role access.Role
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
		svc := earlyendsvc.New(d, earlyendsvc.Deps{
			Seal: seal.New(ring), Rules: rules, Zone: zone,
			Orders: func(context.Context, *db.Reader, id.Client) ([]earlyendsvc.Order, error) {
				return []earlyendsvc.Order{{ID: "ord1", Number: "У-15/26", Live: true}, {ID: "ord0", Number: "У-1/20"}}, nil
			},
			Basis: func(_ context.Context, _ *db.Reader, _ id.Client, chance string) (bool, error) {
				return chance == "ch1", nil
			},
			Issue: func(_ context.Context, _ *db.Tx, d document.Draft) (document.Issued, error) {
				return document.Issued{ID: "p1", Number: "17/26", Kind: d.Kind}, nil
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
			earlyendweb.New(earlyendweb.Deps{
				Service: svc,
				Basis: func(_ context.Context, c id.Client, chance string) (earlyendweb.Basis, bool, error) {
					return earlyendweb.Basis{Reasons: []string{"прошло 70 % срока", "отметок нет"}, Ground: []string{"прошло 70 % срока"}, Href: "/clients/" + string(c)}, chance == "ch1", nil
				},
				Chronology: func(context.Context, id.Client, string) ([]string, error) {
					return []string{"10.01.2026 – постановка на учёт", "10.01.2027 – последний день срока"}, nil
				},
			}).Routes()...)
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

// send posts a form.
func (s *site) send(path string, form url.Values) (int, string) {
	var list []string
	for name, values := range form {
		list = append(list, name, values[0])
	}
	return s.Post(path, list...)
}

func (s *site) head() { s.who, s.role = "h1", access.Head }

// Prefilled from the opportunity; refused with what was typed; agreed to by another; answered; the way to the act of ending.
func TestASubmissionThroughThePages(t *testing.T) {
	each(t, func(s *site) {
		base := "/clients/" + string(s.client())
		for _, lang := range []string{"ky", "en", "ru"} {
			code, body := s.Get(base+"/early-end?from=ch1", lang)
			if code != http.StatusOK {
				t.Fatalf("%s: %d %.300s", lang, code, body)
			}
			s.Wants(body, "прошло 70 % срока", "постановка на учёт", "У-15/26")
			if strings.Contains(body, "У-1/20") {
				t.Error("an order that has ended is offered")
			}
		}
		form := url.Values{"order": {"ord1"}, "basis": {"ch1"}, "lang": {"ru"}, "ground": {"Соблюдает все обязанности"}, "chronology": {"строка"}}
		code, body := s.send(base+"/early-end", form)
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("without the client's view: %d", code)
		}
		s.Wants(body, "Соблюдает все обязанности", `value="ch1"`)
		form.Set("account", "Согласен")
		code, at := s.send(base+"/early-end", form)
		if code != http.StatusSeeOther {
			t.Fatalf("%d %.300s", code, at)
		}
		one := strings.Split(at, "?")[0]
		_, body = s.Get(one, "ru")
		s.Wants(body, "Соблюдает все обязанности", "Согласен", "ждёт второго человека")

		s.head()
		_, body = s.Get("/early-ends", "ru")
		s.Wants(body, "Бактыбек уулу Үсөн", one)
		if code, _ = s.send(one+"/decide", url.Values{"version": {"1"}}); code != http.StatusUnprocessableEntity {
			t.Errorf("an answer without a choice: %d", code)
		}
		if code, at = s.send(one+"/decide", url.Values{"version": {"1"}, "agree": {"yes"}}); code != http.StatusSeeOther {
			t.Fatalf("%d %.300s", code, at)
		}
		code, body = s.send(one+"/decide", url.Values{"version": {"1"}, "agree": {"no"}, "answer": {"Поздно"}})
		if code != http.StatusUnprocessableEntity {
			t.Errorf("decided twice: %d", code)
		}
		s.Wants(body, "17/26")
		code, body = s.send(one+"/answer", url.Values{"version": {"2"}, "result": {"granted"}, "on": {"вчера"}, "court": {"Ошский городской суд"}})
		if code != http.StatusUnprocessableEntity {
			t.Errorf("a word for a day: %d", code)
		}
		s.Wants(body, "Ошский городской суд")
		if code, at = s.send(one+"/answer", url.Values{"version": {"2"}, "result": {"granted"}, "on": {"02.03.2026"}, "number": {"УД-5/26"}}); code != http.StatusSeeOther {
			t.Fatalf("%d %.300s", code, at)
		}
		_, body = s.Get(one, "ru")
		s.Wants(body, base+"/order/ord1/end?from=", "УД-5/26")
		s.who, s.role = "stranger", access.Analyst
		if code, _ = s.Get(one, "ru"); code == http.StatusOK {
			t.Error("an analyst reads it")
		}
	})
}
