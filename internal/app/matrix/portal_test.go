package matrix

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/portal/checkinsvc"
	"tuzjol/internal/portal/portalsvc"
	"tuzjol/internal/portal/requestsvc"
	"tuzjol/internal/testkit/world"
)

// host is a browser on the clients' own host.
type host struct {
	t      *testing.T
	router *httpx.Router
	jar    map[string]string
}

func (h *host) send(method, path string, form url.Values) *httptest.ResponseRecorder {
	h.t.Helper()
	if form != nil {
		account := ""
		if token := h.jar["me"]; token != "" {
			account = h.jar["account"]
		}
		form.Set("_key", h.router.FormKey(account))
	}
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, what := range []string{"me", "try"} {
		if h.jar[what] != "" {
			r.AddCookie(&http.Cookie{Name: "__Host-tuzjol_" + what, Value: h.jar[what]})
		}
	}
	w := httptest.NewRecorder()
	h.router.Handler().ServeHTTP(w, r)
	if strings.Contains(w.Body.String(), "⟦") {
		h.t.Errorf("%s %s: text without a translation", method, path)
	}
	return w
}

// The clients' host: every page without a session leads to the door; a client reaches the own record only; no page of the staff is
// there, and none of these is among theirs; each read is the client's own entry.
func TestClientsHost(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		router, err := w.App.PortalRouter()
		if err != nil {
			t.Fatal(err)
		}
		h := &host{t: t, router: router, jar: map[string]string{}}
		me, other := w.Client(world.Own), w.Client(world.Other)
		own, foreign := asClient(w, me.ID), asClient(w, other.ID)
		asked := entries(t, w, own, me.ID)
		theirs := entries(t, w, foreign, other.ID)
		h.outside(router.Routes(), asked)
		separate(t, w, router)
		h.jar["me"], h.jar["account"] = sessionOf(t, w, me.ID)
		h.inside(router.Routes(), asked, theirs)
	})
}

func asClient(w *world.World, c id.Client) context.Context {
	ctx, _ := db.WithSubjects(actor.With(context.Background(), actor.Actor{Kind: actor.Client, Name: "test", Display: "portal"}))
	return accesssvc.ClientContext(ctx, c, w.App.DB.Now())
}

