package signinweb_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/platform/i18n"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/platform/ui"
	"tuzjol/internal/signin"
	"tuzjol/internal/signin/signinsvc"
	"tuzjol/internal/signin/signinweb"
	"tuzjol/internal/testkit"
	"tuzjol/locale"
)

const (
	password = "seven grey mares graze"
	secret   = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
)

type guard struct{}

func (guard) Permit(context.Context, actor.Action) error { return nil }

// text is a component of plain text.
type text string

func (t text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(t))
	return err
}

// site is the pages with a database behind them, and one browser in front.
type site struct {
	t       *testing.T
	svc     *signinsvc.Service
	router  *httpx.Router
	handler http.Handler
	db      *db.DB
	clock   *testkit.Clock
	cookies map[string]*http.Cookie
	last    string // address of the page on the screen
	body    string
	saved   []string
}

func each(t *testing.T, test func(s *site)) {
	t.Helper()
	words, err := i18n.Load(locale.FS)
	if err != nil {
		t.Fatal(err)
	}
	testkit.EachDB(t, func(t *testing.T, d *db.DB, clock *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		s := &site{t: t, db: d, clock: clock, cookies: map[string]*http.Cookie{}}
		s.svc = signinsvc.New(signinsvc.Deps{DB: d, Seal: seal.New(ring), Guard: guard{}})
		web := &signinweb.Web{Service: s.svc, Home: "/account"}
		s.router = httpx.New(httpx.Options{
			Secret: bytes.Repeat([]byte("s"), 32), TLS: true,
			Session: web.Session, SaveDraft: web.SaveDraft, LoadDraft: web.LoadDraft, Replay: db.WithReplay,
			Language: func(ctx context.Context, lang string) context.Context {
				return i18n.WithCatalogue(ctx, words, lang, time.UTC)
			},
			Frame: func(ctx context.Context, q *httpx.Req) (context.Context, error) {
				return ui.WithFrame(ctx, ui.Frame{
					At: q.R.URL, SignedIn: q.Account() != "", SignOut: "/signout",
					NewKey: func() string { return httpx.FormKey(ctx) },
				}), nil
			},
			RenderFault: func(_ context.Context, f httpx.FaultView) httpx.Component { return text("fault " + f.Msg.Key) },
		})
		s.router.Add(web.Routes()...)
		s.router.Add(
			httpx.Route{Method: "GET", Pattern: "/notes/new", Do: func(*httpx.Req) (httpx.Reply, error) { return httpx.Page(text("empty form")), nil }},
			httpx.Route{Method: "POST", Pattern: "/notes", Do: s.note})
		s.handler = s.router.Handler()
		test(s)
	})
}

// note is a form as other capabilities write them.
func (s *site) note(q *httpx.Req) (httpx.Reply, error) {
	err := s.db.Write(q.Ctx(), func(tx *db.Tx) error {
		s.saved = append(s.saved, q.Value("body"))
		return tx.Record(q.Ctx(), "test.note", "")
	})
	if fault.Is(err, fault.Invalid) {
		return httpx.Invalid(text("form with " + q.Value("body") + " " + fault.As(err).Problems[0].Msg.Key)), nil
	}
	if err != nil {
		return httpx.Reply{}, err
	}
	return httpx.Redirect("/notes/new"), nil
}

func (s *site) seed() id.Account {
	s.t.Helper()
	ctx := context.Background()
	hash, err := s.svc.HashPassword(ctx, password)
	if err != nil {
		s.t.Fatal(err)
	}
	var account id.Account
	if err := s.db.Write(ctx, func(tx *db.Tx) error {
		account = id.Account(tx.NewID())
		if err := s.svc.SeedAccount(ctx, tx, signinsvc.Seed{
			Account: account, Login: "anna", Display: "Анна Асанова", Language: "en",
			PasswordHash: hash, TOTPSecret: secret,
		}); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}); err != nil {
		s.t.Fatal(err)
	}
	return account
}

func (s *site) code(secret string) string {
	s.t.Helper()
	s.clock.Advance(signin.TOTPPeriod * time.Second)
	code, err := hotp.GenerateCodeCustom(secret, uint64(signin.Step(s.db.Now())), hotp.ValidateOpts{Digits: otp.DigitsSix})
	if err != nil {
		s.t.Fatal(err)
	}
	return code
}

