// Package compress sends text in gzip to browsers that take it.
package compress

import (
	"compress/gzip"
	"net/http"
	"strings"
	"sync"
)

// Handler compresses what next answers when it is text. Form keys differ in every page, so that length tells nothing of them.
func Handler(next http.Handler) http.Handler {
	pool := &sync.Pool{New: func() any {
		w, _ := gzip.NewWriterLevel(nil, 5)
		return w
	}}
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if !strings.Contains(req.Header.Get("Accept-Encoding"), "gzip") || req.Method == http.MethodHead {
			next.ServeHTTP(w, req)
			return
		}
		z := &zipped{ResponseWriter: w, pool: pool}
		defer z.close()
		next.ServeHTTP(z, req)
	})
}

type zipped struct {
	http.ResponseWriter
	pool    *sync.Pool
	gz      *gzip.Writer
	started bool
}

func (z *zipped) WriteHeader(code int) {
	if !z.started {
		z.started = true
		h := z.Header()
		if compressible(h) && code != http.StatusNoContent && code != http.StatusNotModified && (code < 300 || code >= 400) {
			h.Set("Content-Encoding", "gzip")
			h.Add("Vary", "Accept-Encoding")
			h.Del("Content-Length")
			z.gz = z.pool.Get().(*gzip.Writer)
			z.gz.Reset(z.ResponseWriter)
		}
	}
	z.ResponseWriter.WriteHeader(code)
}

func compressible(h http.Header) bool {
	if h.Get("Content-Encoding") != "" {
		return false
	}
	if n := h.Get("Content-Length"); len(n) > 0 && len(n) < 4 { // below 1,000 bytes it does not pay
		return false
	}
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	switch kind {
	case "application/json", "application/problem+json", "text/javascript", "application/javascript", "image/svg+xml", "application/manifest+json":
		return true
	}
	return strings.HasPrefix(kind, "text/")
}

func (z *zipped) Write(p []byte) (int, error) {
	if !z.started {
		if z.Header().Get("Content-Type") == "" {
			z.Header().Set("Content-Type", http.DetectContentType(p))
		}
		z.WriteHeader(http.StatusOK)
	}
	if z.gz != nil {
		return z.gz.Write(p)
	}
	return z.ResponseWriter.Write(p)
}

// FlushError sends what is there, for streams.
func (z *zipped) FlushError() error {
	if z.gz != nil {
		if err := z.gz.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(z.ResponseWriter).Flush()
}

// Unwrap lets http.ResponseController reach the connection.
func (z *zipped) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func (z *zipped) close() {
	if z.gz == nil {
		return
	}
	z.gz.Close() //nolint:errcheck,gosec // the connection is gone when this fails
	z.gz.Reset(nil)
	z.pool.Put(z.gz)
}
