package accessweb_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/access/accessweb"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/testkit"
	"tuzjol/jurisdiction/kg"
	"tuzjol/locale"
)

const (
	ivan = id.Client("0190aaaa-0000-7000-8000-000000000001")
	pin  = "20101198000123"
)

// formKey is the fresh key of a form, different in each answer.
var formKey = regexp.MustCompile(`name="_key" value="[^"]*"`)

type bench struct {
	t         *testing.T
	db        *db.DB
	router    *httpx.Router
	words     *i18n.Catalogue
	svc       *accesssvc.Service
	who, lang string
	zone      *time.Location
}

func setup(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, db: testkit.OpenDB(t, "sqlite", db.Options{Clock: testkit.NewClock().Now}), who: "head", lang: "ru", zone: time.FixedZone("KG", 6*3600)}
	rules, err := kg.Load()
	b.ok(err)
	b.words, err = i18n.Load(locale.FS)
	b.ok(err)
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	b.ok(err)
	b.svc = accesssvc.New(b.db, accesssvc.Deps{
		Rules: rules, Zone: b.zone, Sealer: seal.New(ring),
		Find: func(_ context.Context, _ *db.Reader, q access.GlassQuery) (id.Client, bool, error) {
			return ivan, q.PIN == pin, nil
		},
		Labels: func(_ context.Context, _ *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
			return map[id.Client]access.Label{}, nil
		},
		Staff: func(_ context.Context, _ *db.Reader, accounts []id.Account) (map[id.Account]string, error) {
			out := map[id.Account]string{}
			for _, a := range accounts {
				out[a] = string(a)
			}
			return out, nil
		},
	})
	web := accessweb.New(accessweb.Deps{
		Rules: rules, Service: b.svc,
		Shell: func(context.Context, id.Client, string) (templ.Component, error) { return ui.None(), nil },
		Staff: func(context.Context) ([]ui.Option, error) {
			return []ui.Option{{Value: "head2", Text: "Второй"}}, nil
		},
	})
	b.router = httpx.New(httpx.Options{
		Secret: bytes.Repeat([]byte("k"), 32),
		Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
			return i18n.WithCatalogue(b.sight(ctx), b.words, b.lang, b.zone), httpx.Session{Account: id.Account(b.who)}, nil
		},
		Frame: func(ctx context.Context, q *httpx.Req) (context.Context, error) {
			return ui.WithFrame(ctx, ui.Frame{At: q.R.URL, SignedIn: true}), nil
		},
		RenderFault: func(_ context.Context, f httpx.FaultView) httpx.Component { return ui.Val(f.Msg.Key) },
	})
	b.router.Add(web.Routes()...)
	b.who = "system"
	ctx := b.sight(context.Background())
	b.ok(b.db.Write(ctx, func(tx *db.Tx) error {
		for who, p := range map[id.Account]accesssvc.PostRow{
			"head": {Role: access.Head, Office: "o1"}, "officer": {Role: access.Officer, Office: "o1"},
			"cust1": {Role: access.Custodian, Office: "hq"}, "cust2": {Role: access.Custodian, Office: "hq"},
		} {
			p.Account, p.From = who, civil.MustDate("2026-01-01")
			if _, err := b.svc.Ops().AddPost(ctx, tx, p); err != nil {
				return err
			}
		}
		if err := b.svc.Ops().Admit(ctx, tx, ivan, "o1"); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}))
	b.who = "head"
	return b
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) sight(ctx context.Context) context.Context {
	rights := access.Rights{System: true, Now: b.db.Now()}
	if b.who != "system" {
		b.ok(b.db.Read(ctx, func(r *db.Reader) (err error) {
			rights, err = accesssvc.Load(ctx, r, id.Account(b.who), b.db.Now(), b.zone)
			return err
		}))
	}
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: id.Account(b.who)}), rights)
}

func (b *bench) get(path string) (int, string) {
	w := httptest.NewRecorder()
	b.router.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code, w.Body.String()
}

func (b *bench) post(path string, pairs ...string) (int, string, string) {
	form := url.Values{"_key": {b.router.FormKey(b.who)}}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	b.router.Handler().ServeHTTP(w, r)
	return w.Code, formKey.ReplaceAllString(w.Body.String(), ""), w.Header().Get("Location")
}

