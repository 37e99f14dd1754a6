package assess

import (
	"bufio"
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// sheet is a CSV file with a header row, plain or gzipped.
type sheet struct {
	header []string
	rows   *csv.Reader
	close  func() error
}

// openSheet opens a file; its name need not end in .gz, the first bytes tell.
func openSheet(path string) (*sheet, error) {
	f, err := os.Open(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, err
	}
	var in io.Reader = bufio.NewReaderSize(f, 1<<16)
	if magic, _ := in.(*bufio.Reader).Peek(2); string(magic) == "\x1f\x8b" {
		if in, err = gzip.NewReader(in); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
		}
	}
	s := &sheet{rows: csv.NewReader(in), close: f.Close}
	s.rows.FieldsPerRecord = -1
	if s.header, err = s.rows.Read(); err != nil {
		return nil, errors.Join(fmt.Errorf("%s: no header row: %w", path, err), f.Close())
	}
	s.header[0] = strings.TrimPrefix(s.header[0], "\ufeff")
	for i := range s.header {
		s.header[i] = strings.TrimSpace(s.header[i])
	}
	return s, nil
}

// column finds a column by name, -1 when there is none.
func (s *sheet) column(name string) int {
	for i, h := range s.header {
		if h == name {
			return i
		}
	}
	return -1
}

// need is column with an error that lists what there is.
func (s *sheet) need(name string) (int, error) {
	if i := s.column(name); i >= 0 {
		return i, nil
	}
	return -1, fmt.Errorf("no column %q; the file has: %s", name, strings.Join(s.header, ", "))
}
