package paperweb_test

import (
	"bytes"
	"context"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/casefile/mailsvc"
	"tuzjol/internal/casefile/mailweb"
	"tuzjol/internal/casefile/papersvc"
	"tuzjol/internal/casefile/paperweb"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/blob"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

type site struct {
	t     *testing.T
	d     *db.DB
	s     *papersvc.Service
	role  access.Role
	who   id.Account
	ctx   context.Context
	today papersvc.DaySheet
	*pagetest.Site
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
		s := &site{t: t, d: d, role: access.Officer, who: "o1"}
		mail := mailsvc.New(d, mailsvc.Deps{Seal: sealer, Rules: rules, Zone: zone})
		s.s = papersvc.New(d, papersvc.Deps{Seal: sealer, Rules: rules, Zone: zone, Blobs: blobs, Mail: mail.Ops(), Shipped: kg.Template})
		as := func(ctx context.Context) context.Context {
			rights := access.Rights{Account: s.who, Posts: []access.Post{{ID: "p", Role: s.role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: s.who}), rights)
		}
		s.ctx = as(context.Background())
		routes := append(paperweb.New(paperweb.Deps{
			Service: s.s,
			DaySheet: func(context.Context) (papersvc.DaySheet, error) {
				s.today.Day, s.today.Lang = s.s.Today(), "ky"
				return s.today, nil
			},
			Chronology: func(context.Context, id.Client, civil.Date, civil.Date) (string, error) {
				return "01.03.2026\tКелди\n02.03.2026\tКелген жок", nil
			},
		}).Routes(), mailweb.New(mailweb.Deps{Service: mail}).Routes()...)
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) { return as(ctx), s.who }, routes...)
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

// upload sends a form with one file.
func (s *site) upload(path, name string, data []byte, pairs ...string) (int, string) {
	s.t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for i := 0; i+1 < len(pairs); i += 2 {
		must(s.t, w.WriteField(pairs[i], pairs[i+1]))
	}
	part, err := w.CreateFormFile("file", name)
	must(s.t, err)
	_, err = part.Write(data)
	must(s.t, err)
	must(s.t, w.Close())
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return s.Do(r, "ru")
}

// A summons through the pages: a refusal keeps what was typed and names all that is missing, a double click gives one paper, every page
// speaks three languages.
func TestPaperPages(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		base := "/clients/" + string(c) + "/papers"
		fields := []string{"kind", "summons", "paper_lang", "ru", "name", "x", "place", "Ош, 1 <b>", "purpose", "каттоо"}
		code, body := s.Post(base, fields...)
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("%d", code)
		}
		s.Wants(body, `id="date-error"`, `id="time-error"`, "Ош, 1 &lt;b&gt;", "каттоо")
		// without a record nobody gives the name, and the page must not take it from the form
		if !strings.Contains(body, `href="#name"`) {
			t.Error("the name was taken from the form")
		}
		code, body = s.Post(base, "kind", "warning", "paper_lang", "ru")
		if code != http.StatusNotFound {
			t.Errorf("a kind that the page does not offer: %d %.80s", code, body)
		}
		code, body = s.Post(base, "kind", "timeline", "paper_lang", "ky", "purpose", "сот", "events", "жалган", "_key", "k1")
		if code != http.StatusUnprocessableEntity || strings.Contains(body, "жалган") {
			t.Errorf("evidence from the form: %d", code)
		}
		code, body = s.Post(base, "kind", "timeline", "paper_lang", "ky", "purpose", "сот", "from", "31.02.2026", "until", "01.03.2026", "_key", "k2")
		s.Wants(body, `href="#from"`, "31.02.2026")
		if code != http.StatusUnprocessableEntity {
			t.Errorf("a period that cannot be: %d", code)
		}
		_, body = s.Post(base, "kind", "timeline", "paper_lang", "ky", "purpose", "сот", "from", "02.03.2026", "until", "01.03.2026", "_key", "k3")
		s.Wants(body, `href="#until"`)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{base, base + "/new?kind=summons&paper_lang=ky", base + "/new?kind=timeline&paper_lang=ru", base + "/new?kind=certificate", "/papers/photos", "/papers/blanks", "/mail", "/mail/new", "/mail/print"} {
				if code, _ := s.Get(path, lang); code != http.StatusOK {
					t.Errorf("%s %s: %d", lang, path, code)
				}
			}
		}
		if code, _ := s.Get("/clients/0190a0a0-0000-7000-8000-00000000ffff/papers", "ru"); code != http.StatusNotFound {
			t.Errorf("unknown client: %d", code)
		}
	})
}

