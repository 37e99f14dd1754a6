package orgweb_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/net/html"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/org"
	"tuzjol/internal/org/orgcasesvc"
	"tuzjol/internal/org/orgsvc"
	"tuzjol/internal/org/orgweb"
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
	alay   = id.Office("41706207000000")
	osh    = id.Office("41721000000000")
	azamat = id.Client("0190aaaa-0000-7000-8000-000000000001")
)

type bench struct {
	t      *testing.T
	db     *db.DB
	router *httpx.Router
	words  *i18n.Catalogue
	org    *orgsvc.Service
	cases  *orgcasesvc.Service
	who    string
	lang   string
	zone   *time.Location
}

func setup(t *testing.T) *bench {
	t.Helper()
	clock := testkit.NewClock()
	b := &bench{t: t, db: testkit.OpenDB(t, "sqlite", db.Options{Clock: clock.Now}), who: "head", lang: "ru", zone: time.FixedZone("KG", 6*3600)}
	rules, err := kg.Load()
	b.ok(err)
	b.words, err = i18n.Load(locale.FS)
	b.ok(err)
	ring, err := seal.LoadOrCreateKey(t.TempDir())
	b.ok(err)
	labels := func(ctx context.Context, r *db.Reader, clients []id.Client) (map[id.Client]access.Label, error) {
		out := map[id.Client]access.Label{}
		for _, c := range clients {
			out[c] = access.Label{Name: "Азамат Токтогулов", File: "7-2026"}
		}
		return out, nil
	}
	b.org = orgsvc.New(b.db, orgsvc.Deps{Rules: rules, Zone: b.zone, Sealer: seal.New(ring), Labels: labels})
	b.cases = orgcasesvc.New(b.db, b.org.Ops(), orgcasesvc.Deps{Rules: rules})
	web := orgweb.New(orgweb.Deps{Hire: func(_ context.Context, in org.Hire) (string, error) { return "token-for-" + in.Login, nil }, Rules: rules, Org: b.org, Cases: b.cases, Shell: func(context.Context, id.Client, string) (templ.Component, error) { return ui.None(), nil }})
	b.router = httpx.New(httpx.Options{
		Secret: bytes.Repeat([]byte("k"), 32),
		Session: func(ctx context.Context, _ *http.Request) (context.Context, httpx.Session, error) {
			return i18n.WithCatalogue(b.sight(ctx, b.who), b.words, b.lang, b.zone), httpx.Session{Account: id.Account(b.who)}, nil
		},
		Frame: func(ctx context.Context, q *httpx.Req) (context.Context, error) {
			return ui.WithFrame(ctx, ui.Frame{At: q.R.URL, SignedIn: true}), nil
		},
		RenderFault: func(_ context.Context, f httpx.FaultView) httpx.Component { return ui.Val(f.Msg.Key) },
	})
	b.router.Add(web.Routes()...)
	b.people()
	return b
}

func (b *bench) ok(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) sight(ctx context.Context, who string) context.Context {
	var rights access.Rights
	b.ok(b.db.Read(ctx, func(r *db.Reader) (err error) {
		rights, err = accesssvc.Load(ctx, r, id.Account(who), b.db.Now(), b.zone)
		return err
	}))
	if who == "system" {
		rights = access.Rights{System: true, Now: b.db.Now()}
	}
	return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: id.Account(who)}), rights)
}

func (b *bench) people() {
	offices, err := kg.Offices()
	b.ok(err)
	ctx := b.sight(context.Background(), "system")
	_, err = b.org.LoadOffices(ctx, offices)
	b.ok(err)
	b.ok(b.db.Write(ctx, func(tx *db.Tx) error {
		for _, p := range []struct {
			who, name string
			role      access.Role
			at        id.Office
		}{
			{"head", "Жылдыз Асанова", access.Head, alay},
			{"aida", "Айда Бекова", access.Officer, alay},
			{"bolot", "Болот Осмонов", access.Officer, alay},
			{"oshhead", "Нурлан Алиев", access.Head, osh},
			{"admin", "Админ", access.Admin, access.TopOffice},
		} {
			if err := b.org.Ops().AddStaff(ctx, tx, org.Staff{ID: id.Account(p.who), Name: p.name, Language: "ky"}); err != nil {
				return err
			}
			if _, err := b.org.Ops().AddPost(ctx, tx, org.Post{Account: id.Account(p.who), Role: p.role, Office: p.at, Valid: civil.Since(civil.MustDate("2026-01-01"))}); err != nil {
				return err
			}
		}
		if err := (accesssvc.Ops{}).Admit(ctx, tx, azamat, alay); err != nil {
			return err
		}
		return tx.Record(ctx, "test", "")
	}))
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
	return w.Code, w.Body.String(), w.Header().Get("Location")
}

