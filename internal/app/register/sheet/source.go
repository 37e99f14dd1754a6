// Package sheet reads registers row by row, whatever office saved them: CSV in the encodings and with the delimiters in use,
// packed or not, and XLSX.
package sheet

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"tuzjol/internal/kernel/fault"
)

// errRow is a row that cannot be taken apart; the rows after it can.
var errRow = errors.New("row cannot be read")

// table reads a register row by row. Next gives io.EOF after the last row, an error that wraps errRow for a row that is
// broken, and any other error when nothing more can be read.
type table interface {
	Header() []string
	Next() ([]string, error)
	Row() int // of the last Next, as a spreadsheet numbers them: the header is row 1
	Close() error
}

// File is an inspected register file: nothing is imported from a file that cannot be read to its end.
type File struct {
	Path      string
	Hash      string
	Rows      int // below the header
	Workbook  bool
	Encoding  string
	Delimiter rune
	Header    []string
	sheet     string
}

// maxCells bounds a header; more columns mean that the delimiter is wrong.
const maxCells = 2000

// Options say what is not to be found out from the file itself: "auto" or empty finds it out.
type Options struct {
	Encoding  string // utf-8 or windows-1251
	Delimiter string
	Sheet     string // of a workbook; empty takes the first
}

// Inspect reads the file once to its end: what it is, how it is written, and how many rows it has. Faults: invalid, with
// what is wrong with the file and what to do.
func Inspect(path string, o Options) (*File, error) {
	f := &File{Path: path, sheet: o.Sheet}
	sum, head, err := digest(path)
	if err != nil {
		return nil, err
	}
	f.Hash = sum
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		f.Workbook = true
	case bytes.HasPrefix(head, []byte{0xd0, 0xcf, 0x11, 0xe0}):
		return nil, fault.New(fault.Invalid, "register.file.old_workbook")
	case bytes.HasPrefix(head, []byte("%PDF")) || bytes.HasPrefix(head, []byte("MZ")):
		return nil, fault.New(fault.Invalid, "register.file.kind")
	case len(head) == 0:
		return nil, fault.New(fault.Invalid, "register.file.empty")
	default:
		if err := f.text(o); err != nil {
			return nil, err
		}
	}
	return f, f.count()
}

// digest hashes the file as it lies there and returns its first bytes.
func digest(path string) (sum string, head []byte, err error) {
	in, err := os.Open(path)
	if err != nil {
		return "", nil, err
	}
	defer in.Close() //nolint:errcheck // only read
	h := sha256.New()
	if _, err := io.Copy(h, io.TeeReader(in, &limited{max: 16, into: &head})); err != nil {
		return "", nil, err
	}
	return hex.EncodeToString(h.Sum(nil)[:16]), head, nil
}

type limited struct {
	max  int
	into *[]byte
}

