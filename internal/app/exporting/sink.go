package exporting

import (
	"bufio"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"tuzjol/internal/kernel/fault"
)

// Sink takes rows. Close ends the file; without it nothing stays.
type Sink interface {
	Row(cells []string) error
	Close() error
	// Drop leaves nothing behind.
	Drop()
}

// Create begins a file of the kind that its name says: .csv or .xlsx. It is written beside its place and put there as a whole.
// Only the owner may read it. Faults: invalid for any other name.
func Create(path, sheet string) (Sink, error) {
	kind := strings.ToLower(filepath.Ext(path))
	if kind != ".csv" && kind != ".xlsx" {
		return nil, fault.New(fault.Invalid, "export.kind")
	}
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	base := file{f: f, path: path}
	if kind == ".csv" {
		return newCSV(base)
	}
	out, err := newWorkbook(base, sheet)
	if err != nil {
		base.Drop()
	}
	return out, err
}

type file struct {
	f    *os.File
	path string
}

// Drop implements Sink.
func (x file) Drop() {
	x.f.Close()                //nolint:errcheck,gosec // it is thrown away
	os.Remove(x.path + ".new") //nolint:errcheck,gosec // it may be gone
}

func (x file) keep(err error) error {
	if err = errors.Join(err, x.f.Sync(), x.f.Close()); err != nil {
		x.Drop()
		return err
	}
	return os.Rename(x.path+".new", x.path)
}

type csvSink struct {
	file
	buf *bufio.Writer
	w   *csv.Writer
}

// newCSV begins with the mark by which spreadsheets know UTF-8, so that Kyrgyz letters survive.
func newCSV(base file) (Sink, error) {
	buf := bufio.NewWriterSize(base.f, 1<<16)
	if _, err := io.WriteString(buf, "\ufeff"); err != nil {
		return nil, err
	}
	return &csvSink{base, buf, csv.NewWriter(buf)}, nil
}

// Row implements Sink.
func (s *csvSink) Row(cells []string) error {
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return s.w.Write(cells)
}

// Close implements Sink.
func (s *csvSink) Close() error {
	s.w.Flush()
	return s.keep(errors.Join(s.w.Error(), s.buf.Flush()))
}

type sheetSink struct {
	file
	book *excelize.File
	w    *excelize.StreamWriter
	row  int
}

func newWorkbook(base file, sheet string) (Sink, error) {
	book := excelize.NewFile()
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return nil, err
	}
	w, err := book.NewStreamWriter(sheet)
	if err != nil {
		return nil, err
	}
	return &sheetSink{base, book, w, 0}, w.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// Row implements Sink. Every cell is text, so that numbers of files keep their zeros.
func (s *sheetSink) Row(cells []string) error {
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err != nil {
		return err
	}
	values := make([]any, len(cells))
	for i, c := range cells {
		if c != "" {
			values[i] = harmless(c)
		}
	}
	return s.w.SetRow(at, values)
}

// Close implements Sink.
func (s *sheetSink) Close() error {
	err := s.w.Flush()
	if err == nil {
		_, err = s.book.WriteTo(s.f)
	}
	return s.keep(errors.Join(err, s.book.Close()))
}

// harmless keeps a spreadsheet from taking a value for a formula (check S30).
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