// Templates through the page: an unknown field is named with its place, the good one is put in force.
func TestTemplatePages(t *testing.T) {
	each(t, func(s *site) {
		if code, _ := s.Get("/papers/templates", "ru"); code == http.StatusOK {
			t.Error("an officer sees templates")
		}
		s.role = access.Director
		code, body := s.upload("/papers/templates", "t.docm", []byte("x"), "kind", "summons", "lang", "ru")
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, "docm") {
			t.Errorf("a file with macros: %d", code)
		}
		docx, _ := kg.Template("explanation", "ru")
		code, body = s.upload("/papers/templates", "t.docx", docx, "kind", "summons", "lang", "ru")
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("%d", code)
		}
		s.Wants(body, "{{obligations}}", "{{own_words}}", "bring", "value=\"summons\" selected")
		docx, _ = kg.Template("summons", "ru")
		code, body = s.upload("/papers/templates", "t.docx", docx, "kind", "summons", "lang", "ru")
		if code != http.StatusOK {
			t.Fatalf("%d", code)
		}
		m := regexp.MustCompile(`action="(/papers/templates/[0-9a-f-]{36})"`).FindStringSubmatch(body)
		if code, _ = s.Post(m[1], "version", "1", "on", "true"); code != http.StatusSeeOther {
			t.Errorf("put in force: %d", code)
		}
		if code, _ = s.Post(m[1], "version", "1", "on", "true"); code != http.StatusUnprocessableEntity {
			t.Errorf("stale: %d", code)
		}
		for _, lang := range []string{"ky", "ru", "en"} {
			if code, _ := s.Get("/papers/templates", lang); code != http.StatusOK {
				t.Errorf("%s: %d", lang, code)
			}
		}
	})
}

// The register through its pages: all problems at once, the filter in the address, a file for a spreadsheet.
func TestMailPages(t *testing.T) {
	each(t, func(s *site) {
		s.role = access.Head
		code, body := s.Post("/mail", "direction", "in", "day", "31.02.2026", "party", "Сот")
		if code != http.StatusUnprocessableEntity || !strings.Contains(body, "31.02.2026") {
			t.Errorf("a day that is none: %d", code)
		}
		code, body = s.Post("/mail", "direction", "in", "day", "02.03.2026", "party", "Прокуратура", "subject", "=запрос", "due", "02.03.2026")
		if code != http.StatusSeeOther {
			t.Fatalf("%d %.300s", code, body)
		}
		_, body = s.Get("/mail?direction=in", "ru")
		s.Wants(body, "21000/26-0001", "Прокуратура", "просрочено: 02.03.2026")
		if _, body = s.Get("/mail?direction=out", "ru"); strings.Contains(body, "Прокуратура") {
			t.Error("the filter does not filter")
		}
		_, body = s.Get("/mail/export", "ru")
		s.Wants(body, "'=запрос")
		m := regexp.MustCompile(`href="(/mail/[0-9a-f-]{36})"`).FindStringSubmatch(func() string { _, b := s.Get("/mail", "en"); return b }())
		if code, _ = s.Post(m[1], "version", "1", "proof", "courier"); code != http.StatusUnprocessableEntity {
			t.Errorf("a proof without its day: %d", code)
		}
		if code, _ = s.Post(m[1], "version", "1", "answered", "02.03.2026"); code != http.StatusSeeOther {
			t.Errorf("answered: %d", code)
		}
		for _, lang := range []string{"ky", "ru", "en"} {
			if code, _ := s.Get(m[1], lang); code != http.StatusOK {
				t.Errorf("%s: %d", lang, code)
			}
		}
	})
}

