package supervisionweb_test

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
	"tuzjol/internal/kernel/page"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/supervisionweb"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t     *testing.T
	d     *db.DB
	s     *supervisionsvc.Service
	clock *testkit.Clock
	ctx   context.Context
	end   civil.Date // last day that binds the clients
	*pagetest.Site
}

// EndsOn implements supervisionsvc.Term.
func (s *site) EndsOn(context.Context, *db.Reader, id.Client) (civil.Date, error) { return s.end, nil }

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{t: t, d: d, clock: clock}
		s.s = supervisionsvc.New(d, supervisionsvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Term: s})
		s.ctx = actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "o1"})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Officer, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		s.ctx = accesssvc.Context(s.ctx, rights)
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"}), rights), "o1"
		}, supervisionweb.New(supervisionweb.Deps{
			Service: s.s,
			Find: func(context.Context, string) ([]supervisionweb.Found, error) {
				return []supervisionweb.Found{{Client: "other", Label: "Эмилов Тимур"}}, nil
			},
			Slip: func(context.Context, id.Client) (supervisionweb.SlipFacts, error) {
				return supervisionweb.SlipFacts{Lang: "uz", Values: map[string]string{"name": "Бактыбек уулу Үсөн"}}, nil
			},
		}).Routes()...)
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

// Journey 7 through the pages: contact, appointment, outcome; double clicks have one effect; every page speaks three languages.
func TestContactPages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		base := "/clients/" + string(c)
		code, body := s.Post(base+"/contacts", "kind", "phone_call", "date", "03.03.2026", "time", "08:30", "text", "Обещал прийти", "source", "phone", "_key", "k1")
		if code != http.StatusSeeOther {
			s.t.Fatalf("%d %.300s", code, body)
		}
		if code, _ = s.Post(base+"/contacts", "kind", "phone_call", "date", "03.03.2026", "time", "08:30", "text", "Обещал прийти", "source", "phone", "_key", "k1"); code != http.StatusSeeOther {
			s.t.Errorf("double click: %d", code)
		}
		list, err := s.s.Contacts(s.ctx, c, page.Request{})
		must(s.t, err)
		if len(list.List) != 1 {
			s.t.Fatalf("%d contacts after a double click", len(list.List))
		}
		code, body = s.Post(base+"/appointments", "kind", "office_visit", "date", "21.03.2026", "time", "10:00", "minutes", "30")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("holiday: %d", code)
		}
		s.Wants(body, "праздничный", `name="anyway"`, `value="21.03.2026"`)
		code, _ = s.Post(base+"/appointments", "kind", "office_visit", "date", "03.03.2026", "time", "10:00", "minutes", "30")
		if code != http.StatusSeeOther {
			s.t.Fatalf("appointment: %d", code)
		}
		plans, err := s.s.Appointments(s.ctx, c)
		must(s.t, err)
		a := plans.Open[0]
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{"/contacts", "/appointments/" + a.Entry, "/appointments/" + a.Entry + "/slip", "/entries/" + list.List[0].Entry, "/entries/" + list.List[0].Entry + "/move"} {
				if code, _ := s.Get(base+path, lang); code != http.StatusOK {
					s.t.Errorf("%s %s: %d", lang, path, code)
				}
			}
			if code, _ := s.Get("/reopened", lang); code != http.StatusOK {
				s.t.Errorf("reopened: %d", code)
			}
		}
		_, slip := s.Get(base+"/appointments/"+a.Entry+"/slip", "ru")
		s.Wants(slip, "Бактыбек уулу Үсөн", `lang="uz"`)
		s.clock.Advance(3 * time.Hour)
		outcome := base + "/appointments/" + a.Entry + "/outcome"
		code, body = s.Post(outcome, "row", a.Row, "outcome", "unacceptable_absence")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("outcome without words: %d", code)
		}
		s.Wants(body, "нужно пояснение")
		code, body = s.Post(base+"/appointments/"+a.Entry+"/cancel", "row", a.Row)
		if code != http.StatusUnprocessableEntity || strings.Contains(body, "<details class=\"govuk-details\"><summary class=\"govuk-details__summary\"><span class=\"govuk-details__summary-text\">Отменить") {
			s.t.Errorf("a form with a problem is folded: %d", code)
		}
		if code, _ = s.Post(outcome, "row", a.Row, "outcome", "complied"); code != http.StatusSeeOther {
			s.t.Errorf("outcome: %d", code)
		}
		code, body = s.Post(outcome, "row", a.Row, "outcome", "failed_to_attend", "text", "не пришел")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("second editor: %d", code)
		}
		s.Wants(body, "Пока вы печатали")
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
		if code, body := s.Post(base+"/entries/"+entry, form[:10]...); code != http.StatusUnprocessableEntity {
			s.t.Errorf("without a reason: %d %.200s", code, body)
		}
		if code, _ := s.Post(base+"/entries/"+entry, form...); code != http.StatusSeeOther {
			s.t.Error("correction refused")
		}
		form[9] = "третий текст"
		code, body := s.Post(base+"/entries/"+entry, form...)
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("stale: %d", code)
		}
		s.Wants(body, "новый текст", "третий текст", "Пока вы печатали")
		_, body = s.Get(base+"/contacts", "ru")
		s.Wants(body, "старый текст", "новый текст", "ошибка набора")
		part, err := supervisionweb.New(supervisionweb.Deps{Service: s.s}).AsOf(s.ctx, c, s.d.Now())
		must(s.t, err)
		if part == nil {
			s.t.Error("nothing was known")
		}
		code, body = s.Post(base+"/entries/"+entry+"/move", "q", "эмилов", "step", "find")
		if code != http.StatusOK {
			s.t.Errorf("search: %d", code)
		}
		s.Wants(body, "Эмилов Тимур", `value="other"`)
		other := s.client()
		if code, _ = s.Post(base+"/entries/"+entry+"/move", "q", "эмилов", "step", "move"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("nobody chosen: %d", code)
		}
		if code, _ = s.Post(base+"/entries/"+entry+"/move", "step", "move", "to", string(other), "reason", "wrong_client"); code != http.StatusSeeOther {
			s.t.Errorf("move: %d", code)
		}
		if code, _ = s.Get(base+"/entries/"+entry, "ru"); code != http.StatusNotFound {
			s.t.Errorf("the moved entry: %d", code)
		}
		if _, body = s.Get(base+"/contacts", "ru"); strings.Contains(body, "текст</") {
			s.t.Error("something of the other person is left")
		}
		if code, _ = s.Get("/clients/0190a0a0-0000-7000-8000-00000000ffff/contacts", "ru"); code != http.StatusNotFound {
			s.t.Errorf("unknown client: %d", code)
		}
	})
}

// After the last day of the term no form asks for an appointment; the page says why.
func TestNoAppointmentIsOfferedAfterTheTerm(t *testing.T) {
	each(t, func(s *site) {
		path := "/clients/" + string(s.client()) + "/contacts"
		form := `action="` + path[:len(path)-len("contacts")] + `appointments"`
		if _, body := s.Get(path, "en"); !strings.Contains(body, form) {
			t.Fatal("no form while the term runs")
		}
		s.end = s.s.Today().AddDays(-1)
		_, body := s.Get(path, "en")
		if strings.Contains(body, form) || !strings.Contains(body, "The term ended on") {
			t.Fatal("the form is offered after the term")
		}
	})
}
