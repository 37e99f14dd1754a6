package h02

import (
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
	"tuzjol/internal/monitoring/frame"
)

// core finds where the latitude stands: kinds and copies put different fields before it.
func (t *telegram) core() int {
	for i := 0; i+3 < len(t.f); i++ {
		ns, ew := t.field(i+1), t.field(i+3)
		if (ns == "N" || ns == "S") && (ew == "E" || ew == "W") {
			return i
		}
	}
	return -1
}

// place reads time, validity, latitude, longitude, speed in knots, course, date, and what kinds add.
func (t *telegram) place(k int) error {
	lat, ok1 := frame.Minutes(t.field(k), t.field(k+1), 90)
	lon, ok2 := frame.Minutes(t.field(k+2), t.field(k+3), 180)
	if !ok1 || !ok2 {
		return frame.Refuse(frame.Content, "no such latitude or longitude")
	}
	valid := t.field(k - 1)
	p := &monitoring.Position{Lat: lat, Lon: lon, Mechanism: monitoring.Satellite, Valid: valid == "A" || frame.Digits(valid)}
	if v, err := strconv.ParseFloat(t.field(k+4), 64); err == nil && v >= 0 && v < 2000 {
		p.Speed = frame.Ref(v * frame.Knots)
	}
	if v, err := strconv.ParseFloat(t.field(k+5), 64); err == nil && v >= 0 && v <= 360 {
		p.Course = &v
	}
	date := k + 6
	if s := t.field(date); len(s) != 6 && frame.Digits(s) {
		t.number(date, func(v float64) { battery(int(v), t.Writer) })
		date++
	}
	at, whole := t.instant(k-2, date)
	if !whole {
		t.Put("timeMissing", true)
	}
	p.At = at
	t.M.Position = p
	if t.kind == "V4" && k > 2 {
		t.Put("result", strings.Join(t.f[:k-2], ","))
	}
	t.after(date + 1)
	return nil
}

// after reads status and what follows it. V19 has three fields of its card before the status.
func (t *telegram) after(i int) {
	for n := 0; n < 4 && i < len(t.f); n++ {
		if t.status(i) {
			break
		}
		if s := t.field(i); iccid(s) {
			t.Put("iccid", strings.TrimRight(s, "F?"))
		}
		i++
	}
	rest := t.f[min(i+1, len(t.f)):]
	if len(rest) == 6 && t.sensors(rest) {
		return
	}
	for n, s := range rest {
		s = strings.TrimSpace(s)
		switch {
		case s == "":
		case iccid(s):
			t.Put("iccid", s)
		default:
			t.Put("io"+strconv.Itoa(n+1), s)
		}
	}
}

// sensors reads odometer, temperature, fuel, altitude and the cell, which one model adds.
func (t *telegram) sensors(f []string) bool {
	odometer, err1 := strconv.ParseUint(f[0], 10, 40)
	temp, err2 := strconv.ParseInt(f[1], 10, 16)
	fuel, err3 := strconv.ParseFloat(f[2], 64)
	altitude, err4 := strconv.ParseInt(f[3], 10, 32)
	if err1 != nil || err2 != nil || err3 != nil || err4 != nil || !strings.Contains(f[2], ".") {
		return false
	}
	t.Int("odometer", int64(odometer)) //nolint:gosec // 40 bits
	t.Int("temp1", temp)
	t.Put("fuel", fuel)
	t.M.Position.Altitude = frame.Ref(float64(altitude))
	t.Put("cell", f[4]+"-"+f[5])
	return true
}

func iccid(s string) bool {
	return len(s) >= 19 && len(s) <= 20 && strings.HasPrefix(s, "89") && frame.Digits(s[:18])
}

// status reads eight hex digits in which a bit that is 0 is an alarm.
func (t *telegram) status(i int) bool {
	s := t.field(i)
	if len(s) != 8 {
		return false
	}
	v, err := strconv.ParseUint(s, 16, 32)
	if err != nil {
		return false
	}
	bits(uint32(v), t.Writer)
	return true
}

func bits(v uint32, w frame.Writer) {
	off := func(bit int) bool { return v&(1<<bit) == 0 }
	if off(0) {
		w.Alarm("vibration")
	}
	if off(1) || off(18) {
		w.Alarm("sos")
	}
	if off(2) {
		w.Alarm("overspeed")
	}
	if off(19) {
		w.Alarm("powerCut")
	}
	w.Put("ignition", !off(10))
	w.Int("status", int64(v))
}

// battery reads the level as the makers count it: steps up to 6, above that per cent, from F1 in sixths.
func battery(v int, w frame.Writer) {
	switch {
	case v >= 1 && v <= 3:
		w.Percent(float64((v - 1) * 10))
	case v > 3 && v <= 6:
		w.Percent(float64((v - 1) * 20))
	case v > 6 && v <= 100:
		w.Percent(float64(v))
	case v >= 0xf1 && v <= 0xf6:
		w.Int("batteryStep", int64(v-0xf0))
	}
}

// instant puts time (hhmmss) and date (ddmmyy) together. What is missing comes from our clock: a time without a date is
// the nearest such time; whole is false unless both were told.
func (t *telegram) instant(clock, date int) (at time.Time, whole bool) {
	c, ok1 := six(t.field(clock))
	d, ok2 := six(t.field(date))
	ok1 = ok1 && c[0] < 24 && c[1] < 60 && c[2] < 60
	ok2 = ok2 && d[0] >= 1 && d[0] <= 31 && d[1] >= 1 && d[1] <= 12
	now := t.received.UTC()
	switch {
	case ok1 && ok2:
		return time.Date(2000+d[2], time.Month(d[1]), d[0], c[0], c[1], c[2], 0, time.UTC), true
	case ok2:
		return time.Date(2000+d[2], time.Month(d[1]), d[0], 0, 0, 0, 0, time.UTC), false
	case ok1:
		return frame.Nearest(now, c[0], c[1], c[2], 0), false
	}
	return now, false
}

func six(s string) (v [3]int, ok bool) {
	if len(s) != 6 || !frame.Digits(s) {
		return v, false
	}
	for i := range v {
		v[i] = int(s[2*i]-'0')*10 + int(s[2*i+1]-'0')
	}
	return v, true
}
