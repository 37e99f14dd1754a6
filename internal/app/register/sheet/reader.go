package sheet

import (
	"errors"
	"io"
	"slices"
)

// Reader passes over rows without any value.
type Reader struct{ t table }

// Line is one row of the file. Row counts as a spreadsheet does: the header is row 1.
type Line struct {
	Row   int
	Cells []string
	Err   error // the row cannot be read; the rows after it can
}

// Close closes the file.
func (r *Reader) Close() error { return r.t.Close() }

// Next returns io.EOF after the last row.
func (r *Reader) Next() (Line, error) {
	for {
		cells, err := r.t.Next()
		switch {
		case errors.Is(err, errRow):
			return Line{Row: r.t.Row(), Err: err}, nil
		case err != nil:
			return Line{}, err
		case slices.ContainsFunc(cells, func(s string) bool { return s != "" }):
			return Line{Row: r.t.Row(), Cells: cells}, nil
		}
	}
}

// Batch reads up to n rows; it is empty at the end of the file.
func (r *Reader) Batch(n int) ([]Line, error) {
	out := make([]Line, 0, n)
	for len(out) < n {
		l, err := r.Next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		out = append(out, l)
	}
	return out, nil
}
