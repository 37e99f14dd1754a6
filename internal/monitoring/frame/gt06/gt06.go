// Package gt06 reads the packets of GT06 trackers and the many devices made after them (Concox, Jimi and copies), by the
// makers' public descriptions. A packet is 7878 with a length of one byte or 7979 with one of two, a number of the
// protocol, content, serial number, CRC-ITU and 0D0A. What a number means differs by model; where it does, the length of
// the content decides.
package gt06

import (
	"encoding/binary"
	"encoding/hex"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// MaxFrame is the largest packet taken: photographs come in pieces of this size.
const MaxFrame = 8 << 10

// Decoder reads one connection.
type Decoder struct {
	frame.Settings
	device string
	zone   time.Duration // the device's clock is ahead of UTC by so much; it says so at log-in
}

// New gives the reader of a new connection.
func New(s frame.Settings) *Decoder { return &Decoder{Settings: s} }

// packet is one frame taken apart.
type packet struct {
	frame.Cursor        // the content
	wide         bool   // 7979
	number       byte   // of the protocol
	serial       uint16 // running number of the device
	received     time.Time
}

// open checks ends, length and sum.
func open(b []byte) (p packet, err error) {
	if len(b) < 10 {
		return p, frame.WrongLength(10, len(b))
	}
	head := 3
	switch {
	case b[0] == 0x78 && b[1] == 0x78:
	case b[0] == 0x79 && b[1] == 0x79:
		p.wide, head = true, 4
	default:
		return p, frame.Refuse(frame.Garbage, "begins with %02x%02x", b[0], b[1])
	}
	n := int(b[2])
	if p.wide {
		n = int(binary.BigEndian.Uint16(b[2:]))
	}
	if whole := head + n + 2; whole != len(b) {
		return p, frame.WrongLength(whole, len(b))
	}
	if n < 5 {
		return p, frame.Refuse(frame.Length, "the frame says %d bytes, at least 5 are needed", n)
	}
	end := len(b) - 2
	if b[end] != '\r' || b[end+1] != '\n' {
		return p, frame.Refuse(frame.Garbage, "ends with %02x%02x", b[end], b[end+1])
	}
	says, is := binary.BigEndian.Uint16(b[end-2:]), frame.SumX25(b[2:end-2])
	if says != is {
		return p, frame.WrongSum(uint32(says), uint32(is))
	}
	p.number, p.serial = b[head], binary.BigEndian.Uint16(b[end-4:])
	p.B = b[head+1 : end-4]
	return p, nil
}

// reply builds the answer with the same number and serial.
func reply(p packet, content ...byte) []byte {
	var b []byte
	if p.wide {
		b = binary.BigEndian.AppendUint16([]byte{0x79, 0x79}, uint16(5+len(content))) //nolint:gosec // a few bytes
	} else {
		b = []byte{0x78, 0x78, byte(5 + len(content))}
	}
	b = append(append(b, p.number), content...)
	b = binary.BigEndian.AppendUint16(b, p.serial)
	b = binary.BigEndian.AppendUint16(b, frame.SumX25(b[2:]))
	return append(b, '\r', '\n')
}

// Decode reads one packet.
func (d *Decoder) Decode(b []byte, received time.Time) (frame.Read, error) {
	p, err := open(b)
	if err != nil {
		return frame.Read{}, err
	}
	p.received = received
	if p.number == login {
		return d.login(p)
	}
	r := frame.Read{Device: d.device}
	if p.number == timeRequest || p.number == timeRequestOld {
		y, mo, day := received.UTC().Date()
		h, mi, s := received.UTC().Clock()
		r.Reply = reply(p, byte(y%100), byte(mo), byte(day), byte(h), byte(mi), byte(s))
		return r, nil
	}
	if !silent(p.number) {
		r.Reply = reply(p)
	}
	m := monitoring.Message{Device: d.device, Serial: int64(p.serial)}
	w := frame.Writer{M: &m, Details: d.Details}
	if p.Left() == 0 || !d.content(&p, w) {
		return r, nil
	}
	r.Messages = []monitoring.Message{m}
	return r, nil
}

// silent tells of numbers that devices send as an answer; answering again would never end.
func silent(n byte) bool { return n == 0x80 || n == 0x81 || n == 0x82 || n == 0x15 || n == 0x21 }

// login reads the name (an IMEI in half bytes) and, where the device tells it, its time zone.
func (d *Decoder) login(p packet) (frame.Read, error) {
	answer := reply(p)
	name := hex.EncodeToString(p.Take(8))
	if p.Short {
		return frame.Read{}, frame.Refuse(frame.Content, "a log-in without an IMEI")
	}
	if name[0] == '0' {
		name = name[1:]
	}
	if !frame.Digits(name) {
		return frame.Read{}, frame.Refuse(frame.Content, "a log-in without an IMEI")
	}
	d.device, d.zone = name, 0
	if p.Left() >= 4 {
		p.U16() // model
		d.zone = zone(p.U16())
	}
	return frame.Read{Device: name, Login: true, Reply: answer}, nil
}

// zone reads hours and minutes in twelve bits (hundreds and rest) and west in the fourth; what no zone of the earth has is
// taken for UTC.
func zone(v uint16) time.Duration {
	n := time.Duration(v >> 4)
	d := n/100*time.Hour + n%100*time.Minute
	if d > 14*time.Hour || n%100 >= 60 {
		return 0
	}
	if v&8 != 0 {
		return -d
	}
	return d
}

// date reads six numbers; ok is false when they are no date.
func (d *Decoder) date(p *packet) (time.Time, bool) {
	b := p.Take(6)
	if b == nil {
		return time.Time{}, false
	}
	return d.instant(b)
}

func (d *Decoder) instant(b []byte) (time.Time, bool) {
	if !dateLike(b) {
		return time.Time{}, false
	}
	t := time.Date(2000+int(b[0]), time.Month(b[1]), int(b[2]), int(b[3]), int(b[4]), int(b[5]), 0, time.UTC)
	return t.Add(-d.zone), true
}

// dateLike tells whether six bytes may be year, month, day, hour, minute, second.
func dateLike(b []byte) bool {
	return len(b) >= 6 && b[0] < 100 && b[1] >= 1 && b[1] <= 12 && b[2] >= 1 && b[2] <= 31 && b[3] < 24 && b[4] < 60 && b[5] < 60
}
