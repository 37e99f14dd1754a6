package readtest

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
	"tuzjol/internal/monitoring/keep"
	"tuzjol/internal/monitoring/keepweb"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/nearweb"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/monitoring/track"
	"tuzjol/internal/platform/httpx"
	"tuzjol/internal/testkit/pagetest"
)

// site is the pages of the three rooms, entered as whoever who and role say.
func (k *kit) site(who *id.Account, role *access.Role) *pagetest.Site {
	t := k.T.(*testing.T) //nolint:errcheck,forcetypeassert // benchmarks have no pages
	as := func(ctx context.Context) (context.Context, id.Account) {
		rights := access.Rights{Account: *who, Posts: []access.Post{{ID: "p", Role: *role, Office: osh}}, Offices: []id.Office{osh}, Now: k.DB.Now()}
		return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: *who}), rights), *who
	}
	var routes []httpx.Route
	routes = append(routes, monitoringweb.New(monitoringweb.Deps{Orders: k.Orders, Devices: k.Devices, Tracks: k.Tracks}).Routes()...)
	routes = append(routes, nearweb.New(nearweb.Deps{Service: k.near}).Routes()...)
	routes = append(routes, keepweb.New(keepweb.Deps{Service: k.keep}).Routes()...)
	return pagetest.New(t, k.DB, as, routes...)
}

func (k *kit) answers(what string, code, want int, body string) {
	k.T.Helper()
	if code != want {
		k.T.Fatalf("%s: %d, want %d: %.500s", what, code, want, body)
	}
}

// The page of a reading, the data of its map and its files: only for whoever read it, only for a while, only with the grant.
func TestReadingPages(t *testing.T) {
	each(t, func(k *kit) {
		who, role := id.Account("o1"), access.Officer
		site := k.site(&who, &role)
		c, _ := k.Fitted("phone-1", regime.FullTrail)
		zoned, _ := k.Fitted("phone-2", regime.ZonesOnly)
		k.Clock.Advance(3 * time.Hour)
		var list []track.Arrived
		for i := range 450 {
			list = append(list, k.Point("phone-1", k.Now().Add(time.Duration(i-450)*15*time.Second), 40.5+float64(i)*1e-5), k.Point("phone-2", k.Now().Add(time.Duration(i-450)*15*time.Second), 40.5))
		}
		k.Store(list...)
		base, today := "/clients/"+string(c)+"/monitoring/positions", k.Orders.Today()
		ask := []string{"from", today.AddDays(-1).String(), "from_time", "12:00", "until", today.AddDays(1).String(), "until_time", "12:00", "purpose", "read_alert", "words", "Сигнал: проверка места"}
		code, read := site.Post(base, append(ask, "fitting", k.Fitting(c))...)
		k.answers("read", code, http.StatusSeeOther, read)
		for lang, word := range map[string]string{"ky": "Жүргөн жол", "ru": "Пройденный путь", "en": "Track"} {
			code, body := site.Get(read, lang)
			k.answers("page", code, http.StatusOK, body)
			site.Wants(body, word, `data-source="`+read+`/points"`, "<noscript>", "<polyline", "?page=1")
			if strings.Contains(body, "/export") || strings.Contains(body, "⟦") || strings.Contains(body, "style=") {
				t.Errorf("%s: %.300s", lang, body)
			}
		}
		code, body := site.Get(read+"?page=2", "ru")
		k.answers("last page", code, http.StatusOK, body)
		site.Wants(body, `id="p50"`, `id="p1"`)
		code, body = site.Get(read+"/points", "ru")
		k.answers("points", code, http.StatusOK, body)
		site.Wants(body, `"kind":"track"`, `"kind":"fix"`, "спутник", `"radius":12`)
		code, body = site.Post(read+"/export", "format", "csv", "purpose", "read_court", "words", "Для суда по делу 12")
		k.answers("an officer's file", code, http.StatusNotFound, body)
		who = "o2"
		for _, path := range []string{read, read + "/points"} {
			code, body = site.Get(path, "ru")
			if code == http.StatusOK {
				t.Errorf("%s answers somebody else: %.200s", path, body)
			}
		}

		who, role = "h1", access.Head
		code, read = site.Post(base, append(ask, "fitting", k.Fitting(c))...)
		k.answers("a head reads", code, http.StatusSeeOther, read)
		code, body = site.Post(read+"/export", "format", "exe", "purpose", "", "words", "мало")
		k.answers("nothing said", code, http.StatusUnprocessableEntity, body)
		site.Wants(body, `href="#format"`, `href="#purpose"`, `href="#words"`, "мало")
		for format, want := range map[string]string{"csv": "sha256_of_positions", "gpx": "<trkpt"} {
			code, body = site.Post(read+"/export", "format", format, "purpose", "read_court", "words", "=для суда по делу 12")
			k.answers(format, code, http.StatusOK, body)
			site.Wants(body, want, "read_court")
			if format == "csv" && !strings.Contains(body, "'=для суда") {
				t.Errorf("the reason is a formula: %.400s", body)
			}
		}
		if n := k.Book.Facts("monitoring.positions_exported", c); n != 2 {
			t.Errorf("%d files are in the record", n)
		}
		code, none := site.Post("/clients/"+string(zoned)+"/monitoring/positions", append(ask, "fitting", k.Fitting(zoned))...)
		k.answers("zones only", code, http.StatusSeeOther, none)
		code, body = site.Get(none+"/points", "ru")
		k.answers("points of zones only", code, http.StatusOK, body)
		if strings.Contains(body, "coordinates") {
			t.Errorf("places are told: %.200s", body)
		}
		code, body = site.Post(none+"/export", "format", "csv", "purpose", "read_court", "words", "Для суда по делу 12")
		k.answers("a file of zones only", code, http.StatusUnprocessableEntity, body)
		k.Clock.Advance(31 * time.Minute)
		code, body = site.Get(read, "ru")
		k.answers("later", code, http.StatusNotFound, body)
	})
}