// sound checks what every page must be: one h1, unique ids, no missing words.
func (b *bench) sound(path, page string) {
	b.t.Helper()
	if strings.Contains(page, "⟦") {
		b.t.Errorf("%s %s lacks words: %v", b.lang, path, b.words.Missed())
	}
	doc, err := html.Parse(strings.NewReader(page))
	b.ok(err)
	ids, heads := map[string]bool{}, 0
	var walk func(*html.Node)
	walk = func(n *html.Node) {
		if n.Data == "h1" {
			heads++
		}
		for _, a := range n.Attr {
			if a.Key == "id" {
				if ids[a.Val] {
					b.t.Errorf("%s: id %q twice", path, a.Val)
				}
				ids[a.Val] = true
			}
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c)
		}
	}
	walk(doc)
	if heads != 1 {
		b.t.Errorf("%s: %d h1", path, heads)
	}
}

func TestPagesSpeakEveryLanguage(t *testing.T) {
	b := setup(t)
	ctx := b.sight(context.Background(), "head")
	b.ok(b.cases.Allocate(ctx, orgcasesvc.Allocate{Client: azamat, Account: "aida", Reason: "first"}))
	aida := b.sight(context.Background(), "aida")
	b.ok(b.cases.Declare(aida, orgcasesvc.Declare{Client: azamat, Reason: "relative", Note: "сват"}))
	b.ok(b.cases.RequestTransfer(aida, orgcasesvc.RequestTransfer{Client: azamat, To: osh, Reason: "moved"}))
	b.ok(b.org.AddAbsence(ctx, org.Absence{Account: "bolot", Reason: "leave", Days: civil.Period{From: civil.MustDate("2026-03-03"), To: civil.MustDate("2026-03-09")}}))
	for _, lang := range i18n.Languages() {
		b.lang = lang
		for who, paths := range map[string][]string{
			"head": {
				"/office", "/office/unallocated", "/office/absences", "/office/conflicts", "/office/transfers", "/office/approvals", "/staff", "/staff/aida",
				"/clients/" + string(azamat) + "/allocation", "/notices", "/offices",
			},
			"admin":   {"/staff/new", "/staff?office=", "/staff/aida", "/offices", "/offices?on=01.06.2023", "/offices/" + string(alay)},
			"oshhead": {"/office/transfers", "/notices", "/clients/" + string(azamat) + "/allocation"},
			"aida":    {"/clients/" + string(azamat) + "/allocation", "/notices"},
		} {
			b.who = who
			for _, path := range paths {
				code, page := b.get(path)
				if code != http.StatusOK {
					t.Errorf("%s %s %s: %d %.300s", lang, who, path, code, page)
					continue
				}
				b.sound(path, page)
			}
		}
	}
}

func TestAllocateByForm(t *testing.T) {
	b := setup(t)
	if _, page := b.get("/office"); !strings.Contains(page, "Азамат Токтогулов") || !strings.Contains(page, "Айда Бекова · 0 → 1") {
		t.Errorf("the board offers neither client nor officer")
	}
	code, page, _ := b.post("/office", "office", string(alay), "client", string(azamat), "reason", "first", "note", "осторожно: собака")
	if code != http.StatusUnprocessableEntity || !strings.Contains(page, "осторожно: собака") || !strings.Contains(page, `href="#allocate-account"`) {
		t.Errorf("%d: what was typed is lost, or the field is not named", code)
	}
	b.sound("/office", page)
	code, _, to := b.post("/office", "office", string(alay), "client", string(azamat), "account", "aida", "reason", "first")
	if code != http.StatusSeeOther || !strings.HasPrefix(to, "/office?done=org_allocated") {
		t.Fatalf("%d to %q", code, to)
	}
	if _, page := b.get("/office"); strings.Contains(page, "Азамат Токтогулов") {
		t.Error("allocated, still listed")
	}
	b.who = "aida"
	if _, page := b.get("/notices"); !strings.Contains(page, "Азамат Токтогулов") {
		t.Error("the officer is not told")
	}
	if code, _, _ := b.post("/clients/"+string(azamat)+"/allocation", "account", "bolot", "reason", "workload"); code != http.StatusNotFound {
		t.Errorf("an officer allocated: %d", code)
	}
}

func TestOutOfSightIsNotFound(t *testing.T) {
	b := setup(t)
	b.who = "oshhead"
	code, page := b.get("/clients/" + string(azamat) + "/allocation")
	none, empty := b.get("/clients/0190aaaa-0000-7000-8000-00000000ffff/allocation")
	if code != http.StatusNotFound || none != code || strings.ReplaceAll(page, string(azamat), "") != empty {
		t.Errorf("%d %d", code, none)
	}
	if code, _ := b.get("/office?office=" + string(alay)); code != http.StatusForbidden {
		t.Errorf("another office's board: %d", code)
	}
}

