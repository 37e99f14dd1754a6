package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/text/transform"

	"tuzjol/internal/kernel/fault"
)

type csvTable struct {
	closer io.Closer
	r      *csv.Reader
	header []string
	inside int // line breaks within cells so far: a spreadsheet does not count them
	at     int
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
		return nil, CutOff(err, 0)
	}
	t := &csvTable{closer: raw, r: r, header: clean(header)}
	t.breaks(header)
	return t, nil
}

func (t *csvTable) breaks(cells []string) {
	for _, c := range cells {
		t.inside += strings.Count(c, "\n")
	}
}

// Row implements table.
func (t *csvTable) Row() int { return t.at }

// Header implements table.
func (t *csvTable) Header() []string { return t.header }

// Next implements table.
func (t *csvTable) Next() ([]string, error) {
	cells, err := t.r.Read()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		t.at = broken.StartLine - t.inside
		t.inside += broken.Line - broken.StartLine
		return nil, fmt.Errorf("%w: %w", errRow, broken.Err)
	case err != nil:
		return nil, err
	}
	start, _ := t.r.FieldPos(0)
	t.at = start - t.inside
	t.breaks(cells)
	if len(cells) > len(t.header) {
		return nil, tooLong(len(cells), len(t.header))
	}
	return clean(cells), nil
}

// Close implements table.
func (t *csvTable) Close() error { return t.closer.Close() }
