package auditweb_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/audit/auditweb"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/locale"
)

const fileNumber = "00412-7"

type site struct {
	*httpx.Router
	role   access.Role
	lang   string
	client id.Client
	db     *db.DB
	ctx    context.Context
}

func setup(t *testing.T) *site {
	t.Helper()
	clock := testkit.NewClock()
	d := testkit.OpenDB(t, "sqlite", db.Options{Clock: clock.Now})
	s := &site{role: access.Auditor, lang: "en", db: d, client: id.Client(id.New(clock.Now()))}
	s.ctx = db.WithSight(actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "acc-1", Display: "Нурлан <b>Асанов"}), db.Everyone{})
	dir := t.TempDir()
	ring, err := seal.LoadOrCreateKey(dir)
	if err != nil {
		t.Fatal(err)
	}
	keys, err := auditsvc.LoadOrCreateKeys(dir)
	if err != nil {
		t.Fatal(err)
	}
	sealer := seal.New(ring)
	rec := auditsvc.NewRecorder(sealer)
	d.SetRecorders(rec)
	svc := auditsvc.New(d, sealer, auditsvc.NewSequencer(d, rec, slog.New(slog.DiscardHandler)), keys, auditsvc.Deps{
		ClientByFile: func(_ context.Context, _ *db.Reader, file string) (id.Client, bool, error) {
			return s.client, file == fileNumber, nil
		},
		FileNumbers: func(context.Context, *db.Reader, []id.Client) (map[id.Client]string, error) {
			return map[id.Client]string{s.client: fileNumber}, nil
		},
	})
	s.fill(t)
	cat, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	s.Router = httpx.New(httpx.Options{
		Secret: bytes.Repeat([]byte("k"), 32), Log: slog.New(slog.DiscardHandler),
		Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
			ctx = actor.With(ctx, actor.Actor{Kind: actor.User, Account: "acc-1", Display: "A"})
			ctx = access.With(ctx, access.Rights{Account: "acc-1", Posts: []access.Post{{Role: s.role}}})
			return db.WithSight(ctx, db.Everyone{}), httpx.Session{Account: "acc-1"}, nil
		},
		Language: func(ctx context.Context, _ string) context.Context {
			return i18n.WithCatalogue(ctx, cat, s.lang, time.UTC)
		},
	})
	web := auditweb.New(auditweb.Deps{Service: svc, Now: d.Now, Shell: func(_ context.Context, c id.Client, _ string) (templ.Component, error) {
		if c != s.client {
			return nil, fault.MissingRecord()
		}
		return templ.NopComponent, nil
	}})
	s.Add(web.Routes()...)
	t.Cleanup(func() {
		if missed := cat.Missed(); len(missed) > 0 {
			t.Errorf("texts are missing: %v", missed)
		}
	})
	return s
}

func (s *site) fill(t *testing.T) {
	t.Helper()
	write := func(fn func(tx *db.Tx) error) {
		if err := s.db.Write(s.ctx, fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx *db.Tx) error {
		row := db.Row{"id": string(s.client), "client_id": string(s.client)}
		if err := s.insertClient(tx, row); err != nil {
			return err
		}
		return tx.Record(s.ctx, access.RegisterClient, "Канарейкин appeared")
	})
	write(func(tx *db.Tx) error {
		if err := tx.Update(s.ctx, "access_client", string(s.client), db.Row{"restricted": true}); err != nil {
			return err
		}
		return tx.Record(s.ctx, access.BreakGlass, "=cmd()")
	})
	write(func(tx *db.Tx) error {
		if err := tx.Insert(s.ctx, "access_post", db.Row{"id": "p1", "account_id": "acc-2", "role": "head", "office_id": "o1", "valid_from": "2026-01-01", "recorded_at": tx.Now}); err != nil {
			return err
		}
		return tx.Record(s.ctx, access.ManageStaff, "order 14")
	})
}

// insertClient fills whatever the table asks for.
func (s *site) insertClient(tx *db.Tx, row db.Row) error {
	for _, t := range s.db.Tables() {
		if t.Name != "access_client" {
			continue
		}
		for _, c := range t.Columns {
			if _, set := row[c]; set {
				continue
			}
			switch {
			case t.Bools[c]:
				row[c] = false
			case c == "version":
				row[c] = 1
			case strings.HasSuffix(c, "_at"):
				row[c] = tx.Now
			default:
				row[c] = "x"
			}
		}
	}
	return tx.Insert(s.ctx, "access_client", row)
}

func (s *site) get(t *testing.T, path string) (int, string) {
	t.Helper()
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	body, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body)
}

