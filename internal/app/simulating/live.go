package simulating

import (
	"context"
	"net/http"
	"sync"
	"time"

	"tuzjol/internal/monitoring/frame/protocols"
	"tuzjol/internal/monitoring/simulate"
)

// Worn is one device of those that speak on in a demonstration.
type Worn struct {
	Ident  string
	Wearer *simulate.Wearer
}

// Live lets devices speak to the door for phones, within this process, as often as bracelets do: every quarter of a minute on the way, every
// minute at rest. It returns when ctx has ended. What is not taken is said again together with the next.
func Live(ctx context.Context, door http.Handler, now func() time.Time, list []Worn) {
	var all sync.WaitGroup
	for n, x := range list {
		all.Go(func() {
			v := &simulate.Voice{Protocol: protocols.OsmAnd, Ident: x.Ident}
			var waiting []simulate.Sample
			for pause(ctx, time.Duration(n+1)*500*time.Millisecond) {
				s := x.Wearer.Sample(now().Truncate(time.Second))
				if !s.Silent {
					waiting = append(waiting, s)
				}
				for len(waiting) > 0 && said(ctx, door, v, waiting[0]) {
					waiting = waiting[1:]
				}
				if len(waiting) > 200 {
					waiting = waiting[1:]
				}
				if !pause(ctx, s.Every(15*time.Second, time.Minute)) {
					return
				}
			}
		})
	}
	all.Wait()
}

func said(ctx context.Context, door http.Handler, v *simulate.Voice, s simulate.Sample) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "/?"+v.Query(s), http.NoBody)
	if err != nil {
		return false
	}
	req.RemoteAddr = "127.0.0.1:1"
	w := &heard{header: http.Header{}}
	door.ServeHTTP(w, req)
	return w.code == http.StatusOK || w.code == http.StatusBadRequest
}

// heard is the answer to a phone that lies in this process.
type heard struct {
	header http.Header
	code   int
}

// Header implements http.ResponseWriter.
func (h *heard) Header() http.Header { return h.header }

// Write implements http.ResponseWriter; nobody reads it.
func (h *heard) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements http.ResponseWriter.
func (h *heard) WriteHeader(code int) { h.code = code }
