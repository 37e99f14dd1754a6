package blob

import (
	"bytes"
	"encoding/binary"
	"image"
	_ "image/jpeg" // to read the size only
	_ "image/png"  // to read the size only
)

func checkImage(data []byte, pixels int64) string {
	c, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width <= 0 || c.Height <= 0 {
		return "blob.fault.broken"
	}
	if int64(c.Width)*int64(c.Height) > pixels {
		return "blob.fault.pixels"
	}
	return ""
}

// cleanImage removes what an image says beside its picture: where and when it was taken, by which device, and comments.
// The colour profile stays, and the orientation is kept in a new Exif segment that holds nothing else.
func cleanImage(kind Kind, data []byte) ([]byte, string) {
	var out []byte
	var ok bool
	if kind == JPEG {
		out, ok = cleanJPEG(data)
	} else {
		out, ok = cleanPNG(data)
	}
	if !ok {
		return nil, "blob.fault.broken"
	}
	return out, ""
}

func cleanJPEG(b []byte) ([]byte, bool) {
	out := make([]byte, 0, len(b))
	out = append(out, b[:2]...)
	orientation := byte(0)
	var rest []byte
	for i := 2; ; {
		for i+1 < len(b) && b[i] == 0xff && b[i+1] == 0xff { // padding between segments
			i++
		}
		if i+4 > len(b) || b[i] != 0xff {
			return nil, false
		}
		marker, n := b[i+1], int(binary.BigEndian.Uint16(b[i+2:]))
		if n < 2 || i+2+n > len(b) {
			return nil, false
		}
		segment := b[i : i+2+n]
		i += 2 + n
		switch {
		case marker == 0xe1:
			if o := exifOrientation(segment[4:]); o != 0 {
				orientation = o
			}
		case marker >= 0xe0 && marker <= 0xef && marker != 0xe0 && marker != 0xe2 && marker != 0xee, marker == 0xfe:
			// other application data and comments
		default:
			rest = append(rest, segment...)
		}
		if marker == 0xda { // the picture itself follows; what stands after its end is dropped
			scan, ok := untilEnd(b[i:])
			if !ok {
				return nil, false
			}
			rest = append(rest, scan...)
			break
		}
	}
	if orientation > 1 {
		out = append(out, orientationSegment(orientation)...)
	}
	return append(out, rest...), true
}

// untilEnd gives the scans up to the end-of-image marker, with the tables that stand between progressive scans.
func untilEnd(b []byte) ([]byte, bool) {
	for i := 0; i+1 < len(b); i++ {
		if b[i] == 0xff && b[i+1] == 0xd9 {
			return b[:i+2], true
		}
	}
	return nil, false
}

// exifOrientation finds tag 0x0112 in the first directory; 0 when there is none.
func exifOrientation(b []byte) byte {
	if len(b) < 14 || !bytes.HasPrefix(b, []byte("Exif\x00\x00")) {
		return 0
	}
	t := b[6:]
	var order binary.ByteOrder = binary.BigEndian
	if t[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(t[4:]))
	if at+2 > int64(len(t)) {
		return 0
	}
	n := int64(order.Uint16(t[at:]))
	for i := range n {
		e := at + 2 + 12*i
		if e+12 > int64(len(t)) {
			return 0
		}
		if order.Uint16(t[e:]) == 0x0112 {
			if v := order.Uint16(t[e+8:]); v >= 1 && v <= 8 {
				return byte(v)
			}
			return 0
		}
	}
	return 0
}

func orientationSegment(o byte) []byte {
	tiff := []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, o, 0, 0, 0, 0, 0, 0}
	body := append([]byte("Exif\x00\x00"), tiff...)
	return append([]byte{0xff, 0xe1, 0, byte(len(body) + 2)}, body...)
}

// keepPNG are the chunks that make the picture and its colours; text, time and Exif are not among them.
func keepPNG(name string) bool {
	switch name {
	case "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs":
		return true
	}
	return false
}

func cleanPNG(b []byte) ([]byte, bool) {
	out := append(make([]byte, 0, len(b)), b[:8]...)
	for i := 8; i+12 <= len(b); {
		n := int64(binary.BigEndian.Uint32(b[i:]))
		end := int64(i) + 12 + n
		if end > int64(len(b)) {
			return nil, false
		}
		name := string(b[i+4 : i+8])
		if keepPNG(name) {
			out = append(out, b[i:end]...)
		}
		if name == "IEND" {
			return out, true
		}
		i = int(end)
	}
	return nil, false
}
