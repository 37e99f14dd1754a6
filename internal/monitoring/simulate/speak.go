package simulate

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// Voice speaks for one device in one protocol.
type Voice struct {
	Protocol protocols.Protocol
	Ident    string
	serial   uint16
}

// Login is what the device says first on a connection, and whether it waits for an answer to it.
func (v *Voice) Login() (b []byte, waits bool) {
	switch v.Protocol {
	case protocols.Teltonika:
		return append(binary.BigEndian.AppendUint16(nil, uint16(len(v.Ident))), v.Ident...), true //nolint:gosec // fifteen
	case protocols.GT06:
		name, err := hex.DecodeString(fmt.Sprintf("%016s", v.Ident))
		if err != nil {
			return nil, false
		}
		return v.gt06(0x01, name), true
	case protocols.NMEA:
		return []byte("ID=" + v.Ident + "\r\n"), false
	}
	return nil, false
}

// Most is how many samples one packet holds at most.
func (v *Voice) Most() int {
	if v.Protocol == protocols.Teltonika {
		return 20
	}
	return 1
}

// Packet puts samples into one packet. Waits tells whether the protocol answers it.
func (v *Voice) Packet(samples []Sample) (b []byte, waits bool) {
	switch v.Protocol {
	case protocols.Teltonika:
		return teltonika(samples), true
	case protocols.GT06:
		return v.gt06(0x16, gt06Place(samples[0])), true
	case protocols.H02:
		return v.h02(samples[0]), true
	case protocols.NMEA:
		return nmea(samples[0]), false
	}
	return nil, false
}

// Answer looks for one whole answer at the start of what the server has said: used bytes of it are one; 0 means that more must come. Of a
// log-in, ok tells whether the device may speak.
func (v *Voice) Answer(b []byte, login bool) (used int, ok bool) {
	switch {
	case v.Protocol == protocols.Teltonika && login && len(b) >= 1:
		return 1, b[0] == 1
	case v.Protocol == protocols.Teltonika && len(b) >= 4:
		return 4, binary.BigEndian.Uint32(b) > 0
	case v.Protocol == protocols.GT06 && len(b) >= 3 && len(b) >= int(b[2])+5:
		return int(b[2]) + 5, true
	case v.Protocol == protocols.H02:
		if i := slices.Index(b, '#'); i >= 0 {
			return i + 1, true
		}
	}
	return 0, false
}

// Query is a sample as a phone sends it over HTTP.
func (v *Voice) Query(s Sample) string {
	q := url.Values{"id": {v.Ident}, "timestamp": {strconv.FormatInt(s.At.UnixMilli(), 10)}, "batt": {strconv.Itoa(int(s.Battery))}}
	if s.Charging {
		q.Set("charge", "true")
	}
	if !s.NoFix {
		q.Set("lat", strconv.FormatFloat(s.Place.Lat, 'f', 7, 64))
		q.Set("lon", strconv.FormatFloat(s.Place.Lon, 'f', 7, 64))
		q.Set("accuracy", strconv.FormatFloat(s.Accuracy, 'f', 1, 64))
		q.Set("speed", strconv.FormatFloat(s.Speed/frame.Knots, 'f', 2, 64))
		q.Set("bearing", strconv.FormatFloat(s.Course, 'f', 0, 64))
	}
	if slices.Contains(s.Alarms, monitoring.Tamper) {
		q.Set("alarm", "tampering")
	} else if slices.Contains(s.Alarms, monitoring.LowBattery) {
		q.Set("alarm", "lowBattery")
	}
	return q.Encode()
}

// teltonika is a packet of codec 8 extended. The maker's list has no strap; a cut one is told as the loss of the outer contact (252).
func teltonika(samples []Sample) []byte {
	data := []byte{0x8e, byte(len(samples))}
	for _, s := range samples {
		data = binary.BigEndian.AppendUint64(data, uint64(s.At.UnixMilli())) //nolint:gosec // after 1970
		event := uint16(0)
		cut := slices.Contains(s.Alarms, monitoring.Tamper)
		if cut {
			event = 252
		}
		data = append(data, priority(s))
		data = binary.BigEndian.AppendUint32(data, uint32(monitoring.DegreesE7(s.Place.Lon))) //nolint:gosec // bits
		data = binary.BigEndian.AppendUint32(data, uint32(monitoring.DegreesE7(s.Place.Lat))) //nolint:gosec // bits
		data = binary.BigEndian.AppendUint16(data, 760)
		data = binary.BigEndian.AppendUint16(data, uint16(s.Course)) //nolint:gosec // below 360
		data = append(data, satellites(s))
		data = binary.BigEndian.AppendUint16(data, uint16(s.Speed*3.6)) //nolint:gosec // a speed
		data = binary.BigEndian.AppendUint16(data, event)
		ones := [][2]uint16{{21, 4}, {113, uint16(s.Battery)}, {116, bit(s.Charging)}, {240, bit(s.Moving)}} //nolint:gosec // below 100
		if cut {
			ones = append(ones, [2]uint16{252, 1})
		}
		twos := [][2]uint16{{182, uint16(s.Accuracy / 5 * 10)}, {67, uint16(3500 + 7*s.Battery)}} //nolint:gosec // small
		data = binary.BigEndian.AppendUint16(data, uint16(len(ones)+len(twos)))                   //nolint:gosec // small
		data = binary.BigEndian.AppendUint16(data, uint16(len(ones)))                             //nolint:gosec // small
		for _, e := range ones {
			data = append(binary.BigEndian.AppendUint16(data, e[0]), byte(e[1]))
		}
		data = binary.BigEndian.AppendUint16(data, uint16(len(twos))) //nolint:gosec // small
		for _, e := range twos {
			data = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(data, e[0]), e[1])
		}
		data = append(data, 0, 0, 0, 0, 0, 0) // no elements of four, eight and more bytes
	}
	data = append(data, byte(len(samples)))
	out := binary.BigEndian.AppendUint32([]byte{0, 0, 0, 0}, uint32(len(data))) //nolint:gosec // at most 20 records
	return binary.BigEndian.AppendUint32(append(out, data...), uint32(frame.SumIBM(data)))
}

