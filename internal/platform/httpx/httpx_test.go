package httpx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/httpx"
)

// text is a component of plain text.
type text string

func (t text) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(t))
	return err
}

// bench is one router with a session that the test sets.
type bench struct {
	*httpx.Router
	session httpx.Session
	drafts  map[string]httpx.Draft
	log     bytes.Buffer
	read    []int
	readErr error
	done    map[string]string // submission key to location
	writes  int
}

type replaying struct{}

func setup(t *testing.T, change ...func(*httpx.Options)) *bench {
	t.Helper()
	b := &bench{drafts: map[string]httpx.Draft{}, done: map[string]string{}, session: httpx.Session{Account: "anna"}}
	opt := httpx.Options{
		Secret: bytes.Repeat([]byte("k"), 32), Log: slog.New(slog.NewTextHandler(&b.log, nil)),
		Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
			return ctx, b.session, nil
		},
		LogRead: func(_ context.Context, _ *httpx.Req, status int) error {
			b.read = append(b.read, status)
			return b.readErr
		},
		RenderFault: func(_ context.Context, f httpx.FaultView) httpx.Component { return text("fault " + f.Msg.Key) },
		SaveDraft: func(_ context.Context, account id.Account, d httpx.Draft) (string, error) {
			b.drafts["d1"+string(account)] = d
			return "d1", nil
		},
		LoadDraft: func(_ context.Context, account id.Account, draft string) (httpx.Draft, error) {
			return b.drafts[draft+string(account)], nil
		},
		Replay: func(ctx context.Context) context.Context { return context.WithValue(ctx, replaying{}, true) },
		Repeated: func(err error) (int, string, bool) {
			var r *again
			if errors.As(err, &r) {
				return http.StatusSeeOther, r.location, true
			}
			return 0, "", false
		},
		Remember: func(ctx context.Context, _ int, location string) error {
			b.done[actor.RequestFrom(ctx).Key] = location
			return nil
		},
	}
	for _, c := range change {
		c(&opt)
	}
	b.Router = httpx.New(opt)
	b.Add(
		httpx.Route{Method: "GET", Pattern: "/notes/new", Do: func(q *httpx.Req) (httpx.Reply, error) {
			return httpx.Page(text("form " + q.Lang)), nil
		}},
		httpx.Route{Method: "POST", Pattern: "/notes", MaxFile: 1 << 20, Do: b.write},
		httpx.Route{Method: "GET", Pattern: "/clients/{id}/secret", Do: func(*httpx.Req) (httpx.Reply, error) {
			return httpx.Reply{}, fault.New(fault.Forbidden, "fault.forbidden")
		}},
		httpx.Route{Method: "GET", Pattern: "/boom", Do: func(*httpx.Req) (httpx.Reply, error) {
			panic("select pin from person where path='/secret/place'")
		}},
		httpx.Route{Method: "GET", Pattern: "/broken", Do: func(*httpx.Req) (httpx.Reply, error) {
			return httpx.Reply{}, errors.New("select pin from person")
		}},
		httpx.Route{Method: "POST", Pattern: "/step", Do: func(*httpx.Req) (httpx.Reply, error) {
			return httpx.Reply{}, fault.New(fault.StepUp, "fault.step_up")
		}},
		httpx.Route{Method: "GET", Pattern: "/open", Public: true, Do: func(*httpx.Req) (httpx.Reply, error) {
			return httpx.Page(text(strings.Repeat("open ", 1000))), nil
		}},
		httpx.Route{Method: "GET", Pattern: "/api/v1/things", Do: func(*httpx.Req) (httpx.Reply, error) {
			return httpx.JSON(map[string]int{"n": 1}), nil
		}},
	)
	return b
}

type again struct{ location string }

func (*again) Error() string { return "again" }

func (b *bench) write(q *httpx.Req) (httpx.Reply, error) {
	if q.Ctx().Value(replaying{}) != nil {
		return httpx.Invalid(text("restored " + q.Value("body"))), nil
	}
	if _, err := q.File("scan"); err != nil {
		return httpx.Invalid(text("kept " + q.Value("body"))), nil
	}
	if where, ok := b.done[q.Key]; ok {
		return httpx.Reply{}, &again{where}
	}
	b.writes++
	return httpx.Redirect("/notes/42"), nil
}

func (b *bench) get(t *testing.T, path string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	return b.send(t, "GET", path, nil, header...)
}

func (b *bench) post(t *testing.T, path string, form url.Values, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	header = append(header, "Content-Type", "application/x-www-form-urlencoded")
	return b.send(t, "POST", path, strings.NewReader(form.Encode()), header...)
}

func (b *bench) send(t *testing.T, method, path string, body io.Reader, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(method, "http://localhost"+path, body)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	b.Handler().ServeHTTP(w, r)
	return w
}

func want(t *testing.T, w *httptest.ResponseRecorder, status int, body string) {
	t.Helper()
	if w.Code != status || !strings.Contains(w.Body.String(), body) {
		t.Errorf("got %d %q, want %d with %q", w.Code, w.Body.String(), status, body)
	}
}