// entries makes one of each thing a client's pages name.
func entries(t *testing.T, w *world.World, ctx context.Context, c id.Client) map[string]string {
	t.Helper()
	s := world.Service[*requestsvc.Service](w)
	ask, err := s.Ask(ctx, requestsvc.Ask{Client: c, Kind: "ask", Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	complaint, err := s.Complain(ctx, requestsvc.Complain{Client: c, About: "officer", Text: "x"})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"/ask/{entry}": ask, "/complaint/{entry}": complaint}
}

func sessionOf(t *testing.T, w *world.World, c id.Client) (token, account string) {
	t.Helper()
	return sessionBy(t, w, c, "officer")
}

// sessionBy signs a client in to whom a member of staff has given access.
func sessionBy(t *testing.T, w *world.World, c id.Client, key string) (token, account string) {
	t.Helper()
	s := world.Service[*portalsvc.Service](w)
	officer := w.As(key)
	v, err := s.Access(officer, c)
	if err != nil {
		t.Fatal(err)
	}
	if len(v.Phones) == 0 {
		t.Fatal("the fictional client has no telephone")
	}
	word, err := s.Open(officer, portalsvc.Open{Client: c, Phone: v.Phones[0].Number})
	if err != nil {
		t.Fatal(err)
	}
	var code string
	s.Ops().Told = func(_, c string) { code = c }
	begun, err := s.Begin(context.Background(), portalsvc.Begin{Who: v.Phones[0].Number, Word: word, Lang: "ru"})
	if err != nil {
		t.Fatal(err)
	}
	entered, err := s.Enter(context.Background(), portalsvc.Enter{Attempt: begun.Attempt, Code: code})
	if err != nil {
		t.Fatal(err)
	}
	token = entered.Token
	session, err := s.Session(context.Background(), token)
	if err != nil || session.Client != c {
		t.Fatalf("%+v %v", session, err)
	}
	return token, session.Access
}

func pathOf(pattern string, things map[string]string) string {
	thing := things[pattern]
	if thing == "" {
		thing = nobody
	}
	return strings.NewReplacer("{entry}", thing, "{document}", thing, "{step}", "you", "{lang}", "ru", "{name}", "x.mp3", "{$}", "").Replace(pattern)
}

// outside asks for every page without a session.
func (h *host) outside(routes []httpx.Route, things map[string]string) {
	h.t.Helper()
	for _, r := range routes {
		if r.Public {
			continue
		}
		var form url.Values
		if r.Method == http.MethodPost {
			form = url.Values{}
		}
		a := h.send(r.Method, pathOf(r.Pattern, things), form)
		if a.Code != http.StatusSeeOther || !strings.HasPrefix(a.Header().Get("Location"), "/signin") {
			h.t.Errorf("%s %s without a session: %d to %q", r.Method, r.Pattern, a.Code, a.Header().Get("Location"))
		}
	}
}

// inside asks as one client for the own pages, for somebody else's things and for nobody's: the last two look the same.
func (h *host) inside(routes []httpx.Route, mine, theirs map[string]string) {
	h.t.Helper()
	for _, r := range routes {
		if r.Public || r.Method != http.MethodGet {
			continue
		}
		a := h.send(r.Method, pathOf(r.Pattern, mine), nil)
		if named := strings.Contains(r.Pattern, "{"); a.Code != http.StatusOK && !(named && mine[r.Pattern] == "" && a.Code == http.StatusNotFound) {
			h.t.Errorf("%s: %d", r.Pattern, a.Code)
		}
		if theirs[r.Pattern] == "" {
			continue
		}
		b, none := h.send(r.Method, pathOf(r.Pattern, theirs), nil), h.send(r.Method, pathOf(r.Pattern, nil), nil)
		if b.Code != http.StatusNotFound || none.Code != b.Code {
			h.t.Errorf("%s of another client: %d, of nobody: %d", r.Pattern, b.Code, none.Code)
		}
	}
}

// separate compares the two tables of routes.
func separate(t *testing.T, w *world.World, router *httpx.Router) {
	t.Helper()
	shared := []string{"GET /{$}", "GET /signin", "POST /signin", "POST /signout"}
	var staff []string
	for _, r := range w.Router.Routes() {
		staff = append(staff, r.Method+" "+r.Pattern)
	}
	for _, r := range router.Routes() {
		name := r.Method + " " + r.Pattern
		if slices.Contains(staff, name) && !slices.Contains(shared, name) {
			t.Errorf("%s is on both hosts", name)
		}
		if strings.Contains(name, "/clients/") {
			t.Errorf("%s on the clients' host names a client in its address", name)
		}
	}
	for _, path := range []string{"/day", "/caseload", "/clients/" + string(w.Client(world.Own).ID), "/audit", "/search"} {
		a := (&host{t: t, router: router, jar: map[string]string{}}).send(http.MethodGet, path, nil)
		if a.Code != http.StatusNotFound {
			t.Errorf("%s on the clients' host: %d", path, a.Code)
		}
	}
}

// The services refuse whoever is no client, and a client on somebody else's record.
func TestClientsOwnMethods(t *testing.T) {
	w := world.Open(t, "sqlite")
	me, other := w.Client(world.Own).ID, w.Client(world.Other).ID
	requests, checkins := world.Service[*requestsvc.Service](w), world.Service[*checkinsvc.Service](w)
	for name, ctx := range map[string]context.Context{"another client": asClient(w, other), "the officer": w.As("officer"), "the head": w.As("head")} {
		calls := map[string]error{}
		_, calls["Ask"] = requests.Ask(ctx, requestsvc.Ask{Client: me, Kind: "ask", Text: "x"})
		_, calls["Asked"] = requests.Asked(ctx, me)
		_, calls["Complain"] = requests.Complain(ctx, requestsvc.Complain{Client: me, About: "head", Text: "x"})
		_, calls["Complained"] = requests.Complained(ctx, me)
		_, calls["Papers"] = requests.Papers(ctx, me)
		calls["ConfirmPaper"] = requests.ConfirmPaper(ctx, me, nobody)
		_, _, calls["News"] = requests.News(ctx, me)
		_, calls["Waiting"] = checkins.Waiting(ctx, me)
		_, calls["Save"] = checkins.Save(ctx, checkinsvc.Save{Client: me, Entry: nobody, Step: "you"})
		calls["Send"] = checkins.Send(ctx, me, nobody)
		for call, err := range calls {
			if describe(err) != describe(fault.MissingRecord()) {
				t.Errorf("%s as %s: %v", call, name, err)
			}
		}
	}
}