// Asking, deciding, running and reporting through the pages, in three languages, with nothing typed lost.
func TestNearPages(t *testing.T) {
	each(t, func(k *kit) {
		who, role := id.Account("h1"), access.Head
		site := k.site(&who, &role)
		k.Fitted("phone-1", regime.FullTrail)
		k.Clock.Advance(time.Hour)
		k.Store(k.Point("phone-1", k.Now(), 40.5))
		k.Clock.Advance(time.Hour)
		local := func(back time.Duration) (string, string) {
			at := k.Now().Add(-back).In(time.FixedZone("", 6*3600))
			return at.Format("2006-01-02"), at.Format("15:04")
		}
		fromDay, fromTime := local(2 * time.Hour)
		untilDay, untilTime := local(0)
		code, body := site.Post("/monitoring/near/new", "lat", "юг", "lon", "72,8", "radius", "ten", "from", "32.13.2026", "until", untilDay, "until_time", "25:00", "words", "мало")
		k.answers("everything wrong", code, http.StatusUnprocessableEntity, body)
		site.Wants(body, `href="#lat"`, `href="#radius"`, `href="#from"`, `href="#until_time"`, `href="#words"`, `href="#basis"`, `href="#case_number"`, "юг", "32.13.2026", "мало")
		code, at := site.Post("/monitoring/near/new", "basis", "near_court", "case_number", "УД-<7>", "words", "Суд спрашивает, кто был у магазина", "lat", "40,5", "lon", "72.8", "radius", "150",
			"from", fromDay, "from_time", fromTime, "until", untilDay, "until_time", untilTime)
		k.answers("asked", code, http.StatusSeeOther, at)
		at, _, _ = strings.Cut(at, "?")
		code, body = site.Post(at+"/decide", "version", "1", "answer", "approve")
		k.answers("a head decides", code, http.StatusForbidden, body)
		code, body = site.Get(at+"/report?format=pdf&lang=ru", "ru")
		k.answers("a report before", code, http.StatusNotFound, body)
		who, role = "r1", access.Regional
		code, body = site.Post(at+"/decide", "version", "1", "answer", "refuse")
		k.answers("no words", code, http.StatusUnprocessableEntity, body)
		code, body = site.Post(at+"/decide", "version", "1", "answer", "approve")
		k.answers("approved", code, http.StatusSeeOther, body)
		who, role = "h1", access.Head
		code, body = site.Post(at+"/run", "version", "2")
		k.answers("run", code, http.StatusSeeOther, body)
		code, body = site.Post(at+"/run", "version", "3")
		k.answers("run again", code, http.StatusUnprocessableEntity, body)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, page := range []string{at, "/monitoring/near", "/monitoring/near/new"} {
				code, body = site.Get(page, lang)
				k.answers(page, code, http.StatusOK, body)
				if strings.Contains(body, "⟦") || strings.Contains(body, "style=") {
					t.Errorf("%s in %s", page, lang)
				}
			}
		}
		_, body = site.Get(at, "ru")
		site.Wants(body, "УД-&lt;7&gt;", "внутри круга", "data-features")
		for q, begins := range map[string]string{"format=pdf&lang=ru": "%PDF-", "format=docx&lang=ky": "PK"} {
			if code, body = site.Get(at+"/report?"+q, "en"); code != http.StatusOK || !strings.HasPrefix(body, begins) {
				t.Errorf("%s: %d %.40q", q, code, body)
			}
		}
		code, body = site.Get(at+"/report?format=pdf&lang=en", "ru")
		k.answers("no report in English", code, http.StatusNotFound, body)
		who, role = "d1", access.Director
		code, body = site.Get(at, "ru")
		k.answers("a third person", code, http.StatusNotFound, body)
		who, role = "o1", access.Officer
		code, body = site.Get("/monitoring/near", "ru")
		k.answers("an officer", code, http.StatusForbidden, body)
	})
}

