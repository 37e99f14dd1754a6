package demorun

import (
	"context"
	"encoding/base32"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"tuzjol/internal/app"
	"tuzjol/internal/audit/auditsvc"
	"tuzjol/internal/demo"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pgtest"
)

func demoAt(t *testing.T, dir, database string, clients int) *app.App {
	t.Helper()
	cfg, err := Config(dir, database, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	a, _, err := Open(context.Background(), cfg, Wish{Seed: 1, Clients: clients}, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// visitor is a browser without a screen.
type visitor struct {
	t    *testing.T
	base string
	c    *http.Client
}

func visit(t *testing.T, a *app.App) *visitor {
	t.Helper()
	router, err := a.Router()
	if err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(a.Handler(router))
	t.Cleanup(srv.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, srv.URL, &http.Client{Jar: jar}}
}

func (v *visitor) get(path string) (int, string) {
	v.t.Helper()
	res, err := v.c.Get(v.base + path) //nolint:noctx // a test
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read only
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

var keyField = regexp.MustCompile(`name="_key" value="([^"]+)"`)

func (v *visitor) post(page, path string, form url.Values) (int, string) {
	v.t.Helper()
	_, body := v.get(page)
	key := keyField.FindStringSubmatch(body)
	if key == nil {
		v.t.Fatalf("no form on %s", page)
	}
	form.Set("_key", key[1])
	res, err := v.c.PostForm(v.base+path, form) //nolint:noctx // a test
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read only
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

// The demonstration fills an empty folder with a record that verifies, opens its door, and goes on where it ended.
func TestDemo(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { demoWorks(t, "") })
	t.Run("postgres", func(t *testing.T) {
		url, drop, err := pgtest.Clone("demo_empty", func(string) error { return nil })
		if errors.Is(err, pgtest.ErrAbsent) {
			testkit.SkipOrFail(t, "postgres", err.Error())
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(drop)
		demoWorks(t, url)
	})
}

func demoWorks(t *testing.T, database string) {
	t.Helper()
	dir := t.TempDir()
	a := demoAt(t, dir, database, 120)
	ctx := context.Background()
	rep, err := a.Audit().Verify(a.Operator(ctx), auditsvc.VerifyOptions{Records: true})
	if err != nil || !rep.OK() || rep.Rows < 120*10 {
		t.Fatalf("verify: %d rows, %v, %+v", rep.Rows, err, rep.Problems)
	}
	accounts, err := demo.ReadAccounts(dir)
	if err != nil || len(accounts) != len(demo.Personas()) {
		t.Fatalf("%d accounts, %v", len(accounts), err)
	}
	for _, x := range accounts {
		if _, err := base32.StdEncoding.DecodeString(x.TOTPSecret); err != nil || x.Password == "" || !strings.HasPrefix(x.APIToken, "tzj_") || x.Office == "" {
			t.Errorf("%s: %+v", x.Persona, x)
		}
	}
	v := visit(t, a)
	if code, body := v.get("/"); code != http.StatusOK || !strings.Contains(body, "/demo/enter/auditor") {
		t.Fatalf("front: %d", code)
	}
	if code, _ := v.get("/demo/tours/nowhere"); code != http.StatusNotFound {
		t.Errorf("an unknown tour answers %d", code)
	}
	code, body := v.post("/demo", "/demo/enter/officer", url.Values{"return": {"/day"}})
	if code != http.StatusOK || !strings.Contains(body, "Бактыбек уулу") {
		t.Errorf("the officer's day: %d, the waiting man is on it: %v", code, strings.Contains(body, "Бактыбек уулу"))
	}
	if code, body = v.post("/search", "/search", url.Values{"q": {"бактыбек"}}); code != http.StatusOK || !strings.Contains(body, "Бактыбек уулу Нурлан") {
		t.Errorf("search: %d", code)
	}
	if code, _ = v.get("/clients/" + string(a.Demonstration().Stories[demo.RestrictedStory])); code != http.StatusNotFound {
		t.Errorf("the restricted client answers the officer %d", code)
	}
	if code, body = v.get("/clients/" + string(a.Demonstration().Stories[demo.MovedStory+"_from"]) + "/timeline"); code != http.StatusOK || strings.Contains(body, "жыгач устаканасы") {
		t.Errorf("the namesake's timeline: %d, or the moved entry is still there", code)
	}
	v.sealed("/clients/" + string(a.Demonstration().Stories[demo.MovedStory+"_from"]))
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	again := demoAt(t, dir, database, 5000)
	defer again.Close() //nolint:errcheck // the test is over
	if again.Demonstration().Clients != 120 || again.Demonstration().Stories[demo.WaitingStory] != a.Demonstration().Stories[demo.WaitingStory] {
		t.Errorf("a second start filled anew: %+v", again.Demonstration())
	}
}

// sealed: the judgement in the compartment is there for the head, who is inside, and for nobody else, the officer of the case included.
func (v *visitor) sealed(client string) {
	v.t.Helper()
	const word = "экстремизм"
	for _, persona := range []string{"officer", "director", "regional", "records", "duty_operator"} {
		v.post("/demo", "/demo/enter/"+persona, url.Values{"return": {"/demo"}})
		for _, page := range []string{client, client + "/timeline", client + "/assessment", client + "/access-log", "/notices", "/day"} {
			if _, body := v.get(page); strings.Contains(strings.ToLower(body), word) {
				v.t.Errorf("%s reads of the compartment on %s", persona, page)
			}
		}
	}
	v.post("/demo", "/demo/enter/head", url.Values{"return": {"/demo"}})
	code, body := v.get(client + "/assessment")
	if code != http.StatusOK || !strings.Contains(strings.ToLower(body), word) {
		v.t.Errorf("the head who is inside does not find the judgement: %d", code)
	}
}

// What a large world brings over from paper verifies too, and stands on the cards like everything else.
func TestDemoCarriedOverFromPaper(t *testing.T) {
	cfg, err := Config(t.TempDir(), "", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	a, _, err := Open(ctx, cfg, Wish{Seed: 2, Clients: 90, Told: 5}, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the test is over
	if rep, err := a.Audit().Verify(a.Operator(ctx), auditsvc.VerifyOptions{Records: true}); err != nil || !rep.OK() {
		t.Fatalf("verify: %v, %+v", err, rep.Problems)
	}
	type row struct{ Cards, Running, Contacts int }
	var got row
	if err := a.DB.Read(a.Operator(ctx), func(r *db.Reader) (err error) {
		got, err = db.One[row](ctx, r, `select count(*), coalesce(sum(case when c.order_status = 'running' then 1 else 0 end), 0),
			(select count(*) from supervision_contact s where {visible s.client_id}) from casefile_card c where {visible c.client_id}`)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got.Cards < 80 || got.Running < 60 || got.Contacts < 90*15 {
		t.Errorf("%+v", got)
	}
}

// Outside the demonstration its addresses are unknown, and somebody's own folder is not touched.
func TestDemoIsRefusedElsewhere(t *testing.T) {
	dir := t.TempDir()
	cfg, err := Config(dir, "", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	cfg.Demo = false
	a, err := app.Open(context.Background(), cfg, app.Options{})
	if err != nil {
		t.Fatal(err)
	}
	v := visit(t, a)
	for _, path := range []string{"/demo", "/demo/tours/officer"} {
		if code, _ := v.get(path); code != http.StatusNotFound {
			t.Errorf("%s answers %d", path, code)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	cfg.Demo = true
	if a, _, err := Open(context.Background(), cfg, Wish{Clients: 10}, app.Options{}); err == nil {
		t.Error("a service of its own opened as a demonstration")
		a.Close() //nolint:errcheck // failed already
	} else if !strings.Contains(err.Error(), "service of its own") {
		t.Error(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "demo.json")); err == nil {
		t.Error("the folder was marked as a demonstration")
	}
}
