package zoning

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/monitoring/curfew"
	"tuzjol/internal/monitoring/zone"
)

// ReadPlaces reads places, one a line, "latitude, longitude"; with a semicolon between them a comma may be the decimal mark. A line that
// cannot be read is named.
func ReadPlaces(s string) ([]zone.Point, error) {
	var p fault.Problems
	var out []zone.Point
	n := 0
	for raw := range strings.Lines(s) {
		row := strings.TrimSpace(raw)
		if row == "" {
			continue
		}
		n++
		parts := strings.FieldsFunc(row, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		if strings.Contains(row, ";") {
			parts = strings.Split(strings.ReplaceAll(row, ",", "."), ";")
		}
		at, ok := place(parts)
		if !ok {
			p.Add("points", "monitoring.zones.place", "N", n)
			continue
		}
		out = append(out, at)
	}
	if n == 0 {
		p.Add("points", "field.required")
	}
	return out, p.Err()
}

func place(parts []string) (zone.Point, bool) {
	if len(parts) != 2 {
		return zone.Point{}, false
	}
	lat, err := strconv.ParseFloat(strings.TrimSpace(parts[0]), 64)
	lon, err2 := strconv.ParseFloat(strings.TrimSpace(parts[1]), 64)
	if inside := lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180; err != nil || err2 != nil || !inside { // NaN is not inside
		return zone.Point{}, false
	}
	return zone.At(lat, lon), true
}

// WritePlaces writes places as ReadPlaces reads them.
func WritePlaces(points []zone.Point) string {
	out := make([]string, len(points))
	for i, q := range points {
		out[i] = fmt.Sprintf("%.6f, %.6f", q.Lat.Degrees(), q.Lon.Degrees())
	}
	return strings.Join(out, "\n")
}

// ReadSpans reads the hours of a day, such as "22:00-06:00" or "00:00-07:00, 20:00-24:00"; an end at or before the beginning lies on the
// next day. ok is false when they cannot be read.
func ReadSpans(day time.Weekday, s string) (spans []curfew.Span, ok bool) {
	for part := range strings.SplitSeq(s, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		from, to, found := strings.Cut(strings.NewReplacer("–", "-", "—", "-").Replace(part), "-")
		a, okA := minute(from)
		b, okB := minute(to)
		if !found || !okA || !okB || a == 24*60 {
			return nil, false
		}
		spans = append(spans, curfew.Span{Day: day, Start: a, End: b})
	}
	return spans, true
}

func minute(s string) (curfew.Minute, bool) {
	h, m, found := strings.Cut(strings.TrimSpace(s), ":")
	if !found {
		h, m = strings.TrimSpace(s), "0"
	}
	hour, err := strconv.Atoi(h)
	mins, err2 := strconv.Atoi(m)
	n := hour*60 + mins
	return curfew.Minute(n), err == nil && err2 == nil && hour >= 0 && mins >= 0 && mins < 60 && n <= 24*60
}

// WriteSpans writes the hours of a day as ReadSpans reads them.
func WriteSpans(spans []curfew.Span, day time.Weekday) string {
	var out []string
	for _, s := range spans {
		if s.Day == day {
			out = append(out, fmt.Sprintf("%02d:%02d-%02d:%02d", s.Start/60, s.Start%60, s.End/60, s.End%60))
		}
	}
	return strings.Join(out, ", ")
}
