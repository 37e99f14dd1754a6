package teltonika

import (
	"encoding/hex"
	"fmt"
	"strconv"

	"tuzjol/internal/monitoring/frame"
)

// kind says how the number of an element is read.
type kind uint8

const (
	count   kind = iota // as it is
	signed              // as it is, with a sign
	flag                // true when not 0
	tenth               // a tenth
	tenthS              // a tenth, with a sign
	hundred             // a hundredth, with a sign
	milli               // a thousandth
)

// named are the elements of the maker's common list that have a name of their own; all others are "io" and the number.
var named = map[int]struct {
	name string
	kind kind
}{
	1: {"in1", flag}, 2: {"in2", flag}, 3: {"in3", flag}, 4: {"in4", flag}, 9: {"adc1", milli}, 10: {"adc2", milli}, 11: {"iccid", count},
	12: {"fuelUsed", milli}, 13: {"fuelConsumption", hundred}, 16: {"odometer", count}, 17: {"axisX", signed}, 18: {"axisY", signed}, 19: {"axisZ", signed},
	25: {"bleTemp1", hundred}, 26: {"bleTemp2", hundred}, 27: {"bleTemp3", hundred}, 28: {"bleTemp4", hundred},
	66: {"power", milli}, 68: {"batteryCurrent", milli}, 69: {"gpsStatus", count}, 72: {"temp1", tenthS}, 73: {"temp2", tenthS}, 74: {"temp3", tenthS}, 75: {"temp4", tenthS},
	80: {"dataMode", count}, 81: {"obdSpeed", count}, 90: {"door", count}, 115: {"engineTemp", tenthS}, 179: {"out1", flag}, 180: {"out2", flag}, 181: {"pdop", tenth},
	199: {"tripOdometer", count}, 200: {"sleepMode", count}, 205: {"cid", count}, 206: {"lac", count}, 239: {"ignition", flag}, 240: {"motion", flag}, 241: {"operator", count},
	636: {"cid4g", count},
}

// element takes one element of fixed size: first what the house understands, then the attribute.
func (r *reader) element(i, id int, v uint64, size int) {
	m, room := &r.messages[i], &r.rooms[i]
	w := frame.Writer{M: m, Details: r.details}
	switch id {
	case 21:
		room.signal = int(v & 0xff)
		m.Signal = &room.signal
		return
	case 67:
		room.volts = float64(v) / 1000
		m.Volts = &room.volts
		return
	case 113:
		if v <= 100 {
			room.battery = float64(v)
			m.Battery = &room.battery
		}
		return
	case 116:
		room.charging = v != 0
		m.Charging = &room.charging
		return
	case 182:
		room.hdop = float64(v) / 10
		m.Position.HDOP = &room.hdop
		return
	case 236, 246, 247, 249, 252, 253:
		elementAlarm(w, id, v)
	}
	if !r.details {
		return
	}
	if id == 78 {
		if v != 0 {
			w.Put("driverUniqueId", fmt.Sprintf("%016X", v))
		}
		return
	}
	n, ok := named[id]
	if !ok {
		put(w, "io"+strconv.Itoa(id), v)
		return
	}
	s := extend(v, size)
	switch n.kind {
	case count:
		put(w, n.name, v)
	case signed:
		w.Int(n.name, s)
	case flag:
		w.Put(n.name, v != 0)
	case tenth:
		w.Put(n.name, float64(v)/10)
	case tenthS:
		w.Put(n.name, float64(s)/10)
	case hundred:
		w.Put(n.name, float64(s)/100)
	case milli:
		w.Put(n.name, float64(v)/1000)
	}
}

// put keeps a number that does not fit into 63 bits as hex digits.
func put(w frame.Writer, name string, v uint64) {
	if v>>63 != 0 {
		w.Put(name, fmt.Sprintf("%016x", v))
		return
	}
	w.Int(name, int64(v))
}

func extend(v uint64, size int) int64 {
	switch size {
	case 1:
		return int64(int8(v))
	case 2:
		return int64(int16(v))
	case 4:
		return int64(int32(v))
	}
	return int64(v)
}