// priority is 2 for the button that calls for help.
func priority(s Sample) byte {
	if slices.Contains(s.Alarms, monitoring.Panic) {
		return 2
	}
	return byte(min(len(s.Alarms), 1))
}

func satellites(s Sample) byte {
	if s.NoFix {
		return 0
	}
	return byte(max(4, 12-s.Accuracy/5))
}

func bit(b bool) uint16 {
	if b {
		return 1
	}
	return 0
}

// gt06 wraps content: length, number, serial, sum.
func (v *Voice) gt06(number byte, content []byte) []byte {
	v.serial++
	b := append([]byte{0x78, 0x78, byte(len(content) + 5), number}, content...)
	b = binary.BigEndian.AppendUint16(b, v.serial)
	b = binary.BigEndian.AppendUint16(b, frame.SumX25(b[2:]))
	return append(b, '\r', '\n')
}

// gt06Place is the content of number 16: date, place, cell, state of the device.
func gt06Place(s Sample) []byte {
	t := s.At.UTC()
	b := []byte{byte(t.Year() % 100), byte(t.Month()), byte(t.Day()), byte(t.Hour()), byte(t.Minute()), byte(t.Second()), 0xc0 | satellites(s)&0x0f} //nolint:gosec // a date
	b = binary.BigEndian.AppendUint32(b, uint32(math.Round(math.Abs(s.Place.Lat)*1_800_000)))
	b = binary.BigEndian.AppendUint32(b, uint32(math.Round(math.Abs(s.Place.Lon)*1_800_000)))
	flags := uint16(s.Course) & 0x3ff
	if s.Place.Lat >= 0 {
		flags |= 1 << 10
	}
	if s.Place.Lon < 0 {
		flags |= 1 << 11
	}
	if !s.NoFix {
		flags |= 1 << 12
	}
	b = append(b, byte(s.Speed*3.6))
	b = binary.BigEndian.AppendUint16(b, flags)
	b = append(b, 9, 0x01, 0xb5, 5, 0x10, 0x2a, 0x00, 0x1b, 0x5c) // cell: its length with itself, country 437, network, area, cell
	state := byte(bit(s.Charging) << 2)
	alarm := byte(0)
	if slices.Contains(s.Alarms, monitoring.LowBattery) {
		alarm = 0x0e
	}
	if slices.Contains(s.Alarms, monitoring.Tamper) {
		alarm = 0x13
	}
	return append(b, state, byte(math.Round(s.Battery*6/100)), 4, alarm, 0x02)
}

// h02 is the text V1.
func (v *Voice) h02(s Sample) []byte {
	state := uint32(0xffffffff)
	if slices.Contains(s.Alarms, monitoring.Tamper) {
		state &^= 1 << 19
	}
	return []byte(fmt.Sprintf("*HQ,%s,V1,%s,%s,%s,%.2f,%03.0f,%s,%08X#", v.Ident, s.At.UTC().Format("150405"), valid(s),
		minutes(s.Place), s.Speed/frame.Knots, math.Mod(math.Round(s.Course), 360), s.At.UTC().Format("020106"), state))
}

func nmea(s Sample) []byte {
	body := fmt.Sprintf("GPRMC,%s.000,%s,%s,%.2f,%.1f,%s,,", s.At.UTC().Format("150405"), valid(s), minutes(s.Place), s.Speed/frame.Knots, s.Course, s.At.UTC().Format("020106"))
	return []byte(fmt.Sprintf("$%s*%02X\r\n", body, frame.SumXOR([]byte(body))))
}

func valid(s Sample) string {
	if s.NoFix {
		return "V"
	}
	return "A"
}

// minutes writes a place as degrees and minutes with the hemisphere behind.
func minutes(p Place) string {
	part := func(deg float64, width int, plus, minus string) string {
		side := plus
		if deg < 0 {
			side, deg = minus, -deg
		}
		units := int64(math.Round(deg * 60 * 10000))
		return fmt.Sprintf("%0*d%02d.%04d,%s", width, units/600000, units%600000/10000, units%10000, side)
	}
	return part(p.Lat, 2, "N", "S") + "," + part(p.Lon, 3, "E", "W")
}

// Message is a sample as the ingest would hand it on, for a past that nobody sends.
func (s Sample) Message(ident string, received time.Time) monitoring.Message {
	battery, charging := s.Battery, s.Charging
	m := monitoring.Message{Device: ident, ReceivedAt: received, Battery: &battery, Charging: &charging, Alarms: s.Alarms}
	if s.NoFix {
		m.DeviceAt = s.At
		return m
	}
	accuracy, speed, course := math.Round(s.Accuracy*10)/10, math.Round(s.Speed*100)/100, math.Round(s.Course)
	m.Position = &monitoring.Position{
		At: s.At, Lat: monitoring.DegreesE7(s.Place.Lat), Lon: monitoring.DegreesE7(s.Place.Lon), Valid: true, Mechanism: monitoring.Satellite,
		Accuracy: &accuracy, Speed: &speed, Course: &course,
	}
	return m
}
