package teltonika

import (
	"encoding/binary"

	"tuzjol/internal/monitoring/frame"
)

// Splitter cuts a TCP stream into log-in and packets. Signs of life (FF) before a frame and bytes that can begin none are
// passed over.
type Splitter struct{}

// Split implements frame.Splitter.
func (Splitter) Split(b []byte) (skip, size int, err error) {
	for skip < len(b) && !begins(b[skip:]) {
		skip++
	}
	b = b[skip:]
	if len(b) < 2 {
		return skip, 0, nil
	}
	if n := int(binary.BigEndian.Uint16(b)); n > 0 {
		if len(b) < n+2 {
			return skip, 0, nil
		}
		return skip, n + 2, nil
	}
	if len(b) < preamble {
		return skip, 0, nil
	}
	n := binary.BigEndian.Uint32(b[4:])
	if n > MaxFrame-preamble-tail {
		return skip, 0, frame.Refuse(frame.TooLarge, "the frame says %d bytes, at most %d are taken", n, MaxFrame)
	}
	whole := int(n) + preamble + tail
	if len(b) < whole {
		return skip, 0, nil
	}
	return skip, whole, nil
}

// begins tells whether a frame may begin here: a log-in of up to 17 digits, or the four zeros of a packet.
func begins(b []byte) bool {
	if b[0] != 0 {
		return false
	}
	if len(b) < 2 {
		return true
	}
	if b[1] != 0 {
		if b[1] > maxName {
			return false
		}
		for _, d := range b[2:min(len(b), 2+int(b[1]))] {
			if d < '0' || d > '9' {
				return false
			}
		}
		return true
	}
	for _, z := range b[2:min(len(b), 4)] {
		if z != 0 {
			return false
		}
	}
	return true
}
