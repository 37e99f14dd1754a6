package supervisionweb_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/supervisionweb"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
	"tuzjol/locale"
)

const osh = id.Office("41721000000000")

type site struct {
	t     *testing.T
	d     *db.DB
	s     *supervisionsvc.Service
	clock *testkit.Clock
	http  http.Handler
	ctx   context.Context
	lang  string
}

func each(t *testing.T, test func(s *site)) {
	cat, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{t: t, d: d, clock: clock, lang: "ru"}
		s.s = supervisionsvc.New(d, supervisionsvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone})
		s.ctx = actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "o1"})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Officer, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		s.ctx = accesssvc.Context(s.ctx, rights)
		router := httpx.New(httpx.Options{
			Secret: bytes.Repeat([]byte("k"), 32),
			Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
				ctx = actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"})
				return accesssvc.Context(ctx, rights), httpx.Session{Account: "o1", Token: true, Lang: s.lang}, nil
			},
			Language: func(ctx context.Context, lang string) context.Context {
				return i18n.WithCatalogue(ctx, cat, lang, zone)
			},
			Repeated: func(err error) (int, string, bool) {
				var r *db.Repeated
				if errors.As(err, &r) {
					return r.Status, r.Location, true
				}
				return 0, "", false
			},
			Remember: d.Remember,
		})
		router.Add(supervisionweb.New(supervisionweb.Deps{Service: s.s,
			Find: func(context.Context, string) ([]supervisionweb.Found, error) {
				return []supervisionweb.Found{{Client: "other", Label: "Эмилов Тимур"}}, nil
			},
			Slip: func(context.Context, id.Client) (supervisionweb.SlipFacts, error) {
				return supervisionweb.SlipFacts{Lang: "uz", Values: map[string]string{"name": "Бактыбек уулу Үсөн"}}, nil
			}}).Routes()...)
		s.http = router.Handler()
		test(s)
	})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) client() id.Client {
	s.t.Helper()
	var c id.Client
	must(s.t, s.d.Write(s.ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(s.ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(s.ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(s.ctx, access.Allocate, "")
	}))
	return c
}

// get reads a page in one language and fails on any text without a translation.
func (s *site) get(path, lang string) (int, string) {
	s.t.Helper()
	return s.do(httptest.NewRequest(http.MethodGet, path, nil), lang)
}

func (s *site) post(path string, pairs ...string) (int, string) {
	s.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.do(r, "ru")
}

func (s *site) do(r *http.Request, lang string) (int, string) {
	s.t.Helper()
	s.lang = lang
	w := httptest.NewRecorder()
	s.http.ServeHTTP(w, r)
	body := w.Body.String()
	if i := strings.Index(body, "⟦"); i >= 0 {
		s.t.Errorf("%s %s: text without a translation: %.80s", r.Method, r.URL.Path, body[i:])
	}
	return w.Code, body
}

func (s *site) wants(body string, parts ...string) {
	s.t.Helper()
	for _, p := range parts {
		if !strings.Contains(body, p) {
			s.t.Errorf("page lacks %q", p)
		}
	}
}

// Journey 7 through the pages: contact, appointment, outcome; double clicks have one effect; every page speaks three languages.
func TestContactPages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		base := "/clients/" + string(c)
		code, body := s.post(base+"/contacts", "kind", "phone_call", "date", "03.03.2026", "time", "08:30", "text", "Обещал прийти", "source", "phone", "_key", "k1")
		if code != http.StatusSeeOther {
			s.t.Fatalf("%d %.300s", code, body)
		}
		if code, _ = s.post(base+"/contacts", "kind", "phone_call", "date", "03.03.2026", "time", "08:30", "text", "Обещал прийти", "source", "phone", "_key", "k1"); code != http.StatusSeeOther {
			s.t.Errorf("double click: %d", code)
		}
		list, err := s.s.Contacts(s.ctx, c, page.Request{})
		must(s.t, err)
		if len(list.List) != 1 {
			s.t.Fatalf("%d contacts after a double click", len(list.List))
		}
		code, body = s.post(base+"/appointments", "kind", "office_visit", "date", "21.03.2026", "time", "10:00", "minutes", "30")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("holiday: %d", code)
		}
		s.wants(body, "праздничный", `name="anyway"`, `value="21.03.2026"`)
		code, _ = s.post(base+"/appointments", "kind", "office_visit", "date", "03.03.2026", "time", "10:00", "minutes", "30")
		if code != http.StatusSeeOther {
			s.t.Fatalf("appointment: %d", code)
		}
		plans, err := s.s.Appointments(s.ctx, c)
		must(s.t, err)
		a := plans.Open[0]
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{"/contacts", "/appointments/" + a.Entry, "/appointments/" + a.Entry + "/slip", "/entries/" + list.List[0].Entry, "/entries/" + list.List[0].Entry + "/move"} {
				if code, _ := s.get(base+path, lang); code != http.StatusOK {
					s.t.Errorf("%s %s: %d", lang, path, code)
				}
			}
			if code, _ := s.get("/reopened", lang); code != http.StatusOK {
				s.t.Errorf("reopened: %d", code)
			}
		}
		_, slip := s.get(base+"/appointments/"+a.Entry+"/slip", "ru")
		s.wants(slip, "Бактыбек уулу Үсөн", `lang="uz"`)
		s.clock.Advance(3 * time.Hour)
		outcome := base + "/appointments/" + a.Entry + "/outcome"
		code, body = s.post(outcome, "row", a.Row, "outcome", "unacceptable_absence")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("outcome without words: %d", code)
		}
		s.wants(body, "нужно пояснение")
		code, body = s.post(base+"/appointments/"+a.Entry+"/cancel", "row", a.Row)
		if code != http.StatusUnprocessableEntity || strings.Contains(body, "<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">Отменить") {
			s.t.Errorf("a form with a problem is folded: %d", code)
		}
		if code, _ = s.post(outcome, "row", a.Row, "outcome", "complied"); code != http.StatusSeeOther {
			s.t.Errorf("outcome: %d", code)
		}
		code, body = s.post(outcome, "row", a.Row, "outcome", "failed_to_attend", "text", "не пришел")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("second editor: %d", code)
		}
		s.wants(body, "Пока вы печатали")
	})
}

