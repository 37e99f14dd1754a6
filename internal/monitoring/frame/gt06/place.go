package gt06

import (
	"fmt"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// gps reads the block that most numbers begin with: date, satellites, latitude, longitude, speed, flags. Latitude and
// longitude count 1/1,800,000 of a degree.
func (d *Decoder) gps(p *packet, w frame.Writer, satellites, speed bool) bool {
	at, ok := d.date(p)
	pos := &monitoring.Position{At: at, Mechanism: monitoring.Satellite}
	if satellites {
		pos.Satellites = frame.Ref(int(p.U8() & 0x0f))
	}
	lat, lon := p.U32(), p.U32()
	if speed {
		pos.Speed = frame.Kmh(float64(p.U8()))
	}
	flags := p.U16()
	if p.Short || !ok {
		return false
	}
	return settle(pos, lat, lon, flags, w)
}

// settle puts a place together from its raw parts and gives it to the message.
func settle(pos *monitoring.Position, lat, lon uint32, flags uint16, w frame.Writer) bool {
	if lat > 90*1800000 || lon > 180*1800000 {
		return false
	}
	pos.Lat, pos.Lon = degrees(lat), degrees(lon)
	if flags&(1<<10) == 0 {
		pos.Lat = -pos.Lat
	}
	if flags&(1<<11) != 0 {
		pos.Lon = -pos.Lon
	}
	pos.Course = frame.Ref(float64(flags & 0x3ff))
	pos.Valid = flags&(1<<12) != 0
	if flags&(1<<14) != 0 {
		w.Put("ignition", flags&(1<<15) != 0)
	}
	w.M.Position = pos
	return true
}

// degrees turns 1/1,800,000 of a degree into ten-millionths, rounded.
func degrees(v uint32) monitoring.E7 { return monitoring.E7((uint64(v)*50 + 4) / 9) } //nolint:gosec // at most 180 degrees

// tower reads the cell that the device is in: the code of the network has two bytes when the highest bit of the country's
// is set. Wide cells are those of newer networks: area of four bytes, cell of eight.
func tower(p *packet, w frame.Writer, wide bool) {
	mcc := p.U16()
	var mnc uint16
	if mcc&0x8000 != 0 || p.number == gpsLBS4G {
		mnc = p.U16()
	} else {
		mnc = uint16(p.U8())
	}
	var lac, cid uint64
	switch {
	case wide:
		lac, cid = uint64(p.U32()), p.U64()
	case p.number == gpsLBS4G:
		lac, cid = uint64(p.U16()), uint64(p.U32())
	default:
		lac, cid = uint64(p.U16()), uint64(p.U24())
	}
	if !p.Short && w.Details && (lac != 0 || cid != 0) {
		w.Put("cell", fmt.Sprintf("%d-%d-%d-%d", mcc&0x7fff, mnc, lac, cid))
	}
}

// place reads the block of the satellites and what the number and length say comes after it. Whatever follows the block
// may be cut off or be of a model that adds fields: the place stands.
func (d *Decoder) place(p *packet, w frame.Writer) bool {
	length := p.Left()
	if !d.gps(p, w, true, true) {
		return false
	}
	switch p.number {
	case gpsOnly, gpsPhone, gpsModules:
	case fenceOne, fenceMany:
		p.U8() // length of the cell's block
		tower(p, w, true)
	case gps2:
		tower(p, w, true)
	case gpsLBSStatus, gpsLBSStatus2, gpsLBSStatus3, gpsLBSStatus4:
		n := int(p.U8())
		if n == 0 {
			break
		}
		tower(p, w, false)
		if n > 9 {
			p.Skip(n - 9)
		}
	default:
		tower(p, w, false)
	}
	switch p.number {
	case gpsLBSStatus, gpsLBSStatus2, gpsLBSStatus3, gpsLBSStatus4, fenceOne, fenceMany:
		status(p, w)
		if p.number == gpsLBSStatus3 || p.number == fenceMany {
			p.U8() // language
			if p.Left() > 0 {
				w.Int("geofence", int64(p.U8()))
			}
		}
	case gpsLBS:
		afterLBS(p, w, length)
	case gpsLBS2, gpsLBS3, gpsLBS4, gps2:
		if p.Left() >= 3 {
			w.Put("ignition", p.U8() > 0)
			w.Int("event", int64(p.U8()))
			w.Put("archive", p.U8() > 0)
		}
		if p.Left() == 4 {
			w.Int("odometer", int64(p.U32()))
		} else if p.number == gpsLBS3 {
			modules(p, w)
		}
	case gpsRFID:
		if p.Left() >= 8 {
			w.Put("driverUniqueId", p.Hex(8))
		}
	case gpsModules:
		tail(p, w)
	}
	return true
}

// afterLBS reads what models add to number 12; the length of the content tells them apart.
func afterLBS(p *packet, w frame.Writer, length int) {
	switch {
	case length == 31:
		ignitionPower(p, w)
	case length == 38:
		ignitionPower(p, w)
		w.Alarm(alarmWord(p.U8()))
		w.Int("oil", int64(p.U16()))
		t := p.U8()
		v := float64(t & 0x7f)
		if t&0x80 != 0 {
			v = -v
		}
		w.Put("temp1", v)
		w.Int("odometer", int64(p.U32())*10)
	case length == 28:
		masked(p.U16(), w)
	case length == 30:
		w.Int("odometer", int64(p.U32()))
	case length >= 36:
		// odometer, card with its length, alarm, state of the card, seconds at the wheel
		odometer, card := p.U32(), p.Take(int(p.U8()))
		alarm, state, driving := p.U8(), p.U8(), p.U16()
		if p.Short {
			return
		}
		w.Int("odometer", int64(odometer))
		w.Put("card", frame.Visible(card, 128))
		w.Int("cardStatus", int64(state))
		w.Int("drivingTime", int64(driving))
		if alarm > 0 {
			w.Alarm("general")
		}
	}
}

// masked reads the two bytes in which one model packs ignition, an input and either a temperature or a voltage.
func masked(v uint16, w frame.Writer) {
	w.Put("ignition", v&0x8000 != 0)
	w.Put("in2", v&0x4000 != 0)
	if v&0x1000 != 0 {
		t := float64(v & 0x1ff)
		if v&0x200 != 0 {
			t = -t
		}
		w.Put("temp1", t)
		return
	}
	n := float64(v & 0x3ff)
	if v&0x2000 == 0 {
		n /= 10
	}
	w.Put("adc1", n)
}

// tail reads the modules at the end of number 38; the fields between the place and them differ by model.
func tail(p *packet, w frame.Writer) {
	for skip := 0; skip <= p.Left()-3; skip++ {
		if try := (frame.Cursor{B: p.B[skip:]}); whole(try) {
			p.B = p.B[skip:]
			modules(p, w)
			return
		}
	}
}

// whole tells whether the bytes are modules (number, length, value) up to their very end, two at least.
func whole(c frame.Cursor) bool {
	n := 0
	for c.Left() > 0 {
		if id := c.U16(); id == 0 || id > 0xff {
			return false
		}
		c.Skip(int(c.U8()))
		if c.Short {
			return false
		}
		n++
	}
	return n >= 2
}

// modules reads number (two bytes), length (one) and value until the end.
func modules(p *packet, w frame.Writer) {
	for p.Left() >= 3 {
		id := p.U16()
		v := frame.Cursor{B: p.Take(int(p.U8()))}
		if p.Short {
			return
		}
		switch {
		case id == 0x18 && v.Left() == 2:
			w.Volts(float64(v.U16()) / 100)
		case id == 0x27 && v.Left() == 2:
			w.Put("power", float64(v.U16())/100)
		case id == 0x2e && v.Left() == 4:
			w.Int("odometer", int64(v.U32()))
		case id == 0x3b && v.Left() == 2 && w.M.Position != nil:
			w.M.Position.Accuracy = frame.Ref(float64(v.U16()) / 100)
		case id == 0x6a && v.Left() == 1:
			w.Percent(float64(v.U8()))
		default:
			w.Put(fmt.Sprintf("module%02x", id), v.Hex(v.Left()))
		}
	}
}
