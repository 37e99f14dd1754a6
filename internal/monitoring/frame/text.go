package frame

import (
	"strconv"
	"strings"

	"tuzjol/internal/monitoring"
)

// Minutes reads a coordinate of degrees and minutes such as 3514.4088 (35 degrees, 14.4088 minutes) with its hemisphere.
// Devices also send a hyphen between degrees and minutes or before both, and minutes without a point (their last four
// digits are decimals). What cannot be is refused.
func Minutes(s, hemisphere string, limit float64) (monitoring.E7, bool) {
	s = strings.TrimSpace(s)
	negative := strings.HasPrefix(s, "-")
	s = strings.TrimPrefix(s, "-")
	var deg, minutes string
	switch dot := strings.IndexByte(s, '.'); {
	case strings.Contains(s, "-"):
		deg, minutes, _ = strings.Cut(s, "-")
		negative = false
	case dot >= 2:
		deg, minutes = s[:dot-2], s[dot-2:]
	case dot >= 0:
		minutes = s
	case len(s) > 6:
		deg, minutes = s[:len(s)-6], s[len(s)-6:len(s)-4]+"."+s[len(s)-4:]
	default:
		minutes = s
	}
	d, m := 0.0, 0.0
	var err error
	if deg != "" {
		if d, err = strconv.ParseFloat(deg, 64); err != nil || d < 0 {
			return 0, false
		}
	}
	if m, err = strconv.ParseFloat(minutes, 64); err != nil || m < 0 || m >= 100 {
		return 0, false
	}
	v := d + m/60
	if !(v <= limit) {
		return 0, false
	}
	switch hemisphere {
	case "S", "s", "W", "w":
		negative = !negative
	}
	if negative {
		v = -v
	}
	return monitoring.DegreesE7(v), true
}

// Knots is one knot in metres a second.
const Knots = 1852.0 / 3600

// Kmh turns kilometres an hour into metres a second.
func Kmh(v float64) *float64 { return Ref(v / 3.6) }

// Ref gives the address of a copy.
func Ref[T any](v T) *T { return &v }

// Visible makes text from a device fit to be kept: valid characters of one line, at most n bytes.
func Visible(b []byte, n int) string {
	s := strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r == '\uFFFD' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(string(b), ""))
	if len(s) > n {
		s = strings.ToValidUTF8(s[:n], "")
	}
	return strings.TrimSpace(s)
}

// Digits tells whether s is made of digits only and is not empty.
func Digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
