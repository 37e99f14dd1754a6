package assessment

import (
	"math"
	"strconv"
	"strings"
)

// HalfUp rounds decimally, halves away from zero, and writes exactly the decimals asked for. The number is first read as
// 15 significant decimal digits: what lies beyond them is noise of binary arithmetic (2.675 is 2.67499999999999982).
func HalfUp(x float64, decimals int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	text := strconv.FormatFloat(math.Abs(x), 'e', 14, 64)
	mantissa, exp, _ := strings.Cut(text, "e")
	point, _ := strconv.Atoi(exp)
	digits := strings.Replace(mantissa, ".", "", 1)
	point++ // digits before the decimal point
	if point < 0 {
		digits, point = strings.Repeat("0", -point)+digits, 0
	}
	keep := point + decimals
	digits += strings.Repeat("0", max(0, keep-len(digits)+1))
	rounded := []byte("0" + digits[:keep])
	if digits[keep] >= '5' {
		for i := len(rounded) - 1; ; i-- {
			if rounded[i]++; rounded[i] <= '9' {
				break
			}
			rounded[i] = '0'
		}
	}
	whole, frac := string(rounded[:len(rounded)-decimals]), string(rounded[len(rounded)-decimals:])
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	out := whole
	if decimals > 0 {
		out += "." + frac
	}
	if x < 0 && strings.Trim(out, "0.") != "" {
		out = "-" + out
	}
	return out
}

// Trimmed drops zeros at the end of a decimal number, but leaves one behind the point.
func Trimmed(s string) string {
	if !strings.Contains(s, ".") {
		return s
	}
	s = strings.TrimRight(s, "0")
	if strings.HasSuffix(s, ".") {
		s += "0"
	}
	return s
}
