package gt06

import (
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

func position(at time.Time, satellites, speed byte) *monitoring.Position {
	return &monitoring.Position{At: at, Mechanism: monitoring.Satellite, Satellites: frame.Ref(int(satellites & 0x0f)), Speed: frame.Kmh(float64(speed))}
}

// placeX1 reads number 34: a place with odometer, cell, driver, voltages and ports.
func (d *Decoder) placeX1(p *packet, w frame.Writer) bool {
	p.U32()
	if !d.gps(p, w, true, true) {
		return false
	}
	p.U16()
	w.Int("odometer", int64(p.U32()))
	p.Skip(2 + 1 + 2 + 4) // cell
	driver := p.U32()
	battery, power := p.U16(), p.U16()
	ports := p.U32()
	in, out := p.U8(), p.U8()
	if p.Short {
		return true
	}
	if driver > 0 {
		w.Put("driverUniqueId", strconv.FormatUint(uint64(driver), 10))
	}
	w.Volts(float64(battery) / 100)
	w.Put("power", float64(power)/100)
	w.Int("input", int64(in))
	w.Int("output", int64(out))
	for i := 1; i <= int(ports>>20&0xf) && p.Left() >= 2; i++ {
		w.Put("adc"+strconv.Itoa(i), float64(p.U16())/100)
	}
	return true
}

// text reads what a device writes: an answer to a command, its card's number, or a place in words.
func (d *Decoder) text(p *packet, w frame.Writer) bool {
	var s string
	if p.number == text {
		n := int(p.U8())
		if n < 4 {
			return false
		}
		w.M.AnswerTo = p.U32()
		s = frame.Visible(p.Take(n-4), 512)
	} else {
		w.M.AnswerTo = p.U32()
		if p.U8() == 1 {
			s = frame.Visible(p.B, 512)
		} else {
			s = wide(p.B)
		}
	}
	if p.Short {
		return false
	}
	if rest, ok := strings.CutPrefix(s, "<ICCID:"); ok {
		w.Put("iccid", strings.TrimSuffix(strings.TrimSpace(rest), ">"))
		return true
	}
	w.M.Answer = s
	if d.written(s, w) {
		return true
	}
	w.Put("result", s)
	return s != ""
}

// wide reads text of two bytes a character.
func wide(b []byte) string {
	var r []rune
	for i := 0; i+1 < len(b) && len(r) < 512; i += 2 {
		r = append(r, rune(b[i])<<8|rune(b[i+1]))
	}
	return frame.Visible([]byte(string(r)), 1024)
}

// written reads a place in words: "Current position!Lat:N54.7,Lon:E25.2,Course:126.5,Speed:0.0,DateTime:2017-05-26 10:27:47".
func (d *Decoder) written(s string, w frame.Writer) bool {
	rest, ok := strings.CutPrefix(s, "Current position!")
	if !ok {
		return false
	}
	p := &monitoring.Position{Valid: true, Mechanism: monitoring.Satellite}
	seen := 0
	for part := range strings.SplitSeq(rest, ",") {
		key, value, _ := strings.Cut(part, ":")
		switch key {
		case "Lat", "Lon":
			limit := 90.0
			if key == "Lon" {
				limit = 180
			}
			if value == "" {
				return false
			}
			v, err := strconv.ParseFloat(value[1:], 64)
			if err != nil || !(v >= 0 && v <= limit) {
				return false
			}
			if value[0] == 'S' || value[0] == 'W' {
				v = -v
			}
			if key == "Lat" {
				p.Lat = monitoring.DegreesE7(v)
			} else {
				p.Lon = monitoring.DegreesE7(v)
			}
			seen++
		case "Course":
			p.Course = number(value, 1)
		case "Speed":
			p.Speed = number(value, 1/3.6)
		case "DateTime":
			at, err := time.Parse("2006-01-02 15:04:05", strings.Join(strings.Fields(value), " "))
			if err != nil {
				return false
			}
			p.At = at.Add(-d.zone)
			seen++
		}
	}
	if seen != 3 {
		return false
	}
	w.M.Position = p
	return true
}

func number(s string, by float64) *float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil || !(v >= 0 && v < 1e6) {
		return nil
	}
	return frame.Ref(v * by)
}

// obd reads number 8C: values of a vehicle as hex in text.
func (d *Decoder) obd(p *packet, w frame.Writer) bool {
	at, ok := d.date(p)
	if !ok {
		return false
	}
	w.M.DeviceAt = at
	w.Put("ignition", p.U8() > 0)
	if p.Short {
		return false
	}
	text, _, _ := strings.Cut(string(p.B), ";")
	for pair := range strings.SplitSeq(text, ",") {
		key, value, ok := strings.Cut(pair, "=")
		v, err := strconv.ParseUint(value, 16, 32)
		if !ok || err != nil {
			continue
		}
		name, known := map[string]string{"28": "odometer", "2B": "fuel", "2D": "engineTemp", "35": "obdSpeed", "36": "rpm", "47": "fuelUsed", "49": "hours"}[strings.ToUpper(key)]
		if known {
			w.Put(name, float64(v)/100)
		}
	}
	return true
}

// batteryPack reads number 40: the state of a battery that reports for itself.
func batteryPack(p *packet, w frame.Writer) bool {
	p.Skip(8)
	w.M.DeviceAt = unix(p.U32())
	w.Int("relativeCapacity", int64(p.U8()))
	w.Int("remainingCapacity", int64(p.U16()))
	w.Int("absoluteCapacity", int64(p.U8()))
	w.Int("fullCapacity", int64(p.U16()))
	w.Int("batteryHealth", int64(p.U8()))
	w.Put("batteryTemp", (float64(p.U16())-2731)/10)
	w.Int("current", int64(p.U16()))
	volts, cycles := p.U16(), p.U16()
	if p.Short {
		return false
	}
	w.Volts(float64(volts) / 1000)
	w.Int("cycleIndex", int64(cycles))
	for i := 1; i <= 14 && p.Left() >= 2; i++ {
		w.Put("batteryCell"+strconv.Itoa(i), float64(p.U16())/1000)
	}
	return true
}

// serial reads what a device passes on from its port: a thermometer's number or bytes.
func serial(p *packet, w frame.Writer) bool {
	p.U8()
	if p.Left() == 0 {
		return false
	}
	if p.Left() < 8 {
		if v, err := strconv.ParseFloat(strings.TrimSpace(strings.Trim(string(p.B), "\x00\x03")), 64); err == nil && v > -300 && v < 1000 {
			w.Put("temp1", v)
			return true
		}
	}
	w.Put("result", p.Hex(p.Left()))
	return true
}
