package gt06

import (
	"tuzjol/internal/monitoring/frame"
)

// status reads the five bytes of state: flags, battery in six steps, strength of the network, alarm, language.
func status(p *packet, w frame.Writer) {
	if p.Left() < 4 {
		return
	}
	flags(p.U8(), w)
	if level := p.U8(); level <= 6 {
		w.Percent(float64(int(level) * 100 / 6))
	}
	w.Signal(int(p.U8()))
	w.Alarm(alarmWord(p.U8()))
}

// ignitionPower reads the state of models that tell a voltage instead of steps.
func ignitionPower(p *packet, w frame.Writer) {
	if p.Left() < 4 {
		return
	}
	flags(p.U8(), w)
	w.Put("power", float64(p.U16())/100)
	w.Signal(int(p.U8()))
}

func flags(v byte, w frame.Writer) {
	w.Int("status", int64(v))
	w.Put("ignition", v&2 != 0)
	w.Charging(v&4 != 0)
	w.Put("blocked", v&0x80 != 0)
	switch v >> 3 & 7 {
	case 1:
		w.Alarm("vibration")
	case 2:
		w.Alarm("powerCut")
	case 3:
		w.Alarm("lowBattery")
	case 4:
		w.Alarm("sos")
	case 6:
		w.Alarm("geofence")
	case 7:
		w.Alarm("removing")
	}
}

// alarmWords are the alarm byte of the location and state packets, by the makers' lists.
var alarmWords = map[byte]string{
	0x01: "sos", 0x02: "powerCut", 0x03: "vibration", 0x04: "geofenceEnter", 0x05: "geofenceExit", 0x06: "overspeed", 0x09: "vibration",
	0x0c: "tampering", 0x0e: "lowBattery", 0x0f: "lowBattery", 0x10: "powerOn", 0x11: "powerOff", 0x13: "tampering", 0x14: "door", 0x18: "removing",
	0x19: "lowBattery", 0x23: "fallDown", 0x25: "tampering", 0x26: "hardAcceleration", 0x27: "hardBraking", 0x28: "hardCornering",
	0x29: "hardAcceleration", 0x2a: "hardCornering", 0x2b: "hardCornering", 0x2c: "accident", 0x30: "hardBraking", 0x32: "removing",
}

func alarmWord(v byte) string { return alarmWords[v] }

// beat reads the heartbeats.
func (d *Decoder) beat(p *packet, w frame.Writer) bool {
	switch n := p.Left(); {
	case p.number == heartbeat2:
		v := p.U8()
		w.Int("status", int64(v))
		w.Put("armed", v&1 != 0)
		w.Put("ignition", v&2 != 0)
		w.Charging(v&4 != 0)
		if p.Left() >= 2 {
			w.Volts(float64(p.U16()) / 100)
		}
		if p.Left() >= 1 {
			w.Signal(int(p.U8()))
		}
		return true
	case p.number == heartbeat && n >= 14:
		w.Int("status", int64(p.U8()))
		p.Skip(n - 3)
		w.Put("temp1", float64(int16(p.U16()))/10)
		return true
	case p.number == heartbeat3 && n >= 45 && dateLike(p.B):
		volts := p.B[36]
		if n == 48 && volts >= 30 && volts <= 45 { // a cell of lithium in tenths of a volt
			w.Volts(float64(volts) / 10)
		}
		return d.gps(p, w, true, true)
	case p.number == heartbeat && n == 5 && p.B[2] > 31: // no strength of a network: the model tells whole volts of the vehicle after it
		flags(p.U8(), w)
		if level := p.U8(); level <= 6 {
			w.Percent(float64(int(level) * 100 / 6))
		}
		p.U8()
		w.Put("power", float64(p.U8()))
		return true
	case n < 4:
		return false
	}
	status(p, w)
	p.U8() // language
	if p.number == heartbeat3 {
		modules(p, w)
	}
	return true
}

// cellStatus reads a state with the cell but no place. Longer contents of number 19 are lists of cells of one model that
// nobody has described; they are not guessed at.
func (d *Decoder) cellStatus(p *packet, w frame.Writer) bool {
	switch n := p.Left(); {
	case p.number == lbsStatus && n >= 18, n < 12:
		return false
	case p.number == lbsStatus:
		if n == 14 {
			p.U8() // length of the cell's block
		}
		tower(p, w, false)
	default:
		tower(p, w, true)
	}
	status(p, w)
	return !p.Short
}

// wearable reads number A3 of watches: state, battery, network, steps.
func wearable(p *packet, w frame.Writer) bool {
	if p.Left() < 7 {
		return false
	}
	w.Int("status", int64(p.U8()))
	p.Skip(3)
	w.Percent(float64(p.U8()))
	w.Signal(int(p.U8()))
	p.U8()
	if p.Left() >= 6 {
		p.U16()
		w.Int("steps", int64(p.U32()))
	}
	return !p.Short
}

// alarm reads number 95: an alarm with or without a place, and the files of a camera.
func (d *Decoder) alarm(p *packet, w frame.Writer) bool {
	placed := p.Left() > 7
	files := placed && p.B[0] == 0xff
	if files {
		p.Skip(3)
	}
	if placed {
		if !d.gps(p, w, files, false) {
			return false
		}
	} else if at, ok := d.date(p); ok {
		w.M.DeviceAt = at
	} else {
		return false
	}
	if files {
		p.Skip(4)
	}
	switch v := p.U8(); v {
	case 0x01:
		if placed {
			w.Alarm("sos")
		} else {
			w.Alarm("general")
		}
	case 0x80:
		w.Alarm("vibration")
	case 0x87:
		w.Alarm("overspeed")
	case 0x90:
		w.Alarm("hardAcceleration")
	case 0x91:
		w.Alarm("hardBraking")
	case 0x92:
		w.Alarm("hardCornering")
	case 0x93:
		w.Alarm("accident")
	default:
		w.Alarm("general")
	}
	if files {
		p.Skip(2)
		if names := frame.Visible(p.B, 1024); names != "" {
			w.Put("eventFiles", names)
		}
	}
	return !p.Short
}
