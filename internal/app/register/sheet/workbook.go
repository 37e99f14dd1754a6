package sheet

import (
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"tuzjol/internal/kernel/civil"
	"tuzjol/internal/kernel/fault"
)

// unpacked bounds what a workbook may unfold into: a small file must not fill the disk.
const unpacked = 2 << 30

type workbook struct {
	file   *excelize.File
	rows   *excelize.Rows
	header []string
	at     int
}

func openWorkbook(path, sheet string) (table, error) {
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: unpacked, UnzipXMLSizeLimit: 16 << 20})
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "register.file.workbook")
	}
	t := &workbook{file: f}
	if err := t.start(sheet); err != nil {
		f.Close() //nolint:errcheck // the first error tells
		return nil, err
	}
	return t, nil
}

func (t *workbook) start(sheet string) error {
	all := t.file.GetSheetList()
	if sheet == "" && len(all) > 0 {
		sheet = all[0]
	}
	if !slices.Contains(all, sheet) {
		return fault.New(fault.Invalid, "register.file.sheet", "Sheet", sheet, "Allowed", strings.Join(all, ", "))
	}
	var err error
	if t.rows, err = t.file.Rows(sheet); err != nil {
		return fault.Wrap(err, fault.Invalid, "register.file.workbook")
	}
	if t.header, err = t.Next(); err != nil {
		return fault.New(fault.Invalid, "register.file.empty")
	}
	return nil
}

// Header implements table.
func (t *workbook) Header() []string { return t.header }

// Row implements table.
func (t *workbook) Row() int { return t.at }

// Next implements table.
func (t *workbook) Next() ([]string, error) {
	if !t.rows.Next() {
		if err := t.rows.Error(); err != nil {
			return nil, err
		}
		return nil, io.EOF
	}
	t.at++
	cells, err := t.rows.Columns()
	if err != nil {
		return nil, err
	}
	for i, c := range cells {
		cells[i] = plainNumber(c)
	}
	if len(t.header) > 0 {
		for len(cells) > len(t.header) && cells[len(cells)-1] == "" {
			cells = cells[:len(cells)-1]
		}
		if len(cells) > len(t.header) {
			return nil, tooLong(len(cells), len(t.header))
		}
	}
	return clean(cells), nil
}

// Close implements table.
func (t *workbook) Close() error {
	t.rows.Close() //nolint:errcheck,gosec // the file's error tells
	return t.file.Close()
}

var powers = regexp.MustCompile(`^\d(\.\d+)?[eE]\+?\d{1,2}$`)

// plainNumber writes a long number out: a spreadsheet keeps a personal number as 2.1405198700123E13.
func plainNumber(s string) string {
	if !powers.MatchString(s) {
		return s
	}
	f, _, err := big.ParseFloat(s, 10, 200, big.ToNearestEven)
	if err != nil || !f.IsInt() {
		return s
	}
	return f.Text('f', 0)
}

var serial = regexp.MustCompile(`^[1-9]\d{4}(\.0+)?$`)

// AsDate turns a spreadsheet's count of days into a date; anything else stays.
func AsDate(s string) string {
	if !serial.MatchString(s) {
		return s
	}
	whole, _, _ := strings.Cut(s, ".")
	days, err := strconv.Atoi(whole)
	if err != nil {
		return s
	}
	return civil.DateOf(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).AddDays(days).String()
}