func TestConflictAndTransferByForm(t *testing.T) {
	b := setup(t)
	path := "/clients/" + string(azamat)
	b.post(path+"/allocation", "account", "aida", "reason", "first")
	b.who = "aida"
	if code, page, _ := b.post(path+"/conflict", "reason", ""); code != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#conflict-reason"`) {
		t.Errorf("no bond named: %d", code)
	}
	if code, _, to := b.post(path+"/conflict", "reason", "relative", "urgent", "yes"); code != http.StatusSeeOther || !strings.HasPrefix(to, "/notices") {
		t.Errorf("%d to %q", code, to)
	}
	if code, _ := b.get(path + "/allocation"); code != http.StatusNotFound {
		t.Errorf("shut out, still sees: %d", code)
	}
	b.who = "head"
	board, err := b.cases.Conflicts(b.sight(context.Background(), "head"))
	b.ok(err)
	c := board.Open[0]
	if code, page, _ := b.post("/office/conflicts/"+c.ID, "version", "1", "decision", "exclude"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "#"+c.ID+"-route") {
		t.Errorf("no route: %d", code)
	}
	if code, _, _ := b.post("/office/conflicts/"+c.ID, "version", "1", "decision", "exclude", "route", "neighbour", "to_office", string(osh)); code != http.StatusSeeOther {
		t.Errorf("decide: %d", code)
	}
	b.who = "oshhead"
	transfers, err := b.cases.Transfers(b.sight(context.Background(), "oshhead"))
	b.ok(err)
	if code, _, _ := b.post("/office/transfers/"+transfers.In[0].ID, "version", "1", "state", "accepted"); code != http.StatusSeeOther {
		t.Errorf("accept: %d", code)
	}
	if code, _ := b.get(path + "/allocation"); code != http.StatusOK {
		t.Errorf("accepted, not in sight: %d", code)
	}
	if code, page, _ := b.post("/office/transfers/"+transfers.In[0].ID, "version", "1", "state", "accepted"); code != http.StatusUnprocessableEntity || !strings.Contains(page, "govuk-error-summary") {
		t.Errorf("answered twice: %d", code)
	}
}

func TestStaffAndOfficesByForm(t *testing.T) {
	b := setup(t)
	if code, _, _ := b.post("/staff/aida/posts", "role", "head"); code != http.StatusForbidden {
		t.Errorf("a head gave a post: %d", code)
	}
	b.who = "admin"
	if code, page, _ := b.post("/staff/aida/posts", "role", "officer", "office", string(osh), "weekdays", "4", "weekdays", "2", "from", "31.02.2026"); code != http.StatusUnprocessableEntity || !strings.Contains(page, `href="#post-from"`) {
		t.Errorf("impossible date: %d", code)
	}
	if code, _, _ := b.post("/staff/aida/posts", "role", "officer", "office", string(osh), "weekdays", "4", "weekdays", "2", "from", "01.03.2026"); code != http.StatusSeeOther {
		t.Errorf("post: %d", code)
	}
	if _, page := b.get("/staff/aida"); !strings.Contains(page, "вторник, четверг") {
		t.Error("the days are not shown in order")
	}
	if code, _, _ := b.post("/offices/"+string(alay), "parent", "mru-jalal-abad", "from", "01.04.2026", "reason", "приказ 12"); code != http.StatusSeeOther {
		t.Errorf("re-parent: %d", code)
	}
	if code, page, _ := b.post("/offices", "kind", "district", "code", "41706207000000", "soate", "12", "from", "01.04.2026"); code != http.StatusUnprocessableEntity ||
		!strings.Contains(page, "#office-soate") || !strings.Contains(page, "#office-code") || !strings.Contains(page, "#office-name_ky") {
		t.Errorf("new office: %d", code)
	}
}

func TestHireShowsTheTokenOnce(t *testing.T) {
	b := setup(t)
	if code, _ := b.get("/staff/new"); code != http.StatusForbidden {
		t.Errorf("a head opens the form: %d", code)
	}
	b.who = "admin"
	if code, page, _ := b.post("/staff", "login", "n.asanov", "language", "ky", "from", "03.03.2026"); code != http.StatusUnprocessableEntity ||
		!strings.Contains(page, "#hire-name") || !strings.Contains(page, "#hire-role") || !strings.Contains(page, "n.asanov") {
		t.Errorf("%d", code)
	}
	code, page, _ := b.post("/staff", "login", "n.asanov", "name", "Нурбек Асанов", "language", "ky", "role", "officer", "office", string(alay), "from", "03.03.2026")
	if code != http.StatusOK || !strings.Contains(page, "token-for-n.asanov") {
		t.Errorf("%d", code)
	}
	b.sound("/staff", page)
}
