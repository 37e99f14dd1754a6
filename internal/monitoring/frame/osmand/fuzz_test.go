package osmand

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring/frame"
)

// FuzzOsmAnd feeds queries and bodies.
func FuzzOsmAnd(f *testing.F) {
	f.Add("id=123456&timestamp=1377177267&location=60.0,30.0", "", "")
	f.Add("id=1&lat=49,60688&lon=6,15788&timestamp=2014-06-04+09%3A10%3A11&speed=-1&batt=87&charge=true&alarm=sos", "", "")
	f.Add("", "application/json", `{"location":{"timestamp":"2025-06-15T13:45:12.862Z","coords":{"latitude":37.4,"longitude":-122.08,"speed":-1,"heading":-1},"battery":{"level":1},"extras":{"a":1.5,"b":true}},"device_id":"48241179"}`)
	f.Add("", "application/x-www-form-urlencoded", "deviceid=7&lat=1&lon=2")
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, query, kind, body string) {
		r, err := Read(Request{Query: query, ContentType: kind, Body: []byte(body)}, frame.Settings{Details: true}, now)
		if err != nil {
			if len(r.Messages) != 0 {
				t.Fatal("a refused request gives messages")
			}
			return
		}
		if r.Device == "" {
			t.Fatal("nobody speaks")
		}
		for _, m := range r.Messages {
			p := m.Position
			if p == nil {
				continue
			}
			for _, v := range []*float64{p.Altitude, p.Speed, p.Course, p.Accuracy, p.HDOP} {
				if v != nil && *v-*v != 0 {
					t.Fatal("a field that is no number")
				}
			}
			if p.Lat < -900000000 || p.Lat > 900000000 || p.Lon < -1800000000 || p.Lon > 1800000000 {
				t.Fatalf("off the globe: %d %d", p.Lat, p.Lon)
			}
			if !r.Login {
				t.Fatal("every request is a log-in")
			}
		}
	})
}
