package httpx

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"tuzjol/internal/kernel/fault"
)

// maxUploads bounds the files of one form.
const maxUploads = 30

// File is an uploaded file, in a temporary file that is removed when the request ends.
type File struct {
	Name   string // as the sender named it, without a folder
	Size   int64
	SHA256 string
	Head   []byte // first 512 bytes, to tell the type by content
	path   string
}

// Open reads the file from its beginning.
func (f *File) Open() (io.ReadCloser, error) { return os.Open(f.path) }

// Bytes reads the whole file; its size is within the route's limit.
func (f *File) Bytes() ([]byte, error) { return os.ReadFile(f.path) }

// readMultipart streams files to temporary storage. A file over the limit stops the reading: the fields sent before it
// are kept, the handler shows its form again with the problem at that field, and the rest of the body is thrown away.
func readMultipart(q *Req, boundary string, sum io.Writer) error {
	if boundary == "" {
		return fault.New(fault.Invalid, "httpx.body_broken")
	}
	parts := multipart.NewReader(q.R.Body, boundary)
	q.files, q.big = map[string][]*File{}, map[string]bool{}
	left := int64(maxForm)
	for count := 0; ; count++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil || count > maxFields {
			return fault.Wrap(errors.New("multipart body not readable"), fault.Invalid, "httpx.body_broken")
		}
		name := part.FormName()
		if name == "" {
			continue
		}
		if part.FileName() == "" {
			if left, err = q.field(part, name, left); err != nil {
				return err
			}
			continue
		}
		file, err := q.spool(part, sum)
		if errors.Is(err, errFileTooLarge) {
			q.big[name] = true
			return nil
		}
		if err != nil {
			return fault.Wrap(err, fault.Invalid, "httpx.body_broken")
		}
		if file != nil {
			q.files[name] = append(q.files[name], file)
		}
	}
}

func (q *Req) field(part io.Reader, name string, left int64) (int64, error) {
	b, err := io.ReadAll(io.LimitReader(part, left+1))
	if err != nil {
		return 0, fault.Wrap(errors.New("multipart field not readable"), fault.Invalid, "httpx.body_broken")
	}
	if int64(len(b)) > left {
		return 0, fault.New(fault.TooLarge, "httpx.body_too_large", "Megabytes", maxForm>>20)
	}
	q.form.Add(name, string(b))
	return left - int64(len(b)), nil
}

var errFileTooLarge = errors.New("file larger than the limit")

func (q *Req) spool(part *multipart.Part, sum io.Writer) (*File, error) {
	if len(q.clean) >= maxUploads || q.R.ContentLength > (q.Route.MaxFile+maxForm)*maxUploads {
		return nil, errFileTooLarge
	}
	tmp, err := os.CreateTemp("", "tuzjol-upload-*")
	if err != nil {
		return nil, err
	}
	defer tmp.Close()                                           //nolint:errcheck // io.Copy has told
	q.clean = append(q.clean, func() { os.Remove(tmp.Name()) }) //nolint:errcheck,gosec // the system clears what stays
	hash, head := sha256.New(), &headWriter{}
	n, err := io.Copy(io.MultiWriter(tmp, hash, head), io.LimitReader(part, q.Route.MaxFile+1))
	if err != nil {
		return nil, err
	}
	if n > q.Route.MaxFile {
		return nil, errFileTooLarge
	}
	if n == 0 {
		return nil, nil //nolint:nilnil // an empty file field
	}
	f := &File{Name: baseName(part.FileName()), Size: n, SHA256: hex.EncodeToString(hash.Sum(nil)), Head: head.b, path: tmp.Name()}
	io.WriteString(sum, part.FormName()+"="+f.SHA256+"\x00") //nolint:errcheck // a hash never fails
	return f, nil
}

type headWriter struct{ b []byte }

func (h *headWriter) Write(p []byte) (int, error) {
	if room := 512 - len(h.b); room > 0 {
		h.b = append(h.b, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

func baseName(name string) string {
	name = filepath.Base(strings.ReplaceAll(name, `\`, "/"))
	if !utf8.ValidString(name) {
		name = strings.ToValidUTF8(name, "_")
	}
	if runes := []rune(name); len(runes) > 200 {
		name = string(runes[len(runes)-200:])
	}
	return name
}

// drain throws the rest of a refused body away for a while, so that the browser shows the answer instead of a reset.
func drain(w http.ResponseWriter, r *http.Request) {
	control := http.NewResponseController(w)
	if control.Flush() != nil {
		return
	}
	if control.SetReadDeadline(time.Now().Add(20*time.Second)) != nil {
		return
	}
	io.Copy(io.Discard, io.LimitReader(r.Body, 1<<30)) //nolint:errcheck // nobody reads it
}
