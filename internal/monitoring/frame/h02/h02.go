// Package h02 reads the messages of H02 trackers and their copies, by the makers' public descriptions: text from * to #,
// or binary from $. The protocol has no sum, so whatever cannot be is refused field by field.
package h02

import (
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// MaxFrame is the longest text taken.
const MaxFrame = 1 << 10

// Decoder reads one connection.
type Decoder struct {
	frame.Settings
	device string
}

// New gives the reader of a new connection.
func New(s frame.Settings) *Decoder { return &Decoder{Settings: s} }

// Decode reads one message. Each names its device, so every one is a log-in.
func (d *Decoder) Decode(b []byte, received time.Time) (frame.Read, error) {
	switch {
	case len(b) == 0:
		return frame.Read{}, frame.WrongLength(1, 0)
	case b[0] == '$':
		return d.binary(b)
	case b[0] != '*':
		return frame.Read{}, frame.Refuse(frame.Garbage, "begins with %02x", b[0])
	}
	s := strings.TrimRight(string(b), "\r\n ")
	if len(s) > MaxFrame {
		return frame.Read{}, frame.Refuse(frame.TooLarge, "%d bytes, at most %d are taken", len(s), MaxFrame)
	}
	if !strings.HasSuffix(s, "#") {
		return frame.Read{}, frame.Refuse(frame.Length, "the message does not end with #")
	}
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return frame.Read{}, frame.Refuse(frame.Garbage, "byte %02x inside text", s[i])
		}
	}
	f := strings.Split(s[1:len(s)-1], ",")
	if len(f) < 3 || len(f[0]) != 2 {
		return frame.Read{}, frame.Refuse(frame.Content, "no maker, name and kind")
	}
	name := f[1]
	if name == "" {
		name = d.device
	}
	if !frame.Digits(name) || len(name) > 20 {
		return frame.Read{}, frame.Refuse(frame.Content, "a name that is no number")
	}
	d.device = name
	r := frame.Read{Device: name, Login: true}
	m := monitoring.Message{Device: name}
	t := &telegram{Writer: frame.Writer{M: &m, Details: d.Details}, kind: f[2], f: f[3:], received: received}
	some, err := t.read()
	if err != nil {
		return frame.Read{}, err
	}
	r.Reply = answer(f[0], name, t.kind, received)
	if some {
		r.Messages = []monitoring.Message{m}
	}
	return r, nil
}

// answer gives what the device waits for: its kind again with our time.
func answer(maker, name, kind string, received time.Time) []byte {
	switch kind {
	case "V1", "NBR":
		return []byte("*" + maker + "," + name + ",V4," + kind + "," + received.UTC().Format("20060102150405") + "#")
	case "HTBT":
		return []byte("*" + maker + "," + name + ",HTBT#")
	}
	return nil
}

// telegram is one message in its fields after the kind.
type telegram struct {
	frame.Writer
	kind     string
	f        []string
	received time.Time
}

// field gives the field at i without blanks, or nothing.
func (t *telegram) field(i int) string {
	if i < 0 || i >= len(t.f) {
		return ""
	}
	return strings.TrimSpace(t.f[i])
}

func (t *telegram) read() (bool, error) {
	switch t.kind {
	case "HTBT":
		return t.number(0, t.Percent), nil
	case "LINK":
		return t.link(), nil
	case "NBR":
		return t.neighbours(), nil
	case "V3":
		return t.v3(), nil
	}
	if k := t.core(); k >= 0 {
		return true, t.place(k)
	}
	if t.kind == "VP1" && t.field(0) == "V" && len(t.f) > 3 {
		t.Put("cells", strings.Join(t.f[1:], ","))
		return true, nil
	}
	return false, nil
}

// number hands a field that is a whole number to use.
func (t *telegram) number(i int, use func(float64)) bool {
	v, err := strconv.Atoi(t.field(i))
	if err != nil {
		return false
	}
	use(float64(v))
	return true
}

// link reads time, signal, satellites, battery, steps, turns, date, status.
func (t *telegram) link() bool {
	at, _ := t.instant(0, 6)
	t.M.DeviceAt = at
	t.number(1, func(v float64) { t.Signal(int(v)) })
	t.number(2, func(v float64) { t.Int("sat", int64(v)) })
	t.number(3, t.Percent)
	t.number(4, func(v float64) { t.Int("steps", int64(v)) })
	t.number(5, func(v float64) { t.Int("turnovers", int64(v)) })
	t.status(7)
	return true
}

// neighbours reads time, country, network, delay, count, cells of three numbers, date, status.
func (t *telegram) neighbours() bool {
	n, err := strconv.Atoi(t.field(4))
	if err != nil || n < 0 || n > 16 {
		n = 0
	}
	end := 5 + 3*n
	if end > len(t.f) {
		return false
	}
	at, _ := t.instant(0, end)
	t.M.DeviceAt = at
	t.Put("cells", t.field(1)+"-"+t.field(2)+":"+strings.Join(t.f[5:end], ","))
	t.status(end + 1)
	return true
}

// v3 reads time, country with network, count, cells, voltage, restarts, X, date, status.
func (t *telegram) v3() bool {
	x := -1
	for i := range t.f {
		if t.f[i] == "X" {
			x = i
		}
	}
	if x < 5 {
		return false
	}
	at, _ := t.instant(0, x+1)
	t.M.DeviceAt = at
	t.Put("cells", t.field(1)+":"+strings.Join(t.f[3:x-2], ","))
	if v, err := strconv.ParseUint(t.field(x-2), 16, 16); err == nil && v > 0 {
		t.Volts(float64(v) / 100)
	}
	t.status(x + 2)
	return true
}
