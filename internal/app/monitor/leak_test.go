package monitor_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tuzjol/internal/monitoring/devicesvc"
	"tuzjol/internal/monitoring/regime"
	"tuzjol/internal/testkit/world"
)

// Every page, file, list and stream that the service has, as every member of staff reads it, of the client whose order protects her and while
// there are alerts about her: no word of hers stands in any of them, beside her own pages.
func TestNoPageTellsOfHer(t *testing.T) {
	w := world.Open(t, "sqlite")
	p := newPair(t, w)
	p.near()
	for range 4 {
		p.heard(p.ident, 3, p.lat)
	}
	unit := p.unit("unit-of-the-store")
	var alert string
	for _, a := range p.texts(`select c.id from monitoring_alert c where c.zone_id = $1 order by c.id`, p.her) {
		alert = a
	}
	fill := strings.NewReplacer("{id}", string(p.c.ID), "{alert}", alert, "{decision}", p.c.Monitoring, "{order}", p.c.Monitoring, "{fitting}", p.c.Fitting, "{device}", p.c.Device)
	words := []string{"Сезимбаева", "Айсулуу", "731942", "731 942", "Боорсок", "Моңуева", herPhone, "42.614", "426140000"}
	seen := map[string]int{}
	for _, s := range w.Staff {
		cookie := w.Enter(s.Key)
		for _, route := range w.Router.Routes() {
			path := fill.Replace(route.Pattern)
			if route.Method != http.MethodGet || strings.Contains(path, "{") || strings.HasPrefix(path, "/monitoring/victim") || strings.HasPrefix(path, "/static") {
				continue
			}
			for _, query := range []string{"", "?q=Сезимбаева", "?order=" + p.c.Monitoring} {
				ctx, stop := context.WithTimeout(context.Background(), 2*time.Second) // a stream goes on
				r := httptest.NewRequest(http.MethodGet, world.BaseURL+path+query, nil).WithContext(ctx)
				r.AddCookie(cookie)
				rec := httptest.NewRecorder()
				w.Handler.ServeHTTP(rec, r)
				stop()
				if rec.Code == http.StatusOK {
					seen[path]++
				}
				body := strings.ReplaceAll(rec.Body.String(), "Сезимбаева", "ASKED")
				if query == "" {
					body = rec.Body.String()
				}
				for _, word := range words {
					if strings.Contains(body, word) {
						t.Errorf("%s reads %q of her on %s%s", s.Key, word, path, query)
					}
				}
				if query != "" && !strings.Contains(path, "search") && path != "/monitoring/desk" {
					break
				}
			}
		}
	}
	p.custody(unit)
	for _, path := range []string{"/monitoring/devices", "/monitoring/alerts/" + alert, "/clients/" + string(p.c.ID) + "/monitoring", "/monitoring/desk", "/monitoring/reports/csv"} {
		if seen[path] == 0 {
			t.Errorf("nobody reads %s, so this test proves nothing of it", path)
		}
	}
	if strings.Contains(w.Log.String(), "Айсулуу") || strings.Contains(w.Log.String(), herPhone) {
		t.Error("the log names her")
	}
}

// unit gives her a unit of the inventory instead of her phone.
func (p *pair) unit(ident string) string {
	p.Helper()
	made, err := world.Service[*devicesvc.Service](p.w).Add(p.w.As("head"), devicesvc.Add{Ident: ident, Kind: regime.VictimUnit, Model: "М", Serial: "S-unit", Office: world.A})
	p.must(err)
	p.must(p.victims.TakeBack(p.w.As("officer"), p.her, p.row(), "replaced"))
	p.must(p.victims.Give(p.w.As("officer"), p.her, p.row(), regime.VictimUnit, ident))
	return made
}

// custody sees that the pages and lists of devices say that a unit is with a protected person, to whoever reads them, and nothing that leads to
// her, to the order or to its client.
func (p *pair) custody(unit string) {
	p.Helper()
	read, listed := 0, 0
	for _, s := range p.w.Staff {
		cookie := p.w.Enter(s.Key)
		for _, path := range []string{"/monitoring/devices/" + unit, "/monitoring/devices/" + unit + "/commands", "/monitoring/devices/csv?kind=victim_unit", "/monitoring/devices?kind=victim_unit", "/monitoring/devices/stock", "/monitoring/devices/attention"} {
			r := httptest.NewRequest(http.MethodGet, world.BaseURL+path, nil)
			r.AddCookie(cookie)
			rec := httptest.NewRecorder()
			p.w.Handler.ServeHTTP(rec, r)
			body := rec.Body.String()
			for _, word := range []string{p.her, "Сезимбаева", "Айсулуу", string(p.c.ID), p.c.Monitoring} {
				if strings.Contains(body, word) && !strings.HasSuffix(path, "attention") {
					p.Errorf("%s reads %q on %s", s.Key, word, path)
				}
			}
			if rec.Code == http.StatusOK && strings.HasSuffix(path, unit) {
				read++
				if !strings.Contains(body, "защищаемому лицу") && !strings.Contains(body, "Корголгон адамга берилди") && !strings.Contains(body, "Handed to a protected person") {
					p.Errorf("%s does not read where the unit is", s.Key)
				}
			}
			if rec.Code == http.StatusOK && strings.Contains(path, "csv") && strings.Contains(body, "S-unit") {
				listed++
			}
		}
	}
	if read == 0 || listed == 0 {
		p.Error("nobody reads the page of the unit, or the file with it, so this proves nothing")
	}
}
