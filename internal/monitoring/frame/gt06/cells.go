package gt06

import (
	"fmt"
	"strings"

	"tuzjol/internal/monitoring/frame"
)

// cells reads the reports of devices without a fix: neighbouring cells, and networks around. A place is not made of them
// here: that needs a register of cells.
func (d *Decoder) cells(p *packet, w frame.Writer) bool {
	wide := p.number == lbs4G || p.number == wifi4G || p.number == wifi5
	n := 7
	counted := false
	switch {
	case p.number == lbsMany3 && p.Left() == 44:
		counted = true
	case p.number == wifi5:
		n = 6
	}
	at, ok := d.date(p)
	if !ok {
		return false
	}
	w.M.DeviceAt = at
	if counted {
		p.U8() // timing advance
	}
	mcc := p.U16()
	mnc := uint16(0)
	if mcc&0x8000 != 0 {
		mnc = p.U16()
	} else {
		mnc = uint16(p.U8())
	}
	if counted {
		n = int(p.U8())
	}
	var towers []string
	for range n {
		var lac, cid uint64
		if wide {
			lac, cid = uint64(p.U32()), p.U64()
		} else {
			lac, cid = uint64(p.U16()), uint64(p.U24())
		}
		strength := p.U8()
		if p.Short {
			break
		}
		if lac != 0 && w.Details {
			towers = append(towers, fmt.Sprintf("%d-%d-%d-%d:-%d", mcc&0x7fff, mnc, lac, cid, strength))
		}
	}
	w.Put("cells", strings.Join(towers, " "))
	if !counted {
		p.U8() // timing advance
	}
	if p.number == lbsExtend || p.number == lbsWiFi || p.number == wifi4G || p.number == wifi5 {
		networks(p, w, int(p.U8()), false)
	}
	return true
}

// networks reads the addresses of networks around with their strength.
func networks(p *packet, w frame.Writer, n int, before bool) {
	var seen []string
	for range n {
		if before {
			p.Skip(2)
		}
		mac := p.Take(6)
		if p.Short {
			break
		}
		s := fmt.Sprintf("%x:%x:%x:%x:%x:%x", mac[0:1], mac[1:2], mac[2:3], mac[3:4], mac[4:5], mac[5:6])
		if !before {
			s = fmt.Sprintf("%s/-%d", s, p.U8())
		}
		seen = append(seen, s)
	}
	w.Put("wifi", strings.Join(seen, " "))
}

// scan reads a list of networks with a time.
func (d *Decoder) scan(p *packet, w frame.Writer) bool {
	at, ok := d.date(p)
	if !ok {
		return false
	}
	w.M.DeviceAt = at
	if p.number == wifiScan {
		networks(p, w, int(p.U8()), true)
		return true
	}
	return p.Left() > 0
}

// home reads number 32 and 33 of 7979: blocks that say their own length, of devices that also know where they are by the
// cell, and an alarm.
func (d *Decoder) home(p *packet, w frame.Writer) bool {
	at, ok := d.date(p)
	if !ok {
		return false
	}
	w.M.DeviceAt = at
	if n := int(p.U8()); n > 0 {
		g := packet{Cursor: frame.Cursor{B: p.Take(n)}, number: p.number}
		satellites, lat, lon, speed, fl := g.U8(), g.U32(), g.U32(), g.U8(), g.U16()
		if !g.Short {
			settle(position(at, satellites, speed), lat, lon, fl, w)
		}
	}
	if n := int(p.U8()); n > 0 {
		tower(p, w, false)
		p.Skip(max(0, n-9))
		w.Signal(int(p.U8()))
	}
	p.Skip(int(p.U8())) // further cells
	p.Skip(int(p.U8())) // networks around
	v := p.U8()
	if p.Short {
		return w.M.Position != nil
	}
	w.Int("status", int64(v))
	if p.number == wifi5 {
		switch v {
		case 0xa0, 0xa1:
			w.Put("armed", v == 0xa0)
		case 0xa2, 0xa3:
			w.Alarm("lowBattery")
		case 0xa4:
			w.Alarm("general")
		case 0xa5:
			w.Alarm("door")
		}
	}
	return true
}
