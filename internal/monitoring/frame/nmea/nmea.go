// Package nmea reads NMEA 0183 sentences of modules and test benches that first say who they are on a line of its own
// ("ID=123456789012345", "imei:123...", the bare name) or before the sentence on the same line.
package nmea

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// MaxFrame is the longest line taken: the standard allows 82 characters, receivers and names before them need more.
const MaxFrame = 256

// Decoder reads one connection. RMC gives a message; GGA adds altitude and quality to the RMC of the same instant, and
// gives messages itself on a connection that has no RMC.
type Decoder struct {
	frame.Settings
	device string
	last   time.Time // of the last fix; gives the day to sentences that have none
	rmc    bool      // the connection has RMC
	gga    fix       // the last GGA
}

type fix struct {
	clock      string
	altitude   *float64
	hdop       *float64
	satellites *int
}

// New gives the reader of a new connection.
func New(s frame.Settings) *Decoder { return &Decoder{Settings: s} }

// Decode reads one line.
func (d *Decoder) Decode(b []byte, received time.Time) (frame.Read, error) {
	b = bytes.TrimSpace(b)
	if len(b) > MaxFrame {
		return frame.Read{}, frame.Refuse(frame.TooLarge, "%d bytes, at most %d are taken", len(b), MaxFrame)
	}
	before, sentence, found := bytes.Cut(b, []byte("$"))
	r := frame.Read{}
	if id := name(string(before)); id != "" {
		d.device, r.Login = id, true
	} else if len(before) > 0 || !found {
		return r, frame.Refuse(frame.Garbage, "neither a name nor a sentence")
	}
	r.Device = d.device
	if !found {
		return r, nil
	}
	body, sum, ok := bytes.Cut(sentence, []byte("*"))
	if !ok {
		return frame.Read{}, frame.Refuse(frame.CRC, "the sentence has no sum")
	}
	says, err := hex.DecodeString(string(bytes.TrimSpace(sum)))
	if err != nil || len(says) != 1 {
		return frame.Read{}, frame.Refuse(frame.CRC, "the sum is not two hex digits")
	}
	if is := frame.SumXOR(body); says[0] != is {
		return frame.Read{}, frame.WrongSum(uint32(says[0]), uint32(is))
	}
	f := strings.Split(string(body), ",")
	if len(f[0]) != 5 {
		return r, nil
	}
	m := monitoring.Message{Device: d.device}
	some := false
	switch f[0][2:] {
	case "RMC":
		some, err = d.readRMC(f, &m)
	case "GGA":
		some, err = d.readGGA(f, &m, received)
	}
	if err != nil {
		return frame.Read{}, err
	}
	if some {
		r.Messages = []monitoring.Message{m}
	}
	return r, nil
}

// name reads a line that says who speaks.
func name(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), ",;")
	for _, word := range []string{"imei", "id"} {
		if len(s) > len(word) && strings.EqualFold(s[:len(word)], word) && strings.ContainsRune(":=, ", rune(s[len(word)])) {
			s = strings.TrimSpace(s[len(word)+1:])
		}
	}
	if len(s) < 3 || len(s) > 32 {
		return ""
	}
	for _, c := range s {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_') {
			return ""
		}
	}
	return s
}

// readRMC reads time, validity, place, speed in knots, course, date.
func (d *Decoder) readRMC(f []string, m *monitoring.Message) (bool, error) {
	if len(f) < 10 {
		return false, frame.Refuse(frame.Length, "RMC with %d fields", len(f))
	}
	if f[3] == "" && f[5] == "" {
		d.rmc = true
		return false, nil // the receiver is still looking; a sign of life
	}
	clock, ok := timeOfDay(f[1])
	day, err := time.Parse("020106", f[9])
	if !ok || err != nil {
		return false, frame.Refuse(frame.Content, "no time or date")
	}
	p, err := place(f[3:7])
	if err != nil {
		return false, err
	}
	p.At, p.Valid = day.Add(clock), f[2] == "A"
	if v, err := strconv.ParseFloat(f[7], 64); err == nil && v >= 0 && v < 2000 {
		p.Speed = frame.Ref(v * frame.Knots)
	}
	if v, err := strconv.ParseFloat(f[8], 64); err == nil && v >= 0 && v <= 360 {
		p.Course = &v
	}
	if d.gga.clock == f[1] {
		p.Altitude, p.HDOP, p.Satellites = d.gga.altitude, d.gga.hdop, d.gga.satellites
	}
	d.rmc, d.last, m.Position = true, p.At, p
	return true, nil
}

// readGGA reads time, place, quality, satellites, hdop, altitude. The day is that of the last fix, or of our clock, whichever
// day brings the time nearest.
func (d *Decoder) readGGA(f []string, m *monitoring.Message, received time.Time) (bool, error) {
	if len(f) < 10 {
		return false, frame.Refuse(frame.Length, "GGA with %d fields", len(f))
	}
	if f[2] == "" && f[4] == "" {
		return false, nil
	}
	clock, ok := timeOfDay(f[1])
	if !ok {
		return false, frame.Refuse(frame.Content, "no time")
	}
	p, err := place(f[2:6])
	if err != nil {
		return false, err
	}
	d.gga = fix{clock: f[1]}
	if v, err := strconv.Atoi(f[7]); err == nil && v >= 0 && v < 200 {
		d.gga.satellites = &v
	}
	if v, err := strconv.ParseFloat(f[8], 64); err == nil && v >= 0 && v < 1000 {
		d.gga.hdop = &v
	}
	if v, err := strconv.ParseFloat(f[9], 64); err == nil && v > -20000 && v < 100000 {
		d.gga.altitude = &v
	}
	if d.rmc {
		return false, nil
	}
	base := d.last
	if base.IsZero() {
		base = received
	}
	h, mi, s := int(clock.Hours()), int(clock.Minutes())%60, int(clock.Seconds())%60
	p.At = frame.Nearest(base, h, mi, s, int(clock%time.Second))
	p.Valid = f[6] != "0" && f[6] != ""
	p.Altitude, p.HDOP, p.Satellites = d.gga.altitude, d.gga.hdop, d.gga.satellites
	d.last, m.Position = p.At, p
	return true, nil
}

func place(f []string) (*monitoring.Position, error) {
	lat, ok1 := frame.Minutes(f[0], f[1], 90)
	lon, ok2 := frame.Minutes(f[2], f[3], 180)
	if !ok1 || !ok2 || f[1] == "" || f[3] == "" {
		return nil, frame.Refuse(frame.Content, "no such latitude or longitude")
	}
	return &monitoring.Position{Lat: lat, Lon: lon, Mechanism: monitoring.Satellite}, nil
}

// timeOfDay reads hhmmss with decimals.
func timeOfDay(s string) (time.Duration, bool) {
	whole, dec, _ := strings.Cut(s, ".")
	if len(whole) != 6 || !frame.Digits(whole) || len(dec) > 9 || dec != "" && !frame.Digits(dec) {
		return 0, false
	}
	two := func(i int) time.Duration { return time.Duration(whole[i]-'0')*10 + time.Duration(whole[i+1]-'0') }
	h, m, sec := two(0), two(2), two(4)
	if h > 23 || m > 59 || sec > 59 {
		return 0, false
	}
	nano := time.Duration(0)
	if dec != "" {
		n, _ := strconv.Atoi(dec + strings.Repeat("0", 9-len(dec))) //nolint:errcheck // digits
		nano = time.Duration(n)
	}
	return h*time.Hour + m*time.Minute + sec*time.Second + nano, true
}
