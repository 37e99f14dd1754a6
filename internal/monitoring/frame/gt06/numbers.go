package gt06

import (
	"time"

	"tuzjol/internal/monitoring/frame"
)

// The numbers of the protocol that are read.
const (
	login          = 0x01
	gpsOnly        = 0x10
	gpsLBS4G       = 0x11 // network code of two bytes, cell of four
	gpsLBS         = 0x12
	heartbeat      = 0x13
	text           = 0x15
	commandOut     = 0x80
	gpsLBSStatus   = 0x16
	gpsRFID        = 0x17
	lbsExtend      = 0x18
	lbsStatus      = 0x19
	gpsPhone       = 0x1a
	gpsExtend      = 0x1e
	timeRequestOld = 0x1f
	textWide       = 0x21
	gpsLBS2        = 0x22
	heartbeat2     = 0x23
	lbsMany3       = 0x24
	gpsLBSStatus2  = 0x26
	gpsLBSStatus3  = 0x27
	lbsMany        = 0x28
	lbsWiFi        = 0x2c
	gpsLBS4        = 0x2d
	lbsMany2       = 0x2e
	gpsLBS5        = 0x31
	gpsLBSStatus4  = 0x32
	wifi5          = 0x33
	gpsX1          = 0x34
	photoInfo      = 0x35
	heartbeat3     = 0x36
	gpsLBS3        = 0x37
	gpsModules     = 0x38
	bms            = 0x40
	wifi2          = 0x69
	modular        = 0x70
	timeRequest    = 0x8a
	obd            = 0x8c
	info           = 0x94
	alarmOnly      = 0x95
	serialPort     = 0x9b
	gps2           = 0xa0
	lbs4G          = 0xa1
	wifi4G         = 0xa2
	fenceOne       = 0xa3
	fenceMany      = 0xa4
	lbsAlarm       = 0xa5
	lbsAddress     = 0xa7
	wifiScan       = 0xf3
)

// content reads what is inside and tells whether that is a message. Too short a content gives what it holds up to there
// only if a whole block was read; half a place is no place.
func (d *Decoder) content(p *packet, w frame.Writer) bool {
	switch p.number {
	case gpsOnly, gpsLBS4G, gpsLBS, gpsLBSStatus, gpsPhone, gpsExtend, gpsLBS2, gpsLBSStatus2, gpsLBSStatus3, gpsLBS4, gpsLBS5, gpsLBS3, gpsModules, gps2, fenceMany:
		return d.place(p, w)
	case gpsRFID:
		if p.Left() >= 34 {
			return d.place(p, w)
		}
		return d.scan(p, w)
	case gpsLBSStatus4, wifi5:
		if p.wide {
			return d.home(p, w)
		}
		if p.number == wifi5 {
			return d.cells(p, w)
		}
		return d.place(p, w)
	case lbsMany3:
		if n := p.Left(); n < 44 && n >= 26 {
			return d.place(p, w)
		}
		return d.cells(p, w)
	case lbsMany, lbsMany2, lbsExtend, lbsWiFi, lbs4G, wifi4G:
		return d.cells(p, w)
	case fenceOne:
		if p.Left() >= 37 {
			return d.place(p, w)
		}
		return wearable(p, w)
	case heartbeat, heartbeat2, heartbeat3:
		return d.beat(p, w)
	case lbsStatus, lbsAlarm, lbsAddress:
		return d.cellStatus(p, w)
	case gpsX1:
		return d.placeX1(p, w)
	case alarmOnly:
		return d.alarm(p, w)
	case text, textWide:
		return d.text(p, w)
	case info:
		return d.info(p, w)
	case serialPort:
		return serial(p, w)
	case obd:
		return d.obd(p, w)
	case bms:
		return batteryPack(p, w)
	case modular:
		return d.modular(p, w)
	case wifi2, wifiScan:
		return d.scan(p, w)
	}
	return false
}

func unix(v uint32) time.Time { return time.Unix(int64(v), 0).UTC() }
