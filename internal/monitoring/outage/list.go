package outage

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"tuzjol/internal/kernel/fault"
	"tuzjol/internal/kernel/msg"
	"tuzjol/internal/rulebook"
)

// Columns are those of the register's CSV that a list may be read from again, in this order; further columns are passed over.
func Columns() []string {
	return []string{"what", "area", "village", "operator", "from", "until", "note"}
}

// Row is one row of a list of announced outages.
type Row struct {
	Entry
	Line     int
	Problems fault.Problems
}

// Wrong are all problems of the row: those of reading it, and those of the entry with fields that could be read.
func (r Row) Wrong(now time.Time, operators rulebook.List) fault.Problems {
	out := slices.Clone(r.Problems)
	for _, p := range r.Check(now, operators) {
		if slices.ContainsFunc(r.Problems, func(q fault.Problem) bool { return q.Field == p.Field }) {
			continue // a time that cannot be read is not also missing
		}
		if p.Field == "what" {
			p.Msg = msg.New("monitoring.outage.import_what")
		}
		out = append(out, p)
	}
	return out
}

// times are the ways in which lists write a moment; the first is ours.
var times = []string{"2006-01-02 15:04", "2006-01-02T15:04", "02.01.2006 15:04", "2006-01-02", "02.01.2006"}

// longestList is how many rows one list may have.
const longestList = 1000

// ReadList reads a list of announced outages from CSV with a comma or a semicolon: the first row names the columns (see Columns). A file
// that is no such list is invalid on the field "file"; what is wrong within rows stands at the row.
func ReadList(in io.Reader, zone *time.Location) ([]Row, error) {
	var p fault.Problems
	text, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil {
		return nil, err
	}
	words := strings.TrimPrefix(string(text), "\ufeff")
	c := csv.NewReader(strings.NewReader(words))
	head, _, _ := strings.Cut(words, "\n")
	if strings.Count(head, ";") > strings.Count(head, ",") {
		c.Comma = ';'
	}
	c.FieldsPerRecord = -1
	names, err := c.Read()
	if err != nil {
		p.Add("file", "monitoring.outage.import_empty")
		return nil, p.Err()
	}
	at := map[string]int{}
	for i, n := range names {
		at[strings.ToLower(strings.TrimSpace(n))] = i
	}
	for _, n := range []string{"what", "area", "from", "note"} {
		if _, ok := at[n]; !ok {
			p.Add("file", "monitoring.outage.import_column", "Column", n)
		}
	}
	if len(p) > 0 {
		return nil, p.Err()
	}
	var out []Row
	for {
		cells, err := c.Read()
		if errors.Is(err, io.EOF) {
			return out, p.Err()
		}
		if err != nil || len(out) == longestList {
			p.Add("file", "monitoring.outage.import_broken", "Row", len(out)+2, "Max", longestList)
			return nil, p.Err()
		}
		line, _ := c.FieldPos(0)
		out = append(out, rowOf(cells, at, line, zone))
	}
}

func rowOf(cells []string, at map[string]int, line int, zone *time.Location) Row {
	r := Row{Line: line}
	cell := func(name string) string {
		if i, ok := at[name]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	moment := func(name string) time.Time {
		v := cell(name)
		if v == "" {
			return time.Time{}
		}
		for _, layout := range times {
			if t, err := time.ParseInLocation(layout, v, zone); err == nil {
				return t.UTC()
			}
		}
		r.Problems.Add(name, "monitoring.outage.import_time")
		return time.Time{}
	}
	r.Entry = Entry{
		What: cell("what"), Area: cell("area"), Village: cell("village"), Operator: cell("operator"), Note: cell("note"), Source: Announced,
		From: moment("from"), To: moment("until"),
	}
	return r
}
