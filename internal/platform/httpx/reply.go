package httpx

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"

	"tuzjol/internal/kernel/fault"
)

// Reply is an answer that has not been sent: it leaves only after the read has been logged.
type Reply struct {
	made      string // address of what was made, kept for a repeat of the submission; not a redirect
	status    int
	component Component
	location  string
	name      string
	mediaType string
	body      []byte
	write     func(io.Writer) error
	inline    bool
	header    http.Header
}

// Page answers 200 with a component.
func Page(c Component) Reply { return Reply{status: http.StatusOK, component: c} }

// Invalid answers 422 with the form again: what was typed and what is wrong.
func Invalid(c Component) Reply { return Reply{status: http.StatusUnprocessableEntity, component: c} }

// Redirect answers 303 after a write, so that reloading does not write again. The target is a path of this service.
func Redirect(location string) Reply { return Reply{status: http.StatusSeeOther, location: location} }

// Download sends a file under a name. The bytes are made by write before anything is sent, unless the route streams.
func Download(name, mediaType string, write func(io.Writer) error) Reply {
	return Reply{status: http.StatusOK, name: name, mediaType: mediaType, write: write}
}

// DownloadBytes sends a file whose bytes are there already.
func DownloadBytes(name, mediaType string, body []byte) Reply {
	return Reply{status: http.StatusOK, name: name, mediaType: mediaType, body: body}
}

// Image shows bytes inside a page (a QR code, a chart); it is never kept by the browser.
func Image(mediaType string, body []byte) Reply {
	return Reply{status: http.StatusOK, mediaType: mediaType, body: body, inline: true}
}

// JSON answers 200 with v.
func JSON(v any) Reply {
	b, err := json.Marshal(v)
	if err != nil {
		return Reply{write: func(io.Writer) error { return err }, mediaType: "application/json", inline: true}
	}
	return Reply{status: http.StatusOK, mediaType: "application/json", body: b, inline: true}
}

// NoContent answers 204.
func NoContent() Reply { return Reply{status: http.StatusNoContent} }

// Status changes the status, for pages that are answers of another kind.
func (r Reply) Status(code int) Reply { r.status = code; return r }

// Header adds a header field.
func (r Reply) Header(name, value string) Reply {
	h := http.Header{}
	if r.header != nil {
		h = r.header.Clone()
	}
	h.Add(name, value)
	r.header = h
	return r
}

// maxBuffered bounds what a page or buffered download may hold in memory.
const maxBuffered = 256 << 20

type capped struct{ bytes.Buffer }

func (c *capped) Write(p []byte) (int, error) {
	if c.Len()+len(p) > maxBuffered {
		return 0, errors.New("answer larger than the buffer")
	}
	return c.Buffer.Write(p)
}

// render makes the bytes of the answer; nothing is sent.
func (r *Reply) render(q *Req) error {
	var buf capped
	switch {
	case r.component != nil:
		r.mediaType = "text/html; charset=utf-8"
		if err := r.component.Render(q.ctx, &buf); err != nil {
			return err
		}
	case r.write != nil && !q.Route.Stream:
		if err := r.write(&buf); err != nil {
			return err
		}
	default:
		return nil
	}
	r.body, r.component, r.write = buf.Bytes(), nil, nil
	return nil
}

// send writes the rendered answer.
func (r *Reply) send(w http.ResponseWriter, q *Req) error {
	h := w.Header()
	for name, values := range r.header {
		h[name] = values
	}
	if r.location != "" {
		h.Set("Location", r.location)
		w.WriteHeader(r.status)
		return nil
	}
	if r.mediaType != "" {
		h.Set("Content-Type", r.mediaType)
	}
	if r.name != "" {
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": r.name}))
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
	}
	if r.write == nil {
		if h.Get("Content-Encoding") == "" && r.status != http.StatusNoContent {
			h.Set("Content-Length", strconv.Itoa(len(r.body)))
		}
		w.WriteHeader(r.status)
		if q.R.Method == http.MethodHead {
			return nil
		}
		_, err := w.Write(r.body)
		return err
	}
	w.WriteHeader(r.status)
	if q.R.Method == http.MethodHead {
		return nil
	}
	return r.write(w)
}

// remote refuses a redirect away from the service: a handler that builds one from input is a mistake.
func (r *Reply) remote() error {
	if r.location != "" && Local(r.location, "") == "" {
		return fault.New(fault.Internal, "fault.internal")
	}
	return nil
}
