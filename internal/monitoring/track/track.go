// Package track holds what is said of a message before it is stored: when it was, whether its clock can be, under which day it is
// filed, and by which content a repeat of it is known. Every position is stored and marked; none is dropped because it looks wrong.
package track

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"time"

	"tuzjol/internal/kernel/id"
	"tuzjol/internal/monitoring"
)

// Arrived is one message of a device with the frame it came in. Messages of one frame share its bytes.
type Arrived struct {
	monitoring.Message
	Protocol string
	Frame    []byte
	Marks    monitoring.Mark // what whoever read the frame says of it
	Quiet    bool            // a log-in or a sign of life: it says no more than that the device is there, and nothing else is kept
}

// Outcome is what became of a message.
type Outcome string

// The outcomes. A device is answered the same for all of them: what is kept is no matter of the device.
const (
	Stored   Outcome = "stored"
	Repeated Outcome = "repeated" // same device, fix time and content as a stored one
	Heard    Outcome = "heard"    // of a quiet one: that the device spoke is noted
	Unknown  Outcome = "unknown"  // the inventory does not know the device: it stands in quarantine
	Unfitted Outcome = "unfitted" // nobody wore the device at that time
	Outside  Outcome = "outside"  // no order let it be collected at that time: before it, after its end, while suspended
)

// Verdict says what became of one message, and of a stored one where it belongs.
type Verdict struct {
	Outcome Outcome
	Arrival int64
	Marks   monitoring.Mark
	At      time.Time
	Fitting int64
	Order   string
	Client  id.Client
}

// Limits are the bounds of what a device's clock may say, from the rulebook.
type Limits struct {
	Future time.Duration // how far before ours the device's clock may be
	Past   time.Duration // how old what a device has kept may be
}

// Judge says when a message was, under which day (yyyymmdd, UTC) it is filed, and what is to be marked of it. Where the clock cannot be, the
// instant of receipt stands for it.
func Judge(m *monitoring.Message, l Limits) (at time.Time, day int, marks monitoring.Mark) {
	at = m.DeviceAt
	if p := m.Position; p != nil {
		at = p.At
		if !p.Valid {
			marks |= monitoring.Invalid
		}
		if p.Mechanism == monitoring.Cell {
			marks |= monitoring.CellOnly
		}
		if p.Lat == 0 && p.Lon == 0 || !onEarth(p) {
			marks |= monitoring.Implausible
		}
	}
	if at.IsZero() && m.Position == nil {
		at = m.ReceivedAt // a heartbeat that tells no time is as old as its receipt
	}
	if at.IsZero() || at.After(m.ReceivedAt.Add(l.Future)) || at.Before(m.ReceivedAt.Add(-l.Past)) {
		marks |= monitoring.Implausible
		at = m.ReceivedAt
	}
	return at, Day(at), marks
}

// Day is the day of an instant, yyyymmdd in UTC.
func Day(t time.Time) int {
	y, m, d := t.UTC().Date()
	return y*10_000 + int(m)*100 + d
}

// Days lists the days of a window.
func Days(from, until time.Time) []int {
	var out []int
	for t := from.UTC().Truncate(24 * time.Hour); t.Before(until); t = t.Add(24 * time.Hour) {
		out = append(out, Day(t))
	}
	return out
}

// Content is by what a repeat is known: everything the device told but the running number of its frame.
func Content(m *monitoring.Message) int64 {
	b := make([]byte, 0, 160)
	b = number(b, float(m.Battery), float(m.Volts), flag(m.Charging), whole(m.Signal), float64(m.Priority))
	if p := m.Position; p != nil {
		b = binary.LittleEndian.AppendUint64(b, uint64(p.At.UnixMilli())) //nolint:gosec // bits, not a number
		b = binary.LittleEndian.AppendUint32(b, uint32(p.Lat))            //nolint:gosec // bits
		b = binary.LittleEndian.AppendUint32(b, uint32(p.Lon))            //nolint:gosec // bits
		b = append(append(b, p.Mechanism...), 0)
		valid := 0.0
		if p.Valid {
			valid = 1
		}
		b = number(b, valid, float(p.Accuracy), float(p.Altitude), float(p.Speed), float(p.Course), whole(p.Satellites), float(p.HDOP))
	} else {
		b = binary.LittleEndian.AppendUint64(b, uint64(m.DeviceAt.UnixMilli())) //nolint:gosec // bits
	}
	for _, a := range m.Alarms {
		b = append(append(b, a...), 0)
	}
	if len(m.Attributes) > 0 {
		keys := make([]string, 0, len(m.Attributes))
		for k := range m.Attributes {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		for _, k := range keys {
			b = fmt.Appendf(b, "%s=%v\x00", k, m.Attributes[k])
		}
	}
	sum := sha256.Sum256(b)
	return int64(binary.LittleEndian.Uint64(sum[:8])) //nolint:gosec // bits
}

func number(b []byte, list ...float64) []byte {
	for _, x := range list {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

// notTold is a number that no device sends.
const notTold = -1e18

func float(p *float64) float64 {
	if p == nil {
		return notTold
	}
	return *p
}

func whole(p *int) float64 {
	if p == nil {
		return notTold
	}
	return float64(*p)
}

func flag(p *bool) float64 {
	switch {
	case p == nil:
		return notTold
	case *p:
		return 1
	}
	return 0
}
