package gt06

import (
	"strconv"
	"strings"

	"tuzjol/internal/monitoring/frame"
)

// info reads number 94, whose first byte tells what it is about. In 7878 it is a voltage.
func (d *Decoder) info(p *packet, w frame.Writer) bool {
	if !p.wide {
		w.Put("power", float64(int16(p.U16()))/100)
		return !p.Short
	}
	switch p.U8() {
	case 0x00:
		w.Put("adc1", float64(p.U16())/100)
	case 0x04:
		settings(p, w)
	case 0x05:
		d.dated(p, w)
		v := p.U8()
		w.Put("door", v&1 != 0)
		w.Put("io1", v&4 != 0)
	case 0x0a:
		p.Skip(16) // IMEI and IMSI
		w.Put("iccid", strings.ReplaceAll(p.Hex(10), "f", ""))
	case 0x0d:
		return d.fuel(p, w)
	case 0x1b:
		card(p, w)
	case 0x1e:
		w.Put("temp1", float64(int32(p.U32()))/10)
		w.Put("humidity", float64(p.U32())/10)
	default:
		w.Put("result", p.Hex(min(p.Left(), 512)))
	}
	return !p.Short
}

// dated passes over a time at the start where a model sends one.
func (d *Decoder) dated(p *packet, w frame.Writer) {
	if p.Left() > 6 {
		if at, ok := d.instant(p.B[:6]); ok {
			w.M.DeviceAt = at
			p.Skip(6)
		}
	}
}

// settings reads a device's settings as it lists them; numbers of phones stay out of the attributes.
func settings(p *packet, w frame.Writer) {
	for part := range strings.SplitSeq(string(p.B), ";") {
		key, value, ok := strings.Cut(part, "=")
		key = frame.Visible([]byte(key), 16)
		if !ok || key == "" || key == "SOS" || key == "CENTER" {
			continue
		}
		if key == "ICCID" {
			key = "iccid"
		}
		w.Put(key, frame.Visible([]byte(value), 64))
	}
}

// fuel reads the line of a level sensor: "!AIOIL,02,008.290,029.600,519J,0400,008.430,0,00,00,AB".
func (d *Decoder) fuel(p *packet, w frame.Writer) bool {
	if p.Left() > 0 && p.B[0] != '!' {
		d.dated(p, w)
	}
	f := strings.Split(frame.Visible(p.B, 256), ",")
	if len(f) < 7 || f[0] != "!AIOIL" {
		return false
	}
	t, err1 := strconv.ParseFloat(f[3], 64)
	level, err2 := strconv.ParseFloat(f[6], 64)
	if err1 != nil || err2 != nil {
		return false
	}
	w.Put("temp1", t)
	w.Put("fuel", level)
	return true
}

// card reads a card that was held to a reader: in text, or number between markers.
func card(p *packet, w frame.Writer) {
	if p.Left() > 0 && p.B[0] >= ' ' {
		w.Put("serial", frame.Visible(p.B, 128))
		return
	}
	p.Skip(2)
	w.Put("driverUniqueId", p.Hex(4))
}

// modular reads number 70: modules of two-byte number and length.
func (d *Decoder) modular(p *packet, w frame.Writer) bool {
	any := false
	for p.Left() >= 4 {
		id := p.U16()
		v := packet{Cursor: frame.Cursor{B: p.Take(int(p.U16()))}, number: p.number}
		if p.Short {
			break
		}
		any = true
		module(id, &v, w)
	}
	return any
}

func module(id uint16, v *packet, w frame.Writer) {
	switch id {
	case 0x03:
		w.Put("iccid", v.Hex(min(10, v.Left())))
	case 0x09:
		w.Int("sat", int64(v.U8()))
	case 0x0a:
		w.Int("satVisible", int64(v.U8()))
	case 0x18:
		if n := v.U16(); !v.Short {
			w.Volts(float64(n) / 100)
		}
	case 0x28:
		w.Put("hdop", float64(v.U8())/10)
	case 0x29:
		w.Int("index", int64(v.U32()))
	case 0x2a:
		n := v.U8()
		w.Put("door", n&0x0f > 0)
		w.Put("tamper", n>>4 > 0)
		if n>>4 > 0 {
			w.Alarm("tampering")
		}
	case 0x2b:
		n := v.U8()
		w.Alarm(map[byte]string{0x11: "lowBattery", 0x12: "lowPower", 0x13: "powerCut", 0x14: "removing"}[n])
		w.Int("event", int64(n))
	case 0x33:
		at, sats := unix(v.U32()), v.U8()
		altitude := int16(v.U16())
		lat, lon, speed, fl := v.U32(), v.U32(), v.U8(), v.U16()
		if v.Short {
			return
		}
		pos := position(at, sats, speed)
		pos.Satellites = frame.Ref(int(sats))
		pos.Altitude = frame.Ref(float64(altitude))
		settle(pos, lat, lon, fl, w)
	case 0x34:
		w.Int("event", int64(v.U8()))
	}
}
