package regime

import (
	"strconv"
	"strings"
	"unicode"
)

// Care is why somebody must look after a device; its text is the message "monitoring.care.<code>".
type Care string

// What may be owed to a device, the most pressing first.
const (
	CareRemove   Care = "remove"   // worn although its order is over
	CareSilent   Care = "silent"   // worn and not heard
	CareBattery  Care = "battery"  // worn and nearly empty
	CareFirmware Care = "firmware" // another device of its model has newer firmware
	CareDamaged  Care = "damaged"  // waits for repair
	CareLost     Care = "lost"
)

// Cares lists them in the order of filters.
func Cares() []Care {
	return []Care{CareRemove, CareSilent, CareBattery, CareFirmware, CareDamaged, CareLost}
}

// Condition is what is known of a device when its needs are judged.
type Condition struct {
	State   DeviceState
	Over    bool // the order under which it is worn is over
	Silent  bool
	Battery int    // per cent; -1 = not told
	Low     int    // per cent at which it is low
	Newest  string // firmware of its model
	Has     string // its own
}

// Cares says what is owed to a device. One that nobody may use any more is owed nothing.
func (c Condition) Cares() []Care {
	var out []Care
	say := func(is bool, what Care) {
		if is {
			out = append(out, what)
		}
	}
	worn := c.State == Fitted
	say(worn && c.Over, CareRemove)
	say(worn && c.Silent && !c.Over, CareSilent)
	say(worn && c.Battery >= 0 && c.Battery <= c.Low, CareBattery)
	say(c.State != Retired && c.State != Lost && c.Has != "" && Newer(c.Newest, c.Has), CareFirmware)
	say(c.State == Damaged, CareDamaged)
	say(c.State == Lost, CareLost)
	return out
}

// Newer tells whether a version of firmware is newer than another: numbers by their value, words by their letters.
func Newer(a, b string) bool {
	x, y := parts(a), parts(b)
	for i := range min(len(x), len(y)) {
		n, errX := strconv.Atoi(x[i])
		m, errY := strconv.Atoi(y[i])
		switch {
		case errX == nil && errY == nil && n != m:
			return n > m
		case (errX != nil || errY != nil) && x[i] != y[i]:
			return x[i] > y[i]
		}
	}
	return len(x) > len(y)
}

// parts cuts a version where digits and letters meet and at every other sign.
func parts(s string) []string {
	var out []string
	kind := func(r rune) int {
		switch {
		case unicode.IsDigit(r):
			return 1
		case unicode.IsLetter(r):
			return 2
		}
		return 0
	}
	last := 0
	for _, r := range strings.ToLower(s) {
		k := kind(r)
		switch k {
		case 0:
		case last:
			out[len(out)-1] += string(r)
		default:
			out = append(out, string(r))
		}
		last = k
	}
	return out
}
