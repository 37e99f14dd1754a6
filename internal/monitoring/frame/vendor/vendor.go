// Package vendor reads what a maker's service passes on as JSON: an array of messages in the vocabulary of package monitoring, or with the
// names of flespi. Every message is read by itself: what is wrong with one is said with its number and field, and the others are kept.
package vendor

import (
	"bytes"
	"encoding/json"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// The bounds of one request.
const (
	MaxBody     = 1 << 20
	MaxMessages = 1000
	maxName     = 40
)

// Wrong is what is wrong with one message: which, by its place in the array from 0, which field, and a code that programs can read.
type Wrong struct {
	Index int    `json:"index"`
	Field string `json:"field"`
	Code  string `json:"code"` // required, kind, range, unknown, too_long, device, duplicate, too_many
}

// Told is one message that could be read.
type Told struct {
	Index   int
	ID      string // the maker's own identifier of the message
	Device  string // the maker's own name of the device
	Raw     []byte // as it came
	Message monitoring.Message
}

// Read takes the array apart. A body that is no array of objects is refused whole; everything else by message.
func Read(body []byte) (told []Told, wrong []Wrong, err error) {
	if len(body) > MaxBody {
		return nil, nil, frame.Refuse(frame.TooLarge, "more than %d bytes", MaxBody)
	}
	var all []json.RawMessage
	if err := json.Unmarshal(body, &all); err != nil {
		return nil, nil, frame.Refuse(frame.Content, "the body is no array of messages")
	}
	if len(all) > MaxMessages {
		return nil, nil, frame.Refuse(frame.TooLarge, "more than %d messages", MaxMessages)
	}
	seen := map[string]bool{}
	for i, raw := range all {
		r := &reader{index: i, fields: map[string]any{}, used: map[string]bool{}}
		t, ok := r.message(raw)
		if ok && seen[t.ID] {
			r.say("id", "duplicate")
			ok = false
		}
		if wrong = append(wrong, r.wrong...); ok {
			seen[t.ID] = true
			told = append(told, t)
		}
	}
	return told, wrong, nil
}

// reader reads one message.
type reader struct {
	index  int
	fields map[string]any
	used   map[string]bool
	wrong  []Wrong
}

func (r *reader) say(field, code string) {
	r.wrong = append(r.wrong, Wrong{r.index, field, code})
}

// names are the words of our vocabulary and those of flespi that mean the same.
var names = map[string]string{
	"ident": "device", "timestamp": "fix_time", "message.id": "id", "position.latitude": "lat", "position.longitude": "lon", "position.valid": "valid",
	"position.altitude": "altitude", "position.direction": "course", "position.satellites": "satellites", "position.hdop": "hdop", "position.accuracy": "accuracy",
	"battery.level": "battery", "battery.voltage": "volts", "battery.charging.status": "charging", "gsm.signal.level": "signal", "device.timestamp": "device_time",
	"position.type": "mechanism",
}

// ignored are words of flespi that say nothing we keep apart from the raw message.
var ignored = []string{"server.timestamp", "channel.id", "protocol.id", "peer", "device.id", "device.name", "device.type.id", "position.speed", "gnss.status"}

// alarmsOf are truths of flespi that are alarms.
var alarmsOf = map[string]monitoring.Alarm{
	"alarm.sos.trigger.status": monitoring.Panic, "strap.open.status": monitoring.Tamper, "case.status": monitoring.Tamper, "battery.low.status": monitoring.LowBattery,
	"gsm.jamming.status": monitoring.Jamming, "fall.status": monitoring.Fall,
}

var alarmWords = []monitoring.Alarm{
	monitoring.Tamper, monitoring.Removed, monitoring.Panic, monitoring.LowBattery, monitoring.PowerOff, monitoring.PowerOn, monitoring.PowerCut, monitoring.PowerBack,
	monitoring.Jamming, monitoring.AntennaCut, monitoring.Fault, monitoring.Vibration, monitoring.Fall, monitoring.BaseMoved, monitoring.OutOfReach, monitoring.Overspeed,
	monitoring.DeviceZoneIn, monitoring.DeviceZoneEx, monitoring.Movement, monitoring.Other,
}

var named = regexp.MustCompile(`^[A-Za-z0-9._-]{1,40}$`)

func (r *reader) message(raw json.RawMessage) (Told, bool) {
	t := Told{Index: r.index, Raw: raw}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var in map[string]any
	if err := d.Decode(&in); err != nil || in == nil {
		r.say("", "kind")
		return t, false
	}
	for k, v := range in {
		ours := k
		if n := names[k]; n != "" {
			ours = n
		}
		if _, twice := r.fields[ours]; twice {
			r.say(k, "duplicate")
		}
		r.fields[ours] = v
	}
	t.ID, t.Device = r.text("id", 64), r.text("device", maxName)
	if t.ID == "" && !r.has("id") {
		r.say("id", "required")
	}
	switch {
	case t.Device == "" && !r.has("device"):
		r.say("device", "required")
	case t.Device != "" && !named.MatchString(t.Device):
		r.say("device", "device")
	}
	m := &t.Message
	m.Device = t.Device
	m.DeviceAt = r.time("device_time")
	at := r.time("fix_time")
	r.place(m, at)
	if m.Position == nil && m.DeviceAt.IsZero() {
		m.DeviceAt = at
	}
	if at.IsZero() && m.DeviceAt.IsZero() && !r.has("fix_time") && !r.has("device_time") {
		r.say("fix_time", "required")
	}
	r.device(m)
	r.rest()
	slices.SortFunc(r.wrong, func(a, b Wrong) int { return strings.Compare(a.Field+a.Code, b.Field+b.Code) })
	return t, len(r.wrong) == 0
}

// place reads the position; half a place is wrong.
func (r *reader) place(m *monitoring.Message, at time.Time) {
	lat, lon := r.number("lat", -90, 90), r.number("lon", -180, 180)
	p := monitoring.Position{At: at, Valid: true, Mechanism: monitoring.Satellite}
	if v := r.truth("valid"); v != nil {
		p.Valid = *v
	}
	p.Accuracy, p.Altitude, p.Course = r.number("accuracy", 0, 1e6), r.number("altitude", -20000, 100000), r.number("course", 0, 360)
	p.Speed, p.HDOP = r.number("speed", 0, 1000), r.number("hdop", 0, 1000)
	if kmh := r.number("position.speed", 0, 3600); kmh != nil && p.Speed == nil {
		p.Speed = frame.Kmh(*kmh)
	}
	if n := r.number("satellites", 0, 200); n != nil {
		p.Satellites = frame.Ref(int(*n))
	}
	if s := r.text("mechanism", 16); s != "" {
		p.Mechanism = monitoring.Mechanism(s)
		if !slices.Contains([]monitoring.Mechanism{monitoring.Satellite, monitoring.WiFi, monitoring.Cell, monitoring.Radio, monitoring.Beacon}, p.Mechanism) {
			r.say("mechanism", "unknown")
		}
	}
	switch {
	case lat != nil && lon != nil:
		p.Lat, p.Lon = monitoring.DegreesE7(*lat), monitoring.DegreesE7(*lon)
		m.Position = &p
		if at.IsZero() && !r.has("fix_time") {
			r.say("fix_time", "required")
		}
	case lat != nil && !r.has("lon"):
		r.say("lon", "required")
	case lon != nil && !r.has("lat"):
		r.say("lat", "required")
	}
}

// device reads what the message tells of the device itself.
func (r *reader) device(m *monitoring.Message) {
	if n := r.number("serial", 0, math.MaxInt32); n != nil {
		m.Serial = int64(*n)
	}
	m.Battery, m.Volts, m.Charging = r.number("battery", 0, 100), r.number("volts", 0, 100), r.truth("charging")
	if n := r.number("signal", -200, 200); n != nil {
		m.Signal = frame.Ref(int(*n))
	}
	if v, ok := r.take("alarms"); ok {
		list, isList := v.([]any)
		if !isList || len(list) > len(alarmWords) {
			r.say("alarms", "kind")
		}
		for _, x := range list {
			s, isText := x.(string)
			if a := monitoring.Alarm(s); isText && slices.Contains(alarmWords, a) {
				m.Alarms = append(m.Alarms, a)
			} else {
				r.say("alarms", "unknown")
			}
		}
	}
	for k, a := range alarmsOf {
		if v := r.truth(k); v != nil && *v {
			m.Alarms = append(m.Alarms, a)
		}
	}
	slices.Sort(m.Alarms)
	m.Alarms = slices.Compact(m.Alarms)
}

// rest names the words that nobody knows: a misspelt one must not be lost in silence. Words of flespi with a point are passed over.
func (r *reader) rest() {
	for k := range r.fields {
		if !r.used[k] && !slices.Contains(ignored, k) && !strings.Contains(k, ".") {
			r.say(frame.Visible([]byte(k), 64), "unknown")
		}
	}
}

func (r *reader) has(name string) bool { v, ok := r.fields[name]; return ok && v != nil }

func (r *reader) take(name string) (any, bool) {
	r.used[name] = true
	v, ok := r.fields[name]
	return v, ok && v != nil
}

func (r *reader) text(name string, most int) string {
	v, ok := r.take(name)
	if !ok {
		return ""
	}
	s := ""
	switch v := v.(type) {
	case string:
		s = v
	case json.Number:
		s = v.String()
	default:
		r.say(name, "kind")
		return ""
	}
	switch {
	case s == "":
		r.say(name, "required")
	case len(s) > most:
		r.say(name, "too_long")
		return ""
	case frame.Visible([]byte(s), most) != s:
		r.say(name, "kind")
		return ""
	}
	return s
}

func (r *reader) number(name string, least, most float64) *float64 {
	v, ok := r.take(name)
	if !ok {
		return nil
	}
	n, isNumber := v.(json.Number)
	f, err := n.Float64()
	switch {
	case !isNumber || err != nil:
		r.say(name, "kind")
		return nil
	case !(f >= least && f <= most):
		r.say(name, "range")
		return nil
	}
	return &f
}

func (r *reader) truth(name string) *bool {
	v, ok := r.take(name)
	if !ok {
		return nil
	}
	b, isTruth := v.(bool)
	if !isTruth {
		r.say(name, "kind")
		return nil
	}
	return &b
}

// time reads seconds since 1970 with fractions, or RFC 3339. What a clock says may be wrong by years; that is judged later and marked.
func (r *reader) time(name string) time.Time {
	v, ok := r.take(name)
	if !ok {
		return time.Time{}
	}
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil && f >= 0 && f < 1e11 {
			return time.UnixMilli(int64(f * 1000)).UTC()
		}
		r.say(name, "range")
	case string:
		if t, err := time.Parse(time.RFC3339Nano, v); err == nil && t.Year() >= 1970 && t.Year() < 2200 {
			return t.UTC()
		}
		r.say(name, "kind")
	default:
		r.say(name, "kind")
	}
	return time.Time{}
}
