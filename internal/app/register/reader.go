package register

import (
	"errors"
	"io"
	"slices"
)

// reader passes over rows without any value.
type reader struct{ table }

// line is one row of the file.
type line struct {
	row   int
	cells []string
	err   error // the row cannot be read; the rows after it can
}

// next returns io.EOF after the last row.
func (r *reader) next() (line, error) {
	for {
		cells, err := r.Next()
		switch {
		case errors.Is(err, errRow):
			return line{row: r.Row(), err: err}, nil
		case err != nil:
			return line{}, err
		case slices.ContainsFunc(cells, func(s string) bool { return s != "" }):
			return line{row: r.Row(), cells: cells}, nil
		}
	}
}

// batch reads up to n rows; it is empty at the end of the file.
func (r *reader) batch(n int) ([]line, error) {
	out := make([]line, 0, n)
	for len(out) < n {
		l, err := r.next()
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
