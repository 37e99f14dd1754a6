package gt06

import (
	"encoding/binary"

	"tuzjol/internal/monitoring/frame"
)

// MaxCommand is the longest command whose packet has a length of one byte.
const MaxCommand = 200

// Command puts a command into a packet of number 80. The mark comes back in the device's answer (15 or 21), so that the answer finds its
// command. Refused: an empty, a longer or an unprintable text.
func Command(mark uint32, text string) ([]byte, error) {
	if text == "" || len(text) > MaxCommand || frame.Visible([]byte(text), MaxCommand) != text {
		return nil, frame.Refuse(frame.Content, "no command of 1 to %d printable letters", MaxCommand)
	}
	b := []byte{0x78, 0x78, byte(10 + len(text)), commandOut, byte(4 + len(text))}
	b = binary.BigEndian.AppendUint32(b, mark)
	b = append(b, text...)
	b = binary.BigEndian.AppendUint16(b, 0)
	b = binary.BigEndian.AppendUint16(b, frame.SumX25(b[2:]))
	return append(b, '\r', '\n'), nil
}
