package outageweb_test

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
	"tuzjol/internal/monitoring/outagesvc"
	"tuzjol/internal/monitoring/outageweb"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

// Through the pages: a wrong entry keeps what was typed and names every fault at once, a right one stands in the register in three languages,
// its end asks for a reason, and an officer reads the register without forms.
func TestOutagePages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		d.SetRecorders(&testkit.Book{})
		rules, err := kg.Load()
		if err != nil {
			t.Fatal(err)
		}
		zone, err := time.LoadLocation("Asia/Bishkek")
		if err != nil {
			t.Fatal(err)
		}
		register := outagesvc.New(d, outagesvc.Deps{Rules: rules, Zone: zone})
		who, role, office := id.Account("d1"), access.DutyOperator, access.TopOffice
		as := func(ctx context.Context) (context.Context, id.Account) {
			rights := access.Rights{Account: who, Posts: []access.Post{{ID: "p", Role: role, Office: office}}, Offices: []id.Office{office}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), rights), who
		}
		site := pagetest.New(t, d, as, outageweb.New(outageweb.Deps{Register: register, Offices: func(context.Context, string) (map[id.Office]string, error) {
			return map[id.Office]string{osh: "Ош шаары", "mru-osh": "Башкармалык"}, nil
		}}).Routes()...)

		code, body := site.Post(outageweb.Path, "what", "power", "area", string(osh), "from", "2026-13-45", "note", "Журнал 14")
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("a wrong day: %d", code)
		}
		site.Wants(body, "Журнал 14", `href="#from"`)
		code, body = site.Post(outageweb.Path, "from", d.Now().In(zone).AddDays(2).String())
		if code != http.StatusUnprocessableEntity {
			t.Fatalf("nothing said: %d", code)
		}
		site.Wants(body, `href="#what"`, `href="#area"`, `href="#from"`, `href="#source"`, `href="#note"`)
		today := d.Now().In(zone).String()
		if code, to := site.Post(outageweb.Path, "what", "power", "area", string(osh), "from", today, "from_time", "00:01", "source", "told", "village", "Кара-Суу", "note", "Авария на подстанции"); code != http.StatusSeeOther {
			t.Fatalf("a right one: %d %.500s", code, to)
		}
		for lang, word := range map[string]string{"ky": "Электр жарыгы", "ru": "Электроснабжение", "en": "Power"} {
			code, body := site.Get(outageweb.Path, lang)
			if code != http.StatusOK || strings.Contains(body, "⟦") {
				t.Fatalf("in %s: %d", lang, code)
			}
			site.Wants(body, word, "Ош шаары", "Кара-Суу", "Авария на подстанции")
		}
		ctx, _ := as(context.Background())
		list, _, err := register.List(ctx, outagesvc.Filter{})
		if err != nil || len(list) != 1 {
			t.Fatalf("%v %v", list, err)
		}
		act := outageweb.Path + "/" + list[0].ID
		if code, body = site.Post(act, "version", "1", "what", "ended"); code != http.StatusUnprocessableEntity || !strings.Contains(body, `href="#d-reason"`) {
			t.Errorf("an end without a reason: %d", code)
		}
		if code, _ = site.Post(act, "version", "9", "what", "ended", "reason", "Подача восстановлена"); code != http.StatusUnprocessableEntity {
			t.Errorf("from a stale page: %d", code)
		}
		for query, want := range map[string]bool{"?words=кара-суу&what=power": true, "?what=network": false, "?time=over": false, "?area=" + string(osh): true} {
			if code, body = site.Get(outageweb.Path+query, "ru"); code != http.StatusOK || strings.Contains(body, "Авария на подстанции") != want {
				t.Errorf("%s: %d, or found: %v", query, code, !want)
			}
		}
		if code, body = site.Get(outageweb.Path+"/csv?what=power", "ru"); code != http.StatusOK || !strings.Contains(body, "what,area,village,operator,from,until,note") || !strings.Contains(body, "Кара-Суу") {
			t.Errorf("as CSV: %d %.300s", code, body)
		}
		if code, body = site.Get(act, "ru"); code != http.StatusOK || strings.Contains(body, "⟦") || !strings.Contains(body, `value="Кара-Суу"`) {
			t.Errorf("one: %d", code)
		}
		again := []string{"version", "1", "what", "power", "area", string(osh), "from", today, "from_time", "00:02", "source", "told", "village", "Кара-Суу", "note", "Авария на ТП-7"}
		if code, body = site.Post(act+"/correct", again...); code != http.StatusUnprocessableEntity || !strings.Contains(body, "Авария на ТП-7") {
			t.Errorf("a correction without a reason: %d", code)
		}
		if code, _ = site.Post(act+"/correct", append(again, "reason", "Уточнили подстанцию")...); code != http.StatusSeeOther {
			t.Errorf("a correction: %d", code)
		}
		if code, _ = site.Post(act, "version", "2", "what", "ended", "reason", "Подача восстановлена"); code != http.StatusSeeOther {
			t.Errorf("the end: %d", code)
		}
		if code, _ = site.Post(outageweb.Path+"/nothing", "version", "1", "what", "ended", "reason", "x"); code != http.StatusNotFound {
			t.Errorf("one that is not there: %d", code)
		}
		importing(t, site)
		who, role, office = "o1", access.Officer, osh
		code, body = site.Get(outageweb.Path, "ru")
		if code != http.StatusOK || strings.Contains(body, "<form") && strings.Contains(body, `name="note"`) {
			t.Errorf("an officer: %d, or with a form", code)
		}
	})
}
