package monitor_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"tuzjol/internal/platform/ui/mapui"
	"tuzjol/internal/testkit/world"
)

// marks reads the map of the desk as a member of staff.
func (p *pair) marks(key string) (list []mapui.Feature) {
	p.Helper()
	r := httptest.NewRequest(http.MethodGet, world.BaseURL+"/monitoring/desk/places", nil)
	r.AddCookie(p.w.Enter(key))
	rec := httptest.NewRecorder()
	p.w.Handler.ServeHTTP(rec, r)
	var got mapui.Collection
	if err := json.Unmarshal(rec.Body.Bytes(), &got); rec.Code != http.StatusOK || err != nil {
		p.Fatalf("%s: %d %v", key, rec.Code, err)
	}
	for _, f := range got.Features {
		if strings.Contains(fmt.Sprint(f.Geometry.Coordinates), "78.3905") { // of this pair
			list = append(list, f)
		}
	}
	return list
}

// While an alert is open the desk sees where the wearer is by the last fix, and follows; of her, and when alerts are closed, it sees nothing.
func TestDeskSeesTheWearerOfAnOpenAlert(t *testing.T) {
	world.Each(t, func(t *testing.T, w *world.World) {
		p := newPair(t, w)
		p.near()
		at := func(lat float64) {
			t.Helper()
			for _, key := range []string{"duty_operator", "officer"} {
				got := p.marks(key)
				if len(got) != 1 || !strings.Contains(fmt.Sprint(got[0].Geometry.Coordinates), fmt.Sprint(lat)) {
					t.Errorf("%s sees %+v, not the wearer at %v alone", key, got, lat)
				}
			}
		}
		p.heard(p.ident, 1, 42.4902)
		at(42.4902)
		p.heard(p.ident, 1, 42.4899)
		at(42.4899)
		p.heard(p.ident, 1, 43.9) // a hundred and fifty kilometres in a minute: stored, marked, not shown
		p.heard(p.ident, 1, 42.4898)
		p.heard(herPhone, 1, 42.4911)
		at(42.4898)
		w.Break(`update monitoring_alert set state = 'resolved'`)
		if got := p.marks("duty_operator"); len(got) != 0 {
			t.Error("every alert is closed, and the wearer is on the map", got)
		}
	})
}
