// Package framefile reads recorded frames of devices from a CSV file and writes what the decoders make of them: for
// comparison with a maker's list, and to see what a new device says before it is claimed.
package framefile

import (
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"tuzjol/internal/monitoring/frame"
	"tuzjol/internal/monitoring/frame/protocols"
)

// Header is the head of what is written.
var Header = []string{"id", "positions", "time_utc", "lat", "lon", "valid", "attributes", "error"}

// Sum sums up one run.
type Sum struct{ Rows, Messages, Refused int }

// Request says what is to be done. Now stands for the time at which the frames came; it is used where a frame tells none.
type Request struct {
	Protocol protocols.Protocol
	In, Out  string
	Now      time.Time
}

// Run decodes every row. A row that cannot be read is written with its error; the others go on. Rows with the same
// test_method, where the file has that column, are one connection; otherwise each row is its own.
func Run(q Request, report io.Writer) (sum Sum, err error) {
	in, err := os.Open(q.In)
	if err != nil {
		return sum, err
	}
	defer in.Close() //nolint:errcheck // only read
	if a, err1 := os.Stat(q.In); err1 == nil {
		if b, err2 := os.Stat(q.Out); err2 == nil && os.SameFile(a, b) {
			return sum, fmt.Errorf("%s is the file to be read; name another for --out", q.Out)
		}
	}
	out, err := os.Create(q.Out)
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	return q.rows(csv.NewReader(in), csv.NewWriter(out), report)
}

func (q Request) rows(r *csv.Reader, w *csv.Writer, report io.Writer) (sum Sum, err error) {
	r.FieldsPerRecord = -1
	head, err := r.Read()
	if err != nil {
		return sum, fmt.Errorf("the file has no header: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	needed := []string{"frame"}
	if q.Protocol == protocols.OsmAnd {
		needed = []string{"url"}
	}
	for _, c := range needed {
		if !slices.Contains(head, c) {
			return sum, fmt.Errorf("the file has no column %q; its columns are %s", c, strings.Join(head, ", "))
		}
	}
	if err := w.Write(Header); err != nil {
		return sum, err
	}
	connections := map[string]frame.Decoder{}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		sum.Rows++
		if err != nil {
			return sum, fmt.Errorf("row %d: %w", sum.Rows, err)
		}
		row := line{head: head, cells: cells}
		id := row.get("id")
		if id == "" {
			id = strconv.Itoa(sum.Rows)
		}
		res := q.row(row, connections)
		sum.Messages += len(res.messages)
		if res.err != nil {
			sum.Refused++
			fmt.Fprintf(report, "%s: %v\n", id, res.err)
		}
		if err := w.Write(res.record(id)); err != nil {
			return sum, err
		}
	}
	w.Flush()
	return sum, w.Error()
}

// line is one row with its head.
type line struct{ head, cells []string }

func (l line) get(name string) string {
	if i := slices.Index(l.head, name); i >= 0 && i < len(l.cells) {
		return l.cells[i]
	}
	return ""
}

// row decodes one row.
func (q Request) row(l line, connections map[string]frame.Decoder) result {
	settings := frame.Settings{Details: true}
	if q.Protocol == protocols.OsmAnd {
		return q.request(l, settings)
	}
	raw, err := Bytes(l.get("encoding"), l.get("frame"))
	if err != nil {
		return result{err: err}
	}
	var d frame.Decoder
	if slices.Contains(l.head, "test_method") {
		key := l.get("test_method")
		if d = connections[key]; d == nil {
			d, _ = q.Protocol.Decoder(settings)
			connections[key] = d
		}
	} else {
		d, _ = q.Protocol.Decoder(settings)
	}
	var res result
	for _, f := range q.frames(raw, l.get("transport")) {
		r, err := d.Decode(f, q.Now)
		res.messages = append(res.messages, r.Messages...)
		if err != nil && res.err == nil {
			res.err = err
		}
	}
	return res
}

// frames cuts a row that holds whole frames; any other row is handed on as it is, so that the decoder says what is
// wrong with it.
func (q Request) frames(raw []byte, transport string) [][]byte {
	if transport == "udp" {
		return [][]byte{raw}
	}
	s, _ := q.Protocol.Splitter()
	var out [][]byte
	for rest := raw; len(rest) > 0; {
		skip, size, err := s.Split(rest)
		if err != nil || size == 0 || skip > 0 && len(out) > 0 {
			return [][]byte{raw}
		}
		out, rest = append(out, rest[skip:skip+size]), rest[skip+size:]
	}
	return out
}

// Bytes reads a frame as a file holds it: hex digits, or text with \r and \n.
func Bytes(encoding, s string) ([]byte, error) {
	if strings.TrimSpace(s) == "" {
		return nil, frame.Refuse(frame.Length, "the row holds no frame")
	}
	switch encoding {
	case "", "hex":
		b, err := hex.DecodeString(strings.TrimSpace(s))
		if err != nil {
			return nil, frame.Refuse(frame.Content, "the frame is not hex: %v", err)
		}
		return b, nil
	case "text":
		return []byte(strings.NewReplacer(`\\`, `\`, `\r`, "\r", `\n`, "\n", `\t`, "\t").Replace(s)), nil
	}
	return nil, frame.Refuse(frame.Content, "encoding %q; use hex or text", encoding)
}
