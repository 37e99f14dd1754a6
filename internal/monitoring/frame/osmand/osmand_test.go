package osmand

import (
	"testing"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// Ensure that the encodings of time, decimal commas, unknown values and both forms are read alike.
func TestForms(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	at := time.Date(2026, 11, 27, 11, 59, 0, 0, time.UTC)
	for _, q := range []Request{
		{Query: "id=7&lat=42.8746&lon=74.5698&timestamp=1795780740&speed=10&heading=90&batt=87&charge=true&alarm=sos"},
		{Query: "deviceid=7&lat=42,8746&lon=74,5698&timestamp=1795780740000&speed=10,0&bearing=90&batt=87.0&charge=1&alarm=sos"},
		{Query: "id=7&location=42.8746,74.5698&timestamp=2026-11-27T11:59:00Z&speed=10&heading=90&batt=87&charge=true&alarm=sos"},
		{Query: "id=7&location=42,8746,74,5698&timestamp=2026-11-27T17:59:00%2B06:00&speed=10&heading=90&batt=87&charge=true&alarm=sos"},
		{Query: "id=7", ContentType: "application/x-www-form-urlencoded", Body: []byte("lat=42.8746&lon=74.5698&timestamp=2026-11-27+11:59:00&speed=10&heading=90&batt=87&charge=true&alarm=sos")},
		{ContentType: "application/json; charset=utf-8", Body: []byte(`{"device_id":"7","location":{"timestamp":1795780740000,"coords":{"latitude":42.8746,"longitude":74.5698,"speed":5.144444444444445,"heading":90},"battery":{"level":0.87,"is_charging":true},"alarm":"sos"}}`)},
		{Body: []byte(`{"id":"7","location":[{"timestamp":"2026-11-27T11:59:00.000Z","coords":{"latitude":42.8746,"longitude":74.5698,"speed":5.144444444444445,"heading":90},"battery":{"level":0.87,"is_charging":true},"extras":{"alarm":"sos"}}]}`)},
	} {
		r, err := Read(q, frame.Settings{}, now)
		if err != nil || r.Device != "7" || len(r.Messages) != 1 {
			t.Errorf("%+v: %+v %v", q, r, err)
			continue
		}
		m := r.Messages[0]
		p := m.Position
		if p == nil || !p.At.Equal(at) || p.Lat != 428746000 || p.Lon != 745698000 || *p.Speed < 5.1444 || *p.Speed > 5.1445 || *p.Course != 90 ||
			*m.Battery != 87 || !*m.Charging || len(m.Alarms) != 1 || m.Alarms[0] != monitoring.Panic || !p.Valid {
			t.Errorf("%s%s: %+v %+v", q.Query, q.Body, m, p)
		}
	}
}

// Ensure that what a phone does not know stays unknown, and that what cannot be is refused.
func TestUnknownAndWrong(t *testing.T) {
	now := time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)
	r, err := Read(Request{Query: "id=7&lat=1&lon=2&speed=-1&heading=-1&accuracy=-1&batt=-1&altitude=-20&x=5&y=a"}, frame.Settings{Details: true}, now)
	if err != nil {
		t.Fatal(err)
	}
	m := r.Messages[0]
	p := m.Position
	if p.Speed != nil || p.Course != nil || p.Accuracy != nil || m.Battery != nil || *p.Altitude != -20 || !p.At.Equal(now) || m.Attributes["timeMissing"] != true ||
		m.Attributes["x"] != int64(5) || m.Attributes["y"] != "a" {
		t.Errorf("%+v %+v", m, p)
	}
	if r, err := Read(Request{Query: "id=7&batt=9"}, frame.Settings{}, now); err != nil || r.Messages[0].Position != nil {
		t.Errorf("a message without a place: %+v %v", r, err)
	}
	for q, reason := range map[string]frame.Reason{
		"lat=1&lon=2":                   frame.Login,
		"id=7&lat=1":                    frame.Content,
		"id=7&lat=91&lon=2":             frame.Content,
		"id=7&lat=NaN&lon=2":            frame.Content,
		"id=7&location=":                frame.Content,
		"id=7&lat=1&lon=2&timestamp=xx": frame.Content,
		"id=7&lat=1&lon=2&timestamp=-1": frame.Content,
	} {
		_, err := Read(Request{Query: q}, frame.Settings{}, now)
		if refusal, ok := err.(*frame.Refusal); !ok || refusal.Reason != reason { //nolint:errorlint // made here
			t.Errorf("%s: %v, want %s", q, err, reason)
		}
	}
	for _, body := range []string{`{"device_id":"7"`, `{"device_id":"7"}`, `{"device_id":"7","location":{"coords":{"latitude":1}}}`, `{"location":{}}`, `[1]`} {
		if _, err := Read(Request{Body: []byte(body)}, frame.Settings{}, now); err == nil {
			t.Errorf("%s is taken", body)
		}
	}
}
