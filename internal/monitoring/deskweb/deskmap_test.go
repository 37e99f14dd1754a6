package deskweb_test

import (
	"encoding/json"
	"strings"
	"testing"

	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/ui/mapui"
	"tuzjol/internal/testkit"
)

// The map of the desk: one mark a client, the gravest alert in words, the same in a table; nothing of closed alerts.
func TestDeskMap(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		k := newKit(t, d)
		one := k.raise(absent)
		k.raise(absent)
		_, body := k.site.Get("/monitoring/desk?severity=high", "ru")
		k.site.Wants(body, `data-source="/monitoring/desk/places?severity=high"`, "Карта открытых тревог")
		_, body = k.site.Get("/monitoring/desk?state=closed", "ru")
		if strings.Contains(body, "desk-map") {
			t.Error("closed alerts have no map")
		}
		for _, lang := range []string{"ky", "ru", "en"} {
			_, body = k.site.Get("/monitoring/desk/map", lang)
			k.site.Wants(body, "40.52000, 72.82000", "/monitoring/alerts/"+one)
		}
		var got mapui.Collection
		_, body = k.site.Get("/monitoring/desk/places", "ru")
		if err := json.Unmarshal([]byte(body), &got); err != nil || len(got.Features) != 1 || got.Features[0].Properties.Mark != "alarm" || !strings.Contains(got.Features[0].Properties.Label, "А. Б. Клиент") {
			t.Errorf("%v %+v", err, got)
		}
		for _, x := range []struct{ act, version string }{{"take", "1"}, {"contact", "2"}, {"resolve", "3"}} {
			k.site.Post("/monitoring/alerts/"+one+"/act", "what", x.act, "version", x.version, "whom", "wearer", "way", "call", "result", "no_answer", "reason", "gps")
		}
		_, body = k.site.Get("/monitoring/desk/map", "en")
		if strings.Contains(body, one) || !strings.Contains(body, "40.52000") {
			t.Error("the closed alert is gone, the other stays")
		}
		_, body = k.site.Get("/monitoring/desk/map?severity=low", "en")
		k.site.Wants(body, "Of no open alert is a place known")
	})
}
