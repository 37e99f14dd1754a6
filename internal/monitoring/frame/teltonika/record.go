package teltonika

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// record reads one position of codec 8, 8E or 16. The device tells no validity of its own: without a satellite the
// fix does not hold.
func (r *reader) record(i int) {
	m, room, c := &r.messages[i], &r.rooms[i], &r.c
	w := frame.Writer{M: m, Details: r.details}
	p := &room.position
	p.At = time.UnixMilli(int64(c.U64())).UTC()
	m.Priority = int(c.U8())
	p.Lon, p.Lat = monitoring.E7(int32(c.U32())), monitoring.E7(int32(c.U32()))
	room.altitude = float64(int16(c.U16()))
	room.course = float64(c.U16())
	room.satellites = int(c.U8())
	room.speed = float64(c.U16()) / 3.6
	p.Altitude, p.Course, p.Satellites, p.Speed = &room.altitude, &room.course, &room.satellites, &room.speed
	p.Valid, p.Mechanism = room.satellites > 0, monitoring.Satellite
	m.Position = p
	event := 0
	if r.codec == codec8 {
		event = int(c.U8())
	} else {
		event = int(c.U16())
	}
	if r.codec == codec16 {
		c.U8() // why the record was made
	}
	if m.Priority == 2 {
		w.Alarm("sos")
	}
	if r.details {
		w.Int("priority", int64(m.Priority))
		w.Int("event", int64(event))
	}
	r.count(r.codec == codec8E)
	r.elements(i, 1)
	r.elements(i, 2)
	r.elements(i, 4)
	r.elements(i, 8)
	if r.sixteen {
		r.sixteens(w)
	}
	if r.codec == codec8E {
		r.blocks(i)
	}
}

func (r *reader) count(wide bool) int {
	if wide {
		return int(r.c.U16())
	}
	return int(r.c.U8())
}

// elements reads the group of elements of one size.
func (r *reader) elements(i, size int) {
	n := r.count(r.codec == codec8E)
	wide := r.codec != codec8
	for range n {
		if r.c.Short {
			return
		}
		id := r.count(wide)
		var v uint64
		switch size {
		case 1:
			v = uint64(r.c.U8())
		case 2:
			v = uint64(r.c.U16())
		case 4:
			v = uint64(r.c.U32())
		default:
			v = r.c.U64()
		}
		r.element(i, id, v, size)
	}
}

// sixteens reads the group of elements of 16 bytes.
func (r *reader) sixteens(w frame.Writer) {
	for range int(r.c.U8()) {
		id, v := int(r.c.U8()), r.c.Take(16)
		if r.c.Short {
			return
		}
		if r.details {
			w.Put("io"+strconv.Itoa(id), hex.EncodeToString(v))
		}
	}
}

// blocks reads the elements of codec 8E that say their own length.
func (r *reader) blocks(i int) {
	for range int(r.c.U16()) {
		id := int(r.c.U16())
		b := r.c.Take(int(r.c.U16()))
		if r.c.Short {
			return
		}
		if r.details {
			block(frame.Writer{M: &r.messages[i], Details: true}, id, b)
		}
	}
}

// handheld reads one record of codec 7: masks tell what follows.
func (r *reader) handheld(i int) {
	m, c := &r.messages[i], &r.c
	w := frame.Writer{M: m, Details: r.details}
	stamp := c.U32()
	m.Priority = int(stamp >> 30)
	at := time.Unix(int64(stamp&0x3fffffff)+1167609600, 0).UTC() // seconds since 1 January 2007
	m.DeviceAt = at
	mask := c.U8()
	if mask&1 != 0 {
		r.place(m, w, at)
	}
	for bit, size := range []int{1, 2, 4} {
		if mask&(2<<bit) == 0 {
			continue
		}
		for range int(c.U8()) {
			if c.Short {
				return
			}
			id := int(c.U8())
			var v uint64
			switch size {
			case 1:
				v = uint64(c.U8())
			case 2:
				v = uint64(c.U16())
			default:
				v = uint64(c.U32())
			}
			handheldElement(w, id, v)
		}
	}
	if w.Details {
		w.Int("priority", int64(m.Priority))
	}
	if m.Priority == 2 {
		w.Alarm("sos")
	}
}

func (r *reader) place(m *monitoring.Message, w frame.Writer, at time.Time) {
	c := &r.c
	mask := c.U8()
	p := &monitoring.Position{At: at, Valid: true, Mechanism: monitoring.Satellite}
	if mask&1 != 0 {
		lat, lon := math.Float32frombits(c.U32()), math.Float32frombits(c.U32())
		if within(lat, 90) && within(lon, 180) {
			p.Lat, p.Lon = monitoring.DegreesE7(float64(lat)), monitoring.DegreesE7(float64(lon))
			m.Position = p
		}
	}
	if mask&2 != 0 {
		p.Altitude = frame.Ref(float64(c.U16()))
	}
	if mask&4 != 0 {
		p.Course = frame.Ref(float64(c.U8()) * 360 / 256)
	}
	if mask&8 != 0 {
		p.Speed = frame.Kmh(float64(c.U8()))
	}
	if mask&16 != 0 {
		p.Satellites = frame.Ref(int(c.U8()))
		p.Valid = *p.Satellites > 0
	}
	if mask&32 != 0 {
		w.Int("lac", int64(c.U16()))
		w.Int("cid", int64(c.U16()))
	}
	if mask&64 != 0 {
		w.Signal(int(c.U8()))
	}
	if mask&128 != 0 {
		w.Int("operator", int64(c.U32()))
	}
}

func within(v float32, limit float64) bool { return math.Abs(float64(v)) <= limit }