// Holds and certificates through the pages.
func TestRetentionPages(t *testing.T) {
	each(t, func(k *kit) {
		who, role := id.Account("h1"), access.Head
		site := k.site(&who, &role)
		c, _ := k.Fitted("phone-1", regime.FullTrail)
		k.Store(k.Point("phone-1", k.Now(), 40.5))
		k.Clock.Advance(3 * time.Hour)
		_, err := k.Tracks.Digest(k.Job())
		k.Must(err)
		base, today := "/clients/"+string(c)+"/monitoring/holds", k.keep.Today()
		code, body := site.Post(base, "from", "вчера", "words", "мало", "ends", today.AddDays(-1).String())
		k.answers("all wrong", code, http.StatusUnprocessableEntity, body)
		site.Wants(body, `href="#from"`, `href="#until"`, `href="#reason"`, `href="#words"`, `href="#ends"`, "вчера", "мало")
		code, body = site.Post(base, "from", today.String(), "until", today.String(), "reason", "hold_complaint", "words", "Жалоба клиента рассматривается", "ends", today.AddDays(9).String())
		k.answers("held", code, http.StatusSeeOther, body)
		list, err := k.keep.OfClient(k.Chief(), c)
		k.Must(err)
		one := base + "/" + list[0].ID
		code, body = site.Post(one+"/lift", "version", "1", "lift_words", "мало")
		k.answers("no reason", code, http.StatusUnprocessableEntity, body)
		site.Wants(body, "мало", `href="#`+list[0].ID+`lift_words"`)
		code, body = site.Post(one+"/lift", "version", "1", "lift_words", "Жалоба рассмотрена, ответ дан")
		k.answers("proposed", code, http.StatusSeeOther, body)
		code, body = site.Post(one+"/agree", "version", "2")
		k.answers("the same person", code, http.StatusUnprocessableEntity, body)
		who = "h2"
		code, body = site.Post(one+"/agree", "version", "1")
		k.answers("stale", code, http.StatusUnprocessableEntity, body)
		code, body = site.Post(one+"/agree", "version", "2")
		k.answers("lifted", code, http.StatusSeeOther, body)
		k.Clock.Advance(400 * 24 * time.Hour)
		_, err = k.keep.Sweep(k.Job())
		k.Must(err)
		who, role = "a1", access.Auditor
		state, err := k.keep.State(k.As("a1", access.Auditor, osh))
		k.Must(err)
		for _, lang := range []string{"ky", "ru", "en"} {
			for _, page := range []string{"/monitoring/retention", "/monitoring/retention/" + state.Certificates[0].ID} {
				code, body = site.Get(page, lang)
				k.answers(page, code, http.StatusOK, body)
				if strings.Contains(body, "⟦") || strings.Contains(body, string(c)) {
					t.Errorf("%s in %s", page, lang)
				}
			}
		}
		code, body = site.Get("/monitoring/holds", "ru")
		k.answers("an auditor sees no holds", code, http.StatusForbidden, body)
		code, body = site.Get("/monitoring/retention/"+nobody, "ru")
		k.answers("no certificate", code, http.StatusNotFound, body)
		if x := keep.TermOf(k.keep.Rulebook(), keep.Events, today); !x.Set || x.Sourced {
			t.Errorf("the term of alerts: %+v", x)
		}
	})
}

const nobody = "01890a5d-ac96-774b-bcce-b302099a8057"
