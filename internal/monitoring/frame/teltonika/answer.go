package teltonika

import (
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring/frame"
)

// answered is the type of an answer to a command; 5 would be the command itself.
const answered = 6

// answer reads what a device says to a command (codecs 12, 13, 14): type, length, text. 13 has a time before the text,
// 14 an IMEI.
func (r *reader) answer(i int) {
	m, c := &r.messages[i], &r.c
	w := frame.Writer{M: m, Details: r.details}
	kind := c.U8()
	b := frame.Cursor{B: c.Take(int(c.U32()))}
	if c.Short {
		return
	}
	if r.codec == codec13 {
		m.DeviceAt = time.Unix(int64(b.U32()), 0).UTC()
	}
	if r.codec == codec14 {
		b.Skip(8)
	}
	if b.Short {
		c.Short = true
		return
	}
	w.Int("type", int64(kind))
	if kind == answered {
		m.Answer = frame.Visible(b.B, 1024)
	}
	if !printable(b.B) {
		w.Put("result", hex.EncodeToString(b.B))
		return
	}
	text := strings.TrimSpace(string(b.B))
	if !axles(w, text) {
		w.Put("result", text)
	}
}

func printable(b []byte) bool {
	for _, c := range b {
		if (c < ' ' || c > '~') && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}

// axles reads the line of a load scale behind the serial port: eight axles and four sums.
func axles(w frame.Writer, text string) bool {
	inside, ok := strings.CutPrefix(text, "UUUUww")
	if !ok {
		return false
	}
	inside, ok = strings.CutSuffix(inside, "SSS")
	values := strings.Split(strings.TrimSuffix(inside, ";"), ";")
	if !ok || len(values) < 12 {
		return false
	}
	names := []string{"axle1", "axle2", "axle3", "axle4", "axle5", "axle6", "axle7", "axle8", "loadTruck", "loadTrailer", "totalTruck", "totalTrailer"}
	for i, name := range names {
		v, err := strconv.ParseFloat(values[i], 64)
		if err != nil {
			return false
		}
		w.Put(name, v)
	}
	return true
}
