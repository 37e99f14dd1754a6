// Package teltonika reads the packets of Teltonika devices by the maker's public description: codecs 8, 8 extended and 16
// with positions, 7 of the older hand-held devices, 12, 13 and 14 with answers to commands, over TCP after a log-in and
// over UDP.
package teltonika

import (
	"encoding/binary"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// The codecs.
const (
	codec7  = 0x07
	codec8  = 0x08
	codec8E = 0x8e
	codec12 = 0x0c
	codec13 = 0x0d
	codec14 = 0x0e
	codec16 = 0x10
)

const (
	// MaxFrame is the largest packet taken: the maker's limit is 1,280 bytes for records; photographs come in 2 KiB.
	MaxFrame = 16 << 10
	preamble = 8 // zeros and length
	tail     = 4 // sum
	maxName  = 17
)

// Decoder reads one connection.
type Decoder struct {
	frame.Settings
	device string
}

// New gives the reader of a new connection.
func New(s frame.Settings) *Decoder { return &Decoder{Settings: s} }

// Decode reads a log-in, a packet of TCP or a datagram.
func (d *Decoder) Decode(b []byte, received time.Time) (frame.Read, error) {
	for len(b) > 0 && b[0] == 0xff {
		b = b[1:] // a sign of life between packets
	}
	switch {
	case len(b) == 0:
		return frame.Read{Device: d.device}, nil
	case len(b) < 4:
		return frame.Read{}, frame.WrongLength(preamble, len(b))
	case binary.BigEndian.Uint32(b) == 0:
		return d.packet(b)
	}
	if n := int(binary.BigEndian.Uint16(b)); n <= maxName && len(b) <= 2+maxName {
		return d.login(b, n)
	}
	return d.datagram(b)
}

func (d *Decoder) login(b []byte, n int) (frame.Read, error) {
	if n != len(b)-2 {
		return frame.Read{}, frame.WrongLength(n+2, len(b))
	}
	name := string(b[2:])
	if !frame.Digits(name) {
		return frame.Read{}, frame.Refuse(frame.Content, "a log-in without an IMEI")
	}
	d.device = name
	return frame.Read{Device: name, Login: true, Reply: []byte{1}, Deny: []byte{0}}, nil
}

// packet reads what TCP carries after the log-in: four zeros, length, data, sum.
func (d *Decoder) packet(b []byte) (frame.Read, error) {
	if len(b) < preamble {
		return frame.Read{}, frame.WrongLength(preamble+tail, len(b))
	}
	n := binary.BigEndian.Uint32(b[4:])
	if n > MaxFrame-preamble-tail {
		return frame.Read{}, frame.Refuse(frame.TooLarge, "the frame says %d bytes, at most %d are taken", n, MaxFrame)
	}
	if whole := int(n) + preamble + tail; whole != len(b) {
		return frame.Read{}, frame.WrongLength(whole, len(b))
	}
	data := b[preamble : len(b)-tail]
	says, is := binary.BigEndian.Uint32(b[len(b)-tail:]), uint32(frame.SumIBM(data))
	if says != is {
		return frame.Read{}, frame.WrongSum(says, is)
	}
	messages, records, err := d.data(data, d.device)
	if err != nil {
		return frame.Read{}, err
	}
	r := frame.Read{Device: d.device, Messages: messages}
	if records {
		r.Reply = binary.BigEndian.AppendUint32(nil, uint32(len(messages))) //nolint:gosec // one byte counted them
		r.Deny = []byte{0, 0, 0, 0}
	}
	return r, nil
}

// datagram reads what UDP carries: length, number of the packet, a byte, number of the data packet, IMEI, data. It has no
// sum of its own; that of UDP stands for it.
func (d *Decoder) datagram(b []byte) (frame.Read, error) {
	n := int(binary.BigEndian.Uint16(b))
	if n+2 != len(b) {
		return frame.Read{}, frame.WrongLength(n+2, len(b))
	}
	c := frame.Cursor{B: b[2:]}
	packet := c.U16()
	c.U8()
	avl := c.U8()
	length := int(c.U16())
	if length > maxName {
		return frame.Read{}, frame.Refuse(frame.Content, "a name of %d bytes", length)
	}
	name := string(c.Take(length))
	if c.Short || !frame.Digits(name) {
		return frame.Read{}, frame.Refuse(frame.Content, "a datagram without an IMEI")
	}
	messages, _, err := d.data(c.B, name)
	if err != nil {
		return frame.Read{}, err
	}
	r := frame.Read{Device: name, Messages: messages}
	answer := binary.BigEndian.AppendUint16([]byte{0, 5}, packet)
	r.Reply = append(answer, 1, avl, byte(len(messages)))
	return r, nil
}

// data reads codec, count, records, count. A packet is taken whole or not at all, and its records have to fill it.
func (d *Decoder) data(b []byte, device string) (messages []monitoring.Message, records bool, err error) {
	if len(b) < 3 {
		return nil, false, frame.WrongLength(3, len(b))
	}
	codec, n, again := b[0], int(b[1]), int(b[len(b)-1])
	if n != again {
		return nil, false, frame.Refuse(frame.Content, "%d records at the start, %d at the end", n, again)
	}
	c := frame.Cursor{B: b[2 : len(b)-1]}
	// the smallest record is 5 bytes; a count that cannot be must not make room for itself
	if n*5 > len(c.B) {
		return nil, false, frame.Refuse(frame.Content, "%d records in %d bytes", n, len(c.B))
	}
	r := reader{c: c, codec: codec, details: d.Details}
	switch codec {
	case codec7, codec8, codec8E, codec16:
		records = true
	case codec12, codec13, codec14:
	default:
		return nil, false, frame.Refuse(frame.Content, "codec %02x is not known", codec)
	}
	messages, err = r.all(n, device)
	if err != nil && codec == codec8 {
		// models that were set to it add a group of elements of 16 bytes, and nothing in the packet tells
		wide := reader{c: c, codec: codec, details: d.Details, sixteen: true}
		if again, err2 := wide.all(n, device); err2 == nil {
			return again, records, nil
		}
	}
	return messages, records, err
}

// all reads n records.
func (r *reader) all(n int, device string) ([]monitoring.Message, error) {
	r.messages = make([]monitoring.Message, n)
	read := r.record
	switch r.codec {
	case codec8, codec8E, codec16:
		r.rooms = make([]room, n)
	case codec7:
		read = r.handheld
	default:
		read = r.answer
	}
	for i := range n {
		r.messages[i].Device = device
		read(i)
		if r.c.Short {
			return nil, frame.Refuse(frame.Content, "record %d ends before its fields", i+1)
		}
	}
	if left := r.c.Left(); left != 0 {
		return nil, frame.Refuse(frame.Content, "%d bytes after the last record", left)
	}
	return r.messages, nil
}

// reader walks through the records of one packet. Rooms holds what the messages point at, made in one piece, because a
// backlog has millions of records.
type reader struct {
	c        frame.Cursor
	codec    byte
	details  bool
	sixteen  bool
	messages []monitoring.Message
	rooms    []room
}

type room struct {
	position                monitoring.Position
	altitude, speed, course float64
	satellites, signal      int
	hdop, battery, volts    float64
	charging                bool
}
