package ingest

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// received puts together what came: a copy of the frame, its hash, the judged messages.
func (g *Gate) received(p protocols.Protocol, r frame.Read, raw []byte, from netip.Addr, now time.Time) Received {
	out := Received{Protocol: p, Device: r.Device, Remote: from, ReceivedAt: now.UTC(), Login: r.Login, Raw: bytes.Clone(raw), Live: len(r.Messages) == 0}
	out.Sum = sha256.Sum256(out.Raw)
	if len(r.Messages) > 0 {
		out.Messages = make([]Judged, len(r.Messages))
	}
	for i := range r.Messages {
		j := &out.Messages[i]
		j.Message = r.Messages[i]
		j.ReceivedAt = out.ReceivedAt
		j.Content = content(&j.Message)
		if j.Position != nil {
			j.Doubts, j.Marks = frame.Judge(j.Position, out.ReceivedAt)
		}
		out.Live = out.Live || g.young(&j.Message, out.ReceivedAt)
	}
	return out
}

// young tells whether a message is of now: an alarm always is, so that it never waits behind a backlog.
func (g *Gate) young(m *monitoring.Message, now time.Time) bool {
	switch {
	case len(m.Alarms) > 0:
		return true
	case m.Position != nil:
		return now.Sub(m.Position.At) <= g.s.LiveWithin
	case !m.DeviceAt.IsZero():
		return now.Sub(m.DeviceAt) <= g.s.LiveWithin
	}
	return true
}

// content hashes what a message tells, as the device told it. When it came, and the repair of its clock, are left out: the
// same words sent again must give the same hash in any year. Only a message without any time of its own takes the time it
// came: two heartbeats that say the same are two.
func content(m *monitoring.Message) (sum [16]byte) {
	b := make([]byte, 0, 192)
	number := func(v int64) { b = binary.BigEndian.AppendUint64(b, uint64(v)) }
	real := func(v *float64) {
		if v == nil {
			b = append(b, 0)
			return
		}
		b = append(b, 1)
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(*v))
	}
	b = append(append(b, m.Device...), 0)
	if p := m.Position; p != nil {
		number(p.At.UnixNano())
		number(int64(p.Lat))
		number(int64(p.Lon))
		if p.Valid {
			b = append(b, 1)
		}
		for _, v := range []*float64{p.Accuracy, p.Altitude, p.Speed, p.Course, p.HDOP} {
			real(v)
		}
		if p.Satellites != nil {
			number(int64(*p.Satellites))
		}
		b = append(append(b, p.Mechanism...), 0)
	} else if !m.DeviceAt.IsZero() {
		number(m.DeviceAt.UnixNano())
	} else {
		number(m.ReceivedAt.UnixNano())
	}
	real(m.Battery)
	real(m.Volts)
	number(int64(m.Priority))
	if m.Charging != nil {
		b = strconv.AppendBool(b, *m.Charging)
	}
	if m.Signal != nil {
		number(int64(*m.Signal))
	}
	for _, k := range slices.Sorted(maps.Keys(m.Attributes)) {
		b = fmt.Appendf(b, "%s=%v\x00", k, m.Attributes[k])
	}
	if m.Answer != "" {
		number(int64(m.AnswerTo))
		b = append(append(b, m.Answer...), 0)
	}
	for _, a := range m.Alarms {
		b = append(append(b, a...), 0)
	}
	full := sha256.Sum256(b)
	copy(sum[:], full[:])
	return sum
}

// decode reads a frame. A reader that breaks on bytes nobody thought of must not end the service for all other devices: the
// frame is refused, counted as Broken for the operator to see, and the next frame is read.
func (g *Gate) decode(d frame.Decoder, raw []byte, now time.Time) (r frame.Read, err error) {
	defer func() {
		if p := recover(); p != nil {
			g.count.broken.Add(1)
			r, err = frame.Read{}, frame.Refuse(frame.Garbage, "the reader broke")
		}
	}()
	return d.Decode(raw, now)
}
