package register

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"golang.org/x/text/transform"

	"tuzjol/internal/kernel/fault"
)

type csvTable struct {
	closer io.Closer
	r      *csv.Reader
	header []string
}

func openCSV(f *File) (table, error) {
	raw, err := openRaw(f.Path)
	if err != nil {
		return nil, err
	}
	r := csv.NewReader(bufio.NewReaderSize(transform.NewReader(raw, decoder(f.Encoding)), 1<<16))
	r.Comma, r.FieldsPerRecord = f.Delimiter, -1
	header, err := r.Read()
	if err != nil {
		raw.Close() //nolint:errcheck // the first error tells
		if errors.Is(err, io.EOF) {
			return nil, fault.New(fault.Invalid, "register.file.empty")
		}
		return nil, cutOff(err, 0)
	}
	return &csvTable{closer: raw, r: r, header: clean(header)}, nil
}

// Header implements table.
func (t *csvTable) Header() []string { return t.header }

// Next implements table.
func (t *csvTable) Next() ([]string, error) {
	cells, err := t.r.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		return nil, fmt.Errorf("%w: %w", errRow, broken.Err)
	case err != nil:
		return nil, err
	case len(cells) > len(t.header):
		return nil, tooLong(len(cells), len(t.header))
	}
	return clean(cells), nil
}

// Close implements table.
func (t *csvTable) Close() error { return t.closer.Close() }
