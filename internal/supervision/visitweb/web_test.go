package visitweb_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/supervision/supervisionsvc"
	"tuzjol/internal/supervision/visit"
	"tuzjol/internal/supervision/visitsvc"
	"tuzjol/internal/supervision/visitweb"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t    *testing.T
	d    *db.DB
	s    *visitsvc.Service
	role access.Role
	who  id.Account
	ctx  context.Context
	*pagetest.Site
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		sealer := seal.New(ring)
		blobs, err := blob.New(sealer, t.TempDir())
		must(t, err)
		d.SetRecorders(&testkit.Book{})
		s := &site{t: t, d: d, role: access.Officer, who: "o1"}
		s.s = visitsvc.New(d, visitsvc.Deps{
			Seal: sealer, Rules: rules, Zone: zone, Blobs: blobs,
			Contacts: supervisionsvc.New(d, supervisionsvc.Deps{Seal: sealer, Rules: rules, Zone: zone}).Ops(),
			About: func(context.Context, *db.Reader, id.Client) (visit.About, error) {
				return visit.About{Duties: []visit.Duty{{ID: "duty1", Code: "report"}}, Steps: []visit.Step{{ID: "step1", Text: "жумуш табуу"}}, Flags: []string{"violence"}}, nil
			},
		})
		as := func(ctx context.Context) context.Context {
			rights := access.Rights{Account: s.who, Posts: []access.Post{{ID: "p", Role: s.role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.who}), rights)
		}
		s.ctx = as(context.Background())
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return as(ctx), s.who }, visitweb.New(visitweb.Deps{
			Service: s.s,
			Sheet: func(context.Context, id.Client) (visitweb.SheetFacts, error) {
				return visitweb.SheetFacts{Name: "Бактыбек уулу Үсөн", File: "ОШ-1"}, nil
			},
		}).Routes()...)
		test(s)
	})
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

func TestTheFormAndTheRecord(t *testing.T) {
	each(t, func(s *site) {
		at := "/clients/" + string(s.client()) + "/visits"
		for _, lang := range []string{"ky", "ru", "en"} {
			code, page := s.Get(at+"/new", lang)
			if code != http.StatusOK {
				t.Fatalf("form in %s: %d", lang, code)
			}
			s.Wants(page, `id="block-acute"`, `id="block-work"`, `name="condition_duty1"`, "жумуш табуу")
			if strings.Contains(page, `id="block-relation"`) {
				t.Error("a block that nothing asks for is open")
			}
			if n := strings.Count(page, "value=\"not_checked\" checked"); n != 1 {
				t.Errorf("%d conditions begin as not checked", n)
			}
		}
		code, page := s.Post(at, "kind", "home_visit", "date", "01.01.2030", "time", "10:00", "text", "сүйлөштүк", "identity", "known", "a_events", "жаңылык")
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("a visit of tomorrow: %d", code)
		}
		s.Wants(page, "сүйлөштүк", "жаңылык")
		day := s.s.Today().String()
		code, where := s.Post(at, "kind", "home_visit", "date", day, "time", "00:10", "until", "00:20", "text", "сүйлөштүк", "identity", "known",
			"condition_duty1", "kept", "evidence_duty1", "маалым кат", "worked", "step1", "a_client_words", "иштегим келет", "step_what_1", "барып көрөт",
			"partners", "clergy", "a_mood", "good")
		if code != http.StatusSeeOther {
			t.Fatalf("a visit: %d %.300s", code, where)
		}
		where, _, _ = strings.Cut(where, "?")
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, p := range []string{"", "/print", "/correct"} {
				code, page := s.Get(where+p, lang)
				if code != http.StatusOK {
					t.Fatalf("%s in %s: %d", p, lang, code)
				}
				s.Wants(page, "сүйлөштүк", "иштегим келет", "маалым кат", "барып көрөт")
			}
		}
		code, page = s.Post(where+"/correct", "kind", "home_visit", "text", "башка")
		if code != http.StatusUnprocessableEntity || !strings.Contains(page, "башка") {
			t.Errorf("a correction without a reason: %d", code)
		}
		_, page = s.Get(where, "en")
		s.Wants(page, "substantive", "kept", "clergy")
	})
}

func TestAPhotographOf40MBCostsNothingOfTheVisit(t *testing.T) {
	each(t, func(s *site) {
		at := "/clients/" + string(s.client()) + "/visits"
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		for k, v := range map[string]string{"kind": "home_visit", "date": s.s.Today().String(), "time": "00:10", "text": "узун текст сакталат", "identity": "known"} {
			must(t, form.WriteField(k, v))
		}
		file, err := form.CreateFormFile("photo", "big.jpg")
		must(t, err)
		_, err = file.Write(make([]byte, 40<<20))
		must(t, err)
		must(t, form.Close())
		r := httptest.NewRequest(http.MethodPost, at, &body)
		r.Header.Set("Content-Type", form.FormDataContentType())
		code, page := s.Do(r, "ky")
		if code != http.StatusRequestEntityTooLarge {
			t.Fatalf("answered %d", code)
		}
		s.Wants(page, "узун текст сакталат", `href="#photo"`)
	})
}
