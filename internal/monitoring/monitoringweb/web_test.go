package monitoringweb_test

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
	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/monitoringsvc"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/monitoring/tracksvc"
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

// Through the pages: a draft that lacks things keeps what was typed, another person approves, a device is fitted, what it sends is read for a
// reason; every page speaks three languages.
func TestMonitoringPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(t, err)
		rules, err := kg.Load()
		must(t, err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(t, err)
		s := seal.New(ring)
		orders := monitoringsvc.New(d, monitoringsvc.Deps{Seal: s, Rules: rules, Zone: zone, Languages: []string{"ky", "ru", "en"}})
		devices := devicesvc.New(d, devicesvc.Deps{Seal: s, Rules: rules, Zone: zone})
		tracks := tracksvc.New(d, tracksvc.Deps{Seal: s, Rules: rules, Zone: zone})
		who, role := id.Account("o1"), access.Officer
		as := func(ctx context.Context) (context.Context, id.Account) {
			rights := access.Rights{Account: who, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), rights), who
		}
		ctx, _ := as(context.Background())
		w := monitoringweb.New(monitoringweb.Deps{Orders: orders, Devices: devices, Tracks: tracks, Offices: func(context.Context, string) (map[id.Office]string, error) {
			return map[id.Office]string{osh: "Ош шаары"}, nil
		}})
		site := pagetest.New(t, d, as, w.Routes()...)
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
		base, today := "/clients/"+string(c)+"/monitoring", orders.Today()
		saved := func(at string, fields ...string) string {
			t.Helper()
			code, to := site.Post(at, fields...)
			if code != http.StatusSeeOther {
				t.Fatalf("POST %s: %d %.600s", at, code, to)
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
		draft := []string{
			"regime", "supervision", "act", "judgment", "number", "УД-17/26", "authority", "court", "body", "Ошский городской суд", "decided_on", today.AddDays(-2).String(),
			"from", today.String(), "until", today.AddDays(20).String(), "level", "full_trail", "purpose", "obligations", "review_on", today.AddDays(10).String(),
		}
		site.Wants(refused(base+"/new", draft...), "УД-17/26", `value="full_trail" checked`, `href="#words"`)
		order := saved(base+"/new", append(draft, "words", "Обязан быть дома ночью")...)
		who, role = "h1", access.Head
		refused(order+"/decide", "version", "1", "answer", "return")
		saved(order+"/decide", "version", "1", "answer", "approve")
		device := saved("/monitoring/devices/new", "ident", "phone-1", "kind", "phone_app", "model", "Мобильный контроль", "serial", "S-1", "office", string(osh))
		site.Wants(refused("/monitoring/devices/new", "ident", "phone-1", "kind", "phone_app", "model", "М", "serial", "S", "office", string(osh)), "уже на учёте")
		who, role = "o1", access.Officer
		refused(order+"/fit", "device", strings.TrimPrefix(device, "/monitoring/devices/"))
		saved(order+"/note", "version", "2", "what", "sheet", "lang", "ky", "day", today.String())
		refused(order+"/note", "version", "2", "what", "sheet", "lang", "ky", "day", today.String()) // two at once
		saved(order+"/fit", "device", strings.TrimPrefix(device, "/monitoring/devices/"))

		job := accesssvc.Context(actor.With(context.Background(), actor.Actor{Kind: actor.Job, Name: "test"}), access.Rights{System: true, Now: d.Now()})
		now := d.Now().Time()
		got, err := tracks.Store(job, []track.Arrived{{Protocol: "osmand", Frame: []byte("x"), Message: monitoring.Message{
			Device: "phone-1", ReceivedAt: now, Position: &monitoring.Position{At: now, Lat: monitoring.DegreesE7(40.51401), Lon: monitoring.DegreesE7(72.81611), Valid: true, Mechanism: monitoring.Satellite},
		}}})
		must(t, err)
		if got[0].Outcome != track.Stored {
			t.Fatal(got)
		}
		worn, err := devices.Worn(ctx, c)
		must(t, err)
		ask := []string{"fitting", worn[0].ID, "from", today.String(), "from_time", "00:00", "until", today.AddDays(1).String(), "until_time", "00:00", "purpose", "read_obligation"}
		refused(base+"/positions", ask...)
		refused(base+"/positions", "fitting", worn[0].ID, "from", today.String(), "from_time", "nine", "until", today.AddDays(1).String(), "purpose", "read_obligation", "words", "Проверка дома ночью")
		read := saved(base+"/positions", append(ask, "words", "Проверка дома ночью")...)
		code, body := site.Get(read, "ru")
		if code != http.StatusOK {
			t.Fatalf("read: %d %.400s", code, body)
		}
		site.Wants(body, "40,51401", "72,81611", "спутник")

		for lang, word := range map[string]string{"ky": "Түзмөк", "ru": "стройств", "en": "evice"} {
			for _, page := range []string{base, order, base + "/positions", "/monitoring/devices", device} {
				code, body := site.Get(page, lang)
				if code != http.StatusOK {
					t.Fatalf("%s in %s: %d", page, lang, code)
				}
				site.Wants(body, word)
			}
		}
		who, role = "h1", access.Head
		for lang, word := range map[string]string{"ky": "электрондук көзөмөл", "ru": "электронный надзор", "en": "electronic supervision"} {
			for _, page := range []string{"/monitoring?show=all", order + "/vary", base + "/new"} {
				code, body := site.Get(page, lang)
				if code != http.StatusOK {
					t.Fatalf("%s in %s: %d", page, lang, code)
				}
				if !strings.HasSuffix(page, "/vary") {
					site.Wants(body, word)
				}
			}
			if code, body := site.Get("/monitoring/quarantine", lang); code != http.StatusOK || strings.Contains(body, "⟦") {
				t.Fatalf("quarantine in %s: %d", lang, code)
			}
		}
		if code, body := site.Get("/monitoring/devices/csv", "ru"); code != http.StatusOK || !strings.Contains(body, "phone-1") {
			t.Errorf("csv: %d %.300s", code, body)
		}
	})
}