// Journey 8 through the pages: the old text beside the new one, a stale form keeps what was typed, an entry moves.
func TestCorrectionPages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		base := "/clients/" + string(c)
		entry, err := s.s.LogContact(s.ctx, supervisionsvc.LogContact{Client: c, Kind: "phone_call", Text: "старый текст"})
		must(s.t, err)
		e, err := s.s.Entry(s.ctx, c, entry)
		must(s.t, err)
		row := e.Contact[0].Row
		form := []string{"row", row, "kind", "phone_call", "date", "03.03.2026", "time", "08:00", "text", "новый текст", "reason", "typing"}
		if code, body := s.post(base+"/entries/"+entry, form[:10]...); code != http.StatusUnprocessableEntity {
			s.t.Errorf("without a reason: %d %.200s", code, body)
		}
		if code, _ := s.post(base+"/entries/"+entry, form...); code != http.StatusSeeOther {
			s.t.Error("correction refused")
		}
		form[9] = "третий текст"
		code, body := s.post(base+"/entries/"+entry, form...)
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("stale: %d", code)
		}
		s.wants(body, "новый текст", "третий текст", "Пока вы печатали")
		_, body = s.get(base+"/contacts", "ru")
		s.wants(body, "старый текст", "новый текст", "ошибка набора")
		part, err := supervisionweb.New(supervisionweb.Deps{Service: s.s}).AsOf(s.ctx, c, s.d.Now())
		must(s.t, err)
		if part == nil {
			s.t.Error("nothing was known")
		}
		code, body = s.post(base+"/entries/"+entry+"/move", "q", "эмилов", "step", "find")
		if code != http.StatusOK {
			s.t.Errorf("search: %d", code)
		}
		s.wants(body, "Эмилов Тимур", `value="other"`)
		other := s.client()
		if code, _ = s.post(base+"/entries/"+entry+"/move", "q", "эмилов", "step", "move"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("nobody chosen: %d", code)
		}
		if code, _ = s.post(base+"/entries/"+entry+"/move", "step", "move", "to", string(other), "reason", "wrong_client"); code != http.StatusSeeOther {
			s.t.Errorf("move: %d", code)
		}
		if code, _ = s.get(base+"/entries/"+entry, "ru"); code != http.StatusNotFound {
			s.t.Errorf("the moved entry: %d", code)
		}
		if _, body = s.get(base+"/contacts", "ru"); strings.Contains(body, "текст</") {
			s.t.Error("something of the other person is left")
		}
		if code, _ = s.get("/clients/0190a0a0-0000-7000-8000-00000000ffff/contacts", "ru"); code != http.StatusNotFound {
			s.t.Errorf("unknown client: %d", code)
		}
	})
}
