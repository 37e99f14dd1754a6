package framefile

import (
	"encoding/json"
	"math"
	"net/url"
	"strconv"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/osmand"
)

// timeLayout is that of the published lists of frames.
const timeLayout = "2006-01-02 15:04:05.000"

type result struct {
	messages []monitoring.Message
	err      error
}

// request decodes a row of HTTP.
func (q Request) request(l line, s frame.Settings) result {
	u, err := url.Parse(l.get("url"))
	if err != nil {
		return result{err: frame.Refuse(frame.Content, "the address cannot be read")}
	}
	r, err := osmand.Read(osmand.Request{Query: u.RawQuery, ContentType: l.get("content_type"), Body: []byte(l.get("body"))}, s, q.Now)
	return result{messages: r.Messages, err: err}
}

// record is the row that is written: how many messages came out (one without a place counts too), the first place, all
// attributes (those of an earlier message win).
func (r result) record(id string) []string {
	out := []string{id, strconv.Itoa(len(r.messages)), "", "", "", "", "{}", ""}
	if r.err != nil {
		out[7] = r.err.Error()
	}
	for _, m := range r.messages {
		p := m.Position
		if p == nil {
			continue
		}
		out[2] = p.At.UTC().Format(timeLayout)
		out[3], out[4] = degrees(p.Lat), degrees(p.Lon)
		out[5] = strconv.FormatBool(p.Valid)
		break
	}
	all := map[string]any{}
	for _, m := range r.messages {
		for k, v := range attributes(m) {
			if _, taken := all[k]; !taken {
				all[k] = v
			}
		}
	}
	b, err := json.Marshal(all)
	if err != nil { // a decoder let a number through that is none
		out[7] = "attributes: " + err.Error()
		return out
	}
	out[6] = string(b)
	return out
}

func degrees(v monitoring.E7) string { return strconv.FormatFloat(v.Degrees(), 'f', 7, 64) }

// attributes are those of the message with the fields of their own under the names that tracking servers use.
func attributes(m monitoring.Message) map[string]any {
	out := map[string]any{}
	for k, v := range m.Attributes {
		out[k] = v
	}
	number(out, "batteryLevel", m.Battery, 1)
	number(out, "battery", m.Volts, 1)
	if m.Charging != nil {
		out["charge"] = *m.Charging
	}
	if m.Signal != nil {
		out["rssi"] = *m.Signal
	}
	if p := m.Position; p != nil {
		number(out, "altitude", p.Altitude, 1)
		number(out, "speedKmh", p.Speed, 3.6)
		number(out, "course", p.Course, 1)
		number(out, "accuracy", p.Accuracy, 1)
		number(out, "hdop", p.HDOP, 1)
		if p.Satellites != nil {
			out["sat"] = *p.Satellites
		}
	}
	return out
}

func number(out map[string]any, name string, v *float64, by float64) {
	if v != nil {
		out[name] = math.Round(*v*by*1e6) / 1e6
	}
}
