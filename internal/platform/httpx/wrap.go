package httpx

import (
	"bytes"
	"net/http"
)

// Wrap turns an http.Handler (an API framework, say) into a Handler, so that its routes pass through the same session,
// rights, submission keys and read log. Its answer is buffered.
func Wrap(h http.Handler) Handler {
	return func(q *Req) (Reply, error) {
		rec := &buffered{header: http.Header{}}
		h.ServeHTTP(rec, q.R.WithContext(q.ctx))
		if rec.status == 0 {
			rec.status = http.StatusOK
		}
		reply := Reply{status: rec.status, body: rec.body.Bytes(), header: rec.header, mediaType: rec.header.Get("Content-Type")}
		if loc := rec.header.Get("Location"); loc != "" && rec.status == http.StatusSeeOther {
			return Reply{status: rec.status, location: loc}, nil
		}
		if rec.status == http.StatusCreated {
			reply.made = rec.header.Get("Location")
		}
		rec.header.Del("Content-Length")
		return reply, nil
	}
}

type buffered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (b *buffered) Header() http.Header { return b.header }

func (b *buffered) WriteHeader(code int) {
	if b.status == 0 {
		b.status = code
	}
}

func (b *buffered) Write(p []byte) (int, error) {
	if b.status == 0 {
		b.status = http.StatusOK
	}
	return b.body.Write(p)
}