// elementAlarm reads the elements that stand for an event; 0 is the end of it.
func elementAlarm(w frame.Writer, id int, v uint64) {
	if v == 0 {
		return
	}
	switch id {
	case 236:
		w.Alarm("general")
	case 246:
		w.Alarm("tow")
	case 247:
		w.Alarm("accident")
	case 249:
		w.Alarm("jamming")
	case 252:
		w.Alarm("powerCut")
	case 253:
		switch v {
		case 1:
			w.Alarm("hardAcceleration")
		case 2:
			w.Alarm("hardBraking")
		case 3:
			w.Alarm("hardCornering")
		}
	}
}

// handheldElement reads an element of codec 7.
func handheldElement(w frame.Writer, id int, v uint64) {
	switch id {
	case 1:
		w.Percent(float64(v))
	case 67:
		w.Volts(float64(v) / 1000)
	case 222:
		if v == 1 {
			w.Alarm("sos")
		}
	case 2:
		w.Put("usbConnected", v == 1)
	case 5:
		put(w, "uptime", v)
	case 20, 21, 22:
		w.Put([]string{"hdop", "vdop", "pdop"}[id-20], float64(v)/10)
	case 221:
		put(w, "button", v)
	case 240:
		w.Put("motion", v == 1)
	case 244:
		w.Put("roaming", v == 1)
	default:
		put(w, "io"+strconv.Itoa(id), v)
	}
}

// block reads an element of codec 8E that says its own length.
func block(w frame.Writer, id int, b []byte) {
	switch id {
	case 256:
		w.Put("vin", frame.Visible(b, 64))
	case 281:
		w.Put("dtcs", frame.Visible(b, 512))
	case 385:
		beacons(w, b)
	case 548, 10828, 10829, 10831, 11317:
		tags(w, b)
	default:
		w.Put("io"+strconv.Itoa(id), hex.EncodeToString(b))
	}
}

// beacons reads the list of iBeacons and Eddystones.
func beacons(w frame.Writer, b []byte) {
	c := frame.Cursor{B: b}
	c.U8() // part of how many
	for n := 1; c.Left() > 0; n++ {
		flags := c.U8()
		key := "beacon" + strconv.Itoa(n)
		if flags>>4 > 0 {
			uuid, major, minor := c.Hex(16), c.U16(), c.U16()
			if c.Short {
				return
			}
			w.Put(key+"Uuid", uuid)
			w.Int(key+"Major", int64(major))
			w.Int(key+"Minor", int64(minor))
		} else {
			space, instance := c.Hex(10), c.Hex(6)
			if c.Short {
				return
			}
			w.Put(key+"Namespace", space)
			w.Put(key+"Instance", instance)
		}
		w.Int(key+"Rssi", int64(int8(c.U8())))
		if flags&2 != 0 {
			w.Put(key+"Battery", float64(c.U16())/100)
		}
		if flags&4 != 0 {
			w.Int(key+"Temp", int64(int16(c.U16())))
		}
	}
}

// tags reads the list of Bluetooth tags: each says its length and holds parameters with theirs.
func tags(w frame.Writer, b []byte) {
	c := frame.Cursor{B: b}
	c.U8()
	for n := 1; c.Left() > 0; n++ {
		tag := frame.Cursor{B: c.Take(int(c.U8()))}
		for tag.Left() > 1 {
			id := tag.U8()
			v := frame.Cursor{B: tag.Take(int(tag.U8()))}
			if tag.Short {
				break
			}
			tagParameter(w, "tag"+strconv.Itoa(n), id, v)
		}
	}
}

func tagParameter(w frame.Writer, key string, id uint8, v frame.Cursor) {
	switch id {
	case 0:
		w.Int(key+"Rssi", int64(int8(v.U8())))
	case 1:
		w.Put(key+"Id", v.Hex(v.Left()))
	case 2:
		w.Put(key+"Data", v.Hex(v.Left()))
	case 5:
		w.Put(key+"Name", frame.Visible(v.B, 64))
	case 6:
		w.Put(key+"Temp", float64(int16(v.U16()))/100)
	case 7:
		w.Int(key+"Humidity", int64(v.U8()))
	case 13:
		w.Put(key+"LowBattery", v.U8() != 0)
	case 14:
		w.Int(key+"Battery", int64(v.U16()))
	case 15:
		w.Put(key+"Mac", v.Hex(v.Left()))
	}
}
