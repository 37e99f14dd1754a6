package trail

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring"
)

// Format is how positions are given out.
type Format string

// The formats.
const (
	GPX Format = "gpx"
	CSV Format = "csv"
)

// Formats lists the formats.
func Formats() []Format { return []Format{CSV, GPX} }

// Head is what a file says of itself before its positions.
type Head struct {
	ID          string
	Fitting     string
	From, Until time.Time
	Purpose     string
	Words       string
	By          string
	Made        time.Time
	Gap         time.Duration // a silence longer than this is no line in a track
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// lines of a file's head, in their order.
func (h Head) lines(sum string, n int) [][2]string {
	return [][2]string{
		{"export", h.ID},
		{"fitting", h.Fitting},
		{"from", stamp(h.From)},
		{"until", stamp(h.Until)},
		{"purpose", h.Purpose},
		{"reason", h.Words},
		{"made_by", h.By},
		{"made_at", stamp(h.Made)},
		{"positions", strconv.Itoa(n)},
		{"sha256_of_positions", sum},
	}
}

// Write makes the file. The hash is that over the lines of the positions, which every format states in its head: the same positions
// give the same hash whatever the format, and whoever changes a line can be shown it.
func Write(f Format, h Head, fixes []monitoring.Fix) ([]byte, [32]byte) {
	rows := make([][]string, 0, len(fixes))
	sum := sha256.New()
	for i, x := range fixes {
		row := columns(i+1, x)
		rows = append(rows, row)
		fmt.Fprintln(sum, strings.Join(row, "\t"))
	}
	var hash [32]byte
	sum.Sum(hash[:0])
	head := h.lines(hex.EncodeToString(hash[:]), len(rows))
	if f == GPX {
		return gpx(head, fixes, h.Gap), hash
	}
	return spreadsheet(head, rows), hash
}

var titles = []string{"number", "fix_utc", "received_utc", "lat", "lon", "accuracy_m", "speed_ms", "mechanism", "late", "implausible", "invalid", "cell_only", "alarms", "arrival"}

func columns(n int, f monitoring.Fix) []string {
	lat, lon := "", ""
	if !f.NoPosition {
		lat, lon = strconv.FormatFloat(f.Lat.Degrees(), 'f', 7, 64), strconv.FormatFloat(f.Lon.Degrees(), 'f', 7, 64)
	}
	told := func(x float64, is bool) string {
		if !is {
			return ""
		}
		return strconv.FormatFloat(x, 'f', 1, 64)
	}
	mark := func(m monitoring.Mark) string {
		if f.Marks.Has(m) {
			return "1"
		}
		return ""
	}
	alarms := make([]string, len(f.Alarms))
	for i, a := range f.Alarms {
		alarms[i] = string(a)
	}
	return []string{
		strconv.Itoa(n), stamp(f.At), stamp(f.ReceivedAt), lat, lon, told(f.Accuracy, f.Accuracy > 0), told(f.Speed, f.Speed >= 0), string(f.Mechanism),
		mark(monitoring.Late), mark(monitoring.Implausible), mark(monitoring.Invalid), mark(monitoring.CellOnly), strings.Join(alarms, " "), strconv.FormatInt(f.Arrival, 10),
	}
}

// spreadsheet writes UTF-8 with a mark, for Kyrgyz letters, and makes what a spreadsheet would take for a formula harmless.
func spreadsheet(head [][2]string, rows [][]string) []byte {
	var out bytes.Buffer
	out.WriteString("\ufeff")
	w := csv.NewWriter(&out)
	put := func(cells []string) {
		for i, s := range cells {
			cells[i] = Harmless(s)
		}
		w.Write(cells) //nolint:errcheck,gosec // into memory
	}
	for _, h := range head {
		put([]string{"# " + h[0], h[1]})
	}
	put(append([]string(nil), titles...))
	for _, r := range rows {
		put(append([]string(nil), r...))
	}
	w.Flush()
	return out.Bytes()
}

// Harmless is a cell that no spreadsheet takes for a formula: a mark stands before whatever begins as one and is no number.
func Harmless(s string) string {
	t := strings.TrimLeft(s, " \u00a0\ufeff")
	if t == "" || !strings.ContainsRune("=+-@\t\r\n", rune(t[0])) && !strings.HasPrefix(t, "＝") {
		return s
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return s
	}
	return "'" + s
}

func gpx(head [][2]string, fixes []monitoring.Fix, gap time.Duration) []byte {
	var out bytes.Buffer
	text := func(s string) string {
		var b bytes.Buffer
		xml.EscapeText(&b, []byte(s)) //nolint:errcheck,gosec // into memory
		return b.String()
	}
	out.WriteString(xml.Header + `<gpx version="1.1" creator="Tuzjol" xmlns="http://www.topografix.com/GPX/1/1">` + "\n<metadata><desc>")
	for i, h := range head {
		if i > 0 {
			out.WriteString("; ")
		}
		out.WriteString(text(h[0] + ": " + h[1]))
	}
	out.WriteString("</desc></metadata>\n<trk><trkseg>\n")
	var last time.Time
	for i, f := range fixes {
		if f.NoPosition {
			continue
		}
		if !last.IsZero() && f.At.Sub(last) > gap {
			out.WriteString("</trkseg><trkseg>\n")
		}
		last = f.At
		c := columns(i+1, f)
		fmt.Fprintf(&out, `<trkpt lat="%s" lon="%s"><time>%s</time><name>%s</name><desc>%s</desc></trkpt>`+"\n", c[3], c[4], c[1], c[0], text(describe(c)))
	}
	out.WriteString("</trkseg></trk>\n</gpx>\n")
	return out.Bytes()
}

func describe(c []string) string {
	var parts []string
	for i, s := range c[2:] {
		if s != "" && i != 1 && i != 2 {
			parts = append(parts, titles[i+2]+"="+s)
		}
	}
	return strings.Join(parts, " ")
}
