package simulating_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"tuzjol/internal/access"
	"tuzjol/internal/demo/wearing"
	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/monitoringweb"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
)

// forms are what phones send: the query of OsmAnd in its variants, the body of a form, the JSON of newer clients. They are published examples
// of 2013 to 2025; a clock that cannot be is marked, and the place counts at its receipt.
var forms = []struct{ ident, method, path, kind, body, lat string }{
	{"48241179", "POST", "/", "application/json", `{"location":{"timestamp":"2025-06-15T13:45:12.862Z","coords":{"latitude":37.4219983,"longitude":-122.084,"accuracy":5,"speed":0,"heading":-1,"altitude":5},"is_moving":false,"odometer":0,"event":"motionchange","battery":{"level":1,"is_charging":false},"activity":{"type":"still"},"extras":{}},"device_id":"48241179"}`, "37,42200"},
	{"8737767034", "POST", "/", "application/json", `{"location":{"event":"motionchange","timestamp":"2021-07-21T08:06:34.444Z","odometer":0,"coords":{"latitude":-6.1148096,"longitude":106.6837015,"accuracy":3.8,"speed":18.67,"heading":63,"altitude":35.7},"activity":{"type":"still","confidence":100},"battery":{"is_charging":false,"level":0.79},"extras":{}},"device_id":"8737767034"}`, "6,11481"},
	{"353861053849681", "GET", "/?lat=49.60688&lon=6.15788&timestamp=2014-06-04+09%3A10%3A11&altitude=384.7&speed=0.0&id=353861053849681", "", "", "49,60688"},
	{"861001000719969", "GET", "/?id=861001000719969&lat=41.666667&lon=-0.883333&altitude=350.059479&speed=0.000000&batt=87", "", "", "41,66667"},
	{"123456", "GET", "/?id=123456&timestamp=1377177267&location=60.0,30.0", "", "", "60,00000"},
	{"654321", "POST", "/", "application/x-www-form-urlencoded", "id=654321&lat=42.8746&lon=74.5698&batt=55&accuracy=9", "42,87460"},
}

// TestPhones: any phone is a device. Every form is taken over HTTP and stands on the page of positions, read with a reason.
func TestPhones(t *testing.T) {
	clock := testkit.NewClock()
	d := testkit.OpenDB(t, "sqlite", db.Options{Clock: clock.Now})
	h := newHouse(t, d, clock)
	door := h.open(h.Kit, protocols.OsmAnd)
	web := monitoringweb.New(monitoringweb.Deps{Orders: h.Orders, Devices: h.Devices, Tracks: h.Tracks, Offices: func(context.Context, string) (map[id.Office]string, error) {
		return map[id.Office]string{osh: "Ош шаары"}, nil
	}})
	site := pagetest.New(t, d, func(context.Context) (context.Context, id.Account) { return h.as("o1", access.Officer), "o1" }, web.Routes()...)
	f := wearing.Fitter{Orders: h.Orders, Devices: h.Devices, Drafts: h.as("o1", access.Officer), Decides: h.as("h1", access.Head)}
	for _, x := range forms {
		c := h.client()
		if _, err := f.Wear(wearing.Worn{
			Client: c, Office: osh, Regime: regime.Supervision, Level: regime.FullTrail, Kind: regime.PhoneApp, Ident: x.ident, Model: "Traccar Client", Days: 30,
			Number: "УД-1/26", Body: "Ошский городской суд",
		}); err != nil {
			t.Fatal(err)
		}
		req, err := http.NewRequest(x.method, door+x.path, strings.NewReader(x.body))
		if err != nil {
			t.Fatal(err)
		}
		if x.kind != "" {
			req.Header.Set("Content-Type", x.kind)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %v, %v", x.ident, res, err)
		}
		res.Body.Close() //nolint:errcheck // empty
		worn, err := h.Devices.Worn(h.as("o1", access.Officer), c)
		if err != nil || len(worn) != 1 {
			t.Fatal(worn, err)
		}
		today := h.Orders.Today()
		code, body := site.Post("/clients/"+string(c)+"/monitoring/positions", "fitting", worn[0].ID, "from", today.String(), "from_time", "00:00",
			"until", today.AddDays(1).String(), "until_time", "00:00", "purpose", "read_obligation", "words", "Проверка связи с телефоном")
		if code != http.StatusSeeOther {
			t.Fatalf("%s: %d: %.1500s", x.ident, code, body)
		}
		code, body = site.Get(body, "ru") // the page of the reading, with its table and the way to its map
		if code != http.StatusOK || !strings.Contains(body, x.lat) || !strings.Contains(body, "data-map") {
			t.Errorf("%s: %d, no %s on the page: %.1500s", x.ident, code, x.lat, body)
		}
	}
}