func TestRestrictionByForm(t *testing.T) {
	b := setup(t)
	path := "/clients/" + string(ivan) + "/restriction"
	if code, page, _ := b.post(path, "reason", ""); code != http.StatusUnprocessableEntity || !strings.Contains(page, "#restrict-reason") {
		t.Errorf("no reason: %d", code)
	}
	if code, _, to := b.post(path, "reason", "safety", "text", "угрозы", "allow", "head2"); code != http.StatusSeeOther || !strings.HasPrefix(to, path) {
		t.Errorf("%d to %q", code, to)
	}
	for _, lang := range i18n.Languages() {
		b.lang = lang
		if code, page := b.get(path); code != http.StatusOK || strings.Contains(page, "⟦") || !strings.Contains(page, "угрозы") {
			t.Errorf("%s: %d %v", lang, code, b.words.Missed())
		}
	}
	if code, _, _ := b.post(path+"/lift", "text", "миновало"); code != http.StatusSeeOther {
		t.Errorf("propose: %d", code)
	}
	b.who = "officer"
	if code, _ := b.get(path); code != http.StatusNotFound {
		t.Errorf("an officer reads the restriction: %d", code)
	}
	b.who = "cust1"
	for _, lang := range i18n.Languages() {
		b.lang = lang
		for _, p := range []string{path, "/restrictions", "/sealed", "/break-glass/reviews"} {
			if code, page := b.get(p); code != http.StatusOK || strings.Contains(page, "⟦") {
				t.Errorf("%s %s: %d %v", lang, p, code, b.words.Missed())
			}
		}
	}
	view, err := b.svc.Client(b.sight(context.Background()), ivan)
	b.ok(err)
	if code, _, _ := b.post(path+"/decide", "proposal", view.Proposals[0].ID, "version", "1", "decision", "approve"); code != http.StatusSeeOther {
		t.Errorf("decide: %d", code)
	}
	if view, err = b.svc.Client(b.sight(context.Background()), ivan); err != nil || view.Restricted {
		t.Errorf("not lifted: %v", err)
	}
}

func TestSealByForm(t *testing.T) {
	b := setup(t)
	b.who = "cust1"
	if code, _, to := b.post("/clients/"+string(ivan)+"/restriction/seal", "reason", "safety"); code != http.StatusSeeOther || !strings.HasPrefix(to, "/sealed") {
		t.Fatalf("%d to %q", code, to)
	}
	if code, page, _ := b.post("/sealed/propose", "client", string(ivan), "kind", "release", "until", "32.01.2026", "text", "суд"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "суд") {
		t.Errorf("impossible date: %d", code)
	}
	if code, _, _ := b.post("/sealed/propose", "client", string(ivan), "kind", "release", "account", "head", "until", "31.03.2026", "text", "суд"); code != http.StatusSeeOther {
		t.Errorf("propose: %d", code)
	}
	b.who = "cust2"
	for _, lang := range i18n.Languages() {
		b.lang = lang
		if code, page := b.get("/sealed"); code != http.StatusOK || strings.Contains(page, "⟦") || !strings.Contains(page, "/sealed/decide") {
			t.Errorf("%s: %d %v", lang, code, b.words.Missed())
		}
	}
}

func TestBreakGlassPageAnswersAlike(t *testing.T) {
	b := setup(t)
	b.who = "cust1"
	if code, page, _ := b.post("/clients/"+string(ivan)+"/restriction", "reason", "safety"); code != http.StatusSeeOther {
		t.Fatalf("restrict: %d %s", code, page)
	}
	b.who = "officer"
	for _, lang := range i18n.Languages() {
		b.lang = lang
		if code, page := b.get("/break-glass"); code != http.StatusOK || strings.Contains(page, "⟦") {
			t.Errorf("%s: %d %v", lang, code, b.words.Missed())
		}
	}
	b.lang = "ru"
	if code, page, _ := b.post("/break-glass", "pin", "123", "birth", "31.02.1980"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "#glass-birth") {
		t.Errorf("impossible date: %d", code)
	}
	code, page, _ := b.post("/break-glass", "pin", "123", "reason", "danger", "text", "угроза жизни")
	if code != http.StatusUnprocessableEntity || !strings.Contains(page, "#glass-pin") || !strings.Contains(page, "угроза жизни") {
		t.Errorf("short PIN: %d", code)
	}
	code, nobody, _ := b.post("/break-glass", "pin", "10101198000123", "reason", "danger", "text", "угроза жизни")
	if code != http.StatusOK || !strings.Contains(nobody, "10101198000123") {
		t.Errorf("nobody: %d, or what was typed is lost", code)
	}
	code, _, to := b.post("/break-glass", "pin", pin, "reason", "danger", "text", "угроза жизни")
	if code != http.StatusSeeOther || to != "/clients/"+string(ivan) {
		t.Errorf("opened: %d to %q", code, to)
	}
	b.who = "head"
	board, err := b.svc.Reviews(b.sight(context.Background()))
	b.ok(err)
	if len(board.Open) != 1 {
		t.Fatalf("%d to review", len(board.Open))
	}
	for _, lang := range i18n.Languages() {
		b.lang = lang
		if code, page := b.get("/break-glass/reviews"); code != http.StatusOK || strings.Contains(page, "⟦") || !strings.Contains(page, "угроза жизни") {
			t.Errorf("%s: %d %v", lang, code, b.words.Missed())
		}
	}
	if code, _, _ := b.post("/break-glass/reviews/"+board.Open[0].ID, "version", "1", "finding", "justified"); code != http.StatusSeeOther {
		t.Errorf("review: %d", code)
	}
	b.lang, b.who = "ru", "cust1"
	b.post("/clients/"+string(ivan)+"/restriction/seal", "reason", "safety")
	b.who = "officer"
	if code, sealedPage, _ := b.post("/break-glass", "pin", pin, "reason", "danger", "text", "угроза жизни"); code != http.StatusOK || sealedPage != strings.ReplaceAll(nobody, "10101198000123", pin) {
		t.Errorf("a sealed person answers otherwise than nobody: %d", code)
	}
}