func TestEveryAnswerCarriesSecurityHeaders(t *testing.T) {
	b := setup(t, func(o *httpx.Options) { o.TLS = true })
	for _, path := range []string{"/notes/new", "/nothing", "/boom", "/open", "/healthz", "/api/v1/things", "/clients/1/secret"} {
		h := b.get(t, path).Header()
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "frame-ancestors 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: content policy %q", path, csp)
		}
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Cache-Control": "no-store",
		} {
			if h.Get(name) != value {
				t.Errorf("%s: %s is %q", path, name, h.Get(name))
			}
		}
		if !strings.HasPrefix(h.Get("Strict-Transport-Security"), "max-age=31536000") {
			t.Errorf("%s: no HSTS", path)
		}
	}
}

func TestUnsafeRequestsNeedOurFormAndOurOrigin(t *testing.T) {
	b := setup(t)
	good := url.Values{"_key": {b.FormKey("anna")}, "body": {"x"}}
	cases := []struct {
		name   string
		form   url.Values
		header []string
		status int
	}{
		{"other site", good, []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"other origin", good, []string{"Origin", "https://evil.example"}, 403},
		{"no key", url.Values{"body": {"x"}}, nil, 403},
		{"key of another account", url.Values{"_key": {b.FormKey("boris")}}, nil, 403},
		{"forged key", url.Values{"_key": {"abc.def"}}, nil, 403},
		{"our form", good, []string{"Sec-Fetch-Site", "same-origin"}, 303},
	}
	for _, c := range cases {
		if w := b.post(t, "/notes", c.form, c.header...); w.Code != c.status {
			t.Errorf("%s: %d, want %d", c.name, w.Code, c.status)
		}
	}
	if b.writes != 1 {
		t.Errorf("%d writes, want the one of our form", b.writes)
	}
}

func TestPanicAndErrorShowANumberAndNothingElse(t *testing.T) {
	b := setup(t)
	for _, path := range []string{"/boom", "/broken"} {
		w := b.get(t, path)
		want(t, w, 500, "fault fault.internal")
		for _, leak := range []string{"select", "person", "goroutine", ".go", "secret"} {
			if strings.Contains(w.Body.String(), leak) {
				t.Errorf("%s shows %q", path, leak)
			}
		}
		if len(w.Header().Get("X-Request-Id")) != 36 {
			t.Errorf("%s has no request identifier", path)
		}
	}
	if strings.Contains(b.log.String(), "secret/place") {
		t.Error("the log holds the value of a panic")
	}
}

func TestRefusalAboutAPersonReadsAsAbsence(t *testing.T) {
	b := setup(t)
	want(t, b.get(t, "/clients/1/secret"), 404, "fault.not_found")
}

func TestNobodyIsSentToSignInAndMachinesGetAProblem(t *testing.T) {
	b := setup(t)
	b.session = httpx.Session{}
	w := b.get(t, "/notes/new?sort=due")
	if w.Code != 303 || w.Header().Get("Location") != "/signin?return=%2Fnotes%2Fnew%3Fsort%3Ddue" {
		t.Errorf("page: %d %s", w.Code, w.Header().Get("Location"))
	}
	w = b.get(t, "/api/v1/things")
	want(t, w, 401, `"status":401`)
	if w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("api: %s", w.Header().Get("Content-Type"))
	}
	want(t, b.get(t, "/open"), 200, "open")
}

func TestWhatWasTypedSurvivesTheEndOfTheSession(t *testing.T) {
	for name, s := range map[string]httpx.Session{"ended": {Account: "anna", Ended: true}, "locked": {Account: "anna", Locked: true}} {
		b := setup(t)
		b.session = s
		form := url.Values{"_key": {b.FormKey("anna")}, "body": {"long text"}, "password": {"hunter2hunter2"}}
		w := b.post(t, "/notes", form, "Referer", "http://localhost/notes/new")
		target, err := url.Parse(w.Header().Get("Location"))
		if err != nil || w.Code != 303 || b.writes != 0 {
			t.Fatalf("%s: %d %s, %d writes", name, w.Code, w.Header().Get("Location"), b.writes)
		}
		back := target.Query().Get("return")
		if back != "/notes/new?draft=d1" {
			t.Fatalf("%s: back to %q", name, back)
		}
		if b.drafts["d1anna"].Values.Has("password") {
			t.Errorf("%s: a draft keeps a password", name)
		}
		b.session = httpx.Session{Account: "anna"}
		want(t, b.get(t, back), 200, "restored long text")
		if b.writes != 0 {
			t.Errorf("%s: looking at a draft wrote", name)
		}
		b.session = httpx.Session{Account: "boris"}
		want(t, b.get(t, back), 200, "form ")
	}
}

func TestStepUpKeepsTheForm(t *testing.T) {
	b := setup(t)
	w := b.post(t, "/step", url.Values{"_key": {b.FormKey("anna")}, "reason": {"why"}}, "Referer", "http://localhost/notes/new")
	if loc := w.Header().Get("Location"); !strings.HasPrefix(loc, "/signin/step-up?return=") || !strings.Contains(loc, "draft") {
		t.Errorf("step-up leads to %q", loc)
	}
}

