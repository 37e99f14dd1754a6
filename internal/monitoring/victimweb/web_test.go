package victimweb_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/access"
	"tuzjol/internal/access/accesssvc"
	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/victimsvc"
	"tuzjol/internal/monitoring/victimweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/notify"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const (
	osh  = id.Office("41721000000000")
	name = "Сезимбаева Айсулуу"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Through the pages: entered, told how, consent, place drawn, approved by the second person who sees no address, withdrawn; what is wrong
// is said at once and nothing typed is lost; a closed record shows no word of her; every page speaks three languages.
func TestVictimPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		texts, err := kg.VictimTexts()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := seal.New(ring)
		orders := monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: rules, Zone: zone, Languages: []string{"ky"}})
		svc := victimsvc.New(d, victimsvc.Deps{Seal: s, Rules: rules, Zone: zone, Texts: texts, Outbox: &notify.Outbox{Seal: s, Zone: zone}})
		who, role := id.Account("o1"), access.Officer
		as := func(ctx context.Context) (context.Context, id.Account) {
			rights := access.Rights{Account: who, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), rights), who
		}
		ctx, _ := as(context.Background())
		site := pagetest.New(t, d, as, victimweb.New(victimweb.Deps{Victims: svc}).Routes()...)
		order := protection(t, d, ctx, orders)
		saved := func(at string, fields ...string) string {
			t.Helper()
			code, to := site.Post(at, fields...)
			if code != http.StatusSeeOther {
				t.Fatalf("POST %s: %d %.900s", at, code, to)
			}
			to, _, _ = strings.Cut(to, "?")
			return to
		}
		refused := func(at string, fields ...string) string {
			t.Helper()
			code, body := site.Post(at, fields...)
			if code != http.StatusUnprocessableEntity {
				t.Fatalf("POST %s: %d", at, code)
			}
			return body
		}
		version := 0
		next := func(fields ...string) []string {
			version++
			return append([]string{"version", string(rune('0' + version))}, fields...)
		}
		site.Wants(refused("/monitoring/victims/new", "order", order, "name", "", "lang", "ky", "phrase", "Боорсок даяр"), `value="Боорсок даяр"`, `href="#name"`)
		one := saved("/monitoring/victims/new", "order", order, "name", name, "lang", "ky", "words", "Атын атабоо")
		site.Wants(refused(one+"/phones", "version", "1", "number", "abc", "way", "trusted"), `value="abc"`, `href="#phone-number"`, `href="#phone-person"`)
		saved(one+"/phones", next("number", "0555 731 942", "way", "call")...)
		refused(one+"/places", "version", "2", "kind", "home")
		refused(one+"/consent", "version", "2", "lang", "ky", "text_ky", "0")
		saved(one+"/consent", next("lang", "ky", "text_ky", "1", "on", svc.Today().String(), "understood", "own_words", "signed", "signed")...)
		site.Wants(refused(one+"/places", "version", "3", "kind", "home", "address", "Моңуева 411", "points", "somewhere", "radius", "x", "buffer", "200"),
			`href="#place-points"`, `href="#place-radius"`, `href="#place-basis"`, `value="Моңуева 411"`)
		saved(one+"/places", next("kind", "home", "address", "Моңуева 411", "points", "40.51400, 72.81610", "radius", "300", "buffer", "200", "basis", "Определение суда")...)
		saved(one+"/device", next("kind", "phone_app", "ident", "phone-of-her")...)

		who, role = "h1", access.Head
		hers := []string{name, "731 942", "731942", "Моңуева", "40.514", "phone-of-her"}
		absent := func(body string) {
			t.Helper()
			for _, w := range hers {
				if strings.Contains(body, w) {
					t.Errorf("a closed record shows %q", w)
				}
			}
		}
		for lang, word := range map[string]string{"ky": "Корголуучу", "ru": "Охраняем", "en": "rotected"} {
			for _, page := range []string{"/monitoring/victims", one, "/monitoring/victim-places"} {
				code, body := site.Get(page, lang)
				if code != http.StatusOK || strings.Contains(body, "⟦") {
					t.Fatalf("%s in %s: %d", page, lang, code)
				}
				if page != "/monitoring/victim-places" {
					site.Wants(body, word)
				}
				absent(body)
			}
			if code, body := site.Get("/monitoring/victim-text?in="+lang, lang); code != http.StatusOK || !strings.Contains(body, "102") {
				t.Errorf("text in %s: %d", lang, code)
			}
		}
		waiting, err := svc.Proposals(headContext(d))
		must(t, err)
		refused("/monitoring/victim-places/"+waiting[0].ID, "version", "1", "answer", "return")
		saved("/monitoring/victim-places/"+waiting[0].ID, "version", "1", "answer", "approve")
		refused(one+"/open", "purpose", "review", "words", "so")
		saved(one+"/open", "purpose", "review", "words", "Проверка перед пересмотром")
		for _, lang := range []string{"ky", "ru", "en"} {
			code, body := site.Get(one, lang)
			if code != http.StatusOK || strings.Contains(body, "⟦") {
				t.Fatalf("%s in %s: %d", one, lang, code)
			}
			site.Wants(body, name, "Моңуева 411", "phone-of-her", "Проверка перед пересмотром")
		}
		code, body := site.Post("/monitoring/victims/search", "name", "айсулуу")
		if code != http.StatusOK || !strings.Contains(body, strings.TrimPrefix(one, "/monitoring/victims/")) {
			t.Errorf("search: %d", code)
		}
		absent(body)
		refused(one+"/withdraw", "version", "5")
		saved(one+"/withdraw", next("how", "phone")...)
		who, role = "s1", access.SocialWorker
		if code, _ := site.Get(one, "ru"); code == http.StatusOK {
			t.Error("a social worker opens her record")
		}
	})
}

func headContext(d *db.DB) context.Context {
	return accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.User, Account: "h1"}),
		access.Rights{Account: "h1", Posts: []access.Post{{ID: "p", Role: access.Head, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()})
}

// protection makes an order in force against a client of the officer.
func protection(t *testing.T, d *db.DB, ctx context.Context, orders *monitoringsvc.Service) string { //nolint:revive // the test's own context
	t.Helper()
	var c id.Client
	must(t, d.Write(ctx, func(tx *db.Tx) error {
		c = id.Client(tx.NewID())
		if err := (accesssvc.Ops{}).Admit(ctx, tx, c, osh); err != nil {
			return err
		}
		if err := (accesssvc.Ops{}).Relate(ctx, tx, c, "o1", access.Assigned, "", nil); err != nil {
			return err
		}
		return tx.Record(ctx, access.Allocate, "")
	}))
	today := orders.Today()
	order, err := orders.Draft(ctx, monitoringsvc.Draft{Client: c, Regime: regime.ProtectionOrder, Terms: regime.Terms{
		Act: "protection", ActNumber: "ОО-7/26", Authority: "court", Body: "Суд", DecidedOn: today, From: today, Until: today.AddDays(20), Level: regime.ZonesOnly,
		Purpose: "victim", ReviewOn: today.AddDays(15), Words: "Охранный ордер",
	}})
	must(t, err)
	must(t, orders.Decide(headContext(d), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
	return order
}
