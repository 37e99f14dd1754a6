package monitor_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

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
	for _, path := range []string{"/monitoring/alerts/" + alert, "/clients/" + string(p.c.ID) + "/monitoring", "/monitoring/desk", "/monitoring/reports/csv"} {
		if seen[path] == 0 {
			t.Errorf("nobody reads %s, so this test proves nothing of it", path)
		}
	}
	if strings.Contains(w.Log.String(), "Айсулуу") || strings.Contains(w.Log.String(), herPhone) {
		t.Error("the log names her")
	}
}
