package httpx

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"sort"
	"strings"

	"tuzjol/internal/kernel/actor"
	"tuzjol/internal/kernel/fault"
)

// maxForm bounds a body without files: no form of the service comes near it.
const maxForm = 1 << 20

// maxFields bounds the fields of one form.
const maxFields = 5000

// readBody parses the form, or buffers another body, and puts submission key and body hash in the context.
func (e *endpoint) readBody(q *Req) error {
	kind, params, _ := mime.ParseMediaType(q.R.Header.Get("Content-Type"))
	sum := sha256.New()
	io.WriteString(sum, q.R.Method+" "+q.R.URL.Path+"\n") //nolint:errcheck // a hash never fails
	noteReadDeadline(q.W, q.R.ContentLength)
	var err error
	switch kind {
	case "multipart/form-data":
		err = readMultipart(q, params["boundary"], sum)
	case "application/x-www-form-urlencoded", "":
		err = readForm(q)
	default:
		err = readOther(q, sum)
	}
	if err != nil {
		return err
	}
	hashForm(sum, q.form)
	q.Key = submissionKey(q)
	request := actor.RequestFrom(q.ctx)
	request.Key, request.KeyHash = q.Key, hex.EncodeToString(sum.Sum(nil))
	q.ctx = actor.WithRequest(q.ctx, request)
	return nil
}

func submissionKey(q *Req) string {
	for _, key := range [...]string{q.R.Header.Get("Idempotency-Key"), q.R.Header.Get("Form-Key"), q.form.Get("_key")} {
		if key != "" && len(key) <= 255 {
			return key
		}
	}
	return ""
}

func limited(q *Req, n int64) ([]byte, error) {
	if q.R.ContentLength > n {
		q.big = map[string]bool{"": true}
		return nil, fault.New(fault.TooLarge, "httpx.body_too_large", "Megabytes", n>>20)
	}
	b, err := io.ReadAll(http.MaxBytesReader(q.W, q.R.Body, n))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, fault.New(fault.TooLarge, "httpx.body_too_large", "Megabytes", n>>20)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Invalid, "httpx.body_broken")
	}
	return b, nil
}

func readForm(q *Req) error {
	b, err := limited(q, maxForm)
	if err != nil {
		return err
	}
	if strings.Count(string(b), "&") > maxFields {
		return fault.New(fault.TooLarge, "httpx.body_too_large", "Megabytes", 1)
	}
	q.form, err = url.ParseQuery(string(b))
	if err != nil {
		return fault.Wrap(errors.New("form not readable"), fault.Invalid, "httpx.body_broken")
	}
	return nil
}

// readOther keeps a JSON or other body within its limit and gives it back to the handler.
func readOther(q *Req, sum io.Writer) error {
	limit := int64(maxForm)
	if q.Route.Stream { // a route that takes a large file as its whole body says so
		limit = q.Route.MaxFile
	}
	b, err := limited(q, limit)
	if err != nil {
		return err
	}
	sum.Write(b) //nolint:errcheck // a hash never fails
	q.R.Body = io.NopCloser(bytes.NewReader(b))
	return nil
}

func hashForm(sum io.Writer, form url.Values) {
	names := make([]string, 0, len(form))
	for name := range form {
		if name != "_key" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		for _, v := range form[name] {
			io.WriteString(sum, name+"="+v+"\x00") //nolint:errcheck // a hash never fails
		}
	}
}
