package deviceweb_test

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
	"tuzjol/internal/monitoring/commandsvc"
	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/deviceweb"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/platform/db"
	"tuzjol/internal/platform/seal"
	"tuzjol/internal/testkit"
	"tuzjol/internal/testkit/pagetest"
	"tuzjol/jurisdiction/kg"
)

const osh = id.Office("41721000000000")

// Through the pages: what no device can do is not offered, a wrong interval keeps what was typed, a command stands in the queue in three
// languages and its device is told of at once, it is taken back once, and who may not command reads without a form.
func TestCommandPages(t *testing.T) {
	testkit.EachDB(t, func(t *testing.T, d *db.DB, _ *testkit.Clock) {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		d.SetRecorders(&testkit.Book{})
		ring, err := seal.LoadOrCreateKey(t.TempDir())
		must(err)
		rules, err := kg.Load()
		must(err)
		zone, err := time.LoadLocation("Asia/Bishkek")
		must(err)
		var pushed []string
		commands := commandsvc.New(d, commandsvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone, Queued: func(ident string) { pushed = append(pushed, ident) }})
		devices := devicesvc.New(d, devicesvc.Deps{Seal: seal.New(ring), Rules: rules, Zone: zone})
		who, role := id.Account("h1"), access.Head
		as := func(ctx context.Context) (context.Context, id.Account) {
			rights := access.Rights{Account: who, Posts: []access.Post{{ID: "p", Role: role, Office: osh}}, Offices: []id.Office{osh}, Now: d.Now()}
			return accesssvc.Context(actor.With(ctx, actor.Actor{Kind: actor.User, Account: who}), rights), who
		}
		ctx, _ := as(context.Background())
		device, err := devices.Add(ctx, devicesvc.Add{Ident: "860000000000099", Kind: regime.PhoneApp, Model: "Мобильный контроль", Serial: "S-99", Office: osh})
		must(err)
		site := pagetest.New(t, d, as, deviceweb.New(deviceweb.Deps{Commands: commands, Devices: devices}).Routes()...)
		at := "/monitoring/devices/" + device + "/commands"
		code, body := site.Get(at, "ru")
		if code != http.StatusOK || strings.Contains(body, "unlatch") || !strings.Contains(body, `value="locate"`) {
			t.Fatalf("the page: %d", code)
		}
		if code, body = site.Post(at, "kind", "interval", "seconds", "3"); code != http.StatusUnprocessableEntity {
			t.Fatalf("too often: %d", code)
		}
		site.Wants(body, `href="#seconds"`, `href="#reason"`, `value="3"`)
		if code, _ = site.Post(at, "kind", "unlatch", "reason", "fault"); code != http.StatusUnprocessableEntity {
			t.Errorf("a strap opened from afar: %d", code)
		}
		if code, body = site.Post(at, "kind", "locate", "reason", "silent"); code != http.StatusSeeOther {
			t.Fatalf("a right one: %d %.300s", code, body)
		}
		if len(pushed) != 1 || pushed[0] != "860000000000099" {
			t.Errorf("pushed to %v", pushed)
		}
		for _, lang := range []string{"ky", "ru", "en"} {
			if code, body = site.Get(at, lang); code != http.StatusOK || !strings.Contains(body, "/withdraw") {
				t.Errorf("the queue in %s: %d", lang, code)
			}
		}
		list, err := commands.Of(ctx, device)
		must(err)
		back := at + "/" + list[0].ID + "/withdraw"
		if code, _ = site.Post(back, "version", "1"); code != http.StatusSeeOther {
			t.Errorf("taken back: %d", code)
		}
		if code, _ = site.Post(back, "version", "1"); code != http.StatusUnprocessableEntity && code != http.StatusConflict {
			t.Errorf("taken back twice: %d", code)
		}
		if code, _ = site.Get("/monitoring/devices/nothing/commands", "ru"); code != http.StatusNotFound {
			t.Errorf("no such device: %d", code)
		}
		for _, page := range []string{"/monitoring/devices/attention", "/monitoring/devices/stock"} {
			if code, _ = site.Get(page, "ky"); code != http.StatusOK {
				t.Errorf("%s: %d", page, code)
			}
		}
		who, role = "c1", access.Records
		if code, body = site.Get(at, "ru"); code == http.StatusOK && strings.Contains(body, `name="kind"`) {
			t.Errorf("a form for who may not command")
		}
	})
}
