package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// Prefix is where the handler of Assets must be mounted.
const Prefix = "/static/"

// asset is one file as it is sent.
type asset struct {
	plain   []byte
	gzipped []byte // nil when packing gains nothing
	kind    string // Content-Type
	address string // /static/<hash>/<name>
}

// Assets knows each file's address and serves it. It does not change after New.
type Assets struct {
	byName map[string]asset
}

// New reads the embedded files, puts the fonts' addresses into the style sheet and packs what can be packed.
func New() (*Assets, error) {
	static, err := fs.Sub(files, "static")
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	names, err := fs.Glob(static, "*")
	if err != nil {
		return nil, fmt.Errorf("static files: %w", err)
	}
	a := &Assets{byName: map[string]asset{}}
	read := map[string][]byte{}
	for _, name := range names {
		if read[name], err = fs.ReadFile(static, name); err != nil {
			return nil, fmt.Errorf("static file %s: %w", name, err)
		}
	}
	for _, name := range names {
		if err := a.addWith(name, read, 0); err != nil {
			return nil, err
		}
	}
	return a, nil
}

// mention is how a file names another one, whose address must be known first: style sheets their fonts, modules their parts.
func mention(name, other string) string {
	switch path.Ext(name) {
	case ".css":
		return `url("` + other + `")`
	case ".js":
		return `from './` + other + `'`
	}
	return ""
}

// addWith adds a file after those that it names.
func (a *Assets) addWith(name string, read map[string][]byte, depth int) error {
	if _, done := a.byName[name]; done {
		return nil
	}
	if depth > len(read) {
		return fmt.Errorf("static file %s names itself", name)
	}
	body := read[name]
	for other := range read {
		said := mention(name, other)
		if said == "" || !bytes.Contains(body, []byte(said)) {
			continue
		}
		if err := a.addWith(other, read, depth+1); err != nil {
			return err
		}
		now := strings.Replace(strings.Replace(said, "./"+other, other, 1), other, a.byName[other].address, 1)
		body = bytes.ReplaceAll(body, []byte(said), []byte(now))
	}
	return a.add(name, body)
}

func (a *Assets) add(name string, body []byte) error {
	sum := sha256.Sum256(body)
	f := asset{
		plain:   body,
		kind:    contentType(name),
		address: Prefix + hex.EncodeToString(sum[:6]) + "/" + name,
	}
	var buf bytes.Buffer
	z, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if _, err := z.Write(body); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("pack %s: %w", name, err)
	}
	if buf.Len() < len(body)*9/10 {
		f.gzipped = buf.Bytes()
	}
	a.byName[name] = f
	return nil
}

func contentType(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	case ".json":
		return "application/json; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

// Path is the address of a file, such as /static/5f0c…/tuzjol.css; a name that does not exist gives an address that
// answers 404, and the test of this package would have shown it.
func (a *Assets) Path(name string) string {
	if f, ok := a.byName[name]; ok {
		return f.address
	}
	return Prefix + "missing/" + name
}

// ServeHTTP answers GET and HEAD of addresses that Path gave. The answer may be kept for a year: another content has
// another address. Files are public: they hold nothing about anybody.
func (a *Assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f, ok := a.byName[path.Base(r.URL.Path)]
	if !ok || f.address != r.URL.Path {
		w.Header().Set("Cache-Control", "no-store")
		http.NotFound(w, r)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}
	body := f.plain
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	if f.gzipped != nil {
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.gzipped
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	if r.Method == http.MethodHead {
		return
	}
	w.Write(body) //nolint:errcheck // the reader went away; nothing is left to do
}
