package track

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"math"
	"slices"
	"time"

	"tuzjol/internal/monitoring"
)

// onEarth tells whether coordinates can be.
func onEarth(p *monitoring.Position) bool {
	const quarter = 900_000_000
	return p.Lat >= -quarter && p.Lat <= quarter && p.Lon >= -2*quarter && p.Lon <= 2*quarter
}

// mechanisms have their stored number by their place; a new one goes to the end.
var mechanisms = []monitoring.Mechanism{"", monitoring.Satellite, monitoring.WiFi, monitoring.Cell, monitoring.Radio, monitoring.Beacon}

// alarms have their stored bit by their place; a new one goes to the end.
var alarms = []monitoring.Alarm{
	monitoring.Tamper, monitoring.Removed, monitoring.Panic, monitoring.LowBattery, monitoring.PowerOff, monitoring.PowerOn, monitoring.PowerCut,
	monitoring.PowerBack, monitoring.Jamming, monitoring.AntennaCut, monitoring.Fault, monitoring.Vibration, monitoring.Fall, monitoring.BaseMoved,
	monitoring.OutOfReach, monitoring.Overspeed, monitoring.DeviceZoneIn, monitoring.DeviceZoneEx, monitoring.Movement, monitoring.Other,
}

// Row is one stored position: whole numbers only, so that it reads the same on every engine. A pointer is nil where nothing was told.
type Row struct {
	Day      int
	Device   int64
	FixMS    int64 // what the device said, even where that cannot be
	Content  int64
	Fitting  int64
	Arrival  int64
	Received int64
	Lat, Lon *int64
	Accuracy *int64 // decimetres
	Speed    *int64 // centimetres a second
	Course   *int64 // tenths of a degree
	Altitude *int64 // decimetres
	Mech     int64
	Marks    int64
	Alarms   int64
	Battery  *int64
	Charging *int64
	Frame    int64
}

// RowOf is the stored form of a message. withPlace is false for an order that only asks whether somebody is present.
func RowOf(m *monitoring.Message, withPlace bool) Row {
	r := Row{Content: Content(m), Received: m.ReceivedAt.UnixMilli(), Alarms: bits(m.Alarms), Battery: scaled(m.Battery, 1)}
	if m.Charging != nil {
		n := int64(flag(m.Charging))
		r.Charging = &n
	}
	p := m.Position
	if p == nil {
		r.FixMS = m.DeviceAt.UnixMilli()
		if m.DeviceAt.IsZero() {
			r.FixMS = r.Received
		}
		return r
	}
	r.FixMS = p.At.UnixMilli()
	for i, x := range mechanisms {
		if x == p.Mechanism {
			r.Mech = int64(i)
		}
	}
	if !withPlace {
		return r
	}
	lat, lon := int64(p.Lat), int64(p.Lon)
	r.Lat, r.Lon = &lat, &lon
	r.Accuracy, r.Speed, r.Course, r.Altitude = scaled(p.Accuracy, 10), scaled(p.Speed, 100), scaled(p.Course, 10), scaled(p.Altitude, 10)
	return r
}

func scaled(p *float64, by float64) *int64 {
	if p == nil || math.IsNaN(*p) || math.Abs(*p) > 1e9 {
		return nil
	}
	n := int64(math.Round(*p * by))
	return &n
}

func bits(list []monitoring.Alarm) int64 {
	var out int64
next:
	for _, a := range list {
		for i, x := range alarms {
			if a == x {
				out |= 1 << i
				continue next
			}
		}
		out |= 1 << (len(alarms) - 1) // other
	}
	return out
}

// Fix is the stored position as the evaluator and a reader see it.
func (r Row) Fix() monitoring.Fix {
	f := monitoring.Fix{
		Arrival: r.Arrival, At: time.UnixMilli(r.FixMS).UTC(), ReceivedAt: time.UnixMilli(r.Received).UTC(), Marks: monitoring.Mark(r.Marks), //nolint:gosec // a set of five bits
		Mechanism: mechanisms[r.Mech%int64(len(mechanisms))], Speed: -1, Battery: -1, NoPosition: r.Lat == nil || r.Lon == nil,
	}
	if !f.NoPosition {
		f.Lat, f.Lon = monitoring.E7(*r.Lat), monitoring.E7(*r.Lon) //nolint:gosec // was an E7
	}
	if r.Accuracy != nil {
		f.Accuracy = float64(*r.Accuracy) / 10
	}
	if r.Speed != nil {
		f.Speed = float64(*r.Speed) / 100
	}
	if r.Battery != nil {
		f.Battery = float64(*r.Battery)
	}
	f.Charging = r.Charging != nil && *r.Charging == 1
	for i, a := range alarms {
		if r.Alarms&(1<<i) != 0 {
			f.Alarms = append(f.Alarms, a)
		}
	}
	return f
}

// Chain carries the hash of an hour forward by one row, every column of it.
func (r Row) Chain(before []byte) []byte {
	b := make([]byte, 0, 200)
	b = append(b, before...)
	for _, n := range []int64{
		int64(r.Day), r.Device, r.FixMS, r.Content, r.Fitting, r.Arrival, r.Received, r.Mech, r.Marks, r.Alarms, r.Frame,
	} {
		b = binary.LittleEndian.AppendUint64(b, uint64(n)) //nolint:gosec // bits
	}
	for _, p := range []*int64{r.Lat, r.Lon, r.Accuracy, r.Speed, r.Course, r.Altitude, r.Battery, r.Charging} {
		if p == nil {
			b = append(b, 0)
			continue
		}
		b = binary.LittleEndian.AppendUint64(append(b, 1), uint64(*p)) //nolint:gosec // bits
	}
	sum := sha256.Sum256(b)
	return sum[:]
}

// Chain is the hash over rows in the order of their arrival; nil of none. It sorts them.
func Chain(rows []Row) []byte {
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Compare(a.Arrival, b.Arrival) })
	var sum []byte
	for _, r := range rows {
		sum = r.Chain(sum)
	}
	return sum
}