// answer is what came back: status and header; the body is on the screen.
type answer struct {
	StatusCode int
	Header     http.Header
}

func (s *site) do(r *http.Request) answer {
	s.t.Helper()
	for _, c := range s.cookies {
		r.AddCookie(c)
	}
	if s.last != "" {
		r.Header.Set("Referer", "https://tuzjol.example"+s.last)
	}
	r.Header.Set("Accept-Language", "en")
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	for _, c := range (&http.Response{Header: w.Header()}).Cookies() {
		if s.cookies[c.Name] = c; c.MaxAge < 0 {
			delete(s.cookies, c.Name)
		}
	}
	s.body = w.Body.String()
	return answer{StatusCode: w.Code, Header: w.Header()}
}

// get opens a page and follows redirects, as a browser does.
func (s *site) get(path string) int {
	s.t.Helper()
	for range 5 {
		res := s.do(httptest.NewRequest("GET", "https://tuzjol.example"+path, nil))
		if res.StatusCode != http.StatusSeeOther {
			s.last = path
			return res.StatusCode
		}
		path = res.Header.Get("Location")
	}
	s.t.Fatalf("redirects without end at %s", path)
	return 0
}

var keyField = regexp.MustCompile(`name="_key" value="([^"]+)"`)

// post sends the form of the page on the screen.
func (s *site) post(path string, fields ...string) int {
	s.t.Helper()
	form := url.Values{}
	if m := keyField.FindStringSubmatch(s.body); m != nil {
		form.Set("_key", m[1])
	}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	if u, err := url.Parse(s.last); err == nil && u.Query().Get("return") != "" && !form.Has("return") {
		form.Set("return", u.Query().Get("return"))
	}
	r := httptest.NewRequest("POST", "https://tuzjol.example"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	res := s.do(r)
	if res.StatusCode == http.StatusSeeOther {
		return s.get(res.Header.Get("Location"))
	}
	return res.StatusCode
}

func (s *site) want(status, got int, part string) {
	s.t.Helper()
	if got != status || !strings.Contains(s.body, part) {
		s.t.Fatalf("%s answers %d, want %d with %q in\n%s", s.last, got, status, part, s.body)
	}
}

func (s *site) signIn(page string) {
	s.t.Helper()
	s.want(200, s.get(page), `name="login"`)
	s.want(200, s.post("/signin", "login", "anna", "password", password), `name="code"`)
	s.post("/signin/code", "code", s.code(secret))
}

func TestSigningInLeadsBackToThePage(t *testing.T) {
	each(t, func(s *site) {
		s.seed()
		s.signIn("/notes/new")
		if s.last != "/notes/new" || s.body != "empty form" {
			t.Errorf("after signing in %s shows %q", s.last, s.body)
		}
		c := s.cookies["__Host-tuzjol"]
		if c == nil || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) < 22 {
			t.Errorf("cookie %+v", c)
		}
		s.want(200, s.get("/account"), "Open sessions")
		s.want(200, s.post("/signout"), `name="login"`)
		s.want(200, s.get("/account"), `name="login"`)
	})
}

func TestAWrongLoginAndAWrongPasswordShowTheSamePage(t *testing.T) {
	each(t, func(s *site) {
		s.seed()
		plain := func() string { return keyField.ReplaceAllString(s.body, "") }
		s.get("/signin")
		first := s.post("/signin", "login", "nobody", "password", "a wrong password")
		nobody := strings.ReplaceAll(plain(), "nobody", "X")
		s.get("/signin")
		second := s.post("/signin", "login", "anna", "password", "a wrong password")
		if first != 422 || second != first || nobody != strings.ReplaceAll(plain(), "anna", "X") {
			t.Error("the answers tell which accounts exist")
		}
	})
}

