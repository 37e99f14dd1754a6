package osmand

import (
	"bytes"
	"encoding/json"
	"net/url"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// maxLocations bounds the positions of one request.
const maxLocations = 1000

// document is the JSON form. Location is one object or a list of them.
type document struct {
	DeviceID string          `json:"device_id"`
	ID       string          `json:"id"`
	Location json.RawMessage `json:"location"`
}

type location struct {
	Timestamp json.RawMessage `json:"timestamp"`
	Coords    *struct {
		Latitude  *float64 `json:"latitude"`
		Longitude *float64 `json:"longitude"`
		Accuracy  *float64 `json:"accuracy"`
		Speed     *float64 `json:"speed"` // metres a second here, unlike the form
		Heading   *float64 `json:"heading"`
		Altitude  *float64 `json:"altitude"`
	} `json:"coords"`
	Moving   *bool    `json:"is_moving"`
	Odometer *float64 `json:"odometer"`
	Event    string   `json:"event"`
	Battery  *struct {
		Level    *float64 `json:"level"` // 0 to 1; negative = not known
		Charging *bool    `json:"is_charging"`
	} `json:"battery"`
	Activity *struct {
		Type string `json:"type"`
	} `json:"activity"`
	Alarm  string         `json:"alarm"`
	Extras map[string]any `json:"extras"`
}

func readJSON(body []byte, values url.Values, s frame.Settings, received time.Time) (frame.Read, error) {
	var doc document
	if err := json.Unmarshal(body, &doc); err != nil {
		return frame.Read{}, frame.Refuse(frame.Content, "the body is no JSON of this form")
	}
	device := frame.Visible([]byte(doc.DeviceID), 64)
	if device == "" {
		device = frame.Visible([]byte(doc.ID), 64)
	}
	if device == "" {
		device = identity(values)
	}
	if device == "" {
		return frame.Read{}, frame.Refuse(frame.Login, "the request names no device (device_id)")
	}
	list, err := locations(doc.Location)
	if err != nil {
		return frame.Read{}, err
	}
	r := frame.Read{Device: device, Login: true, Messages: make([]monitoring.Message, len(list))}
	for i, l := range list {
		r.Messages[i].Device = device
		if err := l.into(frame.Writer{M: &r.Messages[i], Details: s.Details}, received); err != nil {
			return frame.Read{}, err
		}
	}
	return r, nil
}

func locations(raw json.RawMessage) ([]location, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return nil, frame.Refuse(frame.Content, "no location")
	}
	var list []location
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var err error
	if raw[0] == '[' {
		err = d.Decode(&list)
	} else {
		list = make([]location, 1)
		err = d.Decode(&list[0])
	}
	if err != nil || len(list) > maxLocations {
		return nil, frame.Refuse(frame.Content, "the location cannot be read")
	}
	return list, nil
}

func (l location) into(w frame.Writer, received time.Time) error {
	f := form{Writer: w, p: monitoring.Position{Valid: true}}
	if len(l.Timestamp) > 0 && string(l.Timestamp) != "null" {
		at, ok := instant(string(bytes.Trim(l.Timestamp, `"`)))
		if !ok {
			return frame.Refuse(frame.Content, "timestamp cannot be read")
		}
		f.p.At = at
	}
	l.attributes(w)
	c := l.Coords
	if c == nil {
		return f.close(received)
	}
	if c.Latitude == nil || c.Longitude == nil || !(*c.Latitude >= -90 && *c.Latitude <= 90) || !(*c.Longitude >= -180 && *c.Longitude <= 180) {
		return frame.Refuse(frame.Content, "coords are no place")
	}
	p := f.p
	p.Lat, p.Lon, p.Mechanism = monitoring.DegreesE7(*c.Latitude), monitoring.DegreesE7(*c.Longitude), monitoring.Satellite
	p.Accuracy, p.Speed, p.Altitude = told(c.Accuracy), told(c.Speed), c.Altitude
	if h := told(c.Heading); h != nil && *h <= 360 {
		p.Course = h
	}
	if p.At.IsZero() {
		p.At = received.UTC()
		w.Put("timeMissing", true)
	}
	w.M.Position = &p
	return nil
}

// told leaves out what is negative: the phone does not know it.
func told(v *float64) *float64 {
	if v == nil || *v < 0 {
		return nil
	}
	return v
}

func (l location) attributes(w frame.Writer) {
	if l.Battery != nil {
		if v := told(l.Battery.Level); v != nil {
			w.Percent(*v * 100)
		}
		if l.Battery.Charging != nil {
			w.Charging(*l.Battery.Charging)
		}
	}
	if l.Moving != nil {
		w.Put("motion", *l.Moving)
	}
	if l.Odometer != nil {
		w.Put("odometer", *l.Odometer)
	}
	if l.Event != "" {
		w.Put("event", frame.Visible([]byte(l.Event), 64))
	}
	if l.Activity != nil && l.Activity.Type != "" {
		w.Put("activity", frame.Visible([]byte(l.Activity.Type), 64))
	}
	w.Alarm(frame.Visible([]byte(l.Alarm), 64))
	for k, v := range l.Extras {
		k = frame.Visible([]byte(k), 64)
		switch v := v.(type) {
		case json.Number:
			w.Put(k, plain(v.String()))
		case string:
			w.Put(k, frame.Visible([]byte(v), 256))
		case bool:
			w.Put(k, v)
		}
		if s, ok := v.(string); ok && k == "alarm" {
			w.Alarm(frame.Visible([]byte(s), 64))
		}
	}
}
