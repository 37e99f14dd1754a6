package h02

import (
	"encoding/hex"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// The lengths of binary messages. 42 has a name of 15 digits, the others one of 10; 45 adds counters and the cell.
const (
	short = 32
	named = 42
	long  = 45
)

// binary reads marker, name, time, date, latitude, battery, longitude with flags, speed and course, status; all but
// battery and status in decimal digits of four bits.
func (d *Decoder) binary(b []byte) (frame.Read, error) {
	if len(b) != short && len(b) != named && len(b) != long {
		return frame.Read{}, frame.Refuse(frame.Length, "%d bytes; binary messages have %d, %d or %d", len(b), short, named, long)
	}
	if !dated(b, len(b)) {
		return frame.Read{}, frame.Refuse(frame.Content, "no time and date where they belong")
	}
	c := frame.Cursor{B: b[1:]}
	name := ""
	if len(b) == named {
		name = c.Hex(8)[:15]
	} else {
		name = c.Hex(5)
	}
	n := digits(c.Take(6))
	at := time.Date(2000+n[5], time.Month(n[4]), n[3], n[0], n[1], n[2], 0, time.UTC)
	m := monitoring.Message{Device: name}
	w := frame.Writer{M: &m, Details: d.Details}
	lat, ok1 := minutes(hex.EncodeToString(c.Take(4)), 2, 90)
	battery(int(c.U8()), w)
	east := c.Hex(5)
	lon, ok2 := minutes(east[:9], 3, 180)
	if !ok1 || !ok2 || !frame.Digits(name) {
		return frame.Read{}, frame.Refuse(frame.Content, "no such name, latitude or longitude")
	}
	d.device = name
	p := &monitoring.Position{At: at, Lat: lat, Lon: lon, Mechanism: monitoring.Satellite}
	flags := unhex(east[9])
	p.Valid = flags&2 != 0
	if flags&4 == 0 {
		p.Lat = -p.Lat
	}
	if flags&8 == 0 {
		p.Lon = -p.Lon
	}
	sc := c.Hex(3)
	if frame.Digits(sc) {
		p.Speed = frame.Ref(float64(three(sc[:3])) * frame.Knots)
		if course := three(sc[3:]); course <= 360 {
			p.Course = frame.Ref(float64(course))
		}
	}
	m.Position = p
	bits(c.U32(), w)
	return frame.Read{Device: name, Login: true, Messages: []monitoring.Message{m}}, nil
}

func unhex(c byte) byte {
	if c >= 'a' {
		return c - 'a' + 10
	}
	return c - '0'
}

func three(s string) int { return int(s[0]-'0')*100 + int(s[1]-'0')*10 + int(s[2]-'0') }

// minutes reads degrees, minutes of two digits and decimals from plain digits.
func minutes(s string, degrees int, limit float64) (monitoring.E7, bool) {
	if !frame.Digits(s) {
		return 0, false
	}
	return frame.Minutes(s[:degrees+2]+"."+s[degrees+2:], "", limit)
}

// digits reads bytes of two decimal digits.
func digits(b []byte) (n [6]int) {
	for i := range min(len(b), 6) {
		n[i] = int(b[i]>>4)*10 + int(b[i]&15)
	}
	return n
}

// dated tells whether time and date stand where a message of this length has them.
func dated(b []byte, length int) bool {
	at := 6
	if length == named {
		at = 9
	}
	if len(b) < at+6 {
		return false
	}
	for _, c := range b[at : at+6] {
		if c>>4 > 9 || c&15 > 9 {
			return false
		}
	}
	n := digits(b[at : at+6])
	return n[0] < 24 && n[1] < 60 && n[2] < 60 && n[3] >= 1 && n[3] <= 31 && n[4] >= 1 && n[4] <= 12
}
