package gt06

import (
	"encoding/binary"

	"tuzjol/internal/monitoring/frame"
)

// Splitter cuts a stream into packets. Bytes before 7878 or 7979 are passed over; a packet whose end is not where its
// length says is passed over up to the next beginning.
type Splitter struct{}

// Split implements frame.Splitter.
func (Splitter) Split(b []byte) (skip, size int, err error) {
	for {
		for skip < len(b) && !begins(b[skip:]) {
			skip++
		}
		f := b[skip:]
		if len(f) < 4 {
			return skip, 0, nil
		}
		n := 3 + int(f[2]) + 2
		if f[0] == 0x79 {
			n = 4 + int(binary.BigEndian.Uint16(f[2:])) + 2
			if n > MaxFrame {
				return skip, 0, frame.Refuse(frame.TooLarge, "the frame says %d bytes, at most %d are taken", n, MaxFrame)
			}
		}
		if len(f) < n {
			return skip, 0, nil
		}
		if n >= 10 && f[n-2] == '\r' && f[n-1] == '\n' {
			return skip, n, nil
		}
		skip++
	}
}

func begins(b []byte) bool {
	if b[0] != 0x78 && b[0] != 0x79 {
		return false
	}
	return len(b) < 2 || b[1] == b[0]
}