// Blanks through the page: reserve, print, account.
func TestBlankPages(t *testing.T) {
	each(t, func(s *site) {
		if code, _ := s.Post("/papers/blanks", "kind", "summons", "lang", "ky", "count", "0"); code != http.StatusUnprocessableEntity {
			t.Error("no blank is none")
		}
		if code, _ := s.Post("/papers/blanks", "kind", "summons", "lang", "ky", "count", "2"); code != http.StatusSeeOther {
			t.Fatal("not reserved")
		}
		_, body := s.Get("/papers/blanks", "ru")
		s.Wants(body, "21000/26-0001", "21000/26-0002")
		m := regexp.MustCompile(`href="(/papers/blanks/[0-9a-f-]{36}/sheets)"`).FindStringSubmatch(body)
		if code, file := s.Get(m[1], "ru"); code != http.StatusOK || !strings.HasPrefix(file, "%PDF") {
			t.Errorf("sheets: %d", code)
		}
		a := regexp.MustCompile(`action="(/papers/blanks/[0-9a-f-]{36}/spoil)"`).FindStringSubmatch(body)
		if code, body := s.Post(a[1], "version", "1"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "-note-error") {
			t.Errorf("without words: %d", code)
		}
		if code, _ := s.Post(a[1], "version", "1", "note", "жыртылды"); code != http.StatusSeeOther {
			t.Errorf("accounted: %d", code)
		}
		if code, body := s.upload("/papers/photos", "a.pdf", []byte("%PDF-1.4 x")); code != http.StatusUnprocessableEntity {
			t.Errorf("no picture: %d %.100s", code, body)
		}
	})
}

// The day sheet through the page: what it will say, given out once a form is sent, opened by its officer.
func TestDaySheetPage(t *testing.T) {
	each(t, func(s *site) {
		c := s.client()
		code, body := s.Get("/papers/day", "ru")
		if code != http.StatusOK || strings.Contains(body, `action="/papers/day"`) {
			t.Errorf("an empty day offers a sheet: %d", code)
		}
		s.today = papersvc.DaySheet{Clients: []id.Client{c}, Fields: map[string]string{"date": "02.03.2026", "officer": "Бекова А.", "events": "10:00\tҮсөнов <b>\tбөлүмгө келүү"}}
		for _, lang := range []string{"ky", "ru", "en"} {
			code, body = s.Get("/papers/day", lang)
			s.Wants(body, "Үсөнов &lt;b&gt;", `action="/papers/day"`)
			if code != http.StatusOK {
				t.Errorf("%s: %d", lang, code)
			}
		}
		if code, _ = s.Post("/papers/day", "paper_lang", "ky", "_key", "d1"); code != http.StatusSeeOther {
			t.Fatalf("given out: %d", code)
		}
		_, body = s.Get("/papers/day", "ru")
		m := regexp.MustCompile(`href="(/papers/day/[0-9a-f-]{36}/file/pdf)"`).FindStringSubmatch(body)
		if m == nil {
			t.Fatalf("not among those given out:\n%.800s", body)
		}
		if code, body = s.Get(m[1], "ru"); code != http.StatusOK || !strings.HasPrefix(body, "%PDF") {
			t.Errorf("its file: %d", code)
		}
		if code, _ = s.Get(strings.TrimSuffix(m[1], "pdf")+"exe", "ru"); code != http.StatusNotFound {
			t.Errorf("another form: %d", code)
		}
		s.who = "o2"
		if code, _ = s.Get(m[1], "ru"); code != http.StatusNotFound {
			t.Errorf("a colleague: %d", code)
		}
	})
}