func TestWhatWasTypedIsThereAfterTheLock(t *testing.T) {
	each(t, func(s *site) {
		s.seed()
		s.signIn("/notes/new")
		for _, away := range []struct {
			time  time.Duration
			field string
		}{{16 * time.Minute, `name="code"`}, {13 * time.Hour, `name="login"`}} {
			s.get("/account") // a page with a form, for its key
			key := keyField.FindStringSubmatch(s.body)[1]
			s.last = "/notes/new"
			s.clock.Advance(away.time)
			s.want(200, s.post("/notes", "_key", key, "body", "half a page of notes"), away.field)
			if strings.Contains(s.last, "notes+") || len(s.saved) != 0 {
				t.Fatalf("at %s, saved %v", s.last, s.saved)
			}
			back, _ := url.Parse(s.last)
			if away.time > 12*time.Hour {
				s.post("/signin", "login", "anna", "password", password)
				s.post("/signin/code", "code", s.code(secret))
			} else {
				s.post("/signin/resume", "password", password, "code", s.code(secret), "return", back.Query().Get("return"))
			}
			s.want(200, 200, "form with half a page of notes draft.restored")
			if !strings.HasPrefix(s.last, "/notes/new?draft=") {
				t.Errorf("back at %s", s.last)
			}
		}
		if len(s.saved) != 0 {
			t.Error("a draft was written without being sent again")
		}
	})
}

func TestAdministratorHandsOverALink(t *testing.T) {
	each(t, func(s *site) {
		anna := s.seed()
		s.signIn("/accounts/" + string(anna))
		s.want(200, s.post("/accounts/"+string(anna)+"/token", "kind", "reset"), "/signin/token?t=")
		link := regexp.MustCompile(`/signin/token\?t=[\w-]+`).FindString(s.body)
		s.cookies = map[string]*http.Cookie{}
		s.want(200, s.get(link), "anna")
		token := strings.TrimPrefix(link, "/signin/token?t=")
		s.want(422, s.post("/signin/token", "token", token, "password", "password1234"), "easy to guess")
		s.want(200, s.post("/signin/token", "token", token, "password", "кар басып калган тоо"), `name="login"`)
		s.want(404, s.get(link), "no longer works")
	})
}

func TestFirstStart(t *testing.T) {
	each(t, func(s *site) {
		s.want(404, s.get("/signin/first?t=guess"), "no longer works")
		s.want(200, s.get("/signin/first"), `name="token"`)
		token, err := s.svc.FirstToken(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		s.want(200, s.get("/signin/first?t="+token), `name="display"`)
		s.want(200, s.post("/signin/first", "token", token, "login", "bermet", "display", "Бермет", "password", password), "qr.png")
		typed := regexp.MustCompile(`<p class="tz-strong">([A-Z2-7 ]+)</p>`).FindStringSubmatch(s.body)
		if typed == nil {
			t.Fatal("no key to type")
		}
		page := s.body
		if got := s.get("/signin/enrol/qr.png"); got != 200 || !strings.HasPrefix(s.body, "\x89PNG") {
			t.Errorf("picture answers %d", got)
		}
		s.body = page
		s.want(200, s.post("/signin/enrol", "code", s.code(strings.ReplaceAll(typed[1], " ", ""))), "Бермет")
		if s.last != "/account" {
			t.Errorf("at %s", s.last)
		}
	})
}

// Ensure each route that changes something refuses a request from elsewhere or without a key of ours, and says nothing to
// nobody (S39, S41).
func TestEveryRouteIsGuarded(t *testing.T) {
	each(t, func(s *site) {
		for _, route := range s.router.Routes() {
			path := strings.ReplaceAll(route.Pattern, "{id}", "0199a000-0000-7000-8000-000000000000")
			for _, origin := range []string{"cross-site", "same-origin"} {
				if route.Method == "GET" {
					continue
				}
				r := httptest.NewRequest(route.Method, "https://tuzjol.example"+path, nil)
				r.Header.Set("Sec-Fetch-Site", origin)
				res := s.do(r)
				toSignIn := res.StatusCode == 303 && strings.HasPrefix(res.Header.Get("Location"), "/signin?")
				if res.StatusCode != 403 && (!toSignIn || origin == "cross-site") {
					t.Errorf("%s %s from %s answers %d", route.Method, route.Pattern, origin, res.StatusCode)
				}
			}
			res := s.do(httptest.NewRequest("GET", "https://tuzjol.example"+path, nil))
			h := res.Header
			if h.Get("Cache-Control") != "no-store" || h.Get("X-Content-Type-Options") != "nosniff" ||
				!strings.Contains(h.Get("Content-Security-Policy"), "frame-ancestors 'none'") || h.Get("Strict-Transport-Security") == "" {
				t.Errorf("%s lacks headers: %v", route.Pattern, h)
			}
			if !route.Public && route.Method == "GET" && res.StatusCode != 303 {
				t.Errorf("%s answers nobody with %d", route.Pattern, res.StatusCode)
			}
		}
	})
}
