// Package blob takes files in and keeps them: it accepts only what it can recognise by content and extension, strips
// what a photograph says about places, and stores the rest sealed under the person's key, addressed by a keyed hash.
package blob

import (
	"bytes"
	"path"
	"strings"

	"tuzjol/internal/kernel/fault"
)

// Kind is a kind of file that is accepted.
type Kind string

// The kinds. There is no archive among them; DOCX and XLSX are archives inside and are checked as such.
const (
	PDF  Kind = "pdf"
	JPEG Kind = "jpg"
	PNG  Kind = "png"
	DOCX Kind = "docx"
	XLSX Kind = "xlsx"
)

// MIME is the media type under which a file of the kind is served.
func (k Kind) MIME() string {
	switch k {
	case PDF:
		return "application/pdf"
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return "application/octet-stream"
}

// Limits bound what is accepted.
type Limits struct {
	Bytes  int64
	Pixels int64
}

// DefaultLimits are 20 MB and 50 million pixels: every phone's photograph and a scanned judgment of 100 pages.
func DefaultLimits() Limits { return Limits{Bytes: 20 << 20, Pixels: 50_000_000} }

// File is an accepted file: recognised, checked and cleaned.
type File struct {
	Name string // as the sender named it, without folders
	Kind Kind
	Data []byte
}

// SizeFault refuses an upload of size bytes (-1 when unknown) before it is read; nil when it may be read. field is the
// form's field.
func SizeFault(field string, size int64, lim Limits) error {
	if size <= lim.Bytes {
		return nil
	}
	f := fault.New(fault.TooLarge, "blob.fault.too_large", "Limit", lim.Bytes>>20)
	f.Problems = []fault.Problem{{Field: field, Msg: f.Msg}}
	return f
}

// Accept checks a whole upload and returns it cleaned, or a fault that names the field and what to do.
func Accept(field, name string, data []byte, lim Limits) (File, error) {
	if err := SizeFault(field, int64(len(data)), lim); err != nil {
		return File{}, err
	}
	name = baseName(name)
	refuse := func(key string, args ...any) (File, error) {
		var p fault.Problems
		p.Add(field, key, args...)
		return File{}, p.Err()
	}
	if len(data) == 0 {
		return refuse("blob.fault.empty")
	}
	kind, known := kindOfName(name)
	if !known {
		return refuse("blob.fault.extension", "Extension", strings.TrimPrefix(path.Ext(name), "."))
	}
	if found := sniff(data); found != kind && !(found == zipKind && (kind == DOCX || kind == XLSX)) {
		return refuse("blob.fault.content", "Extension", string(kind))
	}
	var problem string
	switch kind {
	case JPEG, PNG:
		if problem = checkImage(data, lim.Pixels); problem == "" {
			data, problem = cleanImage(kind, data)
		}
	case DOCX, XLSX:
		problem = checkOffice(kind, data)
	case PDF:
	}
	if problem != "" {
		return refuse(problem, "Limit", lim.Pixels/1_000_000, "Extension", string(kind))
	}
	return File{Name: name, Kind: kind, Data: data}, nil
}

// Check looks at the beginning of a file only: a clear "no" before the rest is read. head needs 512 bytes.
func Check(field, name string, head []byte, size int64, lim Limits) error {
	if err := SizeFault(field, size, lim); err != nil {
		return err
	}
	kind, known := kindOfName(baseName(name))
	var p fault.Problems
	switch found := sniff(head); {
	case !known:
		p.Add(field, "blob.fault.extension", "Extension", strings.TrimPrefix(path.Ext(baseName(name)), "."))
	case found != kind && !(found == zipKind && (kind == DOCX || kind == XLSX)):
		p.Add(field, "blob.fault.content", "Extension", string(kind))
	}
	return p.Err()
}

func baseName(name string) string {
	name = path.Base(strings.ReplaceAll(name, "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
	if r := []rune(name); len(r) > 120 { // keep the end: the extension is there
		name = string(r[len(r)-120:])
	}
	return name
}

func kindOfName(name string) (Kind, bool) {
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf":
		return PDF, true
	case ".jpg", ".jpeg":
		return JPEG, true
	case ".png":
		return PNG, true
	case ".docx":
		return DOCX, true
	case ".xlsx":
		return XLSX, true
	}
	return "", false
}

const zipKind Kind = "zip"

// sniff recognises content by its first bytes; PDF readers accept a preamble, we do not.
func sniff(b []byte) Kind {
	switch {
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return PDF
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(b, []byte("PK\x03\x04")):
		return zipKind
	}
	return ""
}
