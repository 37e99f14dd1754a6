package nmea

import (
	"bytes"

	"tuzjol/internal/monitoring/frame"
)

// Splitter cuts a stream into lines.
type Splitter struct{}

// Split implements frame.Splitter.
func (Splitter) Split(b []byte) (skip, size int, err error) {
	for skip < len(b) && (b[skip] == '\r' || b[skip] == '\n' || b[skip] == 0 || b[skip] == ' ') {
		skip++
	}
	f := b[skip:]
	if end := bytes.IndexByte(f, '\n'); end >= 0 && end <= MaxFrame {
		return skip, end + 1, nil
	}
	if len(f) > MaxFrame {
		return skip, 0, frame.Refuse(frame.TooLarge, "a line of more than %d bytes", MaxFrame)
	}
	return skip, 0, nil
}