func (s *site) post(t *testing.T, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	form.Set("_key", s.FormKey("acc-1"))
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestAuditorSeesWhoAndWhatButNoContent(t *testing.T) {
	s := setup(t)
	code, body := s.get(t, "/audit")
	if code != http.StatusOK {
		t.Fatalf("status %d: %s", code, body)
	}
	for _, want := range []string{"Placed a client on the register", fileNumber, "Emergency access", "Нурлан &lt;b&gt;Асанов", "order 14"} {
		if !strings.Contains(body, want) {
			t.Errorf("the list lacks %q", want)
		}
	}
	for _, lang := range []string{"ky", "ru"} {
		s.lang = lang
		for _, path := range []string{"/audit", "/audit/print", "/audit/verify", "/audit?client=nobody&from=31.02.2026"} {
			if code, _ := s.get(t, path); code != http.StatusOK {
				t.Errorf("%s in %s: %d", path, lang, code)
			}
		}
	}
	s.lang = "en"
	if _, body := s.get(t, "/audit?from=31.02.2026"); !strings.Contains(body, "Write the date like") {
		t.Error("an impossible date is not named")
	}
	s.role = access.Head
	if code, _ := s.get(t, "/audit"); code != http.StatusForbidden {
		t.Errorf("a head: %d", code)
	}
}

func TestEntryShowsSealedValuesAsSealed(t *testing.T) {
	s := setup(t)
	_, body := s.get(t, "/audit?action=access.break_glass")
	at := strings.Index(body, "/audit/entries/")
	path := body[at : at+len("/audit/entries/")+36]
	code, page := s.get(t, path)
	if code != http.StatusOK || !strings.Contains(page, "restricted") || strings.Count(page, "Sealed") != 2 {
		t.Errorf("%d: %s", code, page)
	}
	_, body = s.get(t, "/audit?action=org.manage_staff")
	at = strings.Index(body, "/audit/entries/")
	if _, page := s.get(t, body[at:at+len("/audit/entries/")+36]); !strings.Contains(page, "office_id") || !strings.Contains(page, "o1") {
		t.Errorf("values of nobody's row are hidden: %s", page)
	}
	if code, _ := s.get(t, "/audit/entries/none"); code != http.StatusNotFound {
		t.Errorf("an entry that is not there: %d", code)
	}
}

func TestFindKeepsNumbersOutOfAddresses(t *testing.T) {
	s := setup(t)
	w := s.post(t, "/audit/find", url.Values{"q": {fileNumber}})
	if got := w.Header().Get("Location"); w.Code != http.StatusSeeOther || got != "/audit?client="+string(s.client) {
		t.Errorf("%d to %q", w.Code, got)
	}
	if w := s.post(t, "/audit/find", url.Values{"q": {"77"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "No such file number") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
}

func TestExportIsHarmless(t *testing.T) {
	s := setup(t)
	_, body := s.get(t, "/audit/export")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(body, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if got := rows[2][11]; got != "'=cmd()" {
		t.Errorf("a reason that a spreadsheet would run: %q", got)
	}
}

func TestVerifyPage(t *testing.T) {
	s := setup(t)
	_, note := s.get(t, "/audit/checkpoint")
	if !strings.HasPrefix(note, "tuzjol/audit/") {
		t.Fatalf("checkpoint: %s", note)
	}
	if w := s.upload(t, note); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Nothing is altered") || !strings.Contains(w.Body.String(), "Proven by the checkpoint") {
		t.Errorf("%d: %s", w.Code, w.Body)
	}
	if w := s.upload(t, strings.Replace(note, "tuzjol", "TUZJOL", 1)); !strings.Contains(w.Body.String(), "The checkpoint is unsigned") {
		t.Errorf("a changed checkpoint: %s", w.Body)
	}
	if _, err := s.db.SQL().Exec(`update access_client set restricted = 0`); err != nil {
		t.Fatal(err)
	}
	if w := s.upload(t, note); !strings.Contains(w.Body.String(), "altered outside the service") || !strings.Contains(w.Body.String(), "access_client "+string(s.client)) {
		t.Errorf("a changed row: %s", w.Body)
	}
}

func (s *site) upload(t *testing.T, note string) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range map[string]string{"_key": s.FormKey("acc-1"), "records": "yes"} {
		if err := m.WriteField(k, v); err != nil {
			t.Fatal(err)
		}
	}
	f, err := m.CreateFormFile("checkpoint", "c.note")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(f, note); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/audit/verify", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return w
}

func TestAccessLogOfAClient(t *testing.T) {
	s := setup(t)
	s.role = access.Head
	code, body := s.get(t, "/clients/"+string(s.client)+"/access-log")
	if code != http.StatusOK || !strings.Contains(body, "Канарейкин appeared") || !strings.Contains(body, "Emergency access") || strings.Contains(body, "order 14") {
		t.Errorf("%d: %s", code, body)
	}
	if code, _ := s.get(t, "/clients/"+string(s.client)+"/access-log/print"); code != http.StatusOK {
		t.Errorf("print: %d", code)
	}
	if code, _ := s.get(t, "/clients/"+id.New(testkit.Start)+"/access-log"); code != http.StatusNotFound {
		t.Errorf("nobody's log: %d", code)
	}
	s.role = access.Analyst
	if code, _ := s.get(t, "/clients/"+string(s.client)+"/access-log"); code != http.StatusNotFound {
		t.Errorf("an analyst: %d", code)
	}
}