// Write implements io.Writer: it keeps the first bytes.
func (l *limited) Write(p []byte) (int, error) {
	if room := l.max - len(*l.into); room > 0 {
		*l.into = append(*l.into, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// text finds encoding and delimiter.
func (f *File) text(o Options) error {
	raw, err := openRaw(f.Path)
	if err != nil {
		return err
	}
	defer raw.Close() //nolint:errcheck // only read
	in := bufio.NewReaderSize(raw, 1<<16)
	start, err := in.Peek(1 << 14)
	if err != nil && !errors.Is(err, io.EOF) {
		return CutOff(err, 0)
	}
	start = bytes.Clone(start) // reading on overwrites what was peeked at
	if f.Encoding = o.Encoding; f.Encoding == "auto" || f.Encoding == "" {
		if f.Encoding, err = detect(start, in); err != nil {
			return err
		}
	}
	if bytes.IndexByte(start, 0) >= 0 && f.Encoding != "utf-16" {
		return fault.New(fault.Invalid, "register.file.kind")
	}
	if o.Delimiter != "auto" && o.Delimiter != "" {
		f.Delimiter = []rune(o.Delimiter)[0]
		return nil
	}
	decoded, err := io.ReadAll(transform.NewReader(bytes.NewReader(start), decoder(f.Encoding)))
	if err != nil && len(decoded) == 0 {
		return err
	}
	f.Delimiter = delimiter(string(decoded))
	return nil
}

// detect tells the encoding: a mark at the beginning, else UTF-8 when all of the file is, else Windows-1251, which is how
// spreadsheets in Kyrgyzstan save CSV.
func detect(start []byte, in io.Reader) (string, error) {
	switch {
	case bytes.HasPrefix(start, []byte{0xff, 0xfe}), bytes.HasPrefix(start, []byte{0xfe, 0xff}):
		return "utf-16", nil
	case bytes.HasPrefix(start, []byte{0xef, 0xbb, 0xbf}):
		return "utf-8", nil
	}
	_, err := io.Copy(io.Discard, transform.NewReader(in, encoding.UTF8Validator))
	switch {
	case err == nil:
		return "utf-8", nil
	case errors.Is(err, encoding.ErrInvalidUTF8):
		return "windows-1251", nil
	}
	return "", CutOff(err, 0)
}

func decoder(name string) transform.Transformer {
	switch name {
	case "windows-1251":
		return charmap.Windows1251.NewDecoder()
	case "utf-16":
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()
	}
	return unicode.UTF8BOM.NewDecoder()
}

// delimiter is the sign that the first line holds most often outside quotation marks.
func delimiter(text string) rune {
	count := map[rune]int{}
	inside := false
	for _, r := range text {
		if r == '"' {
			inside = !inside
		}
		if inside {
			continue
		}
		if r == '\n' || r == '\r' {
			break
		}
		count[r]++
	}
	best := ','
	for _, r := range []rune{';', '\t', '|'} {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}

// openRaw opens the file, unpacked when it is gzip, whatever it is called.
func openRaw(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	in := bufio.NewReader(f)
	if head, _ := in.Peek(2); !bytes.Equal(head, []byte{0x1f, 0x8b}) {
		return both{in, f}, nil
	}
	z, err := gzip.NewReader(in)
	if err != nil {
		f.Close() //nolint:errcheck // the first error tells
		return nil, CutOff(err, 0)
	}
	return both{z, f}, nil
}

type both struct {
	io.Reader
	io.Closer
}

// CutOff is the fault of a file that ends too early or is damaged.
func CutOff(err error, rows int) error {
	if f := fault.As(err); f != nil {
		return err
	}
	return fault.Wrap(err, fault.Invalid, "register.file.cut_off", "Rows", rows)
}

// Open starts at the first row; close the reader.
func (f *File) Open() (*Reader, error) {
	t, err := f.open()
	if err != nil {
		return nil, err
	}
	return &Reader{t}, nil
}

func (f *File) open() (table, error) {
	if f.Workbook {
		return openWorkbook(f.Path, f.sheet)
	}
	return openCSV(f)
}

func (f *File) count() error {
	t, err := f.open()
	if err != nil {
		return err
	}
	defer t.Close() //nolint:errcheck // only read
	f.Header = t.Header()
	if err := checkHeader(f.Header); err != nil {
		return err
	}
	r := &Reader{t}
	for {
		switch _, err := r.Next(); {
		case errors.Is(err, io.EOF):
			if f.Rows == 0 {
				return fault.New(fault.Invalid, "register.file.no_rows")
			}
			return nil
		case err != nil && !errors.Is(err, errRow):
			return CutOff(err, f.Rows)
		}
		f.Rows++
	}
}

func checkHeader(header []string) error {
	seen := map[string]bool{}
	for i, name := range header {
		switch {
		case name == "":
			continue
		case seen[name]:
			return fault.New(fault.Invalid, "register.file.twice", "Column", name)
		case i >= maxCells:
			return fault.New(fault.Invalid, "register.file.kind")
		}
		seen[name] = true
	}
	if len(seen) == 0 {
		return fault.New(fault.Invalid, "register.file.empty")
	}
	return nil
}

// clean trims blanks of all kinds, the unbreakable one too.
func clean(cells []string) []string {
	for i, c := range cells {
		cells[i] = strings.Trim(c, " \t\r\n\u00a0\u202f\ufeff")
	}
	return cells
}

func tooLong(got, want int) error {
	return fmt.Errorf("%w: %d cells, the header has %d", errRow, got, want)
}