func TestDoubleClickHasOneEffectAndOneAnswer(t *testing.T) {
	b := setup(t)
	form := url.Values{"_key": {b.FormKey("anna")}, "body": {"x"}}
	for range 2 {
		if w := b.post(t, "/notes", form); w.Header().Get("Location") != "/notes/42" {
			t.Errorf("answer %d to %q", w.Code, w.Header().Get("Location"))
		}
	}
	if b.writes != 1 {
		t.Errorf("%d writes", b.writes)
	}
	b.done = map[string]string{strings.Split(form.Get("_key"), "&")[0]: ""}
	want(t, b.post(t, "/notes", form), 200, "httpx.already_saved")
}

func TestReadThatCannotBeLoggedIsNotShown(t *testing.T) {
	b := setup(t)
	b.readErr = errors.New("disk full")
	w := b.get(t, "/notes/new")
	want(t, w, 503, "fault.unavailable")
	if strings.Contains(w.Body.String(), "form") {
		t.Error("the page went out without its read entry")
	}
}

func TestTooLargeFileKeepsTheFields(t *testing.T) {
	b := setup(t)
	srv := httptest.NewServer(b.Handler())
	defer srv.Close()
	pr, pw := io.Pipe()
	mw := multipart.NewWriter(pw)
	go func() {
		mw.WriteField("_key", b.FormKey("anna"))
		mw.WriteField("body", "typed text")
		f, _ := mw.CreateFormFile("scan", "huge.pdf")
		io.Copy(f, io.LimitReader(zeros{}, 300<<20))
		mw.Close()
		pw.Close()
	}()
	req, _ := http.NewRequest("POST", srv.URL+"/notes", pr)
	req.Header.Set("Content-Type", mw.FormDataContentType())
	req.ContentLength = 300<<20 + 600
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != 413 || string(body) != "kept typed text" {
		t.Errorf("%d %q", resp.StatusCode, body)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

func TestTooLargeFormIsRefused(t *testing.T) {
	b := setup(t)
	w := b.post(t, "/notes", url.Values{"_key": {b.FormKey("anna")}, "body": {strings.Repeat("x", 2<<20)}})
	want(t, w, 413, "httpx.body_too_large")
}

func TestLanguage(t *testing.T) {
	b := setup(t)
	want(t, b.get(t, "/notes/new"), 200, "form ky")
	want(t, b.get(t, "/notes/new", "Accept-Language", "de, ru-RU;q=0.8, en;q=0.5"), 200, "form ru")
	b.session.Lang = "en"
	want(t, b.get(t, "/notes/new", "Accept-Language", "ru"), 200, "form en")
	w := b.get(t, "/notes/new?lang=ru")
	want(t, w, 200, "form ru")
	want(t, b.get(t, "/notes/new", "Cookie", "tuzjol_lang="+w.Result().Cookies()[0].Value), 200, "form ru")
}

func TestLimitsAndCompression(t *testing.T) {
	b := setup(t, func(o *httpx.Options) { o.Limit.AccountPerMinute = 3 })
	for range 3 {
		want(t, b.get(t, "/notes/new"), 200, "form")
	}
	want(t, b.get(t, "/notes/new"), 429, "fault.too_many")
	b = setup(t)
	b.Add(httpx.Route{Method: "GET", Pattern: "/export", PerHour: 2, Do: func(*httpx.Req) (httpx.Reply, error) {
		return httpx.DownloadBytes("list.csv", "text/csv", []byte("a;b")), nil
	}})
	for range 2 {
		want(t, b.get(t, "/export"), 200, "a;b")
	}
	want(t, b.get(t, "/export"), 429, "fault.too_many")
	w := setup(t).get(t, "/open", "Accept-Encoding", "gzip")
	if w.Header().Get("Content-Encoding") != "gzip" || w.Body.Len() > 1000 {
		t.Errorf("not compressed: %d bytes", w.Body.Len())
	}
}

func TestPolicyReportsAreCounted(t *testing.T) {
	b := setup(t)
	w := b.send(t, "POST", "/csp-report", strings.NewReader(`{"csp-report":{"violated-directive":"script-src","document-uri":"/clients/x"}}`))
	if w.Code != 204 || b.Violations() != 1 {
		t.Errorf("%d, %d violations", w.Code, b.Violations())
	}
	if strings.Contains(b.log.String(), "clients/x") {
		t.Error("the log names a page")
	}
}

func TestLocalRefusesOtherSites(t *testing.T) {
	for _, bad := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "javascript:alert(1)", "", "x"} {
		if got := httpx.Local(bad, "/"); got != "/" {
			t.Errorf("%q leads to %q", bad, got)
		}
	}
	if got := httpx.Local("/a?b=c", "/"); got != "/a?b=c" {
		t.Error(got)
	}
}
