// Package osmand reads what phones send over HTTP: the OsmAnd form in query or body, which the free Traccar Client and
// many others speak, and the JSON form of newer clients.
package osmand

import (
	"bytes"
	"mime"
	"net/url"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// MaxBody is the largest body taken.
const MaxBody = 64 << 10

// Request is what is read of a request: the query of its address, the kind of its body, the body.
type Request struct {
	Query, ContentType string
	Body               []byte
}

// Read reads a request. One of JSON may hold several positions; they are all of one device.
func Read(q Request, s frame.Settings, received time.Time) (frame.Read, error) {
	if len(q.Body) > MaxBody || len(q.Query) > MaxBody {
		return frame.Read{}, frame.Refuse(frame.TooLarge, "more than %d bytes", MaxBody)
	}
	values, err := url.ParseQuery(q.Query)
	if err != nil {
		return frame.Read{}, frame.Refuse(frame.Content, "the query is broken")
	}
	kind, _, _ := mime.ParseMediaType(q.ContentType) //nolint:errcheck // an unknown kind is none
	body := bytes.TrimSpace(q.Body)
	if strings.HasSuffix(kind, "json") || len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return readJSON(body, values, s, received)
	}
	if len(body) > 0 {
		more, err := url.ParseQuery(string(body))
		if err != nil {
			return frame.Read{}, frame.Refuse(frame.Content, "the form is broken")
		}
		for k, v := range more {
			values[k] = append(values[k], v...)
		}
	}
	return readForm(values, s, received)
}

func identity(values url.Values) string {
	for _, k := range []string{"id", "deviceid", "device_id"} {
		if v := frame.Visible([]byte(values.Get(k)), 64); v != "" {
			return v
		}
	}
	return ""
}

func readForm(values url.Values, s frame.Settings, received time.Time) (frame.Read, error) {
	device := identity(values)
	if device == "" {
		return frame.Read{}, frame.Refuse(frame.Login, "the request names no device (id)")
	}
	m := monitoring.Message{Device: device}
	f := form{Writer: frame.Writer{M: &m, Details: s.Details}, p: monitoring.Position{Valid: true}}
	for key, all := range values {
		f.take(key, strings.TrimSpace(all[0]))
	}
	if err := f.close(received); err != nil {
		return frame.Read{}, err
	}
	return frame.Read{Device: device, Login: true, Messages: []monitoring.Message{m}}, nil
}

// form gathers the fields of one position, in whatever order they come.
type form struct {
	frame.Writer
	p        monitoring.Position
	lat, lon string
	pair     bool // latitude and longitude came as one field
	wrong    []string
}

func (f *form) take(key, v string) {
	switch key {
	case "id", "deviceid", "device_id":
	case "valid":
		f.p.Valid = v == "true" || v == "1" || v == "True"
	case "timestamp":
		at, ok := instant(v)
		if !ok {
			f.wrong = append(f.wrong, key)
		}
		f.p.At = at
	case "lat", "latitude":
		f.lat = v
	case "lon", "lng", "longitude":
		f.lon = v
	case "location":
		f.lat, f.lon = halves(v)
		f.pair = true
	case "speed":
		if n := known(v); n != nil {
			f.p.Speed = frame.Ref(*n * frame.Knots)
		}
	case "bearing", "heading":
		if n := known(v); n != nil && *n <= 360 {
			f.p.Course = n
		}
	case "altitude":
		if n, ok := decimal(v); ok && n > -20000 && n < 100000 {
			f.p.Altitude = &n
		}
	case "accuracy":
		f.p.Accuracy = known(v)
	case "hdop":
		f.p.HDOP = known(v)
	case "sat", "satellites":
		if n := known(v); n != nil && *n < 200 {
			f.p.Satellites = frame.Ref(int(*n))
		}
	case "batt", "battery":
		if n := known(v); n != nil {
			f.Percent(*n)
		}
	case "charge":
		f.Charging(v == "true" || v == "1")
	case "alarm":
		f.Alarm(frame.Visible([]byte(v), 64))
	default:
		f.Put(frame.Visible([]byte(key), 64), plain(v))
	}
}

// close puts the position together. A request without a place is a message too; half a place is refused.
func (f *form) close(received time.Time) error {
	if len(f.wrong) > 0 {
		return frame.Refuse(frame.Content, "%s cannot be read", strings.Join(f.wrong, ", "))
	}
	if f.lat == "" && f.lon == "" && !f.pair {
		f.M.DeviceAt = f.p.At
		return nil
	}
	lat, ok1 := decimal(f.lat)
	lon, ok2 := decimal(f.lon)
	if !ok1 || !ok2 || !(lat >= -90 && lat <= 90) || !(lon >= -180 && lon <= 180) {
		return frame.Refuse(frame.Content, "lat and lon are no place")
	}
	f.p.Lat, f.p.Lon = monitoring.DegreesE7(lat), monitoring.DegreesE7(lon)
	f.p.Mechanism = monitoring.Satellite
	if f.p.At.IsZero() {
		f.p.At = received.UTC()
		f.Put("timeMissing", true)
	}
	p := f.p
	f.M.Position = &p
	return nil
}

// halves parts "60.0,30.0", also with decimal commas ("60,5,30,25").
func halves(v string) (lat, lon string) {
	parts := strings.Split(v, ",")
	switch len(parts) {
	case 2:
		return parts[0], parts[1]
	case 4:
		return parts[0] + "." + parts[1], parts[2] + "." + parts[3]
	}
	return "", ""
}

// decimal reads a number with a point or a comma.
func decimal(v string) (float64, bool) {
	v = strings.TrimSpace(v)
	if strings.Count(v, ",") == 1 && !strings.Contains(v, ".") {
		v = strings.Replace(v, ",", ".", 1)
	}
	n, err := strconv.ParseFloat(v, 64)
	return n, err == nil && n-n == 0
}

// known reads a number that phones give as negative when they do not know it.
func known(v string) *float64 {
	n, ok := decimal(v)
	if !ok || n < 0 || n > 1e9 {
		return nil
	}
	return &n
}

// plain gives a value its own kind: number, truth or text.
func plain(v string) any {
	switch v {
	case "true":
		return true
	case "false":
		return false
	}
	if n, err := strconv.ParseInt(v, 10, 64); err == nil && strconv.FormatInt(n, 10) == v {
		return n
	}
	if n, err := strconv.ParseFloat(v, 64); err == nil && n-n == 0 && strings.ContainsAny(v, ".") && len(v) < 25 {
		return n
	}
	return frame.Visible([]byte(v), 256)
}

// instant reads the encodings of time that clients use: seconds or milliseconds since 1970, ISO 8601 with or without a
// zone, date and time with a blank. Without a zone it is UTC.
func instant(v string) (time.Time, bool) {
	v = strings.TrimSpace(v)
	if n, err := strconv.ParseFloat(v, 64); err == nil {
		switch {
		case n >= 1e11 && n < 1e14:
			return time.UnixMilli(int64(n)).UTC(), true
		case n >= 0 && n < 1e11:
			return time.UnixMilli(int64(n * 1000)).UTC(), true
		}
		return time.Time{}, false
	}
	for _, layout := range []string{
		time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999",
	} {
		if t, err := time.Parse(layout, v); err == nil && t.Year() >= 1970 && t.Year() < 2200 {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
