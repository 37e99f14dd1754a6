package teltonika

import (
	"encoding/binary"

	"tuzjol/internal/monitoring/frame"
)

// MaxCommand is the longest command that fits into a packet which every model takes.
const MaxCommand = 1200

// Command puts a command into a packet of codec 12 (request, type 5), as the maker describes it. Refused: an empty, a longer or an
// unprintable text.
func Command(text string) ([]byte, error) {
	if text == "" || len(text) > MaxCommand || !printable([]byte(text)) {
		return nil, frame.Refuse(frame.Content, "no command of 1 to %d printable letters", MaxCommand)
	}
	data := []byte{codec12, 1, 5}
	data = binary.BigEndian.AppendUint32(data, uint32(len(text))) //nolint:gosec // bounded above
	data = append(append(data, text...), 1)
	b := binary.BigEndian.AppendUint32(make([]byte, 4, preamble+len(data)+tail), uint32(len(data))) //nolint:gosec // bounded above
	b = append(b, data...)
	return binary.BigEndian.AppendUint32(b, uint32(frame.SumIBM(data))), nil
}
