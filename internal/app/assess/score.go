package assess

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"tuzjol/internal/assessment"
	"tuzjol/internal/assessment/engine"
)

// maxSaid bounds how many bad values are said one by one; all of them stand in the output.
const maxSaid = 50

// Scored sums up one run.
type Scored struct {
	Rows, WithFindings, BadValues int
}

// Score scores every row of a file. Columns are found by item id and only those are read; others are listed once on
// report. A bad value is named with row and field, and the row's other outputs and all other rows are still given.
func Score(ins *engine.Instrument, in, out string, report io.Writer) (sum Scored, err error) {
	src, err := openSheet(in)
	if err != nil {
		return sum, err
	}
	defer src.close() //nolint:errcheck // read only
	if same(in, out) {
		return sum, fmt.Errorf("%s is the file to be read; name another for --out", out)
	}
	f, err := os.Create(out) //nolint:gosec // the operator names the file
	if err != nil {
		return sum, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	at := columns(ins, src.header, report)
	if err := w.Write(outHeader(ins)); err != nil {
		return sum, err
	}
	scorer := ins.NewScorer()
	cells := make([]string, len(ins.Items))
	for {
		row, err := src.rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		sum.Rows++
		if err != nil {
			return sum, fmt.Errorf("row %d: %w", sum.Rows, err)
		}
		for i, c := range at {
			cells[i] = ""
			if c >= 0 && c < len(row) {
				cells[i] = row[c]
			}
		}
		r := scorer.Score(cells)
		sum.say(r, report)
		if err := w.Write(outRow(ins, sum.Rows, r)); err != nil {
			return sum, err
		}
	}
	w.Flush()
	return sum, w.Error()
}

// same reports whether two names are one file.
func same(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(x, y)
}

// columns finds where each item stands; -1 for items that the file does not have.
func columns(ins *engine.Instrument, header []string, report io.Writer) []int {
	at := make([]int, len(ins.Items))
	used := map[string]bool{}
	var absent []string
	for i, it := range ins.Items {
		at[i] = slices.Index(header, it.ID)
		used[it.ID] = true
		if at[i] < 0 && !it.Optional {
			absent = append(absent, it.ID)
		}
	}
	var extra []string
	for i, h := range header {
		if !used[h] || slices.Index(header, h) != i {
			extra = append(extra, h)
		}
	}
	if len(extra) > 0 {
		fmt.Fprintf(report, "columns not read: %s\n", strings.Join(extra, ", "))
	}
	if len(absent) > 0 {
		fmt.Fprintf(report, "columns not in the file: %s\n", strings.Join(absent, ", "))
	}
	return at
}

func outHeader(ins *engine.Instrument) []string {
	head := []string{"row"}
	for _, o := range ins.Outputs {
		head = append(head, o.ID)
		if len(o.Bands) > 0 {
			head = append(head, o.BandColumn)
		}
	}
	return append(head, "findings")
}

func outRow(ins *engine.Instrument, n int, r assessment.Result) []string {
	row := []string{strconv.Itoa(n)}
	for i, o := range ins.Outputs {
		row = append(row, r.Outputs[i].Text)
		if len(o.Bands) > 0 {
			row = append(row, r.Outputs[i].Band)
		}
	}
	parts := make([]string, len(r.Findings))
	for i, f := range r.Findings {
		parts[i] = said(f)
	}
	return append(row, strings.Join(parts, "; "))
}

// said writes a finding as its type and fields, with the rule it comes from: missing:dob or inconsistent:a,b(rule).
func said(f assessment.Finding) string {
	s := string(f.Type) + ":" + strings.Join(f.Fields, ",")
	if f.Rule != "" {
		s += "(" + f.Rule + ")"
	}
	return s
}

func (sum *Scored) say(r assessment.Result, report io.Writer) {
	if len(r.Findings) > 0 {
		sum.WithFindings++
	}
	for _, f := range r.Findings {
		if f.Type != assessment.BadValue {
			continue
		}
		if sum.BadValues++; sum.BadValues <= maxSaid {
			fmt.Fprintf(report, "row %d: %s: %q is not what this item takes\n", sum.Rows, strings.Join(f.Fields, ", "), shorten(f.Given))
		}
	}
}

// shorten keeps what a report repeats of a file within bounds.
func shorten(v string) string {
	if r := []rune(v); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return v
}
