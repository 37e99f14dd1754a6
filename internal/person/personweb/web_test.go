package personweb_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/person"
	"tuzjol/internal/person/personsvc"
	"tuzjol/internal/person/personweb"
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
	s     *personsvc.Service
	clock *testkit.Clock
	ctx   context.Context
	*pagetest.Site
}

func each(t *testing.T, test func(s *site)) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := &site{t: t, d: d, clock: clock}
		sealer := seal.New(ring)
		blobs, err := blob.New(sealer, t.TempDir())
		must(t, err)
		s.s = personsvc.New(d, personsvc.Deps{Seal: sealer, Rules: rules, Zone: zone, Blobs: blobs})
		s.ctx = actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "o1"})
		rights := access.Rights{Account: "o1", Posts: []access.Post{{ID: "p", Role: access.Records, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
		s.ctx = accesssvc.Context(s.ctx, rights)
		s.Site = pagetest.New(t, d, func(ctx context.Context) (context.Context, id.Account) {
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: "o1"}), rights), "o1"
		}, personweb.New(personweb.Deps{
			Service: s.s, Rules: rules, Zone: zone, Now: d.Now,
			Needs: func(context.Context, id.Client) ([]personweb.Need, error) {
				return []personweb.Need{{Kind: "judgment_copy", Missing: true}, {Kind: "id_copy"}}, nil
			},
			Districts: func(context.Context) ([]personweb.District, error) {
				return []personweb.District{{Code: "41721000000000", Name: "г. Ош"}}, nil
			},
			AsOf: []func(context.Context, id.Client, civil.Instant) (templ.Component, error){
				func(context.Context, id.Client, civil.Instant) (templ.Component, error) {
					return templ.Raw("<p>other part</p>"), nil
				},
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

func (s *site) client(name string) id.Client {
	s.t.Helper()
	var c id.Client
	must(s.t, s.d.Write(s.ctx, func(tx *db.Tx) (err error) {
		c, err = s.s.Ops().Create(s.ctx, tx, person.New{
			Name: person.ParseName(name), Birth: civil.MustPartial("1987-05-14"), Sex: person.Male,
			PIN: "21405198700011", Languages: []string{"ky"}, Phones: []person.PhoneLine{{Phone: "+996555123456", Shared: true, SafeTimes: "утром"}},
			Address: person.Address{District: "41721000000000", Text: "Ленина 5"}, Office: osh, Source: "judgment",
		})
		if err != nil {
			return err
		}
		return tx.Record(s.ctx, access.ReceiveJudgment, "")
	}))
	return c
}

// upload sends a file as a browser does: fields first, the file last.
func (s *site) upload(path, name string, data []byte, pairs ...string) (int, string) {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for i := 0; i+1 < len(pairs); i += 2 {
		must(s.t, m.WriteField(pairs[i], pairs[i+1]))
	}
	w, err := m.CreateFormFile("file", name)
	must(s.t, err)
	_, err = w.Write(data)
	must(s.t, err)
	must(s.t, m.Close())
	r := httptest.NewRequest(http.MethodPost, path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return s.Do(r, "ru")
}

// Journey 8: a birth date is corrected on the page; the old value stays beside the new one and the former day still shows it.
func TestCorrectAndAsOf(t *testing.T) {
	each(t, func(s *site) {
		c := s.client("Бактыбек уулу Үсөн")
		base := "/clients/" + string(c)
		rec, err := s.s.Record(s.ctx, c)
		must(s.t, err)
		row := rec.ValuesOf(person.FieldBirth)[0].Row
		s.clock.Advance(48 * time.Hour)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{
				"/person", "/as-of", "/as-of?date=03.03.2026", "/documents", "/person/edit?part=value&kind=birth&row=" + row,
				"/person/edit?part=name&kind=alias", "/person/edit?part=pin", "/person/edit?part=address", "/person/edit?part=phone",
				"/person/edit?part=identity_document", "/person/edit?part=value&kind=language", "/person/edit?part=value&kind=sex",
			} {
				if code, body := s.Get(base+path, lang); code != http.StatusOK {
					s.t.Errorf("%s %s: %d %.200s", lang, path, code, body)
				}
			}
		}
		form := []string{"part", "value", "field_kind", "birth", "row", row, "birth", "31.02.1987", "reason", "document_differs"}
		code, body := s.Post(base+"/person/edit", form...)
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("no such day: %d", code)
		}
		s.Wants(body, `value="31.02.1987"`, "14.05.1987")
		form[7] = "15.05.1987"
		if code, body = s.Post(base+"/person/edit", form...); code != http.StatusSeeOther {
			s.t.Fatalf("correction: %d %.300s", code, body)
		}
		form[7] = "16.05.1987"
		code, body = s.Post(base+"/person/edit", form...)
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("stale: %d", code)
		}
		s.Wants(body, "Пока вы печатали", "15.05.1987", `value="16.05.1987"`)
		_, body = s.Get(base+"/person", "ru")
		s.Wants(body, "14.05.1987", "15.05.1987", "утром", "Отвечают и другие", "г. Ош, Ленина 5")
		_, body = s.Get(base+"/as-of?date=03.03.2026", "ru")
		s.Wants(body, "14.05.1987", "other part")
		if code, _ = s.Get(base+"/as-of?date=2099-01-01", "ru"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("a day to come: %d", code)
		}
		if code, _ = s.Get(base+"/person/edit?part=sessions", "ru"); code != http.StatusNotFound {
			s.t.Errorf("unknown part: %d", code)
		}
		rec, err = s.s.Record(s.ctx, c)
		must(s.t, err)
		phone := rec.Phones[0].Row
		if code, body = s.Post(base+"/person/withdraw", "part", "phone", "row", phone, "reason", "client_showed"); code != http.StatusSeeOther {
			s.t.Errorf("withdraw: %d %.200s", code, body)
		}
	})
}

// Papers: uploaded, downloaded safely, refused when disguised, corrected, moved to the right client.
func TestDocumentPages(t *testing.T) {
	each(t, func(s *site) {
		c, other := s.client("Бактыбек уулу Үсөн"), s.client("Эмилов Тимур")
		base := "/clients/" + string(c) + "/documents"
		var photo bytes.Buffer
		must(s.t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 4, 4)), nil))
		code, body := s.upload(base, "приговор.pdf", []byte("MZ executable"), "kind", "judgment_copy", "title", "О проверке")
		if code != http.StatusUnprocessableEntity {
			s.t.Errorf("executable: %d", code)
		}
		s.Wants(body, `id="file-error"`, `value="О проверке"`)
		if code, body = s.upload(base, "скан.jpg", photo.Bytes(), "kind", "id_copy", "source", "scan", "received", "02.03.2026", "dated", "01.03.2026", "pages", "1"); code != http.StatusSeeOther {
			s.t.Fatalf("upload: %d %.300s", code, body)
		}
		list, err := s.s.Documents(s.ctx, c)
		must(s.t, err)
		doc := base + "/" + list[0].Document
		r := httptest.NewRequest(http.MethodGet, doc+"/file", nil)
		w := httptest.NewRecorder()
		s.HTTP.ServeHTTP(w, r)
		if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") || w.Header().Get("X-Content-Type-Options") != "nosniff" ||
			!strings.Contains(w.Header().Get("Content-Security-Policy"), "sandbox") {
			s.t.Errorf("download: %d %v", w.Code, w.Header())
		}
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, path := range []string{base, doc, doc + "/move"} {
				if code, _ := s.Get(path, lang); code != http.StatusOK {
					s.t.Errorf("%s %s: %d", lang, path, code)
				}
			}
		}
		if code, _ = s.Post(doc, "row", list[0].Row, "kind", "address_proof", "reason", "typing"); code != http.StatusSeeOther {
			s.t.Errorf("correct: %d", code)
		}
		if code, body = s.Post(doc, "row", list[0].Row, "kind", "photo", "reason", "typing"); code != http.StatusUnprocessableEntity {
			s.t.Errorf("stale: %d", code)
		}
		s.Wants(body, "Пока вы печатали")
		code, body = s.Post(doc+"/move", "q", "эмилов", "step", "find")
		if code != http.StatusOK {
			s.t.Errorf("find: %d", code)
		}
		s.Wants(body, string(other), "Эмилов Тимур")
		if code, body = s.Post(doc+"/move", "step", "move", "to", string(other), "reason", "wrong_client"); code != http.StatusSeeOther {
			s.t.Fatalf("move: %d %.300s", code, body)
		}
		if _, body = s.Get(base, "ru"); strings.Contains(body, "скан.jpg") {
			s.t.Error("the paper is still there")
		}
		if _, body = s.Get("/clients/"+string(other)+"/documents", "ru"); !strings.Contains(body, "скан.jpg") {
			s.t.Error("the paper is not in the right file")
		}
	})
}
