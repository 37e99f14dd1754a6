package ingest

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/netip"
	"strings"

	"tuzjol/internal/monitoring/frame/osmand"
	"tuzjol/internal/monitoring/frame/protocols"
)

// OsmAnd takes what phones send, in every form that package osmand reads. 200 = stored; 400 = cannot be read, or a device
// that nobody has claimed; 413 = too large; 503 = not stored now, send it again. Answers hold no words about a person.
func (g *Gate) OsmAnd() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodPost {
			w.Header().Set("Allow", "GET, POST")
			w.WriteHeader(http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, osmand.MaxBody))
		if err != nil {
			g.count.refused.Add(1)
			status := http.StatusBadRequest
			var large *http.MaxBytesError
			if errors.As(err, &large) {
				status = http.StatusRequestEntityTooLarge
			}
			w.WriteHeader(status)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		status, device := g.phone(r.Context(), r, body)
		var told []byte
		if status == http.StatusOK {
			told = g.tell(r.Context(), protocols.OsmAnd, device)
		}
		if len(told) > 0 {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		}
		w.WriteHeader(status)
		w.Write(told) //nolint:errcheck // whether the phone took it is not known in any case
	})
}

// phone stores what one request tells, and says which device spoke.
func (g *Gate) phone(ctx context.Context, r *http.Request, body []byte) (status int, device string) {
	now := g.s.Now()
	kind := r.Header.Get("Content-Type")
	read, err := osmand.Read(osmand.Request{Query: r.URL.RawQuery, ContentType: kind, Body: body}, g.settings(), now)
	if err != nil {
		g.count.refused.Add(1)
		return http.StatusBadRequest, ""
	}
	g.count.frames.Add(1)
	raw := strings.Join([]string{r.Method + " /?" + r.URL.RawQuery, kind, string(body)}, "\n")
	v, err := g.put(ctx, g.received(protocols.OsmAnd, read, []byte(raw), peer(r), now))
	switch {
	case err != nil:
		return http.StatusServiceUnavailable, ""
	case v == Unknown:
		return http.StatusBadRequest, ""
	}
	return http.StatusOK, read.Device
}

// put has one frame stored and waits for its verdict.
func (g *Gate) put(ctx context.Context, rec Received) (Verdict, error) {
	type outcome struct {
		v   Verdict
		err error
	}
	done := make(chan outcome, 1)
	if err := g.submit(ctx, job{rec: rec, done: func(v Verdict, err error) { done <- outcome{v, err} }}); err != nil {
		return 0, err
	}
	select {
	case o := <-done:
		return o.v, o.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func peer(r *http.Request) netip.Addr {
	if ap, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		return ap.Addr().Unmap()
	}
	return netip.Addr{}
}
