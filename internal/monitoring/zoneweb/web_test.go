package zoneweb_test

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
	"tuzjol/internal/monitoring/zone"
	"tuzjol/internal/monitoring/zonesvc"
	"tuzjol/internal/monitoring/zoneweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Through the pages: a draft that lacks things keeps what was typed and names each field, a victim's home is refused without telling why,
// a second person decides after reading the check, hours are freed, the zone is ended; every page speaks three languages.
func TestZonePages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		where, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := seal.New(ring)
		orders := monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: rules, Zone: where, Languages: []string{"ky", "ru", "en"}})
		hers := zone.At(40.6, 72.9)
		zones := zonesvc.New(d, zonesvc.Deps{Seal: s, Rules: rules, Zone: where, VictimLivesAt: func(_ context.Context, _ *db.Reader, _ id.Client, at zone.Point) (bool, error) {
			return zone.Between(at, hers) < 50, nil
		}})
		who, role := id.Account("o1"), access.Officer
		as := func(ctx context.Context) (context.Context, id.Account) {
			rights := access.Rights{Account: who, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), rights), who
		}
		asUser := func() context.Context { ctx, _ := as(context.Background()); return ctx }
		site := pagetest.New(t, d, as, zoneweb.New(zoneweb.Deps{Zones: zones}).Routes()...)
		var c id.Client
		must(t, d.Write(asUser(), func(tx *db.Tx) error {
			c = id.Client(tx.NewID())
			if err := (accesssvc.Ops{}).Admit(asUser(), tx, c, osh); err != nil {
				return err
			}
			if err := (accesssvc.Ops{}).Relate(asUser(), tx, c, "o1", access.Assigned, "", nil); err != nil {
				return err
			}
			return tx.Record(asUser(), access.Allocate, "")
		}))
		today := orders.Today()
		order, err := orders.Draft(asUser(), monitoringsvc.Draft{Client: c, Regime: regime.Supervision, Terms: regime.Terms{
			Act: "judgment", ActNumber: "УД-1", Authority: "court", Body: "Соту", DecidedOn: today.AddDays(-3), From: today, Until: today.AddDays(29),
			Level: regime.FullTrail, Purpose: "obligations", ReviewOn: today.AddDays(5), Words: "Керек",
		}})
		must(t, err)
		who, role = "h1", access.Head
		must(t, orders.Decide(asUser(), monitoringsvc.Decide{Client: c, Order: order, Version: 1, Approve: true}))
		who, role = "o1", access.Officer

		base := "/clients/" + string(c) + "/monitoring/orders/" + order + "/zones"
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
		bow := "40.50, 72.80\n40.51, 72.81\n40.50, 72.81\n40.51, 72.80"
		site.Wants(refused(base+"/new", "kind", "exclusion", "form", "polygon", "points", bow, "name", "Базар", "times", "hours", "mon", "night", "from", "40.13.2026", "buffer", "many"),
			"Базар", "40.50, 72.80", `href="#points"`, "пересекает", `href="#basis"`, `href="#mon"`, `value="night"`, `href="#from"`, `href="#buffer"`)
		home := []string{"kind", "home", "form", "circle", "radius", "80", "name", "Үй", "basis", "3-пункт", "times", "always"}
		told := refused(base+"/new", append(home, "points", "40,6; 72,9")...)
		site.Wants(told, "охраняемое лицо") // the officer of the case may read of victims
		who, role = "r1", access.Records
		if code, _ := site.Post(base+"/new", append(home, "points", "40,6; 72,9")...); code != http.StatusForbidden && code != http.StatusNotFound {
			t.Errorf("records draw: %d", code)
		}
		who, role = "o1", access.Officer
		z := saved(base+"/new", "kind", "exclusion", "form", "circle", "radius", "300", "points", "40.50, 72.80", "name", "Базар", "basis", "4-пункт", "times", "hours",
			"mon", "08:00-20:00", "holiday", "own", "own", "10:00-12:00", "buffer", "150")
		if code, _ := site.Get("/monitoring/zones", "ru"); code != http.StatusForbidden {
			t.Errorf("an officer reads the queue: %d", code)
		}
		who, role = "h1", access.Head
		code, body := site.Get("/monitoring/zones", "ru")
		if code != http.StatusOK {
			t.Fatal(code)
		}
		site.Wants(body, strings.TrimPrefix(z, base), "Запретное место")
		site.Wants(refused(z+"/decide", "version", "1", "answer", "approve"), `href="#d-seen"`)
		saved(z+"/decide", "version", "1", "answer", "approve", "seen", "yes")
		site.Wants(refused(z+"/decide", "version", "1", "answer", "approve", "seen", "yes"), "govuk-error-summary") // two at once
		site.Wants(refused(z+"/permit", "effect", "permission", "from", today.String(), "reason", "family", "words", "Той"), `href="#p-until"`)
		saved(z+"/permit", "effect", "permission", "from", today.AddDays(1).String(), "from_time", "09:00", "until", today.AddDays(1).String(), "until_time", "11:00", "reason", "family", "words", "Той")
		for lang, words := range map[string][2]string{"ky": {"күчүндө", "Жер"}, "ru": {"действует", "Место"}, "en": {"in force", "Place"}} {
			for _, page := range []string{base, base + "/print", base + "/new", base + "/life", z, z + "/change", "/monitoring/zones"} {
				code, body := site.Get(page, lang)
				if code != http.StatusOK || strings.Contains(body, "⟦") {
					t.Fatalf("%s in %s: %d", page, lang, code)
				}
				if page == base || page == z {
					site.Wants(body, words[0])
				}
				if page == base+"/new" || page == z+"/change" {
					site.Wants(body, words[1])
				}
			}
		}
		site.Wants(refused(base+"/life", "what", "work", "name", "Цех", "points", "somewhere", "radius", "50"), `href="#points"`, "somewhere")
		saved(base+"/life", "what", "work", "name", "Цех", "points", "40.55, 72.85", "radius", "50")
		refused(z+"/end", "version", "2")
		saved(z+"/end", "version", "2", "reason", "needless", "words", "Кереги жок")
		if code, _ := site.Get("/clients/"+string(c)+"/monitoring/orders/"+order+"/zones/01890a5d-ac96-774b-bcce-b302099a8057", "ru"); code != http.StatusNotFound {
			t.Errorf("a zone that is not there: %d", code)
		}
	})
}
